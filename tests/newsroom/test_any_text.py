"""Whatever is typed into any form of the desk or of readers' pages: nothing fails, and what machines read is valid."""

import json
import re
from contextlib import suppress
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree import ElementTree

from django.contrib import admin
from django.test import Client
from django.urls import NoReverseMatch, reverse
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles.models import Article, Edition, Section, Tag
from articles.text import sound
from tests.comments.factories import create_comment
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    publish,
)

ODD = (
    "\0\x02\x0b\x0c\x1b\x85\xa0\xad\u0301\u034f\u061c\u115f\u200b\u200d\u200f\u2028\u202e\u2060\u2067\u2069\u2800\u3164"
    "\ud83d\udc00\ufdd0\ufe0f\ufeff\ufffd\ufffe\uffff\ue000\U0001f469\U000e0041\U0001fffe\U0010ffff"
    "ßİσςﬁ\u2126شא中ก<>&\"'%{}"
)
texts = st.text(
    st.one_of(st.sampled_from("ab "), st.sampled_from(ODD), st.characters(codec=None, exclude_categories=())),
    max_size=40,
).map("Ab".__add__)
LEFT = re.compile(r"/(?:delete|logout|password|withdraw|autosave)/|/trash/|history/restore")
# Not typed by people, or a new row of an inline form, which would have to be whole.
NOT_TEXT = re.compile(
    r"_FORMS|csrfmiddlewaretoken|__prefix__|^(?!citations-0)[a-z_]+-\d+-|^initial-|-id$|-article$|position|_[01]$|slug"
    r"|version|key|time_zone|language|source$|image$|translation_of|portrait|logo"
)


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
            self.form |= {"fields": [], "texts": {}, "buttons": []}
            self.forms.append(self.form)
        elif self.form is None or not name:
            if tag == "option" and self.select:
                (self.chosen if "selected" in attrs else self.others).append(attrs.get("value", ""))
        elif tag == "textarea":
            self.area = name
            self.form["texts"][name] = int(attrs.get("maxlength") or 1000)
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
            if kind in {"text", "search"} and not NOT_TEXT.search(name):
                self.form["texts"][name] = int(attrs.get("maxlength") or 1000)
            self.form["fields"].append((name, attrs.get("value", "on" if kind == "checkbox" else "")))

    def handle_data(self, data):
        if self.area:
            name, value = self.form["fields"].pop()
            self.form["fields"].append((name, (value + data).removeprefix("\n")))

    def handle_endtag(self, tag):
        self.area = None if tag == "textarea" else self.area
        if tag == "select" and self.select:
            values = self.chosen or (self.others[:1] if self.is_single else [])
            self.form["fields"] += [(self.select, value) for value in values]
            self.select = None
        self.form = None if tag == "form" else self.form


def send(client, page, form, typed):
    """Send a form of the page with ``typed`` in every field for text, by its first button that saves."""
    action = urlsplit(urljoin(page, form["action"]))
    if LEFT.search(action.path):
        return None
    limits = form["texts"]
    fields = [(name, typed[: limits[name]] if name in limits else value) for name, value in form["fields"]]
    if form["method"] == "get":
        return client.get(f"{action.path}?{urlencode(fields, errors='surrogatepass')}")
    saving = [button for button in form["buttons"] if button[0] in {"_save", "_publish", "_continue"}]
    body = urlencode([*fields, *(saving or form["buttons"])[:1]], errors="surrogatepass")
    path = f"{action.path}?{action.query}" if action.query else action.path
    return client.post(path, body, content_type="application/x-www-form-urlencoded", headers={"referer": page})


def pages_of_the_desk():
    """The list of everything there is at the desk, the form for a new one and those of the first two."""
    for model in admin.site._registry:
        address = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pks = model._default_manager.order_by("pk").values_list("pk", flat=True)[:2]
        for name, args in (("changelist", []), ("add", []), *(("change", [pk]) for pk in pks)):
            with suppress(NoReverseMatch):  # the desk has none of these for comments
                yield reverse(f"{address}_{name}", args=args)


def check(address, answer):
    """Nothing fails, XML and JSON can be parsed, and no page has what no text has."""
    assert answer.status_code < 500, (address, answer.status_code)
    kind = answer.headers.get("Content-Type", "")
    if answer.status_code != 200:
        return
    if "xml" in kind:
        ElementTree.fromstring(answer.content)  # noqa: S314 (ours)
    elif "html" in kind:
        page = answer.content.decode()
        for data in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL):
            json.loads(data)
        assert page.rstrip().endswith("</html>"), address


class AnyText(TestCase):
    @settings(max_examples=2, phases=[Phase.generate])
    @given(typed=texts)
    def test_nothing_that_is_typed_breaks_a_form_a_page_or_a_feed(self, typed):
        boss = create_superuser()
        section, author, image = create_section(), create_author(), create_image()
        source = create_source()
        article = create_article(section=section, authors=[author], tags=["Ships"], lead_image=image)
        article.citations.create(source=source, statement="So it is", position=1)
        create_comment(edition=publish(article, by=boss))
        desk, reader = Client(), Client()
        desk.force_login(boss)

        sent = 0
        for client, pages in ((desk, list(pages_of_the_desk())), (reader, [Edition.objects.get().get_absolute_url()])):
            for page in pages:
                shown = client.get(page)
                check(page, shown)
                if shown.status_code != 200:
                    continue
                for form in Forms(shown.text).forms:
                    if answer := send(client, page, form, typed):
                        check((page, form["action"]), answer)
                        sent += 1
        assert sent > 60

        names = list(Section.objects.filter(name__startswith="Ab").values_list("name", flat=True))
        assert names  # something of what was typed was saved
        assert names == [sound(name) for name in names]
        article = Article.objects.get(pk=article.pk)
        article.headline = article.standfirst = article.dateline = typed
        article.body = f"<p>{typed}</p>"
        article.save()
        article.publish(boss, kind=Edition.Kind.UPDATE)
        for address in self.reading(section, author):
            answer = reader.get(address)
            assert answer.status_code == 200, address
            check(address, answer)

    def reading(self, section, author):
        section.refresh_from_db()
        author.refresh_from_db()
        tag = Tag.objects.earliest("pk")
        lists = [thing.get_absolute_url() for thing in (section, author, tag)]
        editions = list(Edition.objects.live())
        months = {f"/sitemap-{edition.published_at:%Y-%m}.xml" for edition in editions}
        fixed = ["/", "/feed/", "/feeds/", "/corrections/", "/sitemap.xml", "/sitemap-sections.xml"]
        feeds = [f"{address}feed/" for address in lists]
        return [*fixed, *lists, *feeds, *months, *(edition.get_absolute_url() for edition in editions)]
