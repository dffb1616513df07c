"""What stories point to: followed by readers, shown beside the story pointed to, told when it leads nowhere."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Edition, Image, LinkCheck, Pointer, RelatedLink
from articles.pointers import linked_from
from articles.story import Story
from tests.articles.desk import story_url
from tests.factories import (
    create_article,
    create_image,
    create_section,
    create_source,
    create_superuser,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

REPORT = "/admin/articles/article/pointers/"


def see_also(article):
    return f'<p>Words.</p><aside data-see-also="{article.pk}"></aside>'


def pointing_at(target, *, way, **fields):
    """A story, not saved as an edition, that points to ``target``."""
    article = create_article(body=see_also(target) if way == "text" else "<p>Words.</p>", **fields)
    if way == "related":
        RelatedLink.objects.create(article=article, target=target)
    return article


class TestReaders:
    @pytest.mark.parametrize("way", ["text", "related"])
    def test_a_link_goes_with_its_target_and_comes_back_with_it(self, client, way):
        # In a section of its own, and too old to be offered by rule.
        target = publish(headline="The target", at=timezone.now() - timedelta(days=500))
        page = publish(pointing_at(target.article, way=way)).get_absolute_url()

        def has_link():
            html = client.get(page).text
            assert (target.headline in html) == (target.get_absolute_url() in html)
            return target.headline in html

        assert has_link()
        target.article.withdraw(create_superuser(), reason="Checked again.")
        assert not has_link()
        target.article.reinstate(create_superuser())
        assert has_link()

    def test_title_and_address_follow_the_target(self, client):
        target = publish(headline="The old title").article
        page = publish(pointing_at(target, way="text")).get_absolute_url()
        target.headline, target.slug = "The new title", "another-address"
        target.save()
        publish(target)
        html = client.get(page).text
        assert "The old title" not in html
        assert "The new title" in html
        assert "/another-address/" in html

    def test_no_story_stands_twice_on_a_page(self):
        section = create_section()
        others = [publish(section=section, tags=["Port"]).article for _ in range(6)]
        article = create_article(section=section, tags=["Port"], body=see_also(others[0]))
        RelatedLink.objects.create(article=article, target=others[1])
        story = Story(publish(article))
        assert [link.title for link in story.related] == [others[1].headline]
        offered = [edition.article for edition in story.more]
        assert len(offered) == len(set(offered)) == 3
        assert not {article, others[0], others[1]} & set(offered)

    def test_a_story_that_is_pointed_to_twice_is_shown_once_and_never_itself(self, client):
        target, article = publish(headline="Named often").article, create_article()
        article.body = see_also(target) * 2 + see_also(article)
        article.save()
        for label in ("Background", "Again"):
            RelatedLink.objects.create(article=article, target=target, label=label)
            RelatedLink.objects.create(article=article, url="https://example.org/", title="Elsewhere", label=label)
        edition = publish(article)
        html = client.get(edition.get_absolute_url()).text
        assert html.count(f'href="{target.live_edition().get_absolute_url()}"') == 1
        assert [(link.label, link.title) for link in Story(edition).related] == [("Background", "Elsewhere")]
        assert f'href="{edition.get_absolute_url()}"' not in Story(edition).body
        feed = client.get("/feed/").text
        assert feed.count("See also&lt;/span&gt;") == 1

    def test_hand_picked_come_first_in_their_order(self):
        article = create_article()
        targets = [publish().article for _ in range(3)]
        for position, target in enumerate(reversed(targets)):
            RelatedLink.objects.create(article=article, target=target, position=position)
        assert [link.title for link in Story(publish(article)).related] == [
            target.headline for target in reversed(targets)
        ]

    def test_shared_tags_come_before_the_section(self):
        section = create_section()
        newest = publish(section=section)
        one_tag = publish(tags=["Port"], at=timezone.now() - timedelta(days=2))
        two_tags = publish(tags=["Port", "Sea"], at=timezone.now() - timedelta(days=3))
        too_old = publish(tags=["Port", "Sea"], at=timezone.now() - timedelta(days=366))
        story = Story(publish(create_article(section=section, tags=["Port", "Sea"])))
        assert story.more == [two_tags, one_tag, newest]
        assert too_old not in story.more

    def test_what_is_not_public_is_not_offered(self):
        section = create_section()
        withdrawn, later = publish(section=section), create_article(section=section)
        withdrawn.article.withdraw(create_superuser(), reason="Checked again.")
        later.publish(create_superuser(), at=timezone.now() + timedelta(hours=1))
        create_article(section=section)
        assert Story(publish(create_article(section=section))).more == []


def rows(article, edition=None):
    """What the rows say that ``article``, or an edition of it, points to: set of (kind, id or address)."""
    found = Pointer.objects.filter(article=article, edition=edition)
    assert len(set(found.values_list("kind", "target", "url"))) == found.count()
    return {(row.kind, row.target or row.url) for row in found}


class TestRows:
    def test_they_follow_every_save_of_the_text(self):
        target, image = create_article(), create_image()
        picture, video = f'<figure data-image="{image.pk}"></figure>', "https://vimeo.com/76979871?a=1&b=2"
        body = see_also(target) * 2 + picture + f"<div data-embed='{video}'></div><div data-embed='https://['></div>"
        body += '<p>data-see-also="7" &lt;aside data-see-also="8"&gt;&lt;/aside&gt;</p>'
        body += (
            "<p title='<aside data-see-also=\"9\"></aside>'>x</p><a href='/x/' title='<aside data-image=\"9\"></'>y</a>"
        )
        article = create_article(body=body)
        expected = {("story", target.pk), ("picture", image.pk), ("embed", video), ("no address", "https://[")}
        assert rows(article) == expected
        article.body = picture
        article.save(update_fields=["body"])
        assert rows(article) == {("picture", image.pk)}
        article.save()
        assert rows(article) == {("picture", image.pk)}
        article.body = ""
        article.save()
        assert rows(article) == set()

    def test_they_follow_a_restored_version(self):
        editor, target = create_superuser(), create_article()
        article = create_article(body=see_also(target))
        revision = article.save_revision(editor)
        article.body = "<p>Nothing any more.</p>"
        article.save()
        article.save_revision(editor)
        article.restore(editor, revision)
        assert rows(article) == {("story", target.pk)}
        assert rows(article.duplicate(editor)) == {("story", target.pk)}

    def test_an_edition_keeps_all_that_it_named_and_loses_it_with_itself(self):
        in_text, related, social, source = create_article(), create_article(), create_image(), create_source()
        article = create_article(body=see_also(in_text), social_image=social)
        RelatedLink.objects.create(article=article, target=related)
        RelatedLink.objects.create(article=article, url="https://example.org/", title="Elsewhere")
        article.citations.create(source=source)
        article.citations.create(source=source, position=1)
        first = publish(article)
        named = {("story", in_text.pk), ("story", related.pk), ("picture", social.pk), ("source", source.pk)}
        assert rows(article, first) == named
        article.body = "<p>Nothing any more.</p>"
        article.save()
        waiting = article.publish(create_superuser(), at=timezone.now() + timedelta(hours=1))
        assert rows(article, first) == named
        assert rows(article, waiting) == named - {("story", in_text.pk)}
        article.cancel(create_superuser())
        assert not Pointer.objects.filter(edition__isnull=False).exclude(edition=first).exists()

    def test_a_story_brought_back_points_again(self):
        target, editor = create_article(), create_superuser()
        article = pointing_at(target, way="text")
        publish(article)
        article.withdraw(editor, reason="Checked again.")
        assert rows(article, article.reinstate(editor)) == {("story", target.pk)}

    def test_they_cost_one_query_where_nothing_changes(self, django_assert_num_queries):
        article = create_article(body=see_also(create_article()))
        with django_assert_num_queries(1):
            Pointer.objects.keep(article)


class TestLinkedFrom:
    def test_it_tells_of_readers_when_the_desk_has_dropped_the_link(self):
        target = create_article()
        article = pointing_at(target, way="text")
        publish(article)
        article.body = "<p>Nothing any more.</p>"
        article.save()
        article.save_revision(create_superuser())
        [story] = linked_from(target, Article.objects.all())
        assert (story, story.points_by) == (article, "for readers, no longer at the desk")
        publish(article)
        assert linked_from(target, Article.objects.all()) == []
        assert Edition.objects.filter(pointers__target=target.pk).count() == 1

    def test_a_story_knows_who_points_to_it_and_how(self):
        target = create_article()
        in_text, related = (pointing_at(target, way=way) for way in ("text", "related"))
        both = pointing_at(target, way="text")
        RelatedLink.objects.create(article=both, target=target)
        create_article(body=see_also(Article(pk=int(f"{target.pk}1"))))
        trashed = pointing_at(target, way="text")
        trashed.trash(create_superuser())
        found = linked_from(target, Article.objects.all())
        assert {story: story.points_by for story in found} == {
            in_text: "in the text",
            related: "related",
            both: "in the text and related",
        }

    def test_it_shows_what_the_person_may_edit_and_costs_the_same_however_many(self, client):
        reporter = create_user(role="reporter")
        target = create_article(created_by=reporter)
        pointing_at(target, way="text", headline="Somebody else’s draft")
        pointing_at(target, way="text", headline="One of mine", created_by=reporter)
        client.force_login(reporter)

        def look():
            with CaptureQueriesContext(connection) as queries:
                response = client.get(story_url(target))
            return len(queries), response.text

        look()  # fills what the process keeps
        few, html = look()
        assert "One of mine</a> (in the text)" in html
        assert "Somebody else’s draft" not in html
        for _ in range(5):
            pointing_at(target, way="related", created_by=reporter)
        assert look()[0] == few

    def test_a_story_that_nobody_points_to_says_so(self, client):
        client.force_login(create_superuser())
        assert (
            "None of the stories that you may edit links to this one." in client.get(story_url(create_article())).text
        )
        assert "Linked from" not in client.get(reverse("admin:articles_article_add")).text


class TestReport:
    @pytest.fixture
    def editor(self, client):
        client.force_login(create_superuser())
        return client

    def test_it_names_what_leads_nowhere_and_nothing_else(self, editor):
        withdrawn = publish(headline="Taken back").article
        draft, gone = create_article(headline="Half done"), create_article()
        image = create_image()
        dead, fine = "https://youtu.be/aqz-KE-bpKQ?a=1&b=2", "https://vimeo.com/76979871"
        body = see_also(withdrawn) + see_also(gone) + f'<figure data-image="{image.pk}"></figure>'
        body += "".join(f'<div data-embed="{url}"></div>' for url in (dead.replace("&", "&amp;"), fine, "https://["))
        article = pointing_at(draft, way="related", headline="The one")
        article.body = body
        article.save()
        publish(article)
        whole = publish(headline="Nothing wrong with it").article
        publish(pointing_at(whole, way="text", headline="Nor with this"))
        withdrawn.withdraw(create_superuser(), reason="Checked again.")
        gone_pk, image_pk = gone.pk, image.pk
        gone.delete()
        Image.objects.filter(pk=image_pk).delete()
        LinkCheck.objects.create(url=dead, status=404, failures=9, checked_at=timezone.now())

        [(edition, problems)] = editor.get(REPORT).context["stories"]
        assert edition.headline == "The one"
        assert [problem.words for problem in problems] == [
            f"The embed {dead} no longer answers.",
            "The embed https://[ is no address of the web.",
            f"Picture {image_pk} is no longer there.",
            *(
                words
                for _, words in sorted(
                    [
                        (withdrawn.pk, "“Taken back” was withdrawn."),
                        (draft.pk, "“Half done” is not public."),
                        (gone_pk, f"Story {gone_pk} is no longer there."),
                    ]
                )
            ),
        ]

    def test_a_target_that_comes_back_leaves_the_report(self, editor):
        target = publish().article
        publish(pointing_at(target, way="text"))
        target.withdraw(create_superuser(), reason="Checked again.")
        assert "was withdrawn" in editor.get(REPORT).text
        target.reinstate(create_superuser())
        assert "None: all pictures, stories and embeds are there." in editor.get(REPORT).text

    def test_the_cost_is_fixed(self, editor, django_assert_num_queries):
        def add():
            target = publish().article
            publish(pointing_at(target, way="text"))
            target.withdraw(create_superuser(), reason="Checked again.")

        add()
        with CaptureQueriesContext(connection) as queries:
            editor.get(REPORT)
        for _ in range(4):
            add()
        with django_assert_num_queries(len(queries)):
            editor.get(REPORT)

    def test_pages(self, editor, monkeypatch):
        monkeypatch.setattr("articles.admin.pointers.STORIES", 2)
        draft = create_article()
        for number in range(3):
            publish(pointing_at(draft, way="text", headline=f"Story {number}"))
            publish(headline=f"Whole {number}")
        first, second = editor.get(REPORT), editor.get(REPORT, {"page": 2})
        assert [edition.headline for edition, _ in first.context["stories"]] == ["Story 2", "Story 1"]
        assert 'href="?page=2"' in first.text
        assert [edition.headline for edition, _ in second.context["stories"]] == ["Story 0"]
        assert 'href="?page=1"' in second.text
        for page in ("0", "-1", "x", "²", "99999"):
            assert editor.get(REPORT, {"page": page}).status_code == 404

    def test_editors_see_their_sections_and_reporters_nothing(self, client):
        section, elsewhere = create_section(), create_section()
        editor = create_user(role="editor")
        section.members.add(editor)
        elsewhere.members.add(create_user(role="editor"))
        secret = create_article(headline="A secret draft", section=elsewhere)
        publish(pointing_at(secret, way="text", headline="Mine", section=section))
        publish(pointing_at(secret, way="text", headline="Theirs", section=elsewhere))
        client.force_login(editor)
        html = client.get(REPORT).text
        assert "Mine" in html
        assert "Theirs" not in html
        assert "A secret draft" not in html
        assert f"“Story {secret.pk} of another desk” is not public." in html
        assert "Links that lead nowhere" in client.get("/admin/articles/article/").text
        assert client.post(REPORT).status_code == 405
        client.force_login(create_user(role="reporter"))
        assert client.get(REPORT).status_code == 403
        assert "Links that lead nowhere" not in client.get("/admin/articles/article/").text
