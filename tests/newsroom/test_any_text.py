"""
Whatever people type into any form of the desk or of readers' pages: nothing fails, and all that is read then, by people
and by machines, is valid.

``pytest --hypothesis-profile=thorough tests/newsroom/test_any_text.py`` types ten times as many, others each time.
"""

import json
import re
from html.parser import HTMLParser
from itertools import cycle
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree import ElementTree

from django.test import Client
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from justhtml import JustHTML

from articles.feed_formats import feeds_of
from articles.models import Edition, ShareLink
from articles.structured_data import absolute
from articles.text import all_sound
from comments import signed_links
from newsroom.roles import ROLES
from tests.articles.desk import story_url
from tests.comments.factories import create_comment
from tests.factories import create_article, create_section, create_user, publish
from tests.newsroom.desk import address_of, create_records, desk_addresses

CHARACTERS = st.one_of(
    st.characters(codec=None, exclude_categories=()),  # all of Unicode, halves of pairs too
    st.sampled_from("ab cd \t\r\n<>&\"'%{}[]()/\\|@#:;.,-_"),
    st.characters(categories=["Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Zs"]),
    st.characters(categories=["Mn", "Me", "Mc"]),  # marks on letters
    st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    st.characters(min_codepoint=0x1F300, max_codepoint=0x1FAFF),
    st.sampled_from("\u202a\u202b\u202d\u202e\u202c\u2066\u2067\u2068\u2069\u200e\u200f\u061c"),
    st.sampled_from("\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff\u200b\u200d\ufe0f\ufeff\u115f\u2800\u3164\U000e0041"),
    st.sampled_from("ßİıσςﬁÅΩ\u2126אبשा中กខក។"),
)
MARKUP = ["</textarea><script>alert(1)</script>", "]]>", "<!--", "\0", "{{ 1 }}", "\ud800", "<p>" * 99]
TEXTS = st.one_of(
    st.text(CHARACTERS, max_size=60),
    st.text(CHARACTERS, max_size=20).map("Words of {} and more".format),
    st.builds(
        str.__mul__,
        st.sampled_from(["W", "中", "\u202eא", "a\u0301\u0323", "👩\u200d🚒", "&lt;"]),
        st.integers(1, 3000),
    ),
    st.sampled_from(MARKUP),
)

# What these ask for is no text that people write: it would be refused, and with it the form.
NO_TEXT = re.compile(
    r"slug|language|url|email|username|password|value|persons|tags|links|_at$|_on$|_[01]$|time_zone|[?]q="
)
NOT_SENT = re.compile(r"/(?:logout|password_change|password)/$")
# The text of a story can't be this either, nor a hidden input that a script fills.
NOT_OF_TEXT = re.compile(r"[\0-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Forms(HTMLParser):
    """The forms of a page, as a browser would send them: list of dict with action, method, fields, texts, buttons."""

    def __init__(self, html):
        super().__init__()
        self.forms, self.form, self.area, self.select = [], None, None, None
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        name = attrs.get("name", "")
        if tag == "form":
            self.form = {"action": attrs.get("action", ""), "method": attrs.get("method", "get").lower()}
            self.form |= {"fields": [], "texts": [], "buttons": []}
            self.forms.append(self.form)
        elif self.form is None or not name:
            if tag == "option" and self.select:
                (self.chosen if "selected" in attrs else self.others).append(attrs.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.form["texts"].append(name)
            self.form["fields"].append((name, ""))
        elif tag == "select":
            self.select, self.chosen, self.others = name, [], []
            self.is_single = "multiple" not in attrs
        elif tag == "button" or attrs.get("type") == "submit":
            self.form["buttons"].append((name, attrs.get("value", "")))
        elif tag == "input":
            kind = attrs.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" not in attrs or kind == "file":
                return
            if kind in {"text", "search", "email", "url"} and not re.search(r"position|_[01]$", name):
                self.form["texts"].append(name)
            self.form["fields"].append((name, attrs.get("value", "on" if kind == "checkbox" else "")))

    def handle_data(self, data):
        if self.area:
            name, value = self.form["fields"].pop()
            self.form["fields"].append((name, (value + data).removeprefix("\n")))

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        if tag == "select" and self.select:
            values = self.chosen or ([value for value in self.others if value] or [""] if self.is_single else [])
            self.form["fields"] += [(self.select, value) for value in values[:1] if self.is_single or self.chosen]
            self.select = None
        self.form = None if tag == "form" else self.form


class Balance(HTMLParser):
    """Raises ``AssertionError`` where elements are not closed in their order, or an attribute stands twice."""

    VOID = set("area base br col embed hr img input link meta source track wbr".split())

    def __init__(self, html):
        super().__init__()
        self.open = []
        self.feed(html)
        self.close()
        assert not self.open, f"Never closed: {self.open}"

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_starttag(self, tag, attrs):
        assert len({name for name, _ in attrs}) == len(attrs), f"An attribute twice: {self.get_starttag_text()}"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open[-1:] == [tag], f"Not the end of what is open: {tag}, {self.getpos()}"
        self.open.pop()


class References(HTMLParser):
    """
    What an element of a whole page (``html``) says of others that HTML forbids, as ``faults``: a list of sentences. See
    https://html.spec.whatwg.org/multipage/ for each.
    """

    NAMED = ("aria-labelledby", "aria-describedby", "aria-controls", "popovertarget", "list", "form")
    ALONE = ("a", "button", "form", "label", "select")  # holds none of its kind; link and button none of the other

    def __init__(self, html):
        super().__init__()
        self.ids, self.fields, self.named, self.open, self.faults = set(), set(), [], [], []
        self.feed(html)
        self.close()
        for tag, name, id in self.named:
            if id not in (self.fields if name == "for" else self.ids):
                self.faults.append(f"<{tag} {name}> names “{id}”, which is not there")

    def handle_starttag(self, tag, attrs):
        attrs = {name: value or "" for name, value in attrs}
        if id := attrs.get("id"):
            if id in self.ids:
                self.faults.append(f"Two have the id “{id}”")
            self.ids.add(id)
            if tag in {"input", "textarea", "select", "button", "output", "meter", "progress"}:
                self.fields.add(id)
        self.named += [(tag, name, id) for name in self.NAMED for id in attrs.get(name, "").split()]
        if tag == "label" and "for" in attrs:
            self.named.append((tag, "for", attrs["for"]))
        if tag == "input" and attrs.get("type") == "hidden" and any(name.startswith("aria-") for name in attrs):
            self.faults.append(f"What is hidden is described: {self.get_starttag_text()}")
        if tag == "form" and attrs.get("action") == "":
            self.faults.append("A form has an empty action")
        if tag == "time" and re.search(r"\.\d{4}", attrs.get("datetime", "")):
            self.faults.append(f"A time is more exact than HTML takes: {attrs['datetime']}")
        if tag in self.ALONE:
            others = {"a", "button"} if tag in {"a", "button"} else {tag}
            if held := others.intersection(self.open):
                self.faults.append(f"<{tag}> stands in <{held.pop()}>: {self.get_starttag_text()}")
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass  # parts of drawings

    def handle_endtag(self, tag):
        if tag in self.open:
            self.open.remove(tag)


def typed_into(form, texts, all_fields):
    """The fields (list of pairs) of ``form`` with ``texts`` in those for text, in those for addresses and dates too."""
    texts = cycle(texts)
    fields = []
    for name, value in form["fields"]:
        if name in form["texts"] and (all_fields or not NO_TEXT.search(name)):
            value = next(texts)
        elif name == "picture_words":
            value = json.dumps({number: {"alt": next(texts), "caption": next(texts)} for number in json.loads(value)})
        fields.append((name, value))
    return fields


def send(client, page, form, texts):
    """
    Send ``form`` of ``page`` by a button that saves, with ``texts``: first in every field, then, where that is refused,
    shorter and in those fields alone that take any words. Yield the answers.
    """
    action = urlsplit(urljoin(page, form["action"]))
    if form["method"] == "get":
        yield client.get(f"{action.path}?{urlencode(typed_into(form, texts, True), errors='surrogatepass')}")
        return
    path = f"{action.path}?{action.query}" if action.query else action.path
    button = [pressed for pressed in form["buttons"] if pressed[0] in {"_save", "_continue"}] or form["buttons"]
    for words, all_fields in ((texts, True), ([text[:30] for text in texts], False)):
        body = urlencode([*typed_into(form, words, all_fields), *button[:1]], errors="surrogatepass")
        answer = client.post(path, body, content_type="application/x-www-form-urlencoded", headers={"referer": page})
        yield answer
        if answer.status_code in {302, 303}:
            return


def check(address, answer, *, was_typed=False):
    """Nothing fails; HTML, XML and JSON can be parsed strictly, and what is shown of what is kept is sound."""
    assert answer.status_code < 500, (address, answer.status_code)
    kind = answer.headers.get("Content-Type", "")
    page = answer.content.decode() if "text" in kind or "json" in kind or "xml" in kind else ""
    if "json" in kind:
        json.loads(page)
    elif "xml" in kind and answer.status_code == 200:
        ElementTree.fromstring(page)  # noqa: S314 (ours)
    elif "html" in kind and page:
        try:
            is_part = not page.lstrip().lower().startswith("<!doctype")
            JustHTML(page, strict=True, sanitize=False, fragment=is_part)
            Balance(page)
            assert is_part or not (faults := References(page).faults), faults
        except Exception as error:
            raise AssertionError(f"{address}: {error}") from error
        for data in re.findall(r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', page, re.DOTALL):
            json.loads(data)
    if not was_typed:  # what is refused is given back as it came
        assert not NOT_OF_TEXT.search(page), (address, NOT_OF_TEXT.search(page))


class AnyText(TestCase):
    @classmethod
    def setUpTestData(cls):
        section = create_section()
        cls.people = {role: create_user(role=role) for role in ROLES}
        writer, editor = cls.people["reporter"], cls.people["editor"]
        cls.records = create_records(section, writer, editor)
        cls.story = cls.records["articles_article"]
        source, image = cls.records["articles_source"], cls.records["articles_image"]
        citation = cls.story.citations.create(source=source, statement="So it is", position=1)
        cls.story.related_links.create(url="https://example.org/", title="Elsewhere", label="See also", position=1)
        cls.story.body = (
            f'<p>It floats.<sup data-citation="{citation.pk}"></sup></p><figure data-image="{image.pk}"></figure>'
        )
        cls.story.picture_words = {str(image.pk): {"alt": "A ferry", "caption": "It floats"}}
        cls.story.lead_image = image
        cls.story.tags.add("Ships")
        cls.story.save()
        cls.story.save_revision(writer)
        cls.edition = publish(cls.story, by=editor)
        cls.draft = create_article(section=section, created_by=writer)
        shown = create_comment(edition=cls.edition, status="approved")
        refused = create_comment(edition=cls.edition, status="rejected")
        cls.own_pages = [
            signed_links.for_comment(shown),
            signed_links.for_comment(refused),
            signed_links.for_own_comments(shown.commenter),
        ]
        page = cls.edition.get_absolute_url()
        cls.readers_pages = [page, f"/comments/{shown.pk}/reply/", f"/comments/{shown.pk}/report/", "/comments/all/"]
        cls.readers_pages.append(ShareLink.objects.get().get_absolute_url())

        cls.cookies = {}
        for role, user in cls.people.items():
            client = Client()
            client.force_login(user)
            cls.cookies[role] = client.cookies
        cls.forms = list(cls.forms_to_type_into())

    @classmethod
    def client_of(cls, role):
        client = Client()
        client.cookies.update(cls.cookies.get(role, {}))
        return client

    @classmethod
    def pages_of(cls, role):
        """Addresses of the desk that are for people of ``role`` more than for others."""
        of = {
            "reporter": ("articles_article_", "articles_source_", "articles_image_"),
            "editor": ("articles_article_", "articles_tag_", "articles_author_"),
            "moderator": ("comments_",),
            "administrator": ("articles_section", "articles_checklist", "newsroom_", "flatpages_", "auth_", "index"),
        }
        names = [name for name, _ in desk_addresses() if name.startswith(of[role])]
        pages = [address_of(name, cls.records) for name in names if "delete" not in name and "autosave" not in name]
        return [*pages, *([story_url(cls.draft)] if role in {"reporter", "editor"} else [])]

    @classmethod
    def forms_to_type_into(cls):
        """Yield (role or "", address of the page, place on it, form), each form once for all of its pages."""
        seen = set()
        pages = [(role, page) for role in ROLES for page in cls.pages_of(role)]
        for role, page in [*pages, *(("", page) for page in (*cls.readers_pages, *cls.own_pages))]:
            shown = cls.client_of(role).get(page)
            check(page, shown)
            if shown.status_code != 200 or "html" not in shown["Content-Type"]:
                continue
            for place, form in enumerate(Forms(shown.text).forms):
                key = (role, urljoin(page, form["action"]), *form["texts"])
                if form["texts"] and key not in seen and not NOT_SENT.search(urljoin(page, form["action"])):
                    seen.add(key)
                    yield role, page, place, form

    # An example sends some 90 forms and reads some 60 pages: few of them, and no smaller ones where one fails.
    @settings(max_examples=settings().max_examples // 50, phases=[Phase.explicit, Phase.generate])
    @example(texts=MARKUP)
    @given(texts=st.lists(TEXTS, min_size=1, max_size=7))
    def test_nothing_that_is_typed_breaks_a_form_a_page_or_a_feed(self, texts):
        for role, page, place, form in self.forms:
            client = self.client_of(role)
            if "/articles/article/" in page:  # whose version changes with each that was sent before
                shown = Forms(client.get(page).text).forms
                form = shown[place] if place < len(shown) and shown[place]["texts"] == form["texts"] else form
            for answer in send(client, page, form, texts):
                check((page, form["action"]), answer, was_typed=True)
        self.type_and_autosave(texts)
        self.say_in_public(texts)
        self.read_everything()

    def test_forms_of_every_role_are_typed_into(self):
        found = {(role, name) for role, _, _, form in self.forms for name in form["texts"]}
        for role, name in (
            ("reporter", "headline"),
            ("reporter", "body"),
            ("reporter", "citations-0-quote"),
            ("reporter", "related_links-0-title"),
            ("reporter", "note"),
            ("reporter", "verdict"),
            ("reporter", "share_name"),
            ("reporter", "caption"),
            ("editor", "edition_note"),
            ("editor", "reason"),
            ("editor", "bio"),
            ("editor", "other_names"),
            ("moderator", "statement"),
            ("moderator", "phrase"),
            ("moderator", "fault"),
            ("administrator", "tagline"),
            ("administrator", "content"),
            ("administrator", "first_name"),
            ("", "body"),
            ("", "name"),
            ("", "words"),
            ("", "text"),
            ("", "email"),
        ):
            assert (role, name) in found, (role, name)
        assert len(self.forms) > 60, len(self.forms)

    def type_and_autosave(self, texts):
        """The story's form, sent by its script while somebody types; then a new row of each kind; then restored."""
        client, page = self.client_of("reporter"), story_url(self.draft)
        form = max(Forms(client.get(page).text).forms, key=lambda form: len(form["fields"]))
        new_rows = {
            "citations-0-source": str(self.records["articles_source"].pk),
            "related_links-0-url": "https://example.org/",
            "related_links-0-title": texts[0],
            "loaded_desk": json.dumps({"internal_note": texts[0]}),
        }
        fields = [(name, new_rows.get(name, value)) for name, value in typed_into(form, texts, False)]
        for url in (f"{page}../autosave/", page):
            path = urlsplit(urljoin(page, url)).path
            answer = client.post(path, urlencode(fields, errors="surrogatepass"), "application/x-www-form-urlencoded")
            check(path, answer, was_typed=True)
        self.draft.refresh_from_db()
        for revision in self.draft.revisions.all():
            assert revision.content == all_sound(revision.content)
            for name in ("revision", "restore"):
                address = f"{page}../{'history/' if name == 'revision' else 'restore/'}{revision.number}/"
                check(address, client.get(urlsplit(urljoin(page, address)).path))

    def say_in_public(self, texts):
        """Whatever a form would take or refuse: in every field of a story that readers see, by a program."""
        words = cycle(texts)
        story = self.story
        story.refresh_from_db()
        for name in ("headline", "short_headline", "dateline", "lead_image_alt", "seo_title", "standfirst"):
            setattr(story, name, f"Words {next(words)}"[:60])
        story.body = f"{story.body}<p>{next(words)}</p>{next(words)}"
        story.save()
        story.tags.add(f"Tag {next(words)}"[:60])
        story.publish(
            self.people["administrator"], kind=Edition.Kind.CORRECTION, note=f"We said {next(words)}.", at=None
        )

    def read_everything(self):
        reader, boss = Client(), self.client_of("administrator")
        edition = self.story.live_edition()
        lists = [edition.section, *edition.authors.all(), *edition.tags.all()]
        lists = [thing.get_absolute_url() for thing in lists]
        page = edition.get_absolute_url()
        feeds = [url for of in ("/", "/corrections/", f"{page}comments/", *lists) for _, url in feeds_of(of)]
        days = ["/", f"/{edition.published_at:%Y}/", f"/{edition.published_at:%Y/%m/%d}/"]
        maps = ["/sitemap.xml", "/sitemap-sections.xml", f"/sitemap-{edition.published_at:%Y-%m}.xml", "/robots.txt"]
        maps += [f"/sitemap-{name}.xml" for name in ("news", "tags", "authors", "pages")]
        maps += [
            "/api/articles/",
            f"/api/articles/{self.story.pk}/",
            f"{page}card.png",
            *(f"{of}card.png" for of in lists),
        ]
        maps += [f"/oembed?{urlencode({'url': absolute(page)})}"]
        others = [page, f"{page}comments/", "/corrections/", "/feeds/", "/about/", "/comments/moderation/"]
        others += [f"/search/?{urlencode({'q': words})}" for words in (self.story.headline, self.story.headline[6:])]
        for address in [*lists, *feeds, *days, *maps, *others]:
            answer = reader.get(address, follow=True)
            assert answer.status_code == 200, (address, answer.status_code)
            check(address, answer)
        for address in [*self.readers_pages, *self.own_pages]:  # some are gone, as a moderator has decided meanwhile
            check(address, reader.get(address, follow=True))
        for name in ("articles_article_change", "articles_article_preview", "articles_article_history", "index"):
            address = address_of(name, self.records)
            check(address, boss.get(address))
        for name, _ in desk_addresses():
            if name.endswith("_changelist"):
                address = address_of(name, self.records)
                check(address, boss.get(address))


def test_the_check_sees_what_may_not_be_there():
    class Answer:
        status_code, headers = 200, {"Content-Type": "text/html"}

        def __init__(self, page):
            self.content = f"<!doctype html><html><head><title>A</title></head><body>{page}</body></html>".encode()

    check("/", Answer("<p>Good.</p>"))
    for page in (
        "<p>An open <b>mark</p>",
        "<p>\x02</p>",
        "<p>\ufffe</p>",
        '<script type="application/ld+json">{</script>',
    ):
        try:
            check("/", Answer(page))
        except (AssertionError, ValueError):
            continue
        raise AssertionError(page)
