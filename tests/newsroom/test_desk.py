"""The desk as a whole: its name, its dashboard, who reaches what, and the headers of its pages."""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from taggit.models import Tag as PlainTag

from articles.models import Article, Note
from comments.models import Mode, QueueCount
from comments.modes import start_storm
from newsroom.models import MenuItem, Publication
from tests.comments.factories import create_comment
from tests.factories import (
    create_article,
    create_author,
    create_section,
    create_source,
    create_superuser,
    create_user,
    publish,
)


class DeskTests(TestCase):
    def test_the_desk_bears_the_name_of_the_publication(self):
        Publication(name="The Harbour Courier").save()
        response = self.client.get(reverse("admin:login"))
        self.assertContains(response, "The Harbour Courier")
        self.assertNotContains(response, "Django")

    def test_tables_of_the_machinery_are_not_on_the_desk(self):
        for model in (Site, PlainTag):
            self.assertFalse(admin.site.is_registered(model))

    def test_pages_are_never_stored_and_strict(self):
        self.client.force_login(create_user(role="editor"))
        for url in (reverse("admin:index"), reverse("admin:articles_article_changelist")):
            response = self.client.get(url)
            self.assertIn("no-store", response["Cache-Control"])
            self.assertNotIn("unsafe-inline", response["Content-Security-Policy"])

    def test_only_pages_with_the_editor_have_its_policy(self):
        self.client.force_login(create_superuser())
        article = create_article()
        page = FlatPage.objects.create(url="/about/", title="About us")
        for url in (
            reverse("admin:articles_article_add"),
            reverse("admin:articles_article_change", args=[article.pk]),
            reverse("admin:flatpages_flatpage_add"),
            reverse("admin:flatpages_flatpage_change", args=[page.pk]),
        ):
            policy = self.client.get(url)["Content-Security-Policy"]
            self.assertIn("script-src-attr 'unsafe-inline'", policy)
            self.assertIn("style-src 'self' 'unsafe-inline'", policy)
            self.assertIn("script-src 'self'", policy.split("; "))
            self.assertIn("default-src 'none'", policy)
        for name in ("history", "publish", "withdraw"):
            response = self.client.get(reverse(f"admin:articles_article_{name}", args=[article.pk]))
            self.assertNotIn("unsafe-inline", response["Content-Security-Policy"])


class DashboardTests(TestCase):
    def block(self, title):
        """The block of that title, or None when it is not shown."""
        context = self.client.get(reverse("admin:index")).context
        return next((block for block in [*context["left"], *context["right"]] if block["title"] == title), None)

    def headlines(self, title):
        return [row["headline"] for row in self.block(title)["rows"]]

    def waiting(self, mark):
        """Headlines of what waits for the person and bears that mark."""
        return [row["headline"] for row in self.block("Waits for you")["rows"] if row["state"].words == mark]

    def test_what_is_assigned_to_me_comes_by_its_deadline_and_what_is_late_is_marked(self):
        boss, reporter = create_superuser(), create_user(role="reporter")
        now = timezone.now()
        for headline, deadline in (
            ("Some day", None),
            ("Tomorrow", now + timedelta(days=1)),
            ("Late", now - timedelta(1)),
        ):
            create_article(headline=headline).assign(boss, reporter, deadline, 600)
        create_article(headline="Thrown away", assigned_to=reporter).trash(boss)
        publish(headline="Done", by=boss, assigned_to=reporter)
        self.client.force_login(reporter)
        self.assertEqual(self.headlines("Assigned to you"), ["Late", "Tomorrow", "Some day"])
        late, tomorrow, some_day = self.block("Assigned to you")["rows"]
        self.assertEqual(late["state"].mark, "late")
        self.assertTrue(late["state"].words.startswith("Late since yesterday, "))
        self.assertTrue(tomorrow["state"].words.startswith("Due tomorrow, "))
        self.assertIn("of 600 words", some_day["words"][-1])
        self.assertIsNone(self.block("Due"))
        self.client.force_login(boss)
        self.assertIsNone(self.block("Assigned to you"))
        self.assertEqual(self.headlines("Due"), ["Late", "Tomorrow"])

    def test_what_was_sent_back_is_told_with_the_reason_until_it_is_handed_in_again(self):
        boss, reporter = create_superuser(), create_user(role="reporter")
        article = create_article(headline="Harbour dues rise", created_by=reporter)
        article.submit(reporter)
        article.send_back(boss, "Call the <port>.")
        self.client.force_login(reporter)
        self.assertEqual(self.waiting("Sent back"), ["Harbour dues rise"])
        self.assertContains(self.client.get(reverse("admin:index")), "“Call the &lt;port&gt;.”")
        self.assertIsNone(self.block("Your drafts"))
        article.submit(reporter)
        self.assertEqual(self.waiting("Sent back"), [])
        article.take_back(reporter)
        self.assertEqual(self.waiting("Sent back"), [])
        self.assertEqual(self.headlines("Your drafts"), ["Harbour dues rise"])

    def test_open_notes_that_name_me_are_told_with_the_way_there(self):
        boss, reporter = create_superuser(), create_user(role="reporter", username="rosa")
        article = create_article(headline="Harbour dues rise", created_by=reporter)
        thread = Note.write(article, boss, "Call the port, @rosa.")
        self.client.force_login(reporter)
        (row,) = self.block("Waits for you")["rows"]
        self.assertEqual((row["state"].words, row["quote"]), ("Note for you", "Call the port, @rosa."))
        self.assertEqual(row["url"], f"{reverse('admin:articles_article_notes', args=[article.pk])}#note-{thread.pk}")
        article.trash(boss)
        self.assertEqual(self.waiting("Note for you"), [])
        article.untrash(boss)
        thread.resolve(reporter)
        self.assertEqual(self.waiting("Note for you"), [])

    def test_a_story_in_review_says_what_is_missing(self):
        boss = create_superuser()
        for headline, authors in (("Ready", None), ("Not ready", [])):
            create_article(headline=headline, authors=authors).submit(boss)
        self.client.force_login(boss)
        self.assertEqual(
            {row["headline"]: row["more"] for row in self.block("Waits for you")["rows"]},
            {
                "Ready": "3 words, nothing is missing",
                "Not ready": "3 words, 1 thing is needed first: The story has no byline yet.",
            },
        )

    def test_who_keeps_the_pages_is_told_of_those_that_nobody_finds(self):
        for title in ("Contact", "Ethics"):
            page = FlatPage.objects.create(title=title, url=f"/{title.lower()}/")
        MenuItem.objects.create(place="footer", page=page)
        self.client.force_login(create_user(role="administrator"))
        self.assertEqual(self.headlines("The site needs"), ["Contact"])
        self.client.force_login(create_user(role="editor"))
        self.assertIsNone(self.block("The site needs"))

    def test_moderators_are_told_of_storms_that_run(self):
        moderator = create_user(role="moderator")
        start_storm(None, Mode.CLOSED, 2, moderator)
        start_storm(create_section(name="City"), Mode.BEFORE, 2, moderator)
        self.client.force_login(moderator)
        self.assertEqual(self.headlines("Comments"), ["Storm on the whole site", "Storm in City"])

    def test_an_editor_decides_on_stories_of_own_sections(self):
        editor, section = create_user(role="editor"), create_section()
        section.members.add(create_user(role="editor"))
        for headline, place in (("Mine to decide", create_section()), ("Another desk’s", section)):
            create_article(headline=headline, section=place).submit(create_superuser())
        self.client.force_login(editor)
        self.assertEqual(self.waiting("In review"), ["Mine to decide"])

    def test_an_empty_newsroom_says_that_nothing_waits_and_shows_no_other_block(self):
        self.client.force_login(create_user(role="editor", first_name="Mara"))
        response = self.client.get(reverse("admin:index"))
        self.assertContains(response, "Nothing waits for you.", count=2)
        self.assertRegex(response.context["greeting"], r"^Good (morning|afternoon|evening), Mara$")
        self.assertEqual([block["title"] for block in response.context["left"]], ["Waits for you"])
        self.assertEqual(response.context["right"], [])

    def test_how_much_waits_is_said_in_a_sentence(self):
        boss = create_superuser()
        self.client.force_login(boss)
        for number, words in ((1, "One thing waits"), (1, "Two things wait"), (9, "More than eight things wait")):
            for _ in range(number):
                create_article().submit(boss)
            self.assertContains(self.client.get(reverse("admin:index")), f"{words} for you.")

    def test_a_reporter_sees_own_stories_and_no_comments(self):
        reporter = create_user(role="reporter")
        create_article(headline="Mine alone", created_by=reporter)
        create_article(headline="Somebody else’s")
        self.client.force_login(reporter)
        response = self.client.get(reverse("admin:index"))
        self.assertContains(response, "Mine alone")
        self.assertNotContains(response, "Somebody else’s")
        self.assertIsNone(self.block("Comments"))

    def test_a_moderator_sees_how_many_comments_wait(self):
        edition = publish()
        for _ in range(3):
            create_comment(edition=edition)
        QueueCount.add(QueueCount.REPORTED, 2)
        QueueCount.add(QueueCount.APPEALED, 1)
        self.client.force_login(create_user(role="moderator"))
        with CaptureQueriesContext(connection) as queries:
            response = self.client.get(reverse("admin:index"))
        for words in ("3 wait to be read", "2 were reported", "1 appeal", "Six things wait"):
            self.assertContains(response, words)
        counting = [
            query["sql"] for query in queries if "COUNT(" in query["sql"] and "comments_comment" in query["sql"]
        ]
        self.assertEqual(counting, [])
        self.assertEqual([block["title"] for block in response.context["left"]], ["Comments"])

    def test_what_goes_out_next_stands_first_with_the_headline_readers_will_see(self):
        by = create_superuser()
        later = publish(headline="Later", by=by, at=timezone.now() + timedelta(hours=9))
        publish(headline="Sooner", by=by, at=timezone.now() + timedelta(hours=2))
        Article.objects.filter(pk=later.article_id).update(headline="Rewritten since")
        self.client.force_login(by)
        self.assertEqual(self.headlines("Going out next"), ["Sooner", "Later"])

    def test_blocks_are_capped_and_lead_to_all(self):
        editor = create_user(role="editor")
        for _ in range(12):
            create_article(created_by=editor)
        self.client.force_login(editor)
        block = self.block("Your drafts")
        self.assertEqual(len(block["rows"]), 8)
        self.assertEqual(block["number"], "8+")
        self.assertEqual(len(self.client.get(block["more"]).context["cl"].result_list), 12)

    def test_query_count_does_not_grow_with_the_newsroom(self):
        boss, editor = create_superuser(), create_user(role="editor", username="eva")

        def fill(number):
            for _ in range(number):
                authors = [create_author(), create_author()]
                create_article(created_by=boss, authors=authors)
                create_article(created_by=boss, authors=authors).submit(boss)
                create_article(created_by=boss).assign(boss, boss, timezone.now())
                create_article(created_by=boss).assign(boss, editor, timezone.now())
                back = create_article(created_by=boss)
                back.submit(boss)
                back.send_back(boss, "Call.")
                Note.write(back, boss, f"@{boss.username} @eva")
                create_comment(edition=publish(by=boss))
                publish(by=boss, at=timezone.now() + timedelta(hours=1))

        fill(2)
        for user, number in ((boss, 29), (editor, 24)):
            # session, user, publication (and 2 of permissions); sent back, assigned, notes; in review 2, what is
            # missing there 6; new names 2; due, sources withdrawn, left out, drafts, next, lately (and comments 5,
            # pages 2)
            self.client.force_login(user)
            fill(1)
            with self.assertNumQueries(number):
                self.client.get(reverse("admin:index"))
        fill(9)
        with self.assertNumQueries(24):
            self.client.get(reverse("admin:index"))

    def test_stories_that_lean_on_a_withdrawn_source_wait_for_who_may_edit_them(self):
        section, source = create_section(), create_source(name="The false witness")
        editor, other = create_user(role="editor"), create_user(role="editor")
        section.members.add(editor)
        article = create_article(headline="What she said", section=section)
        article.citations.create(source=source)
        source.withdraw("Invented.")
        for user, shown in ((editor, ["What she said"]), (other, [])):
            self.client.force_login(user)
            self.assertEqual(self.waiting("Source withdrawn"), shown)
        source.reviews.get().decide(editor, "corrected")
        self.client.force_login(editor)
        self.assertEqual(self.waiting("Source withdrawn"), [])


class RightsTests(TestCase):
    """Each role at each address of the desk: what it answers to a GET."""

    @classmethod
    def setUpTestData(cls):
        cls.users = {
            role: create_user(role=role, username=role) for role in ("reporter", "editor", "moderator", "administrator")
        }
        cls.users["stranger"] = create_user(username="stranger")
        culture = create_section(name="Culture")
        culture.members.add(create_user(role="editor"))
        own = create_article(created_by=cls.users["reporter"])
        foreign = create_article(section=culture)
        source, author = create_source(), create_author()
        FlatPage.objects.create(url="/about/", title="About us")
        Publication(name="The Harbour Courier").save()
        publish(own, by=cls.users["editor"])
        cls.pk = {
            "own": own.pk,
            "foreign": foreign.pk,
            "source": source.pk,
            "author": author.pk,
            "section": culture.pk,
            "user": cls.users["editor"].pk,
            "superuser": create_superuser().pk,
            "group": Group.objects.first().pk,
            "page": FlatPage.objects.first().pk,
        }

    #                                    reporter, editor, moderator, administrator
    TABLE = [
        ("index", None, (200, 200, 200, 200)),
        ("articles_article_changelist", None, (200, 200, 403, 200)),
        ("articles_article_add", None, (200, 200, 403, 200)),
        ("articles_article_change", "own", (200, 200, 403, 200)),
        ("articles_article_history", "own", (200, 200, 404, 200)),
        ("articles_article_delete", "own", (403, 403, 403, 403)),
        ("articles_article_publish", "own", (403, 200, 403, 200)),
        ("articles_article_withdraw", "own", (403, 200, 403, 200)),
        ("articles_article_change", "foreign", (404, 404, 403, 200)),
        ("articles_article_history", "foreign", (404, 404, 404, 200)),
        ("articles_article_publish", "foreign", (403, 404, 403, 200)),
        ("articles_article_withdraw", "foreign", (403, 404, 403, 200)),
        ("articles_section_changelist", None, (200, 200, 403, 200)),
        ("articles_section_add", None, (403, 403, 403, 200)),
        ("articles_section_delete", "section", (403, 403, 403, 200)),
        ("articles_author_changelist", None, (200, 200, 403, 200)),
        ("articles_author_add", None, (403, 200, 403, 200)),
        ("articles_author_delete", "author", (403, 403, 403, 200)),
        ("articles_tag_changelist", None, (200, 200, 403, 200)),
        ("articles_tag_add", None, (403, 200, 403, 200)),
        ("articles_source_changelist", None, (200, 200, 403, 200)),
        ("articles_source_add", None, (200, 200, 403, 200)),
        ("articles_source_delete", "source", (403, 403, 403, 200)),
        ("articles_image_changelist", None, (200, 200, 403, 200)),
        ("articles_image_add", None, (200, 200, 403, 200)),
        ("newsroom_publication_changelist", None, (403, 403, 403, 302)),
        ("flatpages_flatpage_changelist", None, (403, 403, 403, 200)),
        ("flatpages_flatpage_add", None, (403, 403, 403, 200)),
        ("flatpages_flatpage_change", "page", (403, 403, 403, 200)),
        ("auth_user_changelist", None, (403, 403, 403, 200)),
        ("auth_user_change", "user", (403, 403, 403, 200)),
        ("auth_group_changelist", None, (403, 403, 403, 403)),
        ("auth_group_change", "group", (403, 403, 403, 403)),
    ]

    def test_every_role_at_every_address(self):
        wrong = []
        for role, column in (("reporter", 0), ("editor", 1), ("moderator", 2), ("administrator", 3)):
            self.client.force_login(self.users[role])
            for name, pk, expected in self.TABLE:
                url = reverse(f"admin:{name}", args=[self.pk[pk]] if pk else [])
                status = self.client.get(url).status_code
                if status != expected[column]:
                    wrong.append(f"{role} {name} {pk}: {status}, not {expected[column]}")
        self.assertEqual(wrong, [])

    def test_strangers_are_sent_to_the_login(self):
        for client_login in (False, True):
            if client_login:
                self.client.force_login(self.users["stranger"])
            for name, pk, _ in self.TABLE:
                url = reverse(f"admin:{name}", args=[self.pk[pk]] if pk else [])
                self.assertRedirects(
                    self.client.get(url),
                    f"{reverse('admin:login')}?next={url}",
                    fetch_redirect_response=False,
                )

    def test_who_was_signed_out_is_told_and_led_back_to_the_form_that_was_sent(self):
        there = reverse("admin:articles_article_changelist") + "?q=x"
        reply = reverse("admin:comments_comment_reply", args=[1])
        for page, back in (
            (f"http://testserver{there}#list", there),
            ("http://elsewhere.example/admin/", reply),
            ("//elsewhere.example/", reply),
            ("nonsense", reply),
            ("", reply),
        ):
            response = self.client.post(reply, {"body": "x"}, headers={"Referer": page})
            self.assertRedirects(
                response, f"{reverse('admin:login')}?{urlencode({'next': back})}", fetch_redirect_response=False
            )
        self.assertContains(self.client.get(response.url), "what you sent was not saved")

    def test_what_no_database_can_look_for_is_no_error(self):
        self.client.force_login(create_superuser())
        for place in (
            "articles/article/?kind=a%00b",
            "articles/article/?state=%00",
            f"articles/article/?section={'9' * 22}",
            f"articles/article/?assigned_to={'9' * 22}",
            "articles/source/?kind=%00",
            "comments/commenter/?standing=a%00",
            "comments/outgoingmail/?kind=%00",
            "comments/block/?kind=%00",
            "auth/user/?groups__id__exact=%00",
            f"auth/user/?groups__id__exact={'9' * 22}",
            "auth/group/?q=%00",
        ):
            with self.subTest(place):
                self.assertEqual(self.client.get(f"/admin/{place}", follow=True).status_code, 200)
        for place in ("articles/article/%00/change/", "r/%00/%00/", "%00/"):
            with self.subTest(place):
                self.assertEqual(self.client.get(f"/admin/{place}").status_code, 404)

    def test_an_administrator_makes_nobody_superuser(self):
        self.client.force_login(self.users["administrator"])
        url = reverse("admin:auth_user_change", args=[self.users["administrator"].pk])
        data = {
            "username": "administrator",
            "is_active": "on",
            "is_superuser": "on",
            "date_joined_0": "2026-01-01",
            "date_joined_1": "10:00",
            "groups": [Group.objects.get(name="administrator").pk],
        }
        self.assertEqual(self.client.post(url, data).status_code, 302)
        self.assertFalse(User.objects.get(username="administrator").is_superuser)
        superuser = reverse("admin:auth_user_change", args=[self.pk["superuser"]])
        self.assertEqual(self.client.post(superuser, data).status_code, 403)


class PublicationTests(TestCase):
    def setUp(self):
        self.client.force_login(create_superuser())

    def test_the_list_is_the_form(self):
        url = reverse("admin:newsroom_publication_changelist")
        self.assertRedirects(self.client.get(url), reverse("admin:newsroom_publication_add"))
        Publication(name="The Courier").save()
        self.assertRedirects(self.client.get(url), reverse("admin:newsroom_publication_change", args=[1]))
        self.assertEqual(self.client.get(reverse("admin:newsroom_publication_add")).status_code, 403)

    def test_an_unknown_time_zone_is_told(self):
        data = {"name": "The Courier", "language": "en", "time_zone": "Mars/Olympus", "robots": "search"}
        response = self.client.post(reverse("admin:newsroom_publication_add"), data)
        self.assertContains(response, "No time zone of that name is known.")


class PageTests(TestCase):
    def setUp(self):
        self.client.force_login(create_superuser())
        self.url = reverse("admin:flatpages_flatpage_add")

    def test_a_page_is_cleaned_and_found_at_its_address(self):
        data = {
            "url": "/about/",
            "title": "About us",
            "content": '<p onclick="x()">We.<script>x</script></p>',
        }
        self.assertEqual(self.client.post(self.url, data).status_code, 302)
        page = FlatPage.objects.get()
        self.assertEqual(page.content, "<p>We.</p>")
        self.assertEqual([site.pk for site in page.sites.all()], [1])

    def test_a_title_is_read_as_it_was_typed_and_never_as_markup(self):
        FlatPage.objects.create(url="/about/", title="<p>Us</title> & <script>alert(1)</script>").sites.add(1)
        page = self.client.get("/about/").text
        self.assertEqual(page.count("&lt;p&gt;Us&lt;/title&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;"), 5)
        self.assertNotIn("alert(1)</script>", page)

    def test_an_address_that_something_else_has_is_refused_in_words(self):
        create_section(name="Harbour", slug="harbour")
        FlatPage.objects.create(url="/about/", title="About us")
        for url, words in (
            ("/harbour/", "is the address of a section"),
            ("/harbour/history/", "is the address of a section"),
            ("/search/", "the site itself uses"),
            ("/2026/", "a year’s archive"),
            ("/about/", "There is a page at"),
            ("/", "no address for a page"),
            ("//about/", "no address for a page"),
            ("about", "leading slash"),
        ):
            response = self.client.post(self.url, {"url": url, "title": "Us", "content": "<p>Typed.</p>"})
            self.assertContains(response, words, msg_prefix=url)
            self.assertContains(response, "Typed.")

    def test_a_page_may_lie_under_another(self):
        FlatPage.objects.create(url="/about/", title="About us")
        response = self.client.post(self.url, {"url": "/about/team/", "title": "Team", "content": ""})
        self.assertEqual(response.status_code, 302)
