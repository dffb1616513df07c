"""
A story's picture, source and “See also” target are deleted, merged, withdrawn, replaced: every place stays right.

``TABLE`` has a block for each action that exists for what is pointed to, and a line for each place: what is to be found
there afterwards (``+``), and what is not (``-``), in the words of ``World.words``. An action without a line for a place
fails the suite.
"""

import html
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Image, RelatedLink, Source
from articles.models.checklist import findings
from tests.articles.test_library import add, picture_file
from tests.factories import create_article, create_source, create_superuser, publish

pytestmark = pytest.mark.django_db

# In the order in which they are looked at: the last three change the story.
PLACES = "page feed sitemap report record checklist history preview preview_then published compare restore".split()

TABLE = """
picture in the text, deleted
    page         +picture_now
    feed         +picture_now
    sitemap      +address
    report       -The story
    record       +in the text | +The story
    checklist    -picture of the text
    history      +The story | +version_1
    preview      +picture_now
    preview_then +picture_now
    published    +picture_now
    compare      +The crane
    restore      -no longer there | +picture_mark

picture in the text, deleted when it was never public
    page         -picture_then
    feed         -picture_then
    sitemap      +address
    report       -The story
    record       +404
    checklist    -picture of the text
    history      +The story | +version_1
    preview      -picture_then
    preview_then -picture_then | +Words of the story
    published    -picture_then
    compare      +picture {picture}
    restore      +A picture of the text is no longer there.

picture in the text, lost
    page         -picture_then
    feed         -picture_then
    sitemap      +address
    report       +The story | +Picture {picture} is no longer there.
    record       +404
    checklist    +A picture of the text is no longer there
    history      +The story | +version_1
    preview      -picture_then
    preview_then -picture_then
    published    -picture_then | +Words of the story
    compare      +picture {picture}
    restore      +A picture of the text is no longer there.

picture in the text, replaced
    page         +picture_now | -picture_then
    feed         +picture_now | -picture_then
    sitemap      +address
    report       -The story
    record       +in the text | +The story
    checklist    -picture of the text
    history      +The story | +version_1
    preview      +picture_now | -picture_then
    preview_then +picture_now | -picture_then
    published    +picture_now | -picture_then
    compare      +The crane
    restore      -no longer there | +picture_mark

picture in the text, out of rights
    page         +picture_now
    feed         +picture_now
    sitemap      +address
    report       -The story
    record       +Rights over since
    checklist    +The rights have ended: “The crane”.
    history      +The story | +version_1
    preview      +picture_now
    preview_then +picture_now
    published    +refused: The rights have ended
    compare      +The crane
    restore      -no longer there | +picture_mark

picture that leads, deleted
    page         +lead_now
    feed         +lead_now
    sitemap      +address
    report       -The story
    record       +lead picture | +The story
    checklist    -no lead picture
    history      +The story | +version_1
    preview      +lead_now
    preview_then +lead_now
    published    +lead_now
    compare      +The quay
    restore      -no longer there

picture that leads, replaced
    page         +lead_now | -lead_then
    feed         +lead_now | -lead_then
    sitemap      +address
    report       -The story
    record       +lead picture | +The story
    checklist    -no lead picture
    history      +The story | +version_1
    preview      +lead_now | -lead_then
    preview_then +lead_now | -lead_then
    published    +lead_now | -lead_then
    compare      +The quay
    restore      -no longer there

picture that leads, out of rights
    page         +lead_now
    feed         +lead_now
    sitemap      +address
    report       -The story
    record       +Rights over since
    checklist    +The rights have ended: “The quay”.
    history      +The story | +version_1
    preview      +lead_now
    preview_then +lead_now
    published    +refused: The rights have ended
    compare      +The quay
    restore      -no longer there

source, deleted
    page         +box: Port authority | +mark
    feed         +feed_mark
    sitemap      +address
    report       -The story
    record       +The story | +It is closed.
    checklist    -Withdrawn since | -No source
    history      +The story | +version_1
    preview      +box: Port authority | +mark
    preview_then +box: Port authority | +mark
    published    +box: Port authority | +mark
    compare      +Port authority
    restore      -no longer there | +cites: Port authority

source, deleted when it was never public
    page         -box: | -mark
    feed         -feed_mark
    sitemap      +address
    report       -The story
    record       +404
    checklist    +No source is named.
    history      +The story | +version_1
    preview      -box: | -mark
    preview_then +box: Port authority | +mark
    published    -box: | -mark
    compare      +Port authority
    restore      +Source “Port authority” is no longer there. | -cites:

source, merged
    page         +box: Port authority | -The port | +mark
    feed         +feed_mark
    sitemap      +address
    report       -The story
    record       +box of The port | +The story | +It is closed.
    checklist    -Withdrawn since | -No source
    history      +The story | +version_1
    preview      +box: The port | +mark
    preview_then +box: Port authority | +mark
    published    +box: The port | +mark | -Port authority
    compare      +Port authority
    restore      -no longer there | +cites: The port

source, withdrawn
    page         +box: Port authority | +mark | -Invented
    feed         +feed_mark | -Invented
    sitemap      +address
    report       -The story
    record       +The story | +1 is to be looked at | +Invented.
    checklist    +Withdrawn since: “Port authority”.
    history      +The story | +version_1
    preview      +box: Port authority | +mark | -Invented
    preview_then +box: Port authority | +mark
    published    +box: Port authority | +mark | -Invented
    compare      +Port authority
    restore      -no longer there | +cites: Port authority

source, reinstated
    page         +box: Port authority | +mark
    feed         +feed_mark
    sitemap      +address
    report       -The story
    record       +The story | -to be looked at | +Source reinstated
    checklist    -Withdrawn since
    history      +The story | +version_1
    preview      +box: Port authority | +mark
    preview_then +box: Port authority | +mark
    published    +box: Port authority | +mark
    compare      +Port authority
    restore      -no longer there | +cites: Port authority

source, replaced
    page         +box: Port authority | -Harbour office | +mark
    feed         +feed_mark
    sitemap      +address
    report       -The story
    record       +Harbour office | +The story
    checklist    -Withdrawn since
    history      +The story | +version_1
    preview      +box: Harbour office | -Port authority | +mark
    preview_then +box: Port authority | +mark
    published    +box: Harbour office | -Port authority | +mark
    compare      +Port authority
    restore      -no longer there | +cites: Harbour office

see also in the text, deleted
    page         -See also
    feed         -See also
    sitemap      +address | -target_address
    report       +The story | +Story {target} is no longer there.
    record       +404
    checklist    +A story it points to is not public
    history      +The story | +version_1
    preview      -See also
    preview_then -See also
    published    -See also | +Words of the story
    compare      +story {target}
    restore      +A story that the text points to is no longer there.

see also in the text, withdrawn
    page         -See also | -target_address | -The target
    feed         -See also | -target_address
    sitemap      +address | -target_address
    report       +The story | +“The target” was withdrawn.
    record       +The story | +in the text
    checklist    +A story it points to is not public
    history      +The story | +version_1
    preview      -See also | -target_address
    preview_then -See also | -target_address
    published    -See also | -target_address
    compare      +The target
    restore      -no longer there | +see_also_mark

see also in the text, withdrawn and brought back
    page         +See also | +target_address | +The target
    feed         +See also | +target_address
    sitemap      +address | +target_address
    report       -The story
    record       +The story | +in the text
    checklist    -A story it points to is not public
    history      +The story | +version_1
    preview      +See also | +target_address
    preview_then +See also | +target_address
    published    +See also | +target_address
    compare      +The target
    restore      -no longer there | +see_also_mark

see also in the text, replaced
    page         +See also | +target_address | +Another title | -The target | -target_address_then
    feed         +See also | +target_address | -target_address_then
    sitemap      +address | +target_address | -target_address_then
    report       -The story
    record       +The story | +in the text
    checklist    -A story it points to is not public
    history      +The story | +version_1
    preview      +See also | +target_address | +Another title
    preview_then +See also | +target_address | +Another title
    published    +See also | +target_address | +Another title
    compare      +Another title
    restore      -no longer there | +see_also_mark

related story, deleted
    page         -Background
    feed         -Background
    sitemap      +address | -target_address
    report       +The story | +Story {target} is no longer there.
    record       +404
    checklist    -A story it points to is not public
    history      +The story | +version_1
    preview      -Background
    preview_then -Background
    published    -Background
    compare      +story {target}
    restore      +A “Background” link has no story or address. | -related: {target}

related story, withdrawn
    page         -Background | -target_address | -The target
    feed         -Background | -target_address
    sitemap      +address | -target_address
    report       +The story | +“The target” was withdrawn.
    record       +The story | +related
    checklist    +A story it points to is not public
    history      +The story | +version_1
    preview      -Background | -target_address
    preview_then -Background | -target_address
    published    -Background | -target_address
    compare      +The target
    restore      -no longer there | +related: {target}

related story, withdrawn and brought back
    page         +Background | +target_address | +The target
    feed         -Background
    sitemap      +address | +target_address
    report       -The story
    record       +The story | +related
    checklist    -A story it points to is not public
    history      +The story | +version_1
    preview      +Background | +target_address
    preview_then +Background | +target_address
    published    +Background | +target_address
    compare      +The target
    restore      -no longer there | +related: {target}

related story, replaced
    page         +Background | +target_address | +Another title | -The target | -target_address_then
    feed         -Background
    sitemap      +address | +target_address | -target_address_then
    report       -The story
    record       +The story | +related
    checklist    -A story it points to is not public
    history      +The story | +version_1
    preview      +Background | +target_address | +Another title
    preview_then +Background | +target_address | +Another title
    published    +Background | +target_address | +Another title
    compare      +Another title
    restore      -no longer there | +related: {target}
"""


def blocks():
    """Dict of “what, action” → dict of place → list of what is to be found and not."""
    found = {}
    for block in TABLE.strip().split("\n\n"):
        title, *lines = block.splitlines()
        parts = (line.split(maxsplit=1) for line in lines)
        found[title] = {place: [part.strip() for part in said.split("|")] for place, said in parts}
    return found


class World:
    """A public story that points to one thing, which ``do`` then changes; the places look at what became of it."""

    def __init__(self, what):
        self.what = what
        self.editor = create_superuser()
        self.desk = Client()
        self.desk.force_login(self.editor)
        self.article = create_article(headline="The story", body="<p>Words of the story.</p>")
        getattr(self, what.split()[0])()

    # -- What it points to --

    def picture(self):
        self.image = add(title="The crane" if "text" in self.what else "The quay")
        if "text" in self.what:
            self.article.body += f'<figure data-image="{self.image.pk}"></figure>'
        else:
            self.article.lead_image = self.image
        self.then = self.image.key

    def source(self):
        self.source_row = create_source(name="Port authority")
        citation = self.article.citations.create(source=self.source_row, statement="It is closed.")
        self.mark = citation.pk
        self.article.body += f'<p>So it is.<sup data-citation="{citation.pk}"></sup></p>'

    def see(self):
        self.target = create_article(headline="The target")
        self.article.body += f'<aside data-see-also="{self.target.pk}"></aside>'

    def related(self):
        self.target = create_article(headline="The target")
        RelatedLink.objects.create(article=self.article, target=self.target, label="Background")

    # -- What happens to it --

    def do(self, action):
        is_draft = hasattr(self, "target") and action == "deleted"
        if hasattr(self, "target") and not is_draft:
            # Too old to be offered at the end of the story by rule.
            publish(self.target, at=timezone.now() - timedelta(days=500))
        self.article.save()
        if action == "deleted when it was never public":
            self.article.save_revision(self.editor)
            self.drop()
        self.edition = publish(self.article, by=self.editor)
        self.url = self.edition.get_absolute_url()
        if hasattr(self, "target") and not is_draft:
            self.target_url_then = self.target.live_edition().get_absolute_url()
        kind = self.what.split()[0]
        getattr(self, f"{'target' if hasattr(self, 'target') else kind}_{action.replace(' ', '_')}")()
        self.article.refresh_from_db()

    def post(self, name, record, data=None):
        return self.desk.post(reverse(f"admin:articles_{name}", args=[record.pk]), data or {})

    def picture_deleted(self):
        self.post("image_delete", self.image, {"post": "yes"})
        assert Image.objects.filter(pk=self.image.pk).exists()

    def picture_deleted_when_it_was_never_public(self):
        self.post("image_delete", self.image, {"post": "yes"})
        assert not Image.objects.filter(pk=self.image.pk).exists()

    def picture_lost(self):
        """In a way the desk does not know, as when a backup lacks it."""
        Image.objects.filter(pk=self.image.pk).delete()

    def picture_replaced(self):
        file = picture_file(colour="red")
        assert self.post("image_replace", self.image, {"file": file, "confirmed": "on"}).status_code == 302
        self.image.refresh_from_db()
        self.image.make()  # what the task does after commit
        assert self.image.key != self.then

    def picture_out_of_rights(self):
        Image.objects.filter(pk=self.image.pk).update(rights_until=timezone.localdate() - timedelta(days=1))

    def source_deleted(self):
        self.post("source_delete", self.source_row, {"post": "yes"})
        assert Source.objects.filter(pk=self.source_row.pk).exists()

    def source_deleted_when_it_was_never_public(self):
        self.post("source_delete", self.source_row, {"post": "yes"})
        assert not Source.objects.filter(pk=self.source_row.pk).exists()

    def source_merged(self):
        into = create_source(name="The port")
        data = {"source": [self.source_row.pk, into.pk], "into": into.pk}
        assert self.desk.post(reverse("admin:articles_source_merge"), data).status_code == 302

    def source_withdrawn(self):
        assert self.post("source_withdraw", self.source_row, {"reason": "Invented."}).status_code == 302

    def source_reinstated(self):
        self.source_withdrawn()
        assert self.post("source_reinstate", self.source_row).status_code == 302

    def source_replaced(self):
        data = {"name": "Harbour office", "kind": "organisation"}
        assert self.post("source_change", self.source_row, data).status_code == 302

    def target_deleted(self):
        self.target_pk = self.target.pk
        self.target.trash(self.editor)
        self.target.erase(at=timezone.now() + timedelta(days=31))

    def target_withdrawn(self):
        self.target.withdraw(self.editor, reason="Checked again.")

    def target_withdrawn_and_brought_back(self):
        self.target_withdrawn()
        self.target.reinstate(self.editor)

    def target_replaced(self):
        self.target.headline, self.target.slug = "Another title", "another-address"
        self.target.save()
        publish(self.target, by=self.editor)

    # -- The places --

    def read(self, address, client=None):
        response = (client or Client()).get(address, follow=True)
        return html.unescape(response.text) if response.status_code == 200 else str(response.status_code)

    def at(self, page, *args, **query):
        return self.read(reverse(f"admin:articles_{page}", args=args, query=query), self.desk)

    def page(self):
        return self.read(self.url)

    def feed(self):
        return html.unescape(self.read("/feed/"))  # text in the feed is HTML, written as text

    def sitemap(self):
        days = {timezone.localdate(), timezone.localdate() - timedelta(days=500), self.edition.address.day}
        return "".join(self.read(reverse("articles:sitemap_month", args=[day.year, day.month])) for day in days)

    def report(self):
        return self.at("article_pointers")

    def record(self):
        if self.what.startswith("picture"):
            return self.at("image_change", self.image.pk)
        if self.what.startswith("source"):
            page = self.at("source_change", self.source_row.pk)
            return page.replace('value="The port"', "box of The port").replace('value="', "")
        page = self.at("article_change", getattr(self, "target_pk", self.target.pk))
        return page.partition('id="linked-from-title"')[2].partition("</ul>")[0] if len(page) > 3 else page

    def checklist(self):
        return " ".join(finding.words for finding in findings(self.article.content(), article=self.article))

    def history(self):
        return self.at("article_history", self.article.pk)

    def compare(self):
        """What it said first beside what it says once it points to nothing."""
        self.drop()
        return self.at("article_compare", self.article.pk, old=1, new="now")

    def preview(self):
        return self.at("article_preview", self.article.pk)

    def preview_then(self):
        return self.at("article_preview", self.article.pk, revision=1)

    def restore(self):
        self.drop()
        address = reverse("admin:articles_article_restore", args=[self.article.pk, 1])
        data = {"version": Article.objects.get(pk=self.article.pk).version}
        response = self.desk.post(address, data, follow=True)
        article = Article.objects.get(pk=self.article.pk)
        said = [str(message) for message in response.context["messages"]]
        said += [f"cites: {citation.source}" for citation in article.citations.all()]
        said += [f"related: {link.target_id}" for link in article.related_links.all()]
        return html.unescape(" ".join([*said, article.body]))

    def published(self):
        """The page, once the story is published again as it is."""
        data = {"version": self.article.version, "kind": "update", "_publish": "1"}
        page = self.post("article_publish", self.article, data)
        if page.status_code != 302:
            return "refused: " + html.unescape(page.text[page.text.find("The rights have ended") :])
        assert self.article.editions.count() > 1
        return self.page()

    def drop(self):
        """Let the story at the desk point to nothing."""
        article = Article.objects.get(pk=self.article.pk)
        article.citations.all().delete()
        article.related_links.all().delete()
        article.body, article.lead_image = "<p>Words of the story.</p>", None
        article.save()
        article.save_revision(self.editor)
        self.article = article

    # -- Words --

    def words(self, text):
        """The words of the table (``picture_now`` …) as they stand in a page."""
        image = SimpleNamespace(key="none", pk=0)
        image = getattr(self, "image", image)
        target = getattr(self, "target", None)
        live = target and target.pk and target.live_edition()
        mark = getattr(self, "mark", 0)
        known = {
            "picture_now": f"/{image.key}/",
            "picture_then": f"/{getattr(self, 'then', '')}/",
            "lead_now": f"/{image.key}/",
            "lead_then": f"/{getattr(self, 'then', '')}/",
            "picture_mark": f'<figure data-image="{image.pk}">',
            "see_also_mark": f'<aside data-see-also="{getattr(target, "pk", 0)}">',
            "address": self.url,
            "target_address": live.get_absolute_url() if live else getattr(self, "target_url_then", "/nowhere/"),
            "target_address_then": getattr(self, "target_url_then", "/nowhere/"),
            "mark": f'id="cite-{mark}-1" href="#source-1"',
            "feed_mark": f'{self.url}#source-1">[1]</a>',
            "box:": 'id="source-1"',
            "version_1": reverse("admin:articles_article_revision", args=[self.article.pk, 1]),
        }
        if text.startswith("box: "):
            return f"<bdi>{text.removeprefix('box: ')}</bdi>"
        pk = getattr(self, "target_pk", getattr(target, "pk", 0))
        return known.get(text, text).format(picture=image.pk, target=pk)


ACTIONS = {
    "picture": {"deleted", "replaced", "out of rights"},
    "picture in a text": {"deleted", "deleted when it was never public", "lost", "replaced", "out of rights"},
    "source": {"deleted", "deleted when it was never public", "merged", "withdrawn", "reinstated", "replaced"},
    "story": {"deleted", "withdrawn", "withdrawn and brought back", "replaced"},
}
KINDS = {
    "picture in the text": "picture in a text",
    "picture that leads": "picture",
    "source": "source",
    "see also in the text": "story",
    "related story": "story",
}


def test_the_table_has_a_line_for_every_action_and_place():
    assert set(blocks()) == {f"{what}, {action}" for what, kind in KINDS.items() for action in ACTIONS[kind]}
    for title, lines in blocks().items():
        assert list(lines) == PLACES, title


@pytest.mark.parametrize("title", blocks())
def test_every_place_stays_right(title):
    what, action = title.split(", ")
    world, wrong = World(what), []
    world.do(action)
    for place, lines in blocks()[title].items():
        text = getattr(world, place)()
        wrong += [
            f"{place}: {said} ({words})"
            for said in lines
            if ((words := world.words(said[1:])) in text) != (said[0] == "+")
        ]
    assert wrong == []
