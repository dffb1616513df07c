"""
Fills an empty database with a believable publication: people, stories in every state, pictures, comments.

All of it is in files beside this one: ``publication.toml``, ``pages/*.html``, ``stories/<slug>.html`` (a TOML head
between two ``+++`` lines and the text of the first edition under it) and ``illustrations/*.webp``, named as in
``publication.toml``: scenes, which several stories may show, and a portrait of each author.
"""

import os
import re
import secrets
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from articles import richtext
from articles.content import WORK
from articles.images import processing
from articles.models import (
    Article,
    Author,
    Byline,
    Citation,
    CoverageEdition,
    Edition,
    Entry,
    EntryEdition,
    Front,
    Image,
    LogLine,
    Note,
    Reads,
    RelatedLink,
    Said,
    Section,
    Series,
    Source,
    Tag,
)
from comments.models import Appeal, Comment, Commenter, Report, Tally, WordRule
from comments.models import LogLine as CommentLogLine
from comments.policy import policy_of
from comments.screening import screen
from newsroom.models import MenuItem, Publication
from newsroom.roles import ROLES

HERE = Path(__file__).parent
TIME_ZONE = "Europe/Oslo"
CREDIT = "The Harbour Ledger (illustration)"
WRITES = {"mara-lind": "reporter", "ines-varga": "editor"}  # authors whose account one of the demo's is
NAMES = {
    "reporter": ("Mara", "Lind"),
    "editor": ("Ines", "Varga"),
    "moderator": ("Ruth", "Alvar"),
    "administrator": ("Edith", "Halvorsen"),
}


def has_content():
    """Whether anybody has begun to use this database. 3 queries at most."""
    return Article.objects.exists() or Publication.objects.exists() or get_user_model().objects.exists()


@dataclass
class DemoStory:
    """One file of ``stories/``: its head, its text, and what has been made of it."""

    slug: str
    head: dict
    text: str
    article: Article | None = None
    images: list = field(default_factory=list)

    @property
    def captions(self):
        """What each of ``images`` says in this story, in their order (list of str)."""
        return [row.get("caption", "") for row in self.head.get("pictures", [])]

    @classmethod
    def read(cls, path):
        _, head, text = path.read_text(encoding="utf-8").split("+++", 2)
        return cls(path.stem, tomllib.loads(head), text.strip())


class Demo:
    """One filling of an empty database. ``say`` is called with a line of progress (str)."""

    def __init__(self, *, say=lambda line: None):
        self.say = say
        self.now = timezone.now()
        self.passwords = {}

    def load(self):
        """Write everything in one transaction; return dict of user name → password, one account a role."""
        head = tomllib.loads((HERE / "publication.toml").read_text(encoding="utf-8"))
        stories = [DemoStory.read(path) for path in sorted((HERE / "stories").glob("*.html"))]
        with timezone.override(TIME_ZONE), transaction.atomic():
            self.users()
            self.publication(head)
            self.sections = {row["slug"]: Section.objects.create(**row) for row in head["sections"]}
            self.illustrations(head)
            self.authors = {row["slug"]: self.author(row) for row in head["authors"]}
            self.say(f"Writing {len(stories)} stories")
            for story in stories:
                self.working_copy(story)
            articles = {story.slug: story.article for story in stories}
            for story in sorted(stories, key=lambda story: -story.head.get("hours_ago", 0)):
                self.tell(story, articles)
            self.subjects(head, articles)
            self.fronts(head, articles)
            self.work(articles)
            self.moderation(articles)
            self.readings()
        return self.passwords

    def users(self):
        self.users_by_role = {}
        for role in ROLES:
            password = secrets.token_urlsafe(12)
            first, last = NAMES[role]
            user = get_user_model().objects.create_user(role, password=password, first_name=first, last_name=last)
            user.groups.add(Group.objects.get(name=role))
            self.users_by_role[role] = user
            self.passwords[role] = password
        self.editor, self.moderator = self.users_by_role["editor"], self.users_by_role["moderator"]

    def publication(self, head):
        pages = {}
        for row in head["pages"]:
            text = (HERE / "pages" / row["file"]).read_text(encoding="utf-8")
            page = FlatPage.objects.create(url=row["url"], title=row["title"], content=richtext.clean(text))
            page.sites.add(Site.objects.get_current())
            pages[row["slot"]] = page
        self.paper = Publication.objects.create(
            name=head["name"],
            tagline=head["tagline"],
            contact_email=head["contact_email"],
            time_zone=TIME_ZONE,
            **pages,
        )
        for page in pages.values():
            position = MenuItem.objects.next_position()
            MenuItem.objects.create(place=MenuItem.Place.FOOTER, position=position, page=page)
        MenuItem.objects.filter(address="/corrections/").update(position=MenuItem.objects.next_position())

    def illustrations(self, head):
        """Fill the library: ``self.images``, dict of name → ``Image``."""
        self.images = {row["name"]: self.image(row["name"], row["title"], row["alt"]) for row in head["pictures"]}
        for row in head["authors"]:
            title, alt = f"Portrait of {row['name']}", f"Drawn portrait of {row['name']}"
            self.images[row["slug"]] = self.image(row["slug"], title, alt, focal_y=0.4)
        self.say(f"Cutting {len(self.images)} pictures")
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # more would only wait for one another
            list(pool.map(processing.cut, self.images.values()))
        for image in self.images.values():
            image.make()  # not by its task: the stories that show it are published before this transaction ends

    def image(self, name, title, alt, **fields):
        path = HERE / "illustrations" / f"{name}.webp"
        with path.open("rb") as file:
            return Image.objects.add(
                File(file, name=path.name), by=self.editor, title=title, alt=alt, credit=CREDIT, **fields
            )

    def author(self, row):
        user = self.users_by_role.get(WRITES.get(row["slug"]))
        return Author.objects.create(**row, portrait=self.images[row["slug"]], user=user)

    def working_copy(self, story):
        """Write the article with all but its text, which may point to stories that are not there yet."""
        head = story.head
        story.images = [self.images[row["name"]] for row in head.get("pictures", [])]
        by = self.users_by_role["reporter"] if "mara-lind" in head["authors"] else self.editor
        story.article = article = Article.objects.create(
            slug=story.slug,
            headline=head["headline"],
            short_headline=head.get("short_headline", ""),
            standfirst=head.get("standfirst", ""),
            section=self.sections[head["section"]],
            kind=head.get("kind", Article.Kind.NEWS),
            dateline=head.get("dateline", ""),
            language=head.get("language", ""),
            lead_image=story.images[0] if story.images else None,
            lead_image_caption=story.captions[0] if story.captions else "",
            **{name: head.get(name, "") for name in WORK},
            created_by=by,
        )
        for position, slug in enumerate(head["authors"]):
            Byline.objects.create(article=article, author=self.authors[slug], position=position)
        for position, row in enumerate(head.get("sources", [])):
            source, _ = Source.objects.get_or_create(
                name=row["name"],
                kind=row["kind"],
                defaults={"description": row.get("description", ""), "url": row.get("url", "")},
            )
            Citation.objects.create(
                article=article,
                source=source,
                statement=row.get("statement", ""),
                quote=row.get("quote", ""),
                url=row.get("url", ""),
                position=position,
            )
        article.tags.add(*head.get("tags", []))

    def tell(self, story, articles):
        """Fill in text and links, then let happen to the story what its head says."""
        article, head = story.article, story.head
        if original := head.get("translation_of"):
            article.translation_of = articles[original]
        for position, row in enumerate(head.get("related", [])):
            RelatedLink.objects.create(
                article=article,
                target=articles[row["target"]] if "target" in row else None,
                url=row.get("url", ""),
                title=row.get("title", ""),
                label=row.get("label", "See also"),
                position=position,
            )
        pictures = [image.pk for image in story.images]
        citations = list(article.citations.order_by("position").values_list("pk", flat=True))

        def numbered(token):
            """A token with ids: a story numbers its own pictures and sources, from 1."""
            ids = citations if token[1] == "data-citation" else pictures
            return f'{token[1]}="{" ".join(str(ids[int(number) - 1]) for number in token[2].split())}"'

        article.body = re.sub(r'(data-(?:image|pair|gallery|citation))="([\d ]+)"', numbered, story.text)
        for slug, other in articles.items():
            article.body = article.body.replace(f'data-see-also="{slug}"', f'data-see-also="{other.pk}"')
        in_text = zip(story.images[1:], story.captions[1:], strict=True)
        article.picture_words = {str(image.pk): {"caption": caption} for image, caption in in_text}
        article.save()

        state = head["state"]
        written = self.now - timedelta(hours=head.get("hours_ago", 5))
        if state in {"published", "withdrawn"}:
            self.publish_with_history(story, written)
            self.entries(story, written)
        elif state == "scheduled":
            at = self.now + timedelta(hours=head["hours_ahead"])
            article.publish(self.editor, at=at.replace(minute=0, second=0, microsecond=0))
        else:
            article.save_revision(article.created_by)
            if state == "in_review":
                article.submit(article.created_by)
        if state == "withdrawn":
            article.withdraw(self.editor, reason=head["withdrawn_reason"])
        Article.objects.filter(pk=article.pk).update(created_at=written - timedelta(hours=3), changed_at=written)

    def entries(self, story, begun):
        """Write the entries of a live coverage that was ``begun`` then, and what stands over them."""
        article = story.article
        for row in story.head.get("entries", []):
            at = begun + timedelta(minutes=row["minutes_after"])
            text = re.sub(r'data-image="(\d+)"', lambda token: self.token(story, token), row["text"])
            said = Said(
                headline=row.get("headline", ""),
                body=text,
                is_key=row.get("is_key", False),
                authors=[self.authors[row["author"]].pk],
            )
            first = Said(said.headline, row["before"], said.is_key, said.authors) if "before" in row else said
            entry = Entry.objects.post(article, self.editor, first, at=at).entry
            if "correction" in row:
                kind = Edition.Kind.CORRECTION
                changed = entry.revise(self.editor, said, seen=1, kind=kind, note=row["correction"])
                self.move(changed, at + timedelta(minutes=row["correction_after"]))
            if "taken_back" in row:
                changed = entry.withdraw(self.editor, seen=1, reason=row["taken_back"])
                self.move(changed, at + timedelta(minutes=row["taken_back_after"]))
        if over := story.head.get("coverage"):
            CoverageEdition.objects.change(article, self.editor, seen=0, summary=over["summary"])

    def token(self, story, token):
        return f'data-image="{story.images[int(token[1]) - 1].pk}"'

    def move(self, edition, at):
        """Let ``edition`` of an entry have begun at ``at``: what is done now is told as if it had been done then."""
        EntryEdition.objects.filter(entry=edition.entry, live_until=edition.live_from).update(live_until=at)
        EntryEdition.objects.filter(pk=edition.pk).update(live_from=at)

    def subjects(self, head, articles):
        """Pages of topics, and series; menu and footer lead to one of each."""
        for row in head["topics"]:
            tag = Tag.objects.get(name=row["tag"])
            tag.title, tag.description = row["title"], row["description"]
            tag.picture, tag.lead = self.images[row["picture"]], articles[row["lead"]]
            tag.save()
            MenuItem.objects.create(place=MenuItem.Place.MENU, position=MenuItem.objects.next_position(), tag=tag)
        for row in head["series"]:
            parts, picture = row.pop("parts"), self.images[row.pop("picture")]
            series = Series.objects.create(**row, picture=picture)
            for slug in parts:
                series.add(articles[slug])
            MenuItem.objects.create(
                place=MenuItem.Place.FOOTER, position=MenuItem.objects.next_position(), series=series
            )

    def fronts(self, head, articles):
        """What the editor has put on the front page and at the head of a section's page."""

        def pin(row):
            until = (self.now + timedelta(hours=row["hours"])).isoformat() if "hours" in row else None
            words = {name: row.get(name, "") for name in ("headline", "kicker")}
            return {
                "slot": row.get("slot", "lead"),
                "position": row.get("position", 0),
                "article": articles[row["story"]].pk,
                "until": until,
                "image": None,
                **words,
            }

        fronts = [(None, {**head["front"], "pins": [pin(row) for row in head["front"]["pins"]]})]
        fronts += [(self.sections[row["section"]], {"pins": [pin(row)]}) for row in head["section_leads"]]
        for section, content in fronts:
            front = Front.objects.of(section)
            front.save_content(self.editor, content, front.version)
            front.publish(self.editor)

    def work(self, articles):
        """What a desk has on its hands on any morning: a task, a question, a change that readers don't see yet."""
        reporter, editor = self.users_by_role["reporter"], self.editor
        task = articles["who-painted-the-tram-depot"]
        deadline = (self.now + timedelta(days=2)).replace(hour=16, minute=0, second=0, microsecond=0)
        task.assign(editor, reporter, deadline=deadline, word_target=600)
        asked = Note.write(
            task,
            editor,
            "@reporter Do we have that price on paper? The department’s own word is not enough.",
            passage={"quote": "3,200 crowns a time", "before": "about twice a month, at "},
        )
        Note.write(task, reporter, "The invoices for June and July. Both are among our documents.", parent=asked)
        Note.write(
            task,
            reporter,
            "@editor He is Ole Tarn, and would not mind his name. Do we want it?",
            passage={"quote": "the former postman", "before": "The man in the green oilskin is agreed to be "},
        )
        changed = articles["night-trams-return-to-the-east-bank"]
        changed.body += "<p>The timetable for the holidays comes next week.</p>"
        changed.save()
        changed.save_revision(reporter)

    def readings(self):
        """What was read in the last hours, the newest story not the most."""
        hour = self.now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        newest = Edition.objects.live(self.now).newest_first().values_list("article", flat=True)[:12]
        Reads.objects.bulk_create(
            Reads(article_id=article, hour=hour - timedelta(hours=ago), number=12 + place * 47 % 83)
            for place, article in enumerate(newest)
            for ago in range(1, 7)
        )

    def publish_with_history(self, story, at):
        article = story.article
        editions = [self.publish(article, at)]
        for row in story.head.get("editions", []):
            for old, new in row["replace"]:
                for name in ("headline", "standfirst", "body"):
                    setattr(article, name, getattr(article, name).replace(old, new))
            article.save()
            later = at + timedelta(hours=row["hours_after"])
            editions.append(self.publish(article, later, kind=row["kind"], note=row.get("note", "")))
        self.comments(story, editions)

    def publish(self, article, at, **how):
        """Publish as if it were ``at``, which revision and log then say too."""
        edition = article.publish(self.editor, at=at, **how)
        type(edition.revision).objects.filter(pk=edition.revision_id).update(created_at=at)
        LogLine.objects.filter(article=article, at__gte=self.now).update(at=at)
        return edition

    def comments(self, story, editions):
        written = []
        for row in story.head.get("comments", []):
            at = editions[0].live_from + timedelta(hours=row["hours_after"])
            held = row["status"] == Comment.Status.HELD
            local_part = "".join(letter for letter in row["name"].lower() if letter.isalnum()) or "reader"
            edition = next(edition for edition in reversed(editions) if edition.live_from <= at)
            comment = Comment(
                article=story.article,
                edition=edition,
                parent=written[row["reply_to"] - 1] if "reply_to" in row else None,
                name=row["name"],
                email=f"{local_part}@example.org",
                commenter=Commenter.objects.of(f"{local_part}@example.org"),
                body=row["body"],
                pick=row.get("pick", False),
                created_at=min(at, self.now),
            )
            screen(comment, policy_of(edition, self.paper, at), age=timedelta(seconds=row.get("seconds", 70)), at=at)
            comment.status, comment.rule = row["status"], row.get("rule", "")
            comment.decided_by = None if held else self.moderator
            comment.decided_at = None if held else min(at + timedelta(minutes=20), self.now)
            written.append(Comment.objects.receive(comment))
            self.count(comment)
        for row, comment in zip(story.head.get("comments", []), written, strict=True):
            if row.get("withdrawn"):
                comment.withdraw()

    def count(self, comment):
        """What the log and the public page say of a comment that was decided on as if it were then."""
        at = comment.decided_at
        if self.now - comment.created_at > timedelta(hours=1):  # the others are counted as they come in
            Tally.add("received", at=comment.created_at)
        if at:
            waited = (at - comment.created_at).total_seconds()
            Tally.add(comment.status, rule=comment.rule, seconds=waited, at=at)
            line = CommentLogLine.objects.create(
                action=CommentLogLine.Action.DECIDED,
                by=comment.decided_by,
                comment=comment,
                commenter=comment.commenter,
                before=Comment.Status.HELD,
                after=comment.status,
                rule=comment.rule,
            )
            CommentLogLine.objects.filter(pk=line.pk).update(at=at)

    def moderation(self, articles):
        """What moderators have on their hands beside the queue: a report, an appeal against a colleague, a word."""
        dredging = articles["the-dredging-that-nobody-voted-for"]
        reported = Comment.objects.approved().filter(article=dredging, name="Dan Ferreira").earliest()
        words = "He works for the firm that owns the dredger, and does not say so."
        Report.objects.receive(Report(comment=reported, reason=Report.OTHER, words=words, name="Liv"))
        refused = Comment.objects.get(article=articles["review-a-dictionary-of-harbour-words"], status="rejected")
        Comment.objects.filter(pk=refused.pk).update(decided_by=self.users_by_role["administrator"])
        Appeal.objects.ask(refused, "That was rude, I see it now. But is one rude line enough? I read you daily.")
        WordRule.objects.create(phrase="loan in minutes", points=4, note="Came forty times in one night, in May.")
