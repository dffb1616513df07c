"""What the editor asks of the desk, and citations that are given their id while one writes."""

import json
import re
from datetime import date

from django.db import connection
from django.test import TestCase
from django.urls import reverse

from articles import richtext
from articles.models import Article, Citation
from tests.articles.desk import shown, story_url
from tests.factories import create_article, create_image, create_section, create_source, create_user, publish

GONE = 10**9  # the id of nothing
FIXED = 5  # publication, session, user, permissions (2)


def url(name):
    return reverse(f"admin:articles_article_{name}")


class DeskCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.user = create_user(role="reporter")
        cls.story = create_article(headline="My own", created_by=cls.user)

    def setUp(self):
        self.client.force_login(self.user)

    def options(self, kind, **query):
        return self.client.get(url(f"choose_{kind}"), query).json()


class ChoosingTests(DeskCase):
    def test_the_newest_come_first_twenty_at_a_time_at_the_same_cost(self):
        for number in range(21):
            create_image(title=f"Picture {number}")
            create_source(name=f"Source {number}")
            create_article(headline=f"Story {number}", created_by=self.user)
        for kind, name in (("image", "Picture"), ("source", "Source"), ("story", "Story")):
            # where to look; of sources, what was merged into others; the records
            with self.subTest(kind), self.assertNumQueries(FIXED + (3 if kind == "source" else 2)):
                page = self.options(kind, q=name)
            self.assertEqual((page["count"], page["more"]), (20, True))
            self.assertLess(page["html"].index(f"{name} 20"), page["html"].index(f"{name} 19"))
            rest = self.options(kind, q=name, page=2)
            self.assertEqual((rest["count"], rest["more"]), (1, False))
            self.assertEqual(self.client.get(url(f"choose_{kind}"), {"page": "-1"}).status_code, 404)
            self.assertEqual(self.options(kind, q=f"{name} 13\0")["count"], 1)

    def test_stories_are_those_one_may_point_to_named_as_one_may_know_them(self):
        other = create_section()
        other.members.add(create_user(role="editor"))
        create_article(headline="Secret draft", section=other)
        public = publish(headline="As published", section=other).article
        Article.objects.filter(pk=public.pk).update(headline="As rewritten")
        gone = publish(headline="Taken back", section=other)
        gone.article.withdraw(create_user(role="administrator"), reason="Wrong.")
        page = self.options("story", **{"for": self.story.pk})
        self.assertEqual(page["count"], 2)
        self.assertIn("As published", page["html"])
        self.assertIn("withdrawn: readers see nothing here", page["html"])
        for words in ("Secret", "rewritten", "My own"):
            self.assertNotIn(words, page["html"])

    def test_what_can_not_be_used_says_why(self):
        create_image(title="Old", rights_until=date(2020, 1, 31))
        create_source(name="Liar", status="withdrawn", status_reason="Made <it> up")
        self.assertIn("Rights over since 31 Jan 2020", self.options("image")["html"])
        source = self.options("source")["html"]
        self.assertIn('aria-disabled="true"', source)
        self.assertIn("Made &lt;it&gt; up", source)

    def test_an_address_is_told_what_it_would_be(self):
        for address, way in (
            ("https://youtu.be/aqz-KE-bpKQ", "embed"),
            (" https://youtu.be/aqz-KE-bpKQ ", "embed"),
            ("https://mastodon.example/@quay/112233445566778899", "link"),
            ("https://example.org/", "link"),
            ("javascript:alert(1)", ""),
            ("https://[", ""),
            ("", ""),
            ("https://example.org/" + "x" * 2000, ""),
        ):
            with self.subTest(address), self.assertNumQueries(FIXED):
                self.assertEqual(self.options("embed", url=address)["as"], way)


class TokensTests(DeskCase):
    def ask(self, *tokens):
        return self.client.post(url("tokens"), {"token": tokens})

    def test_all_of_a_text_are_shown_at_two_queries_whatever_their_number(self):
        images = [create_image(caption="The <quay>", credit="Nadia") for _ in range(12)]
        stories = [publish(headline=f"Story {number}").article for number in range(6)]
        tokens = [*(f"image:{image.pk}" for image in images), *(f"see-also:{story.pk}" for story in stories)]
        for asked in (tokens, [tokens[0], tokens[-1]]):
            with self.assertNumQueries(FIXED + 2):
                html = self.ask(*asked, "embed:https://youtu.be/aqz-KE-bpKQ").json()["html"]
            self.assertEqual(list(html), [*asked, "embed:https://youtu.be/aqz-KE-bpKQ"])
        self.assertIn("The &lt;quay&gt;", html[tokens[0]])
        self.assertIn("Story 5", html[tokens[-1]])
        self.assertNotIn("readers see nothing", html[tokens[-1]])

    def test_several_pictures_are_shown_in_their_order_each_with_its_words(self):
        quay, crane = create_image(title="quay", credit="Tom"), create_image(title="crane", caption="A crane.")
        tokens = [f"gallery:{crane.pk} {quay.pk}", f"pair:{quay.pk} {crane.pk}", f"pair:{quay.pk} {10**9}", "gallery:x"]
        words = json.dumps({str(quay.pk): {"caption": "Only here."}})
        with self.assertNumQueries(FIXED + 1):
            html = self.client.post(url("tokens"), {"token": tokens, "picture_words": words}).json()["html"]
        found = [re.findall(r'data-pk="(\d+)"', html[token]) for token in tokens]
        self.assertEqual(found, [[str(crane.pk), str(quay.pk)], [str(quay.pk), str(crane.pk)], [str(quay.pk)], []])
        self.assertIn("A crane.", html[tokens[0]])
        self.assertIn("Only here.", html[tokens[0]])
        self.assertIn("is no longer there", html[tokens[2]])

    def test_what_readers_do_not_see_is_said(self):
        trashed = create_article(created_by=self.user)
        trashed.trash(self.user)
        for token, words in (
            (f"image:{GONE}", f"Picture {GONE} is no longer there"),
            (f"see-also:{GONE}", f"Story {GONE} is no longer there"),
            (f"see-also:{self.story.pk}", "not public yet"),
            (f"see-also:{trashed.pk}", "in the trash"),
            ("embed:ftp://x", "no address of the web"),
            ("image:x", "no longer there"),
        ):
            self.assertIn(words, self.ask(token).json()["html"][token])
        self.assertEqual(self.ask("citation:1", "nonsense", "").json()["html"], {})
        self.assertEqual(self.ask(*(f"image:{pk}" for pk in range(501))).status_code, 400)


class CitingTests(DeskCase):
    def cite(self, **asked):
        return self.client.post(url("cite"), asked)

    def form(self, **typed):
        return {**shown(self.client, story_url(self.story)), "_continue": "1", **typed}

    def test_a_new_citation_has_an_id_and_is_no_part_of_any_story(self):
        source = create_source(name="The pilot")
        first, second = (self.cite(source=source.pk).json()["citations"][str(source.pk)] for _ in range(2))
        self.assertEqual(first["name"], "The pilot")
        self.assertNotEqual(first["id"], second["id"])
        self.assertFalse(Citation.objects.exists())
        later = Citation.objects.create(article=self.story, source=source)
        self.assertGreater(later.pk, second["id"])

    def test_saving_gives_the_row_the_id_that_its_marks_have(self):
        source = create_source()
        pk = self.cite(source=source.pk).json()["citations"][str(source.pk)]["id"]
        body = f'<p>So.<sup data-citation="{pk}"></sup></p>'
        data = self.form(**{"body": body, "citations-0-id": pk, "citations-0-source": source.pk})
        self.assertEqual(self.client.post(story_url(self.story), data).status_code, 302)
        self.assertEqual(self.story.citations.get().pk, pk)
        again = self.form()
        self.assertEqual(again["citations-0-id"], str(pk))
        self.assertEqual(self.client.post(story_url(self.story), again).status_code, 302)
        self.assertEqual(self.story.citations.get().pk, pk)

    def test_an_id_that_is_taken_or_was_never_given_is_refused(self):
        source = create_source()
        taken = Citation.objects.create(article=create_article(), source=source)
        for pk in (taken.pk, taken.pk + 1000, -1, 10**30):
            data = self.form(**{"citations-0-id": pk, "citations-0-source": source.pk})
            with self.subTest(pk):
                self.assertEqual(self.client.post(story_url(self.story), data).status_code, 200)
        pk = self.cite(source=source.pk).json()["citations"][str(source.pk)]["id"]
        data = self.form(
            **{
                f"citations-{row}-{name}": value
                for row in (0, 1)
                for name, value in (("id", pk), ("source", source.pk))
            }
        )
        response = self.client.post(story_url(self.story), {**data, "citations-TOTAL_FORMS": 2})
        self.assertContains(response, "Its marks belong to something else")
        self.assertFalse(self.story.citations.exists())

    def test_what_is_typed_and_not_saved_keeps_the_id(self):
        source = create_source()
        pk = self.cite(source=source.pk).json()["citations"][str(source.pk)]["id"]
        body = f'<p>So.<sup data-citation="{pk}"></sup></p>'
        data = self.form(**{"body": body, "citations-0-id": pk, "citations-0-source": source.pk, "grows": "0"})
        self.client.post(story_url(self.story, "autosave"), data)
        kept = self.story.revisions.get()
        self.assertEqual(kept.content["citations"][0]["id"], pk)
        filled = shown(self.client, f"{story_url(self.story)}?from={kept.number}")
        self.assertEqual((filled["citations-0-id"], filled["body"]), (str(pk), body))
        self.story.restore(self.user, kept)
        self.assertEqual(self.story.citations.get().pk, pk)

    def test_a_restore_gives_marks_new_numbers_where_theirs_are_taken(self):
        citation = Citation.objects.create(article=self.story, source=create_source())
        self.story.body = f'<p>So.<sup data-citation="{citation.pk}"></sup></p>'
        self.story.save()
        then = self.story.save_revision(self.user)
        citation.delete()
        Citation.objects.create(pk=citation.pk, article=create_article(), source=create_source())
        self.story.body = "<p>No.</p>"
        self.story.save()
        self.story.restore(self.user, then)
        self.story.refresh_from_db()
        new = self.story.citations.get()
        self.assertNotEqual(new.pk, citation.pk)
        self.assertEqual(richtext.tokens(self.story.body)["data-citation"], [str(new.pk)])

    def test_sources_come_over_from_own_stories_alone(self):
        other = create_article(created_by=self.user)
        old, now = create_source(name="Old name"), create_source(name="New name")
        mine = Citation.objects.create(article=other, source=old, statement="The depth", accessed_on=date(2026, 1, 2))
        section = create_section()
        section.members.add(create_user(role="editor"))
        theirs = Citation.objects.create(article=create_article(section=section), source=old)
        now.absorb([old])
        with self.assertNumQueries(FIXED + 1 + (4 if connection.vendor == "sqlite" else 3)):  # citations; the id
            found = self.cite(citation=[mine.pk, theirs.pk, "x", GONE]).json()["citations"]
        self.assertEqual(list(found), [str(mine.pk)])
        copy = found[str(mine.pk)]
        told = (copy["source"], copy["name"], copy["statement"], copy["accessed_on"])
        self.assertEqual(told, (now.pk, "New name", "The depth", "2026-01-02"))
        self.assertNotEqual(copy["id"], mine.pk)

    def test_a_withdrawn_or_unknown_source_is_not_cited(self):
        withdrawn = create_source(status="withdrawn", status_reason="Lied")
        for pk in (withdrawn.pk, GONE, "x", "1" * 30):
            self.assertEqual(self.cite(source=pk).status_code, 404)
