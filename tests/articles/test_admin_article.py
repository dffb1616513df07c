"""The desk's stories: the list, the form, its buttons, what each person may see and press."""

import re
from datetime import timedelta
from unittest import mock

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from articles.admin.base import CappedPaginator, SearchPaginator
from articles.models import Article, Edition, Front, RelatedLink
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

LIST = reverse("admin:articles_article_changelist")


class ListTests(TestCase):
    def setUp(self):
        self.boss = create_superuser()
        self.client.force_login(self.boss)

    def headlines(self, **query):
        return [article.headline for article in self.client.get(LIST, query).context["cl"].result_list]

    def test_every_state_is_told_in_words(self):
        now = timezone.now()
        create_article()
        create_article(deadline=now - timedelta(days=1))
        create_article().submit(self.boss)
        publish(by=self.boss)
        publish(by=self.boss, at=now + timedelta(days=1))
        waiting = publish(by=self.boss).article
        waiting.publish(self.boss, at=now + timedelta(days=1))
        publish(by=self.boss).article.withdraw(self.boss, reason="Wrong.")
        publish(by=self.boss).article.withdraw(self.boss, at=now + timedelta(days=1), reason="Wrong.")
        response = self.client.get(LIST)
        for words in (
            'state--draft">Draft<',
            'state--late">Draft, late<',
            'state--review">In review<',
            'state--live">Live<',
            'state--set">Set for ',
            'state--live">Live, next edition ',
            'state--gone">Withdrawn<',
            'state--live">Live until ',
        ):
            self.assertContains(response, words, count=1)

    def test_query_count_does_not_grow_with_the_list(self):
        def fill(number):
            for _ in range(number):
                authors = [create_author(), create_author()]
                publish(by=self.boss, authors=authors, assigned_to=create_user(), created_by=create_user())

        fill(2)
        # publication, session, user; sections of the filter; count; stories, bylines, editions; what waits in the queue
        with self.assertNumQueries(10):
            self.client.get(LIST)
        fill(12)
        with self.assertNumQueries(10):
            self.assertEqual(len(self.client.get(LIST).context["cl"].result_list), 14)

    def test_the_count_stops_at_the_cap_and_says_so(self):
        for _ in range(4):
            create_article()
        with mock.patch.object(CappedPaginator, "CAP", 3):
            response = self.client.get(LIST)
        self.assertContains(response, "More than 3 stories: search or filter for older ones")
        self.assertEqual(response.context["tabs"][0]["number"], "3+")

    def test_what_is_searched_for_is_counted_less_far_and_beside_no_numbers_of_all(self):
        for _ in range(4):
            create_article(headline="Harbour")
        with mock.patch.object(SearchPaginator, "CAP", 3):
            response = self.client.get(LIST, {"q": "harbour"})
        self.assertContains(response, "More than 3 stories: search or filter for older ones")
        self.assertEqual({tab["number"] for tab in response.context["tabs"]}, {""})

    def test_tabs_say_how_many_stories_they_hold_and_which_one_is_shown(self):
        now = timezone.now()
        create_article(headline="Mine", created_by=self.boss)
        create_article(headline="Reviewed").submit(self.boss)
        create_article(headline="Due", deadline=now + timedelta(days=1))
        create_article(headline="Far", deadline=now + timedelta(days=30))
        edited = publish(headline="Edited", by=self.boss).article
        edited.headline = "Edited since"
        edited.save()
        edited.save_revision(self.boss)
        publish(headline="Set", by=self.boss, at=now + timedelta(days=1))
        create_article(headline="Thrown").trash(self.boss)
        tabs = {tab["words"]: tab for tab in self.client.get(LIST).context["tabs"]}
        held = {
            "All": {"Mine", "Reviewed", "Due", "Far", "Edited since", "Set"},
            "Mine": {"Mine"},
            "In review": {"Reviewed"},
            "Due": {"Due"},
            "Live, with changes": {"Edited since"},
            "Set": {"Set"},
            "Trash": {"Thrown"},
        }
        for words, headlines in held.items():
            context = self.client.get(tabs[words]["url"]).context
            self.assertEqual({story.headline for story in context["cl"].result_list}, headlines, words)
            self.assertEqual([tab["words"] for tab in context["tabs"] if tab["is_current"]], [words])
            self.assertEqual(tabs[words]["number"], "" if words == "Trash" else str(len(headlines)))

    def test_filters_are_one_form_in_which_what_is_not_chosen_means_nothing(self):
        create_article(headline="Mine", created_by=self.boss, kind="opinion")
        create_article(headline="Another", kind="opinion")
        create_article(headline="News", created_by=self.boss)
        query = {"q": "", "state": "draft", "section__id__exact": "", "whose": "mine", "kind__exact": "opinion"}
        response = self.client.get(LIST, query)
        self.assertEqual([story.headline for story in response.context["cl"].result_list], ["Mine"])
        for chosen in ("draft", "mine", "opinion"):
            self.assertContains(response, f'<option value="{chosen}" selected>', count=1)
        self.assertContains(self.client.get(LIST, {"q": "nothing"}), "No story matches.")

    def test_pages_are_newer_and_older(self):
        for _ in range(52):
            create_article()
        response = self.client.get(LIST)
        self.assertContains(response, "1 to 50 of 52 stories")
        self.assertContains(response, '<a class="button button--small" href="?p=2">Older</a>')
        self.assertContains(self.client.get(f"{LIST}?p=2"), "51 to 52 of 52 stories")

    def test_search_finds_words_of_headline_address_and_author(self):
        create_article(headline="Harbour dues rise", authors=[create_author(name="Nina Vik")])
        create_article(headline="Tram on time", slug="night-tram")
        self.assertEqual(self.headlines(q="dues harbour"), ["Harbour dues rise"])
        self.assertEqual(self.headlines(q="vik"), ["Harbour dues rise"])
        self.assertEqual(self.headlines(q="night-tram"), ["Tram on time"])
        self.assertEqual(self.headlines(q="nobody"), [])
        self.assertEqual(self.headlines(q="\0"), self.headlines())

    def test_filters(self):
        mine = create_article(headline="Mine", created_by=self.boss)
        create_article(headline="Assigned", assigned_to=self.boss, kind="opinion")
        create_article(headline="Reviewed").submit(self.boss)
        approved = create_article(headline="Approved")
        approved.submit(self.boss)
        approved.approve(self.boss)
        publish(headline="Live", by=self.boss)
        publish(headline="Scheduled", by=self.boss, at=timezone.now() + timedelta(days=1))
        publish(headline="Withdrawn", by=self.boss).article.withdraw(self.boss, reason="Wrong.")
        for query, expected in (
            ({"whose": "mine"}, {"Mine"}),
            ({"whose": "assigned"}, {"Assigned"}),
            ({"state": "in_review"}, {"Reviewed"}),
            ({"state": "approved"}, {"Approved"}),
            ({"state": "live"}, {"Live"}),
            ({"state": "set"}, {"Scheduled"}),
            ({"state": "withdrawn"}, {"Withdrawn"}),
            ({"kind__exact": "opinion"}, {"Assigned"}),
            ({"section__id__exact": mine.section_id}, {"Mine"}),
        ):
            self.assertEqual(set(self.headlines(**query)), expected, query)

    def test_broken_addresses_are_no_error(self):
        create_article()
        for query in ("p=9", "p=x", "section__id__exact=x", "state=x", "readers=x", "o=7.-3", "nonsense=1"):
            self.assertIn(self.client.get(f"{LIST}?{query}").status_code, (200, 302), query)
        for pk in ("x", "0", "99999999999999999999999"):
            self.assertEqual(self.client.get(f"{LIST}{pk}/change/").status_code, 404)

    def test_a_reporter_is_listed_only_own_and_assigned_stories(self):
        reporter = create_user(role="reporter")
        create_article(headline="Begun", created_by=reporter)
        create_article(headline="Assigned", assigned_to=reporter)
        create_article(headline="Named", authors=[create_author(user=reporter)])
        create_article(headline="Foreign")
        self.client.force_login(reporter)
        self.assertEqual(set(self.headlines()), {"Begun", "Assigned", "Named"})
        self.assertEqual(self.headlines(q="foreign"), [])

    def test_bulk_actions_do_what_each_story_allows_and_keep_the_filter(self):
        ready, bare = create_article(), create_article(body="")
        url = f"{LIST}?state=draft"
        data = {"action": "publish_selected", "apply": "1", "_selected_action": [ready.pk, bare.pk]}
        response = self.client.post(url, data, follow=True)
        self.assertRedirects(response, url)
        self.assertTrue(ready.live_edition())
        self.assertIsNone(bare.live_edition())
        self.assertContains(response, "The story has no text yet.")

    def test_bulk_publishing_tells_an_address_that_was_taken(self):
        stories = [create_article(headline="Weather today") for _ in range(2)]
        data = {"action": "publish_selected", "apply": "1", "_selected_action": [story.pk for story in stories]}
        response = self.client.post(LIST, data, follow=True)
        self.assertContains(response, "2 stories are published.")
        self.assertContains(response, "/weather-today-2/, as another story of the day has “weather-today”.", count=1)

    def test_a_reporter_is_offered_no_publishing_and_gets_none(self):
        reporter = create_user(role="reporter")
        article = create_article(created_by=reporter)
        self.client.force_login(reporter)
        self.assertNotContains(self.client.get(LIST), "publish_selected")
        self.client.post(LIST, {"action": "publish_selected", "_selected_action": [article.pk]})
        self.assertFalse(article.editions.exists())
        self.client.post(LIST, {"action": "submit_selected", "_selected_action": [article.pk]})
        article.refresh_from_db()
        self.assertEqual(article.state, "in_review")


class FormTests(TestCase):
    def setUp(self):
        self.user = create_user(role="reporter")
        self.author = create_author(name="Rita", user=self.user)
        self.section = create_section()
        self.client.force_login(self.user)

    def save(self, article=None, url=None, **changes):
        url = url or story_url(article)
        data = shown(self.client, url)
        return self.client.post(url, {**data, "_continue": "1", **changes})

    def test_a_new_story_is_its_writers_and_has_their_byline(self):
        response = self.save(headline="Cranes\nreturn", section=self.section.pk, body="<p>Text.</p>")
        article = Article.objects.get()
        self.assertRedirects(response, story_url(article))
        self.assertEqual((article.headline, article.slug), ("Cranes return", "cranes-return"))
        self.assertEqual(article.created_by, self.user)
        self.assertEqual([byline.author for byline in article.bylines.all()], [self.author])
        revision = article.revisions.get()
        self.assertEqual(revision.created_by, self.user)
        self.assertEqual(revision.content["bylines"], [{"author": self.author.pk, "name": "Rita"}])

    def test_everything_typed_is_kept_and_frozen(self):
        image, source, other = (
            create_image(),
            create_source(name="TV Nord"),
            publish(headline="Other").article,
        )
        create_tag(name="Ports"), create_tag(name="Rome, Italy")
        self.save(
            headline="Cranes",
            section=self.section.pk,
            body="<h2>Sub</h2><p><strong>Bold</strong></p>",
            lead_image=image.pk,
            tags='ports, "Rome, Italy"',
            embargo_until_0="2099-01-02",
            embargo_until_1="10:30",
            **{
                "citations-0-source": source.pk,
                "citations-0-statement": "That they return",
                "related_links-0-target": other.pk,
            },
        )
        article = Article.objects.get(headline="Cranes")
        content = article.revisions.get().content
        self.assertEqual(content["body"], "<h2>Sub</h2><p><strong>Bold</strong></p>")
        self.assertEqual(content["tags"], ["Ports", "Rome, Italy"])
        self.assertEqual(content["lead_image"], image.pk)
        self.assertEqual(content["citations"][0]["statement"], "That they return")
        self.assertEqual(content["related"][0]["target"], other.pk)
        self.assertEqual(timezone.localtime(article.embargo_until).hour, 10)
        again = shown(self.client, story_url(article))
        self.assertEqual(again["tags"], 'Ports, "Rome, Italy"')

    def test_saving_what_is_unchanged_makes_no_revision(self):
        self.save(headline="Cranes", section=self.section.pk)
        article = Article.objects.get()
        for _ in range(2):
            self.save(article)
        self.assertEqual(article.revisions.count(), 1)

    def test_tokens_are_in_the_form_as_they_are_stored(self):
        body = '<p>A</p><aside data-see-also="5"></aside><figure data-image="7"></figure><p>B</p>'
        article = create_article(created_by=self.user, body=body)
        self.assertEqual(shown(self.client, story_url(article))["body"], body)
        self.save(article)
        article.refresh_from_db()
        self.assertEqual(article.body, body)

    def test_script_and_foreign_pictures_never_arrive(self):
        self.save(
            headline="Cranes",
            body='<p onclick="x()">Text<script>x()</script><img src="https://elsewhere.example/x.png"></p>',
        )
        self.assertEqual(Article.objects.get().body, "<p>Text</p>")

    def test_a_text_that_the_editor_writes_in_its_own_way_is_no_change(self):
        article = create_article(
            created_by=self.user, body="<p>One and\n<strong>two</strong></p><h2>Three</h2>\n<ul><li>Four</li></ul>"
        )
        publish(article)
        self.client.force_login(create_user(role="editor"))
        revision = article.revisions.first()
        self.save(
            article,
            body="<p>One and <strong>two</strong></p>\r\n\r\n<h2>Three</h2>\r\n\r\n<ul>\r\n\t<li>Four</li></ul>\r\n",
        )
        self.assertEqual(article.revisions.first(), revision)
        for typed in (
            "<p>One and&nbsp;<strong>two</strong></p>",
            "<p>One and<strong>two</strong></p>",
        ):  # seen by readers
            self.save(article, body=typed + article.body.partition("</p>")[2])
            self.assertEqual(Article.objects.get().body.partition("</p>")[0] + "</p>", typed)

    def test_rows_stand_in_the_form_as_readers_see_them(self):
        article = create_article(created_by=self.user)
        for place in (1, 0, 2):
            RelatedLink.objects.create(
                article=article, url="https://example.org/", title=f"Page {place}", position=place
            )
        group = self.client.get(story_url(article)).context["rows"]["related_links"]
        self.assertEqual([row.form["title"].value() for row in group.rows], ["Page 0", "Page 1", "Page 2"])

    def test_rows_are_ordered_by_their_place_and_new_ones_come_last(self):
        rows = {"related_links-TOTAL_FORMS": "3"}
        for number, place in enumerate(("5", "2", "")):
            row = {
                "url": f"https://example.org/{number}",
                "title": f"Page {number}",
                "position": place,
                "label": "See also",
            }
            rows |= {f"related_links-{number}-{name}": value for name, value in {**row, "position": place}.items()}
        self.save(headline="Cranes", **rows)
        article = Article.objects.get()
        self.assertEqual([link.title for link in article.related_links.all()], ["Page 1", "Page 0", "Page 2"])

    def test_authors_stand_in_the_order_in_which_they_are_typed(self):
        authors = [create_author(name=name) for name in ("Ines Varga", "Tom, Okafor", "Nina Vik")]
        article = create_article(created_by=self.user, authors=authors[:2])
        self.assertEqual(shown(self.client, story_url(article))["authors"], 'Ines Varga, "Tom, Okafor"')
        self.save(article, authors=f'"TOM, okafor", {authors[2].slug}, ines varga')
        self.assertEqual([byline.author for byline in article.bylines.all()], [authors[1], authors[2], authors[0]])
        self.save(article)
        self.assertEqual(article.bylines.count(), 3)

    def test_of_two_authors_of_one_name_the_address_says_who_is_meant(self):
        one, other = create_author(name="Ines Varga", slug="ines"), create_author(name="INES VARGA", slug="varga")
        response = self.save(headline="Cranes", authors="Ines Varga")
        self.assertContains(response, "2 authors are called “Ines Varga”. Type which one you mean: ines or varga.")
        self.save(headline="Cranes", authors="varga")
        article = Article.objects.get()
        self.assertEqual(article.bylines.get().author, other)
        self.assertEqual(shown(self.client, story_url(article))["authors"], "varga")
        self.assertContains(self.client.get(story_url(article)), '<span data-name="varga">INES VARGA</span>')
        self.assertNotEqual(one, other)

    def test_a_row_with_nothing_but_its_place_is_no_row(self):
        article = create_article(created_by=self.user)
        response = self.save(
            article,
            **{"citations-0-position": "1", "related_links-0-position": "1"},
        )
        self.assertEqual(response.status_code, 302)
        self.assertEqual((article.bylines.count(), article.citations.count()), (1, 0))

    def test_an_editor_makes_tags_and_authors_by_typing_them(self):
        self.client.force_login(create_user(role="editor"))
        self.save(headline="Cranes", tags="Ports, ports, City hall", authors="Luana Pavaluca")
        article = Article.objects.get()
        self.assertEqual(set(article.tags.names()), {"Ports", "City hall"})
        self.assertEqual(article.bylines.get().author.slug, "luana-pavaluca")
        self.assertFalse(article.bylines.get().author.is_proposed)

    def test_names_with_commas_and_quotes_are_sent_as_they_are(self):
        for name in ("a, b", 'the "big" one', "c"):
            create_tag(name=name)
        self.save(headline="Cranes", tags='"A, B", "the ""big"" one"')
        article = Article.objects.get()
        self.assertEqual(set(article.tags.names()), {"a, b", 'the "big" one'})
        response = self.client.get(story_url(article))
        self.assertContains(response, 'value="&quot;a, b&quot;, &quot;the &quot;&quot;big&quot;&quot; one&quot;"')

    def test_bad_input_is_told_and_everything_typed_stays(self):
        article = create_article(created_by=self.user)
        for name, value, words in (
            ("headline", "", "This field is required."),
            ("canonical_url", "nowhere", "Give a web address that begins with http"),
            ("embargo_until_0", "32.13.", "Enter a valid date."),
            ("embargo_until_0", "2027-12-31", "Enter a valid time."),
            ("slug", "a b", "Enter a valid “slug”"),
            ("section", "1000000000", "Select a valid choice."),
            ("tags", "x" * 101, "A tag has at most 100 characters"),
            ("authors", "x" * 121, "An author has at most 120 characters"),
            (
                "related_links-0-url",
                "https://example.org/x",
                "Choose a story, or give a web address with a title",
            ),
            ("related_links-0-target", article.pk, "A story can’t point at itself."),
            ("standfirst", "x" * 501, "at most 500 characters"),
        ):
            response = self.save(article, **{"body": "<p>Typed just now.</p>", name: value})
            self.assertEqual(response.status_code, 200, name)
            self.assertContains(response, words, msg_prefix=name)
            self.assertContains(response, "Typed just now.")
        year = self.save(article, embargo_until_0="9999-12-31", embargo_until_1="23:59")
        self.assertContains(year, "Look at the year: 9999.")
        self.assertEqual(article.revisions.count(), 0)

    def test_query_count_does_not_grow_with_the_story(self):
        def fill(article, number):
            for position in range(number):
                article.citations.create(source=create_source(), position=position)
                article.bylines.create(author=create_author(), position=position)
                article.related_links.create(target=create_article(created_by=self.user), position=position)
                article.save_revision(self.user)
                Article.objects.filter(pk=article.pk).update(headline=f"Version {position}")

        article = create_article(created_by=self.user)
        fill(article, 1)
        self.client.get(story_url(article))  # content types, asked once for a process
        # publication, session, user, permissions (2); story, tags, series, was it public, newest version; bylines,
        # sources, links and their stories; editions, count of revisions; what it says (4), checklist
        # and what it asks for (5), notes (2), who points to it, share links, who else is there, what was typed,
        # sections, all series, log
        with self.assertNumQueries(34):
            self.client.get(story_url(article))
        fill(article, 6)
        with self.assertNumQueries(34):
            self.client.get(story_url(article))

    def test_a_foreign_story_is_not_there(self):
        foreign = create_article()
        for page in ("change", "history"):
            self.assertEqual(self.client.get(story_url(foreign, page)).status_code, 404)
        self.assertEqual(self.client.post(story_url(foreign), {"headline": "Mine now"}).status_code, 404)

    def test_nobody_deletes_stories(self):
        self.client.force_login(create_superuser())
        article = create_article()
        self.assertEqual(self.client.post(story_url(article, "delete"), {"post": "yes"}).status_code, 403)
        self.assertNotContains(self.client.get(LIST), "delete_selected")
        self.assertTrue(Article.objects.filter(pk=article.pk).exists())

    def test_an_editor_who_hands_a_story_to_another_desk_is_told(self):
        culture = create_section()
        culture.members.add(create_user(role="editor"))
        self.client.force_login(create_user(role="editor"))
        article = create_article()
        self.assertRedirects(self.save(article, section=culture.pk), LIST, fetch_redirect_response=False)
        self.assertContains(self.client.get(LIST), "is another desk’s now")


class SecretsTests(TestCase):
    """A draft's headline is its desk's alone, wherever stories are named."""

    def setUp(self):
        self.culture = create_section()
        self.culture.members.add(create_user(role="editor"))
        self.secret = create_article(headline="Secret draft", section=self.culture)
        self.rewritten = publish(headline="As published", section=self.culture).article
        Article.objects.filter(pk=self.rewritten.pk).update(headline="Secret rewrite")
        self.user = create_user(role="reporter")
        self.own = create_article(headline="My own", created_by=self.user)
        self.client.force_login(self.user)

    def test_the_form_names_foreign_stories_by_what_readers_saw_or_not_at_all(self):
        self.own.related_links.create(target=self.secret)
        self.own.related_links.create(target=self.rewritten, position=1)
        response = self.client.get(story_url(self.own))
        self.assertNotContains(response, "Secret")
        self.assertContains(response, "As published")
        self.assertContains(response, f"Story {self.secret.pk} of another desk")
        tokens = {"token": [f"see-also:{pk}" for pk in (self.secret.pk, self.rewritten.pk)]}
        html = self.client.post(reverse("admin:articles_article_tokens"), tokens).json()["html"]
        self.assertIn(f"Story {self.secret.pk} of another desk", html[f"see-also:{self.secret.pk}"])
        self.assertIn("As published", html[f"see-also:{self.rewritten.pk}"])

    def test_a_link_that_an_editor_made_survives_a_reporters_save(self):
        link = self.own.related_links.create(target=self.secret)
        data = {**shown(self.client, story_url(self.own)), "_save": "1"}
        self.assertEqual(self.client.post(story_url(self.own), data).status_code, 302)
        link.refresh_from_db()
        self.assertEqual(link.target, self.secret)

    def test_a_foreign_draft_can_not_be_chosen(self):
        data = {
            **shown(self.client, story_url(self.own)),
            "related_links-0-target": self.secret.pk,
            "_save": "1",
        }
        self.assertContains(self.client.post(story_url(self.own), data), "Select a valid choice.")


class ButtonTests(TestCase):
    def setUp(self):
        self.editor = create_user(role="editor")
        self.reporter = create_user(role="reporter")
        self.article = create_article(headline="Cranes", created_by=self.reporter)
        self.url = story_url(self.article)

    def press(self, button, article=None, follow=True, **changes):
        url = story_url(article or self.article)
        return self.client.post(url, {**shown(self.client, url), button: "1", **changes}, follow=follow)

    def test_live_is_offered_as_a_kind_and_stays_so(self):
        self.client.force_login(self.editor)
        page = self.client.get(self.url)
        self.assertContains(page, '<option value="live"')
        Article.objects.filter(pk=self.article.pk).update(kind="live")
        self.article.refresh_from_db()
        for button in ("_continue", "_publish"):
            self.press(button, standfirst=f"Typed before {button}.")
            self.article.refresh_from_db()
            self.assertEqual(self.article.standfirst, f"Typed before {button}.")
            self.assertEqual(self.article.kind, "live")
        content = self.article.revisions.first().content
        self.assertEqual(content["kind"], "live")

    def test_buttons_are_there_for_those_who_may(self):
        self.client.force_login(self.reporter)
        response = self.client.get(self.url)
        self.assertContains(response, 'name="_submit"')
        for name in ("_publish", "_withdraw", "_cancel", "_take_back"):
            self.assertNotContains(response, f'name="{name}"')
        self.article.submit(self.reporter)
        self.assertContains(self.client.get(self.url), 'name="_take_back"')
        self.client.force_login(self.editor)
        self.assertContains(self.client.get(self.url), 'name="_publish"')
        publish(self.article, by=self.editor)
        self.assertContains(self.client.get(self.url), 'name="_withdraw"')

    def test_a_reporter_who_presses_them_anyway_gets_403_and_nothing_is_saved(self):
        self.client.force_login(self.reporter)
        data = shown(self.client, self.url)
        for button in ("_publish", "_withdraw", "_cancel"):
            for url in (self.url, story_url()):
                response = self.client.post(url, {**data, "headline": "Changed", button: "1"})
                self.assertEqual(response.status_code, 403)
        self.article.refresh_from_db()
        self.assertEqual(self.article.headline, "Cranes")
        self.assertEqual(Article.objects.count(), 1)
        for page in ("publish", "withdraw"):
            for article in (self.article, create_article()):
                url = story_url(article, page)
                self.assertEqual(self.client.get(url).status_code, 403)
                self.assertEqual(self.client.post(url, {f"_{page}": "1"}).status_code, 403)
        self.assertFalse(Edition.objects.exists())

    def test_submit_and_take_back_save_what_was_typed(self):
        self.client.force_login(self.reporter)
        self.press("_submit", headline="Cranes return")
        self.article.refresh_from_db()
        self.assertEqual((self.article.state, self.article.headline), ("in_review", "Cranes return"))
        self.press("_take_back")
        self.article.refresh_from_db()
        self.assertEqual(self.article.state, "draft")

    def test_publish_saves_and_publishes_what_was_typed(self):
        self.client.force_login(self.editor)
        response = self.press("_publish", headline="Cranes return", body="<p>Now.</p>")
        edition = self.article.live_edition()
        self.assertEqual(edition.headline, "Cranes return")
        self.assertEqual(edition.revision.content["body"], "<p>Now.</p>")
        self.assertContains(response, f'is live: <a href="{edition.get_absolute_url()}">see it</a>')
        self.assertContains(response, "Readers see edition 1")

    def test_a_new_story_can_be_published_at_once(self):
        self.client.force_login(self.editor)
        data = {
            **shown(self.client, story_url()),
            "headline": "New",
            "section": self.article.section_id,
            "body": "<p>Text.</p>",
            "authors": create_author().name,
            "_publish": "1",
        }
        self.client.post(story_url(), data)
        self.assertEqual(Edition.objects.live().get().headline, "New")

    def test_a_time_in_the_future_schedules_and_can_be_cancelled(self):
        self.client.force_login(self.editor)
        response = self.press("_publish", publish_when="later", publish_at_0="2099-01-02", publish_at_1="18:00")
        self.assertContains(response, "will be live from 2 Jan 2099, 18:00")
        self.assertIsNone(self.article.live_edition())
        self.assertTrue(self.article.waiting_edition())
        self.assertContains(self.press("_cancel"), "is cancelled")
        self.assertFalse(self.article.editions.exists())

    def test_publishing_now_says_that_what_waited_is_cancelled(self):
        self.client.force_login(self.editor)
        self.press("_publish", publish_when="later", publish_at_0="2099-01-02", publish_at_1="18:00")
        self.assertContains(self.press("_publish"), "The edition for 2 Jan 2099, 18:00 is cancelled.")

    def test_a_past_or_half_given_time_is_a_field_error_and_nothing_is_lost(self):
        self.client.force_login(self.editor)
        for day, clock, words in (
            ("2020-01-01", "10:00", "That moment has passed."),
            ("2099-01-01", "", "Enter a valid time."),
            ("", "10:00", "Enter a valid date."),
            ("tomorrow", "10:00", "Enter a valid date."),
            ("9999-12-31", "23:59", "Look at the year: 9999."),
        ):
            response = self.press(
                "_publish", headline="Typed", publish_when="later", publish_at_0=day, publish_at_1=clock
            )
            self.assertContains(response, words)
            self.assertContains(response, "Typed")
            self.assertContains(response, f'value="{day}"')
        self.assertFalse(self.article.editions.exists())

    def test_this_minute_is_now(self):
        self.client.force_login(self.editor)
        now = timezone.localtime()
        self.press("_publish", publish_when="later", publish_at_0=f"{now:%Y-%m-%d}", publish_at_1=f"{now:%H:%M}")
        self.assertTrue(self.article.live_edition())

    def test_a_correction_needs_its_sentence(self):
        self.client.force_login(self.editor)
        publish(self.article, by=self.editor)
        response = self.press("_publish", edition_kind="correction", headline="Typed")
        self.assertContains(response, "A correction needs a sentence that tells readers what changed.")
        self.assertContains(response, "Typed")
        self.press("_publish", edition_kind="correction", edition_note="The day was Monday.")
        edition = self.article.live_edition()
        self.assertEqual((edition.kind, edition.note), ("correction", "The day was Monday."))
        self.assertContains(self.client.get(self.url), "The day was Monday.")

    def test_an_update_is_what_nothing_said_means(self):
        self.client.force_login(self.editor)
        publish(self.article, by=self.editor)
        self.press("_publish")
        self.assertEqual(self.article.live_edition().kind, "update")

    def test_what_is_not_ready_is_saved_and_told(self):
        self.client.force_login(self.editor)
        publish(self.article, by=self.editor)
        note = {"edition_kind": "clarification", "edition_note": "What we meant."}
        response = self.press("_publish", headline="Typed", body="", **note)
        self.assertContains(response, "Saved, but not published: The story has no text yet.")
        self.article.refresh_from_db()
        self.assertEqual((self.article.headline, self.article.body), ("Typed", ""))
        self.assertEqual(self.article.live_edition().number, 1)
        again = shown(self.client, self.url)
        self.assertEqual((again["edition_kind"], again["edition_note"]), ("clarification", "What we meant."))
        self.press("_publish", body="<p>Text.</p>", **note)
        self.assertEqual(shown(self.client, self.url)["edition_note"], "")

    def test_an_embargo_refuses_and_offers_its_own_minute(self):
        self.client.force_login(self.editor)
        response = self.press("_publish", embargo_until_0="2099-05-06", embargo_until_1="07:30")
        self.assertContains(response, "Saved, but not published: The story is under embargo until")
        again = shown(self.client, self.url)
        self.assertEqual((again["publish_at_0"], again["publish_at_1"]), ("2099-05-06", "07:30"))

    def test_a_taken_address_is_told(self):
        self.client.force_login(self.editor)
        publish(create_article(slug="cranes"), by=create_superuser(), at=timezone.now())
        page = self.press("_publish")
        self.assertContains(page, "is live")
        address = f"{timezone.localdate():/%Y/%m/%d}/cranes-2/"
        self.assertContains(page, f"It stands at the address {address}, as another story of the day has “cranes”.")
        self.assertEqual(shown(self.client, self.url)["slug"], "cranes-2")
        self.assertEqual(self.client.get(address).status_code, 200)

    def test_withdrawing_needs_a_reason(self):
        self.client.force_login(self.editor)
        publish(self.article, by=self.editor)
        self.assertContains(self.press("_withdraw"), "Say why: readers find this sentence")
        self.assertTrue(self.article.live_edition())
        self.assertContains(self.press("_withdraw", withdraw_reason="It was wrong."), "is withdrawn")
        self.assertIsNone(self.article.live_edition())
        self.assertContains(self.client.get(self.url), "It was wrong.")

    def test_withdrawing_says_that_the_story_is_pinned_on_the_front_page(self):
        self.client.force_login(self.editor)
        publish(self.article, by=self.editor)
        front = Front.objects.of()
        front.save_content(self.editor, {"pins": [{"slot": "lead", "article": self.article.pk}]}, 0)
        front.publish(self.editor)
        self.assertContains(self.client.get(story_url(self.article, "withdraw")), "front page: Pinned as Lead.")
        page = self.press("_withdraw", withdraw_reason="It was wrong.")
        self.assertContains(page, "Another story has the place now.")

    def test_get_publishes_and_withdraws_nothing(self):
        self.client.force_login(self.editor)
        self.client.get(story_url(self.article, "publish"), {"_publish": "1"})
        self.assertFalse(self.article.editions.exists())
        publish(self.article, by=self.editor)
        self.client.get(story_url(self.article, "withdraw"), {"_withdraw": "1", "withdraw_reason": "x"})
        self.assertTrue(self.article.live_edition())

    def test_enter_in_a_text_field_saves_and_never_publishes(self):
        self.client.force_login(self.editor)
        page = self.client.get(self.url).content.decode()
        buttons = re.findall(r'<button type="submit"[^>]*>', page[page.index('class="bar"') :])
        self.assertIn('form="article_form" name="_continue"', buttons[0])
        self.assertTrue(any('name="_publish"' in button for button in buttons))


class PublishingPageTests(TestCase):
    def setUp(self):
        self.editor = create_user(role="editor")
        self.client.force_login(self.editor)
        self.article = create_article(headline="Cranes")

    def post(self, url, data):
        """Post with the version that the page shows."""
        version = self.client.get(url).context["original"].version
        return self.client.post(url, {"version": version, **data})

    def test_publish_page_publishes_the_saved_story(self):
        url = story_url(self.article, "publish")
        self.assertContains(self.client.get(url), "Readers see nothing of it now.")
        response = self.post(url, {"_publish": "1"})
        self.assertRedirects(response, story_url(self.article))
        self.assertTrue(self.article.live_edition())
        self.assertContains(self.client.get(url), "Readers see edition 1")

    def test_publish_page_corrects_schedules_and_cancels(self):
        publish(self.article, by=self.editor)
        url = story_url(self.article, "publish")
        data = {
            "publish_when": "later",
            "publish_at_0": "2099-01-01",
            "publish_at_1": "08:00",
            "edition_kind": "correction",
        }
        self.assertContains(self.post(url, data), "A correction needs a sentence")
        self.post(url, {**data, "edition_note": "It was Monday."})
        self.assertEqual(self.article.waiting_edition().note, "It was Monday.")
        self.assertContains(self.client.get(url), 'name="_cancel"')
        self.post(url, {"_cancel": "1"})
        self.assertIsNone(self.article.waiting_edition())

    def test_a_refusal_is_told_on_the_page(self):
        Article.objects.filter(pk=self.article.pk).update(body="")
        url = story_url(self.article, "publish")
        self.assertContains(self.client.get(url), "The story has no text yet")
        self.assertContains(self.post(url, {"_publish": "1"}), "The story has no text yet.")

    def test_withdraw_page(self):
        url = story_url(self.article, "withdraw")
        self.assertContains(self.post(url, {"withdraw_reason": "x"}), "Nothing of this story is public then.")
        publish(self.article, by=self.editor)
        self.assertContains(self.post(url, {}), "Say why")
        self.post(url, {"withdraw_reason": "It was wrong.", "_withdraw": "1"})
        self.assertEqual(self.article.editions.get().withdrawal_reason, "It was wrong.")

    def test_another_desks_story_is_not_there(self):
        culture = create_section()
        culture.members.add(create_user(role="editor"))
        foreign = create_article(section=culture)
        for page in ("publish", "withdraw"):
            self.assertEqual(self.client.post(story_url(foreign, page), {"withdraw_reason": "x"}).status_code, 404)


class TagOfferTests(TestCase):
    def offered(self, role, q):
        self.client.force_login(create_user(role=role))
        found = self.client.get(reverse("admin:articles_article_choose_tag"), {"q": q}).json()
        return [entry["value"] for entry in found["offers"]], found["add"]

    def test_known_tags_come_first_and_a_new_one_is_offered_where_there_is_none(self):
        for name in ("Airports", "Ports", "Portugal"):
            create_tag(name=name)
        self.assertEqual(self.offered("reporter", "port"), (["Ports", "Portugal", "Airports"], "port"))
        self.assertEqual(self.offered("editor", "PORTS"), (["Ports", "Airports"], ""))
        self.assertEqual(self.offered("editor", "\0"), (["Airports", "Ports", "Portugal"], ""))
        self.assertEqual(self.offered("editor", "x" * 300)[1], "")
