"""Nothing typed is lost, nobody is overwritten: autosave, presence, conflicts and the page that merges."""

import json
from unittest import mock
from uuid import uuid4

from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin.form_content import DESK_FIELDS
from articles.admin.forms import ArticleForm
from articles.content import LINKED_FIELDS, TEXT_FIELDS
from articles.models import Article, Edition, Presence
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_author,
    create_section,
    create_series,
    create_source,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

BEGIN = reverse("admin:articles_article_begin")


class DeskTestCase(TestCase):
    """A saved story, and the two who write on it: Rita, a reporter, and Ed, an editor."""

    def setUp(self):
        self.rita = create_user(role="reporter", first_name="Rita", last_name="Holm")
        self.ed = create_user(role="editor", first_name="Ed", last_name="Vik")
        self.article = create_article(
            headline="Cranes", created_by=self.rita, body="<p>One.</p>\n<p>Two.</p>\n<p>Three.</p>"
        )
        self.article.save_revision(self.rita)
        self.url = story_url(self.article)
        self.client.force_login(self.rita)

    def page(self, name, *args):
        return reverse(f"admin:articles_article_{name}", args=[self.article.pk, *args])

    def autosave(self, data=None, **typed):
        data = {**(data or shown(self.client, self.url)), **typed}
        response = self.client.post(self.page("autosave"), data)
        self.assertEqual(response.status_code, 200, response.content)
        return response.json()

    def ed_saves(self, **changes):
        """Ed saves ``changes`` while Rita’s form is open."""
        article = Article.objects.get(pk=self.article.pk)
        text = {name: changes.pop(name) for name in list(changes) if name in {*TEXT_FIELDS, "tags", "section"}}
        for name, value in changes.items():
            setattr(article, name, value)
        article.apply({**article.content(), **text})
        return article.save_revision(self.ed)


class AutosaveTests(DeskTestCase):
    def test_what_is_typed_is_kept_and_the_story_is_not_changed(self):
        answer = self.autosave(headline="Cranes return", body="<p>One and a half.</p>", comments_policy="closed")
        revision = self.article.revisions.get(number=answer["revision"])
        self.assertTrue(revision.autosave)
        self.assertEqual(revision.based_on, 1)
        self.assertEqual(revision.content["headline"], "Cranes return")
        self.assertEqual(revision.content["comments_policy"], "closed")
        before = self.article.version
        self.article.refresh_from_db()
        self.assertEqual((self.article.headline, self.article.version), ("Cranes", before))
        self.assertEqual(answer["version"], before)
        self.assertIsNone(answer["changed_by_others"])

    def test_what_a_field_refuses_is_kept_too(self):
        self.autosave(headline="", slug="a b", standfirst="x" * 600, tags="Unknown", canonical_url="nowhere")
        content = self.article.revisions.first().content
        self.assertEqual((content["slug"], content["tags"], content["canonical_url"]), ("a b", ["Unknown"], "nowhere"))
        self.assertEqual(len(content["standfirst"]), 600)

    def test_nothing_typed_makes_no_autosave_and_undone_typing_is_offered_to_nobody(self):
        self.assertIsNone(self.autosave()["revision"])
        self.assertEqual(self.article.revisions.count(), 1)
        first = self.autosave(headline="Typed")["revision"]
        self.assertEqual(self.autosave(grows=first)["revision"], first)
        self.assertIsNone(self.article.pending_autosave(self.rita))

    def test_one_page_grows_its_own_autosave_and_no_other(self):
        first = self.autosave(headline="Typed", grows="0")["revision"]
        self.assertEqual(self.autosave(headline="Typed on", grows=first)["revision"], first)
        other = self.autosave(headline="In another tab", grows="0")["revision"]
        self.assertNotEqual(other, first)
        self.assertEqual(self.article.revisions.get(number=first).content["headline"], "Typed on")

    def test_it_tells_who_saved_meanwhile(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Cranes are back")
        change = self.autosave(data, headline="Typed")["changed_by_others"]
        self.assertEqual(change["who"], "Ed Vik")
        self.assertIn("Ed Vik saved this story at", change["words"])

    def test_another_account_in_the_same_browser_keeps_nothing_of_this_one(self):
        data = shown(self.client, self.url)
        self.client.force_login(self.ed)
        response = self.client.post(self.page("autosave"), {**data, "user": self.rita.pk, "headline": "Hers"})
        self.assertEqual(response.status_code, 409)
        self.assertEqual(self.article.revisions.count(), 1)

    def test_a_page_can_ask_whose_session_it_is_and_for_a_fresh_token(self):
        for url in (BEGIN, self.page("autosave")):
            answer = self.client.get(url).json()
            self.assertEqual(answer["user"], self.rita.pk)
            self.assertTrue(answer["token"])
        self.client.logout()
        self.assertEqual(self.client.get(BEGIN).status_code, 302)
        self.assertEqual(self.client.post(self.page("autosave"), {}).status_code, 302)

    def test_a_copy_from_the_browser_is_known_if_the_server_ever_had_it(self):
        data = shown(self.client, self.url)
        typed = {**data, "headline": "Typed", "check": "1"}
        answer = self.autosave(typed)
        self.assertEqual((answer["same"], answer["summary"]), (False, "Headline"))
        self.assertTrue(self.autosave(data, check="1")["same"])
        self.autosave(data, headline="Typed")
        self.assertTrue(self.autosave(typed)["same"])
        self.assertEqual(self.article.revisions.count(), 2)

    def test_zero_seconds_are_told_to_the_page(self):
        self.assertContains(self.client.get(self.url), 'data-seconds="10"')
        with override_settings(AUTOSAVE=0):
            self.assertContains(self.client.get(self.url), 'data-seconds="0"')

    def test_what_others_typed_and_never_saved_survives_a_publication(self):
        self.autosave(headline="Typed")
        self.article.autosave(self.ed, {**self.article.content(), "headline": "First thought"}, 1, grows=0)
        self.ed_saves(headline="Cranes are back")
        Article.objects.get(pk=self.article.pk).publish(self.ed)
        kept = self.article.revisions.filter(autosave=True)
        self.assertEqual([revision.created_by for revision in kept], [self.rita])

    def test_a_character_that_databases_refuse_is_left_out_and_the_rest_is_kept(self):
        self.autosave(headline="Cranes\0 back", standfirst="In \0short", body="<p>One\0.</p>", tags="Po\0rt")
        content = self.article.revisions.first().content
        self.assertEqual((content["headline"], content["standfirst"]), ("Cranes back", "In short"))
        self.assertEqual(content["tags"], ["Port"])


class NewStoryTests(DeskTestCase):
    def begin(self, data, **typed):
        response = self.client.post(BEGIN, {**data, **typed})
        self.assertEqual(response.status_code, 200, response.content)
        return response.json()

    def test_the_first_autosave_begins_the_story_and_saving_makes_no_second_one(self):
        data = shown(self.client, story_url())
        answer = self.begin(data, body="<p>The quay")
        article = Article.objects.get(pk=answer["pk"])
        self.assertEqual((article.headline, article.slug, article.state), ("Untitled", "", "draft"))
        self.assertEqual(article.created_by, self.rita)
        self.begin(data, headline="Quay", body="<p>The quay is")
        section = create_section()
        typed = {"headline": "Quay closed", "section": section.pk, "body": "<p>The quay is shut.</p>", "_continue": "1"}
        response = self.client.post(answer["url"], {**data, **typed, "version": answer["version"]})
        self.assertRedirects(response, answer["url"])
        article.refresh_from_db()
        self.assertEqual((article.headline, article.slug), ("Quay closed", "quay-closed"))
        self.assertEqual(Article.objects.count(), 2)
        self.assertIsNone(article.pending_autosave(self.rita))

    def test_saving_still_works_when_the_answer_to_the_autosave_never_came(self):
        data = shown(self.client, story_url())
        pk = self.begin(data, headline="Quay", body="<p>The quay</p>")["pk"]
        response = self.client.post(
            story_url(), {**data, "headline": "Quay", "body": "<p>All.</p>", "_continue": "1"}, follow=True
        )
        self.assertRedirects(response, story_url(Article(pk=pk)), status_code=307)
        self.assertEqual(Article.objects.get(pk=pk).body, "<p>All.</p>")
        self.assertEqual(Article.objects.count(), 2)

    def test_a_form_sent_twice_makes_one_story(self):
        source = create_source()
        data = {
            **shown(self.client, story_url()),
            "headline": "Quay",
            "authors": create_author().name,
            "citations-0-source": source.pk,
            "_continue": "1",
        }
        self.client.post(story_url(), data)
        response = self.client.post(story_url(), data, follow=True)
        self.assertContains(response, "That is saved already.")
        article = Article.objects.get(headline="Quay")
        self.assertEqual((article.citations.count(), article.revisions.count()), (1, 1))

    def test_a_form_sent_again_with_other_words_is_no_silent_overwrite(self):
        data = {**shown(self.client, story_url()), "headline": "Quay", "_continue": "1"}
        self.client.post(story_url(), data)
        response = self.client.post(story_url(), {**data, "headline": "Quay shut"}, follow=True)
        self.assertContains(response, "Save the story")
        self.assertContains(response, "shut")

    def test_a_story_that_was_never_saved_shows_what_was_typed(self):
        data = shown(self.client, story_url())
        url = self.begin(data, headline="Quay", body="<p>The quay is", comments_policy="closed")["url"]
        again = shown(self.client, url)
        self.assertEqual((again["headline"], again["comments_policy"]), ("Quay", "closed"))
        self.assertIn("The quay is", again["body"])
        self.assertContains(self.client.get(url), "It is not saved yet")

    def test_who_is_given_a_deadline_before_the_first_save_just_saves(self):
        data = shown(self.client, story_url())
        answer = self.begin(data, headline="Quay")
        article = Article.objects.get(pk=answer["pk"])
        article.assign(self.ed, self.rita, deadline=timezone.now())
        typed = {**data, "version": answer["version"], "headline": "Quay shut", "_continue": "1"}
        self.assertRedirects(self.client.post(answer["url"], typed), answer["url"])
        article.refresh_from_db()
        self.assertEqual((article.headline, article.assigned_to), ("Quay shut", self.rita))

    def test_lists_call_it_by_what_its_writer_calls_it(self):
        data = shown(self.client, story_url())
        answer = self.begin(data, headline="Qu")
        self.client.post(answer["autosave_url"], {**data, "headline": "Quay"})
        self.assertEqual(Article.objects.get(pk=answer["pk"]).headline, "Quay")

    def test_a_form_without_key_or_with_that_of_another_is_refused(self):
        data = shown(self.client, story_url())
        self.assertEqual(self.client.post(BEGIN, {**data, "form_key": "x"}).status_code, 400)
        key = uuid4()
        Article.objects.begin(self.ed, key)
        self.assertEqual(self.client.post(BEGIN, {**data, "form_key": key}).status_code, 400)
        response = self.client.post(story_url(), {**data, "form_key": key, "headline": "Mine", "_continue": "1"})
        self.assertEqual(response.status_code, 302)
        self.assertEqual(Article.objects.get(headline="Mine").created_by, self.rita)


class CostTests(DeskTestCase):
    def test_an_autosave_makes_15_queries_whatever_the_story_names(self):
        for position in range(7):
            self.article.citations.create(source=create_source(), position=position)
            self.article.related_links.create(target=create_article(created_by=self.rita), position=position)
        self.article.save_revision(self.rita)
        data = shown(self.client, self.url)
        # publication, session, user, permissions (2); story; what it says (4); what is typed and saved of it (2); lock,
        # newest version, the autosave
        with CaptureQueriesContext(connection) as queries:
            self.autosave(data, body="<p>One, two.</p>")
        asked = [query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        of_the_test = 2  # it is one transaction, in which a story that is posted is locked and read anew
        self.assertEqual(len(asked) - of_the_test, 15)


class ReturnTests(DeskTestCase):
    def test_what_was_typed_is_offered_and_can_be_gone_on_with(self):
        source, author, tag = create_source(), create_author(), create_tag(name="Ports")
        data = shown(self.client, self.url)
        number = self.autosave(
            data,
            **{
                "headline": "Cranes return",
                "tags": "Ports",
                "authors": author.name,
                "citations-0-source": source.pk,
                "citations-0-statement": "That they return",
                "related_links-0-url": "https://example.org/",
                "related_links-0-title": "Birds",
                "comments_policy": "closed",
                "embargo_until_0": "2099-01-02",
                "embargo_until_1": "10:30",
            },
        )["revision"]
        page = self.client.get(self.url)
        self.assertContains(page, "You typed something here and did not save it")
        self.assertContains(page, f'href="?from={number}"')
        self.assertEqual(shown(self.client, self.url)["headline"], "Cranes")
        url = f"{self.url}?from={number}"
        again = shown(self.client, url)
        self.assertEqual(
            [again[name] for name in ("headline", "tags", "comments_policy", "embargo_until_0", "embargo_until_1")],
            ["Cranes return", tag.name, "closed", "2099-01-02", "10:30:00"],
        )
        self.assertEqual(again["authors"], author.name)
        self.client.post(url, {**again, "_continue": "1"})
        self.article.refresh_from_db()
        content = self.article.content()
        self.assertEqual(content["headline"], "Cranes return")
        self.assertEqual([row["author"] for row in content["bylines"]], [author.pk])
        self.assertEqual(content["citations"][0]["statement"], "That they return")
        self.assertEqual(content["related"][0]["title"], "Birds")
        self.assertEqual((self.article.comments_policy, self.article.embargo_until.year), ("closed", 2099))
        self.assertNotContains(self.client.get(self.url), "You typed something here")

    def test_it_can_be_left_in_the_history(self):
        number = self.autosave(headline="Typed")["revision"]
        self.assertRedirects(self.client.post(self.page("leave", number)), self.url)
        self.assertNotContains(self.client.get(self.url), "You typed something here")
        self.assertTrue(self.article.revisions.filter(number=number).exists())
        later = self.autosave(headline="Typed again", grows="0")["revision"]
        self.assertContains(self.client.get(self.url), f"?from={later}")
        self.client.force_login(self.ed)
        self.assertEqual(self.client.post(self.page("leave", number)).status_code, 404)

    def test_nobody_is_offered_what_another_typed(self):
        self.autosave(headline="Typed")
        self.client.force_login(self.ed)
        self.assertNotContains(self.client.get(self.url), "You typed something here")

    def test_going_on_with_something_older_than_what_is_saved_asks_when_saving(self):
        number = self.autosave(headline="Typed")["revision"]
        self.ed_saves(headline="Ed’s")
        again = shown(self.client, f"{self.url}?from={number}")
        self.assertEqual(again["headline"], "Typed")
        response = self.client.post(self.url, {**again, "_continue": "1"}, follow=True)
        self.assertContains(response, "Save the story")
        self.article.refresh_from_db()
        self.assertEqual(self.article.headline, "Ed’s")

    def test_a_number_that_is_none_shows_what_is_saved(self):
        for number in ("x", "99", "-1", "9" * 30):
            self.assertEqual(shown(self.client, f"{self.url}?from={number}")["headline"], "Cranes")


class PresenceTests(DeskTestCase):
    def beat(self, user, **data):
        self.client.force_login(user)
        return self.client.post(self.page("presence"), data)

    def test_who_else_is_there(self):
        self.assertEqual(self.beat(self.rita).json()["others"], "")
        self.assertEqual(self.beat(self.ed).json()["others"], "Rita Holm has this story open too.")
        self.beat(create_superuser(first_name="Mara", last_name="Lind"))
        self.assertEqual(self.beat(self.rita).json()["others"], "Mara Lind and Ed Vik have this story open too.")
        self.assertContains(self.client.get(self.url), "Mara Lind and Ed Vik have this story open too.")
        self.assertEqual(self.beat(self.ed, leave="1").status_code, 204)
        self.assertEqual(self.beat(self.rita).json()["others"], "Mara Lind has this story open too.")

    def test_it_tells_what_is_newer_on_the_server(self):
        version = self.article.version
        self.assertIsNone(self.beat(self.rita, version=version, based_on=1).json()["changed_by_others"])
        self.ed_saves(headline="Ed’s")
        change = self.beat(self.rita, version=version, based_on=1).json()["changed_by_others"]
        self.assertIn("Ed Vik saved this story at", change["words"])
        Article.objects.get(pk=self.article.pk).submit(self.ed)
        change = self.beat(self.rita, version=version, based_on=1).json()["changed_by_others"]
        self.assertIn("submitted for review", change["words"])

    def test_opening_the_form_alone_notes_nothing(self):
        self.client.get(self.url)
        self.assertFalse(Presence.objects.exists())
        self.assertEqual(self.client.get(self.page("presence")).status_code, 405)


class ConflictTests(DeskTestCase):
    def save(self, data, **typed):
        typed = {"_continue": "1", **typed} if not any(name in typed for name in ("_publish", "_submit")) else typed
        return self.client.post(self.url, {**data, **typed}, follow=True)

    def merge(self, page, **chosen):
        hidden = {name: page.context[name] or "" for name in ("loaded_desk",)}
        data = {
            **hidden,
            "version": page.context["original"].version,
            "based_on": page.context["saved_number"],
            **{f"choose-{choice.name}": choice.chosen for choice in page.context["choices"] if choice.chosen},
            **{f"choose-{name}": value for name, value in chosen.items()},
        }
        url = page.redirect_chain[-1][0] if page.redirect_chain else page.request["PATH_INFO"]
        return self.client.post(url, data, follow=True)

    def now(self):
        return Article.objects.get(pk=self.article.pk)

    def test_every_field_of_the_form_is_compared(self):
        form = ArticleForm.base_fields
        data = shown(self.client, self.url)
        names = {*TEXT_FIELDS, *LINKED_FIELDS, *DESK_FIELDS, "tags", "picture_words"}
        aside = {"version", "based_on", "loaded_desk", "form_key", "authors", "tags", "picture_words", "series"}
        self.assertEqual(set(form), aside)
        page = self.client.get(self.url)
        typed = set(page.context["adminform"].form.fields) - set(form) | {"tags", "picture_words", "series"}
        self.assertEqual(typed, names)
        self.assertEqual(int(data["version"]), self.article.version)

    def test_a_series_that_was_chosen_is_kept_while_one_types_and_when_two_versions_are_put_together(self):
        series, other = create_series(name="The dock"), create_series(name="The tide")
        data = shown(self.client, self.url)
        autosave = reverse("admin:articles_article_autosave", args=[self.article.pk])
        number = self.client.post(autosave, {**data, "series": series.pk}).json()["revision"]
        kept = self.article.revisions.get(number=number)
        self.assertEqual(kept.content["series"], series.pk)
        filled = shown(self.client, f"{self.url}?from={number}")
        self.assertEqual(filled["series"], str(series.pk))
        self.client.post(self.url, {**filled, "_continue": "1"})
        self.assertEqual(series.parts.get().article, self.article)
        self.assertNotIn("series", self.article.revisions.filter(autosave=False).first().content)
        # Somebody else saves meanwhile: it is put together with what they changed, and asked of where both chose.
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s cranes")
        page = self.save(data, headline="Rita’s cranes", series=other.pk)
        self.assertContains(page, "The tide")
        self.assertEqual(series.parts.get().article, self.article)
        self.merge(page, headline="mine")
        self.assertEqual(other.parts.get().article, self.article)
        self.assertFalse(series.parts.exists())

    def test_a_series_that_one_may_not_choose_is_told_of_by_merging(self):
        full = create_series(name="Full")
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s cranes")
        page = self.save(data, headline="Rita’s cranes", series=full.pk)
        with mock.patch("articles.models.series.MOST_PARTS", 0):
            answer = self.merge(page, headline="mine")
        self.assertContains(answer, "A series has at most 0 parts.")
        self.assertFalse(full.parts.exists())

    def test_two_who_changed_the_same_choose_and_nothing_is_overwritten_before(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s cranes", standfirst="By Ed.")
        page = self.save(data, headline="Rita’s cranes", dateline="North Quay")
        self.assertEqual(self.now().headline, "Ed’s cranes")
        self.assertContains(page, "Ed’s")
        self.assertContains(page, "Rita’s")
        self.assertContains(page, "Ed Vik saved this story at")
        choices = {choice.name: choice.chosen for choice in page.context["choices"]}
        self.assertEqual(choices, {"headline": "", "standfirst": "theirs", "dateline": "mine"})
        refused = self.merge(page)
        self.assertContains(refused, "Choose one of the two for: Headline.", status_code=409)
        done = self.merge(page, headline="mine")
        self.assertContains(done, "The two versions are put together and saved.")
        now = self.now()
        self.assertEqual((now.headline, now.standfirst, now.dateline), ("Rita’s cranes", "By Ed.", "North Quay"))
        newest = now.revisions.first()
        self.assertEqual((newest.autosave, newest.created_by), (False, self.rita))
        self.assertEqual(now.log.first().action, "merged")
        self.assertIsNone(now.pending_autosave(self.rita))

    def test_what_was_typed_and_not_taken_stays_in_the_history_even_after_publication(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s cranes")
        page = self.save(data, headline="Rita’s cranes")
        self.merge(page, headline="theirs")
        self.assertEqual(self.now().headline, "Ed’s cranes")
        self.now().publish(self.ed)
        headlines = {revision.content["headline"] for revision in self.article.revisions.all()}
        self.assertEqual(headlines, {"Cranes", "Ed’s cranes", "Rita’s cranes"})

    def test_different_paragraphs_come_together(self):
        data = shown(self.client, self.url)
        self.ed_saves(body="<p>One by Ed.</p>\n<p>Two.</p>\n<p>Three.</p>")
        page = self.save(data, body="<p>One.</p>\n<p>Two.</p>\n<p>Three by Rita.</p>")
        self.assertEqual([(choice.name, choice.chosen) for choice in page.context["choices"]], [("body", "both")])
        self.merge(page)
        self.assertEqual(self.now().body, "<p>One by Ed.</p>\n<p>Two.</p>\n<p>Three by Rita.</p>")

    def test_of_the_same_paragraph_both_can_be_kept(self):
        data = shown(self.client, self.url)
        self.ed_saves(body="<p>One by Ed.</p>\n<p>Two.</p>\n<p>Three.</p>")
        page = self.save(data, body="<p>One by Rita.</p>\n<p>Two.</p>\n<p>Three.</p>")
        self.assertEqual([(choice.name, choice.chosen) for choice in page.context["choices"]], [("body", "")])
        self.merge(page, body="both")
        self.assertEqual(self.now().body, "<p>One by Ed.</p>\n<p>One by Rita.</p>\n<p>Two.</p>\n<p>Three.</p>")

    def test_closing_the_tab_at_the_merge_page_loses_nothing(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s cranes")
        page = self.save(data, headline="Rita’s cranes", comments_policy="closed")
        kept = self.now().pending_autosave(self.rita)
        self.assertEqual((kept.content["headline"], kept.content["comments_policy"]), ("Rita’s cranes", "closed"))
        self.assertEqual(self.client.get(page.redirect_chain[-1][0]).status_code, 200)
        self.assertContains(self.client.get(self.url), "You typed something here")

    def test_what_the_desk_alone_knows_is_not_overwritten_either(self):
        data = shown(self.client, self.url)
        self.ed_saves(comments_policy="hidden", embargo_until=timezone.now() + timezone.timedelta(days=3))
        closing = {"comments_close_at_0": "2099-01-02", "comments_close_at_1": "10:30"}
        page = self.save(data, comments_policy="closed", **closing)
        choices = {choice.name: choice.chosen for choice in page.context["choices"]}
        self.assertEqual(choices, {"comments_policy": "", "embargo_until": "theirs", "comments_close_at": "mine"})
        self.merge(page, comments_policy="mine")
        now = self.now()
        self.assertEqual((now.comments_policy, now.comments_close_at.year), ("closed", 2099))
        self.assertTrue(now.embargo_until)

    def test_the_button_is_offered_again_and_never_pressed_by_itself(self):
        self.client.force_login(self.ed)
        data = shown(self.client, self.url)
        self.ed_saves(headline="Changed")
        page = self.save(
            data, headline="Mine", _publish="1", publish_when="later", publish_at_0="2099-01-02", publish_at_1="18:00"
        )
        self.assertContains(page, "The story was not published.")
        self.assertFalse(Edition.objects.exists())
        done = self.merge(page, headline="mine")
        self.assertContains(done, "It is not published yet")
        self.assertFalse(Edition.objects.exists())
        again = shown(self.client, self.url)
        self.assertEqual((again["publish_at_0"], again["publish_at_1"]), ("2099-01-02", "18:00"))

    def test_a_change_that_touches_no_word_lets_the_form_be_saved_and_presses_no_button(self):
        self.client.force_login(self.ed)
        data = shown(self.client, self.url)
        self.now().submit(self.rita)
        page = self.save(data, headline="Typed", _publish="1")
        self.assertContains(page, "Saved, but not published.")
        self.assertContains(page, "submitted for review")
        self.assertEqual(self.now().headline, "Typed")
        self.assertFalse(Edition.objects.exists())
        data = shown(self.client, self.url)
        self.now().assign(self.ed, self.rita)
        self.assertEqual(self.save(data, headline="Typed on").status_code, 200)
        self.assertEqual((self.now().headline, self.now().assigned_to), ("Typed on", self.rita))

    def test_the_same_words_twice_are_saved_once(self):
        data = {**shown(self.client, self.url), "citations-0-source": create_source().pk, "headline": "Typed"}
        self.save(data)
        self.assertContains(self.save(data), "That is saved already.")
        self.assertEqual((self.now().revisions.count(), self.now().citations.count()), (2, 1))
        page = self.save(data, _submit="1")
        self.assertContains(page, "It was not submitted by this.")
        self.assertEqual(self.now().state, "draft")

    def test_a_form_that_does_not_tell_its_version_overwrites_nobody(self):
        data = {**shown(self.client, self.url), "headline": "Typed"}
        del data["version"], data["based_on"], data["loaded_desk"]
        self.assertContains(self.save(data), "Save the story")
        self.assertEqual(self.now().headline, "Cranes")

    def test_a_save_during_the_merge_leads_to_another_one(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s cranes", standfirst="By Ed.")
        page = self.save(data, headline="Rita’s cranes", dateline="North Quay")
        self.ed_saves(headline="Ed’s newest cranes")
        again = self.merge(page, headline="mine")
        self.assertContains(again, "Save the story")
        choices = {choice.name: choice.chosen for choice in again.context["choices"]}
        self.assertEqual(choices, {"headline": "", "dateline": "mine"})
        self.merge(again, headline="mine")
        now = self.now()
        self.assertEqual((now.headline, now.standfirst, now.dateline), ("Rita’s cranes", "By Ed.", "North Quay"))

    def test_rows_that_somebody_took_out_are_no_error(self):
        source = create_source()
        citation = self.article.citations.create(source=source, statement="It is so")
        body = f'<p>One.<sup data-citation="{citation.pk}"></sup></p>'
        self.article.body = body
        self.article.save()
        self.article.save_revision(self.rita)
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s")
        article = self.now()
        article.apply({**article.content(), "citations": []})
        article.save_revision(self.ed)
        page = self.save(data, headline="Rita’s", **{"citations-0-statement": "It is really so"})
        self.merge(page, headline="mine", citations="mine")
        now = self.now()
        self.assertEqual([(row.pk, row.statement) for row in now.citations.all()], [(citation.pk, "It is really so")])
        self.assertEqual(now.body, body)

    def test_what_no_form_would_take_is_put_together_and_shown_in_the_form(self):
        data = shown(self.client, self.url)
        self.ed_saves(standfirst="By Ed.")
        page = self.save(data, headline="", slug="a b")
        done = self.merge(page)
        self.assertContains(done, "The two are put together, but not saved yet.")
        self.assertEqual(self.now().headline, "Cranes")
        shown_now = done.context["adminform"].form
        self.assertEqual((shown_now["slug"].value(), shown_now["standfirst"].value()), ("a b", "By Ed."))

    def test_a_new_name_is_proposed_by_merging_as_by_saving(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s")
        page = self.save(data, tags="Unheard of", authors="Luana Pavaluca")
        self.assertContains(self.merge(page), "The two versions are put together and saved.")
        now = self.now()
        self.assertTrue(now.tags.get().is_proposed)
        self.assertEqual([byline.author.name for byline in now.bylines.all()], ["Luana Pavaluca"])
        self.assertEqual(now.bylines.get().author.proposed_by, self.rita)

    def test_a_name_that_is_too_long_is_told_by_merging(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s")
        page = self.save(data, tags="x" * 101)
        self.assertContains(self.merge(page), "A tag has at most 100 characters")

    def test_a_merge_belongs_to_who_typed(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s")
        page = self.save(data, headline="Rita’s")
        url = page.redirect_chain[-1][0]
        self.client.force_login(self.ed)
        self.assertEqual(self.client.get(url).status_code, 404)
        self.client.force_login(self.rita)
        self.merge(page, headline="mine")
        self.assertEqual(self.client.get(url).status_code, 404)

    def test_nothing_posted_breaks_it(self):
        data = shown(self.client, self.url)
        self.ed_saves(headline="Ed’s")
        for name, value in (
            ("version", "x"),
            ("version", "-1"),
            ("version", "9" * 30),
            ("based_on", "99"),
            ("based_on", "x"),
            ("loaded_desk", "[1]"),
            ("loaded_desk", "{"),
            ("loaded_desk", json.dumps({"embargo_until": 5})),
            ("form_key", "x"),
            ("grows", "x"),
        ):
            page = self.save(data, headline="Rita’s", **{name: value})
            self.assertContains(page, "Save the story", msg_prefix=f"{name}={value}")
            self.autosave({**data, name: value, "headline": "Rita’s"})
            self.assertEqual(self.merge(page, headline="nonsense").status_code, 409)

    def test_publishing_pages_check_the_version_they_showed(self):
        self.client.force_login(self.ed)
        seen = self.now().version
        self.ed_saves(headline="Changed")
        for name, typed in (("publish", {}), ("withdraw", {"withdraw_reason": "It was wrong."})):
            for version in ({"version": seen}, {}):
                page = self.client.post(self.page(name), {f"_{name}": "1", **version, **typed})
                self.assertContains(page, "Nothing was done.", status_code=409)
            if name == "publish":
                self.client.post(self.page(name), {"_publish": "1", "version": page.context["original"].version})
                self.assertTrue(self.now().live_edition())
        self.client.post(self.page(name), {**typed, "version": self.now().version})
        self.assertIsNone(self.now().live_edition())

    def test_publish_and_withdraw_in_the_form_check_it_too(self):
        self.client.force_login(self.ed)
        publish(self.now(), by=self.ed)
        data = shown(self.client, self.url)
        self.ed_saves(headline="Changed")
        for button, typed in (("_publish", {}), ("_withdraw", {"withdraw_reason": "It was wrong."}), ("_cancel", {})):
            page = self.client.post(self.url, {**data, "headline": "Mine", button: "1", **typed}, follow=True)
            self.assertContains(page, "Save the story")
        self.assertEqual(self.now().editions.get().live_until, None)


class RightsTests(DeskTestCase):
    def test_another_desks_story_is_not_there_and_who_does_not_write_is_refused(self):
        foreign = create_article()
        foreign.autosave(self.rita, foreign.content())
        moderator = create_user(role="moderator")
        for name, args in (("autosave", []), ("presence", []), ("leave", [1]), ("merge", [1])):
            url = reverse(f"admin:articles_article_{name}", args=[foreign.pk, *args])
            self.client.force_login(self.rita)
            self.assertEqual(self.client.post(url).status_code, 404, name)
            self.client.force_login(moderator)
            self.assertIn(self.client.post(url).status_code, (403, 404), name)
            self.client.logout()
            self.assertEqual(self.client.post(url).status_code, 302, name)
        self.client.force_login(moderator)
        self.assertEqual(self.client.post(BEGIN).status_code, 403)
        self.assertEqual(self.client.get(BEGIN).status_code, 403)
