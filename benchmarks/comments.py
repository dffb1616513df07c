"""Comments: what the page of a story with thousands of them costs beside one with few, and the moderators' queue."""

from collections import Counter
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Edition
from benchmarks.archive import Archive, paragraphs
from benchmarks.measuring import Page, measure, side_by_side
from comments import threads
from comments.models import Comment, Commenter, Discussion, QueueCount
from comments.models.people import email_hash

BEGINS_A_THREAD, IS_REMOVED, IS_PICKED = 0.35, 0.02, 0.002
EVERY_HELD = 30  # one in …, the sixth being the first
WRITES = 5  # comments of each writer, on average
BATCH = 1000

Status = Comment.Status


def run(options):
    """Yield lines: each page with comments and the queue, with few comments and with many."""
    archive = Archive(timezone.now() - timedelta(days=2))
    archive.grow_to(50)
    few, many = options.comments
    stories = Edition.objects.live().filter(article__comments=None).newest_first()
    stories = stories.select_related("address", "article")
    small, large, long = stories[0], stories[1], stories[2]
    moderator = Client()
    moderator.force_login(create_moderator())
    queue = Page("queue", lambda: moderator.get(reverse("admin:comments_comment_changelist")))
    fill(small, few, archive.chance)
    costs = {page.name: measure(page, options.repeat) for page in [*pages(small), queue]}
    fill(large, many, archive.chance)
    fill_with_long_threads(long, archive.chance)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    found = [*pages(large), queue]
    rows = [(page.name, costs[page.name], measure(page, options.repeat)) for page in found]
    first = pages(small)[0].name
    full = Page(f"{threads.THREADS} threads of {threads.REPLIES}", get(Client(), long.get_absolute_url()))
    rows.append((full.name, costs[first], measure(full, options.repeat)))
    yield from side_by_side(f"Comments on {connection.display_name}", [f"{few:,} comments", f"{many:,}"], rows)


def create_moderator():
    user = get_user_model().objects.create_user("moderator")
    user.groups.add(Group.objects.get(name="moderator"))
    return user


def get(client, address):
    return lambda: client.get(address)


def pages(edition):
    """List of ``Page`` with the comments on ``edition``; the last one of each kind is the deepest there is."""
    client, url = Client(), edition.get_absolute_url()
    last = threads.last_page(edition.article.discussion.threads, threads.THREADS)
    longest = Comment.objects.threads(edition.article).order_by("-thread_size", "pk").first()
    newest = longest.below.approved().order_by("created_at", "pk").last()
    thread = reverse("comments:thread", args=[*url.strip("/").split("/"), longest.pk])
    last_of_thread = threads.last_page_of_thread(longest)
    asked = [
        ("oldest first", url),
        ("newest first", f"{url}?comments=newest"),
        ("picks first", f"{url}?comments=picks"),
        ("page in the middle", f"{url}?page={(last + 1) // 2}"),
        ("last page", f"{url}?page={last}"),
        ("last page, picks first", f"{url}?comments=picks&page={last}"),
        ("longest thread", thread),
        ("longest thread, last page", f"{thread}?page={last_of_thread}"),
        ("form of an answer", reverse("comments:reply", args=[newest.pk])),
    ]
    address = Page("address of a comment", get(client, newest.get_absolute_url()), status=302)
    return [*(Page(name, get(client, asked_for)) for name, asked_for in asked), address]


@transaction.atomic
def fill(edition, number, chance):
    """Write ``number`` comments on ``edition``: who answers, answers any of those before, so that some threads grow."""
    parents = [
        None if place == 0 or chance.random() < BEGINS_A_THREAD else chance.randrange(place) for place in range(number)
    ]
    _write(edition, parents, chance)


@transaction.atomic
def fill_with_long_threads(edition, chance):
    """Write as many threads as a page has on ``edition``, each with as many answers as a page shows of one."""
    parents = [None] * threads.THREADS
    parents += [place % threads.THREADS for place in range(threads.THREADS * threads.REPLIES)]
    _write(edition, parents, chance)


def _write(edition, parents, chance):
    """``parents``: for each comment the place of the one that it answers, or None."""
    writers = [f"reader-{edition.pk}-{n}@example.org" for n in range(max(1, len(parents) // WRITES))]
    writers = Commenter.objects.bulk_create(Commenter(email=email, email_hash=email_hash(email)) for email in writers)
    began = edition.live_from
    step = (timezone.now() - began) / (len(parents) + 1)
    comments, roots = [], []
    for place, parent in enumerate(parents):
        above = None if parent is None else comments[parent]
        status = Status.REMOVED if chance.random() < IS_REMOVED else Status.APPROVED
        if place % EVERY_HELD == 5:
            status = Status.HELD
        writer, at = chance.choice(writers), began + step * place
        comments.append(
            Comment(
                article=edition.article,
                edition=edition,
                depth=above.depth + 1 if above else 0,
                name=f"Reader {writer.pk}",
                email=writer.email,
                commenter=writer,
                body=chance.choice(paragraphs())[: chance.randrange(40, 600)],
                status=status,
                pick=status == Status.APPROVED and chance.random() < IS_PICKED,
                created_at=at,
                decided_at=None if status == Status.HELD else at,
                fingerprint=f"{edition.pk}-{place}",
            )
        )
        roots.append(place if parent is None else roots[parent])
    shown = Counter(root for root, comment in zip(roots, comments, strict=True) if comment.status == Status.APPROVED)
    picked = {root for root, comment in zip(roots, comments, strict=True) if comment.pick}
    for place in set(roots):
        comments[place].thread_size, comments[place].has_pick = shown[place], place in picked
    for depth in range(max(comment.depth for comment in comments) + 1):
        level = [place for place, comment in enumerate(comments) if comment.depth == depth]
        for place in level:
            if depth:
                comments[place].parent_id = comments[parents[place]].pk
                comments[place].thread_id = comments[roots[place]].pk
        Comment.objects.bulk_create([comments[place] for place in level], batch_size=BATCH)
    states = Counter(comment.status for comment in comments)
    numbers = {"approved": states[Status.APPROVED], "held": states[Status.HELD], "threads": len(shown)}
    Discussion.objects.update_or_create(article=edition.article, defaults=numbers)
    edition.article.refresh_from_db()
    QueueCount.add(QueueCount.HELD, states[Status.HELD])
