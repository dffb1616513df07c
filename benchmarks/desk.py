"""The desk: what it costs to open, save and look at a long story beside a short one, and to list few and many."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Author, Byline, Citation, Note, RelatedLink, Section, Source
from benchmarks.archive import Archive, paragraphs, prose
from benchmarks.forms import Form
from benchmarks.measuring import Page, measure, side_by_side

EVERY_PUBLISHED = 40  # revisions from one edition to the next


def run(options):
    """Yield lines: the pages of one story, long and short; then the pages that list stories, of few and of many."""
    # One after the other: nothing here may depend on what else there is.
    archive = Archive(timezone.now() - timedelta(hours=1), writers=[create_user(f"writer-{n}") for n in range(19)])
    reporter, editor = create_user("reporter"), create_user("editor", "editor")
    archive.writers.append(reporter)
    few, many = options.stories
    archive.grow_to(few)
    short = create_story(archive, editor, words=300, citations=2, revisions=2, notes=0)
    long = create_story(
        archive, editor, words=options.words, citations=options.citations, revisions=options.revisions, notes=20
    )
    client = Client()
    client.force_login(editor)
    sides = [story_pages(client, story) for story in (short, long)]
    yield from side_by_side(
        f"One story on {connection.display_name}",
        ["short", "long"],
        [(a.name, measure(a, options.repeat), measure(b, options.repeat)) for a, b in zip(*sides, strict=True)],
    )
    yield ""
    lists = list_pages(editor, reporter, archive, last=min(max(few // 50, 1), 40))  # a list ends after 2,000
    costs = [measure(page, options.repeat) for page in lists]
    archive.grow_to(many)
    yield from side_by_side(
        f"Lists on {connection.display_name}",
        [f"{few:,} stories", f"{many:,}"],
        [(page.name, cost, measure(page, options.repeat)) for page, cost in zip(lists, costs, strict=True)],
    )


def create_user(name, role="reporter"):
    user = get_user_model().objects.create_user(name)
    user.groups.add(Group.objects.get(name=role))
    return user


@transaction.atomic
def create_story(archive, editor, *, words, citations, revisions, notes):
    """
    Return a live story written by the desk's own deeds, with unpublished changes: sources that the text marks, pictures
    and links to other stories in the text, ``revisions`` saved versions with an edition every forty.
    """
    chance = archive.chance
    article = Article.objects.create(
        headline=f"A story of {words:,} words",
        standfirst=chance.choice(paragraphs())[:200],
        section=Section.objects.first(),
        lead_image=archive.images[0],
        created_by=editor,
        assigned_to=editor,
        word_target=words,
    )
    for position, author in enumerate(Author.objects.all()[:2]):
        Byline.objects.create(article=article, author=author, position=position)
    marks = []
    for position, source in enumerate(Source.objects.all()[:citations]):
        citation = Citation.objects.create(
            article=article,
            source=source,
            statement=chance.choice(paragraphs())[:200],
            quote=chance.choice(paragraphs()),
            url="https://www.example.org/report",
            accessed_on=timezone.localdate(),
            position=position,
        )
        marks.append(f'<p>{chance.choice(paragraphs())}<sup data-citation="{citation.pk}"></sup></p>')
    others = list(Article.objects.exclude(pk=article.pk)[:5])
    for position, other in enumerate(others):
        RelatedLink.objects.create(article=article, target=other, position=position)
    article.tags.add(*archive.tags[:5])
    tokens = [f'<figure data-image="{image.pk}"></figure>' for image in archive.images[:3]]
    tokens += [f'<aside data-see-also="{other.pk}"></aside>' for other in others[:2]]
    in_marks = sum(len(mark.split()) for mark in marks)
    text = "".join([*marks, *tokens, prose(max(words - in_marks, 0), chance)])
    for number in range(revisions):
        article.body = f"{text}<p>{chance.choice(paragraphs())}</p>"
        article.save()
        if number % EVERY_PUBLISHED == 0:
            at = timezone.now() - timedelta(hours=revisions - number)
            article.publish(editor, at=at)
        else:
            article.save_revision(editor)
    Note.objects.bulk_create(Note(article=article, by=editor, text=chance.choice(paragraphs())) for _ in range(notes))
    return article


def story_pages(client, article):
    """List of ``Page`` of one story, as an editor sees them."""

    def url(page, *args, **query):
        return reverse(f"admin:articles_article_{page}", args=[article.pk, *args], query=query or None)

    change, typed = url("change"), iter(range(10**6))

    def as_it_stands():
        return (Form.on(client.get(change).content.decode(), "article_form").data,)

    def changed():
        """The form with a paragraph more in the text than at any time before."""
        (data,) = as_it_stands()
        return ({**data, "body": [f"{data['body'][0]}<p>Paragraph {next(typed)}.</p>"]},)

    def save(data, button="_continue"):
        return client.post(change, {**data, button: "1"})

    saved = article.revisions.filter(autosave=False).values_list("number", flat=True)
    first, newest = saved.last(), saved.first()
    return [
        Page("open the form", lambda: client.get(change)),
        Page("save", save, changed, status=302),
        Page("save, nothing changed", save, as_it_stands, status=302),
        Page("save and publish", lambda data: save(data, "_publish"), changed, status=302),
        Page("autosave", lambda data: client.post(url("autosave"), data), changed),
        Page("heart-beat", lambda: client.post(url("presence"), {"version": article.version})),
        Page("preview of what is typed", lambda data: client.post(url("preview"), data), changed),
        Page("preview of what is saved", lambda: client.get(url("preview"))),
        Page("history", lambda: client.get(url("history"))),
        Page("compare the last two", lambda: client.get(url("compare", old=newest - 1, new=newest))),
        Page("compare first and last", lambda: client.get(url("compare", old=first, new=newest))),
        Page("what publishing would change", lambda: client.get(url("changes"))),
    ]


def list_pages(editor, reporter, archive, last):
    """List of ``Page`` that list stories, up to the ``last`` (number). The reporter began one in twenty of them."""
    desk, list_url = reverse("admin:index"), reverse("admin:articles_article_changelist")
    clients = {}
    for user in (editor, reporter):
        clients[user] = Client()
        clients[user].force_login(user)
    asked = [
        ("dashboard, editor", editor, desk),
        ("dashboard, reporter", reporter, desk),
        ("stories, editor", editor, list_url),
        ("stories, reporter", reporter, list_url),
        (f"stories, page {last}", editor, f"{list_url}?p={last}"),
        ("stories of a section", editor, f"{list_url}?section__id__exact={archive.sections[0].pk}"),
        ("stories that are live", editor, f"{list_url}?state=live"),
        ("stories with changes", editor, f"{list_url}?state=changed"),
        ("my stories", editor, f"{list_url}?whose=mine"),
        ("search", editor, f"{list_url}?q=harbour"),
        ("search that finds nothing", editor, f"{list_url}?q=xylophone"),
        ("calendar", editor, reverse("admin:articles_article_calendar")),
    ]
    return [Page(name, lambda user=user, url=url: clients[user].get(url)) for name, user, url in asked]
