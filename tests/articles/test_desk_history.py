"""What a story said before: its versions, comparing and restoring them, and what publishing would change."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.admin.history import LOG_LINES, VERSIONS
from articles.models import Article, LogLine, Revision, Tag
from tests.articles.desk import sides
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

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")
MARKUP = "<script>alert(1)</script>"
LONG = f"<p>{'word ' * 101}</p>"


@pytest.fixture
def boss(client):
    user = create_superuser(first_name="Nora", last_name="Berg")
    client.force_login(user)
    return user


def url(article, page="history", number=None, **query):
    args = [article.pk] if number is None else [article.pk, number]
    address = reverse(f"admin:articles_article_{page}", args=args)
    return address + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def change(article, by, **values):
    """Save ``values`` to the story as the next version, and return the revision."""
    for name, value in values.items():
        setattr(article, name, value)
    article.save()
    return article.save_revision(by)


def restore(client, article, number, **data):
    data = {"version": Article.objects.get(pk=article.pk).version, **data}
    return client.post(url(article, "restore", number), data)


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# -- Who may --


@pytest.mark.parametrize(
    ("role", "relation", "status"),
    [
        ("reporter", "created_by", 200),
        ("reporter", "assigned_to", 200),
        ("reporter", None, 404),
        ("editor", None, 200),
        ("administrator", None, 200),
        ("moderator", None, 404),
        (None, None, 302),
    ],
)
def test_who_may_edit_a_story_may_see_its_past(client, role, relation, status):
    user = create_user(role=role)
    article = create_article(headline="Earlier", **({relation: user} if relation else {}))
    article.save_revision(None)
    change(article, None, headline="Later")
    client.force_login(user)
    for address in (
        url(article),
        url(article, "compare", old=1, new=2),
        url(article, "changes"),
        url(article, "revision", 1),
        url(article, "restore", 1),
    ):
        assert client.get(address).status_code == status, address
    assert restore(client, article, 1).status_code == {200: 302}.get(status, status)
    assert (Article.objects.get(pk=article.pk).headline == "Later") == (status != 200)


def test_an_editor_of_another_section_finds_nothing(client):
    section = create_section()
    section.members.add(create_user(role="editor"))
    article = create_article(section=section)
    article.save_revision(None)
    client.force_login(create_user(role="editor"))
    assert client.get(url(article)).status_code == 404
    assert restore(client, article, 1).status_code == 404


def test_reading_changes_nothing_and_only_restoring_takes_a_post(client, boss):
    article = create_article()
    article.save_revision(boss)
    change(article, boss, headline="Later")
    before = Article.objects.get(pk=article.pk).version
    for address in (url(article), url(article, "compare", old=1, new=2), url(article, "changes")):
        assert client.post(address).status_code == 405
    assert client.post(url(article, "revision", 1)).status_code == 405
    assert client.get(url(article, "restore", 1)).status_code == 200
    assert client.put(url(article, "restore", 1)).status_code == 405
    assert Article.objects.get(pk=article.pk).version == before


def test_restoring_needs_the_token(client, boss):
    article = create_article()
    article.save_revision(boss)
    change(article, boss, headline="Later")
    client.handler.enforce_csrf_checks = True
    assert restore(client, article, 1).status_code == 403


# -- The list --


def test_each_version_says_who_when_and_what(client, boss):
    article = create_article(headline="First words")
    article.save_revision(None)
    change(article, boss, headline="Second words")
    article.autosave(boss, {**article.content(), "dateline": "North Quay"}, based_on=2)
    versions = client.get(url(article)).context["versions"]
    assert [(version.revision.number, version.summary) for version in versions] == [
        (3, "Dateline"),
        (2, "Headline"),
        (1, "First version"),
    ]
    assert [version.is_current for version in versions] == [False, True, False]
    page = client.get(url(article)).content.decode()
    assert "Nora Berg" in page
    assert "nobody at the desk" in page
    assert page.count("typed, not saved") == 1


def test_an_autosave_is_told_by_what_it_changes_of_what_was_open(client, boss):
    article = create_article()
    article.save_revision(boss)
    change(article, boss, headline="Later")
    article.autosave(boss, {**article.revisions.get(number=1).content, "dateline": "Quay"}, based_on=1)
    change(article, boss, standfirst="Later still")
    versions = client.get(url(article)).context["versions"]
    assert [version.summary for version in versions] == ["Standfirst", "Dateline", "Headline", "First version"]
    assert [version.previous and version.previous.number for version in versions] == [2, 1, 1, None]


def test_versions_that_readers_saw_are_marked(client, boss):
    article = create_article()
    publish(article, by=boss)
    change(article, boss, headline="Corrected")
    publish(article, by=boss, kind="correction", note="It was wrong.")
    change(article, boss, headline="Tomorrow")
    article.publish(boss, at=timezone.now() + timedelta(days=1))
    marks = [version.marks for version in client.get(url(article)).context["versions"]]
    assert [name for [(name, _)] in marks] == ["set", "live", ""]
    assert marks[1][0][1] == "Edition 2, correction, live now"
    assert marks[0][0][1].startswith("Edition 3, update, set for ")


def test_a_story_that_was_changed_in_another_way_is_told(client, boss):
    article = create_article()
    article.save_revision(boss)
    Article.objects.filter(pk=article.pk).update(headline="By hand")
    response = client.get(url(article))
    assert "is not the newest version below" in response.content.decode()
    assert not any(version.is_current for version in response.context["versions"])
    assert response.context["chosen"] == (1, None)


def two_hundred_versions(article, by):
    content = article.content()
    Revision.objects.bulk_create(
        Revision(article=article, number=number, created_by=by, content={**content, "headline": f"Version {number}"})
        for number in range(1, 201)
    )
    LogLine.objects.bulk_create(LogLine(article=article, action="assigned", by=by) for _ in range(200))


def test_query_count_does_not_grow_with_versions_and_log(client, boss, django_assert_num_queries):
    article = create_article()
    change(article, boss, headline="One")
    # publication, session, user; story; the story now (4); versions, those before, editions, newest; log;
    # what waits for moderators; and sections, where two versions are compared
    with django_assert_num_queries(14):
        client.get(url(article))
    article.revisions.all().delete()
    two_hundred_versions(article, boss)
    for query in ({}, {"before": 101, "log_before": article.log.first().pk - 60}):
        with django_assert_num_queries(15):
            response = client.get(url(article, **query))
        assert len(response.context["versions"]) == VERSIONS
        assert len(response.context["log_lines"]) == LOG_LINES


def test_every_version_and_line_is_on_one_page(client, boss):
    article = create_article()
    two_hundred_versions(article, boss)
    numbers, lines = [], set()
    query = ""
    while True:
        context = client.get(url(article) + query).context
        numbers += [version.revision.number for version in context["versions"]]
        assert all(version.summary in ("Headline", "First version") for version in context["versions"])
        if not (query := context["older"]):
            break
    assert numbers == list(range(200, 0, -1))
    while True:
        context = client.get(url(article) + query).context
        lines |= {line.pk for line in context["log_lines"]}
        if not (query := context["older_lines"].removesuffix("#log")):
            break
    assert len(lines) == 200


@pytest.mark.parametrize("query", ["before=x", "before=", "before=0", "before=-1", "before=1", "before=9" * 30])
def test_a_page_that_is_not_there(client, boss, query):
    article = create_article()
    article.save_revision(boss)
    assert client.get(f"{url(article)}?{query}").status_code == 404
    assert client.get(f"{url(article)}?log_{query}").status_code == 404


def test_a_story_without_versions_has_a_page_all_the_same(client, boss):
    article = create_article()
    for page in ("history", "changes"):
        assert client.get(url(article, page)).status_code == 200
    assert client.get(url(article, "revision", 1)).status_code == 404


def test_the_log_tells_its_moments_in_words(client, boss):
    article = create_article()
    article.publish(boss, at=timezone.now() + timedelta(days=1))
    line = client.get(url(article)).context["log_lines"][0]
    assert "+00:00" in line.note
    assert "+00:00" not in line.words
    assert line.words.startswith("first edition, ")


# -- Comparing and reading --


def test_two_versions_differ_word_by_word_with_ids_in_words(client, boss):
    article = create_article(headline="Harbour dues rise", section=create_section(name="Harbour"))
    article.save_revision(boss)
    image = create_image(title="The quay at night")
    change(article, boss, headline="Harbour dues fall", section=create_section(name="Money"), lead_image=image)
    page = client.get(url(article, "compare", old=1, new=2)).content.decode()
    assert "rise" in page.partition("<del>")[2]
    assert "fall" in page.partition("<ins>")[2]
    for words in ("The quay at night", "Harbour", "Money", "Swap sides"):
        assert words in page


def test_query_count_of_a_comparison_does_not_grow(client, boss, django_assert_num_queries):
    article = create_article()
    article.save_revision(boss)

    def fill(number):
        for position in range(number):
            article.citations.create(source=create_source(), position=position)
            article.related_links.create(target=create_article(), position=position)
            article.tags.add(create_tag())
        return article.save_revision(boss).number

    for number in (fill(1), fill(12)):
        # as the history, which is beside it; two versions, the earlier and the later one; stories, sections
        with django_assert_num_queries(20):
            client.get(url(article, "compare", old=1, new=number))


def test_now_and_live_stand_for_what_they_say(client, boss):
    article = create_article(headline="Public")
    publish(article, by=boss)
    change(article, boss, headline="Newer")
    Article.objects.filter(pk=article.pk).update(headline="Newest")
    for old, new, words in (
        (1, "now", ["Public", "Newest"]),
        ("live", "now", ["Public", "Newest"]),
        ("live", 2, ["Public", "Newer"]),
        ("now", "live", ["Newest", "Public"]),
    ):
        context = client.get(url(article, "compare", old=old, new=new)).context
        [headline] = context["comparison"]
        assert list(sides(headline)) == words


def test_steps_lead_to_the_change_before_and_after(client, boss):
    article = create_article()
    article.save_revision(boss)
    for number in range(2, 5):
        change(article, boss, headline=f"Headline {number}")
    context = client.get(url(article, "compare", old=2, new=3)).context
    assert (context["earlier"], context["later"]) == ("?old=1&new=2", "?old=3&new=4")
    assert context["is_backwards"] is False
    assert client.get(url(article, "compare", old="now", new=1)).context["is_backwards"] is True
    assert b"say the same" in client.get(url(article, "compare", old=2, new=2)).content


@pytest.mark.parametrize(
    ("old", "new"), [(1, 9), (9, 1), (1, "x"), ("", 1), (1, "-1"), (1, "9" * 40), (1, "live"), (1, "٢"), (1, "1.0")]
)
def test_a_comparison_that_is_not_there(client, boss, old, new):
    article = create_article()
    article.save_revision(boss)
    assert client.get(url(article, "compare", old=old, new=new)).status_code == 404


def test_a_comparison_needs_both_sides(client, boss):
    article = create_article()
    article.save_revision(boss)
    assert client.get(url(article, "compare")).status_code == 404
    assert client.get(url(article, "compare", old=1)).status_code == 404


def test_versions_of_another_story_are_not_there(client, boss):
    article, other = create_article(), create_article()
    article.save_revision(boss)
    for number in range(4):
        change(other, boss, headline=f"Foreign {number}")
    assert client.get(url(article, "revision", 3)).status_code == 404
    assert client.get(url(article, "compare", old=1, new=3)).status_code == 404
    assert restore(client, article, 3).status_code == 404


def test_what_was_typed_is_shown_as_text(client, boss):
    article = create_article(headline="Before")
    article.save_revision(boss)
    change(article, boss, headline=MARKUP, standfirst=MARKUP, body="<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>")
    Revision.objects.filter(number=2).update(created_by=create_user(first_name=MARKUP))
    article.log.create(action="assigned", by=boss, note=MARKUP)
    for address in (
        url(article),
        url(article, "compare", old=1, new=2),
        url(article, "revision", 2),
        url(article, "restore", 1),
        url(article, "changes"),
    ):
        page = client.get(address).content.decode()
        assert MARKUP not in page, address
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get(url(article, "revision", 2)).content.decode()


def test_a_version_is_read_as_text_with_all_it_said(client, boss):
    article = create_article(
        headline="Harbour dues rise",
        body="<h2>Why</h2><p>Because of <em>money</em>.</p>",
        authors=[create_author(name="Nina Vik")],
        tags=["Port"],
    )
    article.citations.create(source=create_source(name="Port office"), statement="The dues")
    article.save_revision(boss)
    page = client.get(url(article, "revision", 1)).content.decode()
    for words in ("Harbour dues rise", "Why", "Because of money.", "Nina Vik", "Port office", "The dues"):
        assert words in page
    assert "<ins>" not in page
    assert client.get(f"{url(article, 'preview')}?revision=1").status_code == 200
    assert f"{url(article, 'preview')}?revision=1" in page


def test_a_draft_of_another_desk_is_not_named(client):
    reporter = create_user(role="reporter")
    secret = create_article(headline="Secret of another desk")
    article = create_article(created_by=reporter)
    article.save_revision(reporter)
    article.related_links.create(target=secret)
    article.save_revision(reporter)
    client.force_login(reporter)
    for address in (url(article, "compare", old=1, new=2), url(article, "revision", 2), url(article, "restore", 1)):
        page = client.get(address).content.decode()
        assert "Secret" not in page
        assert f"Story {secret.pk} of another desk" in page


# -- Restoring --


def test_restoring_brings_everything_back_and_keeps_what_was_there(client, boss):
    section, image, author = create_section(), create_image(), create_author()
    other = create_article()
    article = create_article(section=section, lead_image=image, authors=[author], tags=["Port"])
    citation = article.citations.create(source=create_source(), statement="The figure")
    article.related_links.create(target=other, label="Background")
    article.save_revision(boss)
    change(article, boss, headline="Changed", lead_image=None, body="<p>Changed.</p>")
    article.tags.set([])
    article.bylines.all().delete()
    article.citations.all().delete()
    article.related_links.all().delete()
    now = article.save_revision(boss)

    page = client.get(url(article, "restore", 1))
    assert "Changed" in page.content.decode()
    assert article.revisions.count() == 3
    response = restore(client, article, 1)
    assert response.url == reverse("admin:articles_article_change", args=[article.pk])
    article = Article.objects.get(pk=article.pk)
    assert article.content() == article.revisions.get(number=1).content
    assert article.citations.get().pk == citation.pk
    assert article.revisions.first().content == article.content()
    assert [revision.number for revision in article.revisions.all()] == [4, 3, 2, 1]
    line = article.log.get(action=LogLine.Action.RESTORED)
    assert (line.by, line.note) == (boss, "Version 1.")
    [message] = told(response)
    assert url(article, "restore", now.number) in message

    assert restore(client, article, now.number).status_code == 302
    assert Article.objects.get(pk=article.pk).content() == now.content


def test_what_was_saved_without_a_version_becomes_one_first(client, boss):
    article = create_article(headline="One")
    article.save_revision(boss)
    Article.objects.filter(pk=article.pk).update(headline="Never frozen")
    response = restore(client, article, 1)
    assert article.revisions.get(number=2).content["headline"] == "Never frozen"
    assert url(article, "restore", 2) in told(response)[0]


def test_what_cannot_come_back_is_told(client, boss):
    author = create_author(name="Ines Varga")
    article = create_article(authors=[author, create_author()], tags=["Port"])
    article.save_revision(boss)
    article.bylines.filter(author=author).delete()
    article.tags.set([])
    article.save_revision(boss)
    author.delete()
    Tag.objects.all().delete()
    _, warning = told(restore(client, article, 1))
    assert "Ines Varga" in warning
    assert "There is no tag “Port”." in warning
    assert not Tag.objects.exists()


def test_a_conflict_is_told_and_nothing_is_done(client, boss):
    article = create_article(headline="One")
    article.save_revision(boss)
    seen = change(article, boss, headline="Two") and Article.objects.get(pk=article.pk).version
    change(article, create_superuser(), headline="Three")
    for version in (seen, "", "x", -1, 10**30):
        response = restore(client, article, 1, version=version)
        assert response.status_code == 409
        assert "Somebody else has changed this story meanwhile." in response.content.decode()
        assert "Three" in response.content.decode()
        assert Article.objects.get(pk=article.pk).headline == "Three"
        assert article.revisions.count() == 3
    assert not article.log.exists()
    assert restore(client, article, 1).status_code == 302


def test_a_long_text_is_not_emptied_by_the_way(client, boss):
    article = create_article(body="")
    article.save_revision(boss)
    change(article, boss, body=LONG)
    assert b"may_empty" in client.get(url(article, "restore", 1)).content
    response = restore(client, article, 1)
    assert response.status_code == 200
    assert "Version 1 has no text." in response.content.decode()
    assert Article.objects.get(pk=article.pk).body
    assert restore(client, article, 1, may_empty="on").status_code == 302
    assert not Article.objects.get(pk=article.pk).body


def test_a_short_text_may_be_emptied(client, boss):
    article = create_article(body="")
    article.save_revision(boss)
    change(article, boss, body="<p>Few words.</p>")
    assert b"may_empty" not in client.get(url(article, "restore", 1)).content
    assert restore(client, article, 1).status_code == 302


def test_what_the_story_says_already_is_not_restored(client, boss):
    article = create_article()
    article.save_revision(boss)
    assert b"There is nothing to restore." in client.get(url(article, "restore", 1)).content
    assert "says what version 1 said already" in restore(client, article, 1).content.decode()
    assert article.revisions.count() == 1


def test_a_story_in_the_trash_is_taken_out_first(client, boss):
    article = create_article()
    article.save_revision(boss)
    change(article, boss, headline="Two")
    article.trash(boss)
    assert b"It is in the trash" not in client.get(url(article)).content
    assert "The story is in the trash. Take it out first." in restore(client, article, 1).content.decode()
    assert Article.objects.get(pk=article.pk).headline == "Two"


def test_an_autosave_can_be_restored_when_a_form_would_take_it(client, boss):
    article = create_article()
    article.save_revision(boss)
    content = article.content()
    article.autosave(boss, {**content, "headline": "Typed"}, based_on=1)
    assert restore(client, article, 2).status_code == 302
    assert Article.objects.get(pk=article.pk).headline == "Typed"
    for wrong in ({"headline": ""}, {"headline": "x" * 201}, {"kind": "nonsense"}):
        Revision.objects.filter(number=2).update(content={**content, **wrong})
        response = restore(client, article, 2)
        assert response.status_code == 200
        assert f"Version 2 can’t be restored: look at its {next(iter(wrong))}." in response.content.decode()
        assert Article.objects.get(pk=article.pk).headline == "Typed"


def test_an_autosave_that_no_table_would_take_is_refused(client, boss):
    article = create_article()
    article.save_revision(boss)
    itself = [{"target": article.pk, "url": "", "title": "", "label": "See also"}]
    article.autosave(boss, {**article.content(), "related": itself}, based_on=1)
    assert "it was never complete" in restore(client, article, 2).content.decode()
    assert article.related_links.count() == 0


def test_restoring_changes_nothing_for_readers(client, boss):
    article = create_article(headline="Public")
    edition = publish(article, by=boss)
    change(article, boss, headline="Newer")
    restore(client, article, 1)
    assert article.live_edition() == edition
    assert article.editions.count() == 1


def test_a_reporter_who_restores_an_approved_story_makes_it_a_draft(client, boss):
    reporter = create_user(role="reporter")
    article = create_article(created_by=reporter)
    article.save_revision(reporter)
    change(article, reporter, headline="Two")
    article.submit(reporter)
    article.approve(boss)
    client.force_login(reporter)
    restore(client, article, 1)
    assert Article.objects.get(pk=article.pk).state == Article.State.DRAFT


def test_who_restores_a_story_to_another_desk_is_told_and_led_to_the_list(client):
    reporter = create_user(role="reporter")
    article = create_article(authors=[])
    article.save_revision(None)
    article.bylines.create(author=create_author(user=reporter))
    article.save_revision(None)
    client.force_login(reporter)
    response = restore(client, article, 1)
    assert response.url == LIST
    assert "another desk’s now" in told(response)[-1]


def test_restoring_into_another_section_asks_for_the_sections_once(boss):
    article = create_article(section=create_section())
    first = publish(article, by=boss).revision
    article.section = create_section()
    article.save()
    article.save_revision(boss)
    with CaptureQueriesContext(connection) as made:
        article.restore(boss, first)
    assert sum('"articles_section"."id" IN' in query["sql"] for query in made) == 1
    assert article.revisions.first().content["section"] == first.content["section"]


def test_unsaved_typing_is_pointed_at_before_restoring(client, boss):
    article = create_article()
    article.save_revision(boss)
    change(article, boss, headline="Two")
    article.autosave(boss, {**article.content(), "headline": "Typed"}, based_on=2)
    page = client.get(url(article, "restore", 1)).content.decode()
    assert "You typed something that you have not saved." in page
    assert url(article, "revision", 3) in page
    restore(client, article, 1)
    assert article.revisions.get(number=3).content["headline"] == "Typed"


# -- What publishing would change --


def words_in_list(client):
    return [
        client.get(LIST).context["cl"].model_admin.standing(article)
        for article in client.get(LIST).context["cl"].result_list
    ]


def test_unpublished_changes_are_told_in_list_and_form_and_lead_to_the_difference(client, boss):
    article = create_article(headline="Public")
    publish(article, by=boss)
    assert ">Live<" in words_in_list(client)[0]
    assert "with changes" not in client.get(url(article, "change")).content.decode()
    first = change(article, boss, headline="Newer")
    assert first.number == 2
    for page in (words_in_list(client)[0], client.get(url(article, "change")).content.decode()):
        assert "Live, with changes" in page
        assert url(article, "changes") in page
    page = client.get(url(article, "changes"))
    [headline] = page.context["changes"]
    assert sides(headline) == ("Public", "Newer")
    assert url(article, "publish") in page.content.decode()
    publish(article, by=boss, kind="typo")
    assert ">Live<" in words_in_list(client)[0]


def test_a_story_that_was_put_back_to_what_readers_see_has_no_unpublished_changes(client, boss):
    article = create_article()
    publish(article, by=boss)
    change(article, boss, headline="Newer")
    restore(client, article, 1)
    assert article.revisions.count() == 3
    assert ">Live<" in words_in_list(client)[0]
    assert "with changes" not in client.get(url(article, "change")).content.decode()
    assert b"Nothing: readers see the story as it is saved" in client.get(url(article, "changes")).content


def test_typing_that_was_not_saved_is_no_unpublished_change(client, boss):
    article = create_article()
    publish(article, by=boss)
    article.autosave(boss, {**article.content(), "headline": "Typed"}, based_on=1)
    assert ">Live<" in words_in_list(client)[0]
    article.save_revision(boss)
    assert article.revisions.filter(autosave=False).count() == 2
    assert ">Live<" in words_in_list(client)[0]


def test_a_waiting_edition_is_told_what_it_lacks(client, boss):
    article = create_article(headline="Public")
    publish(article, by=boss)
    change(article, boss, headline="Waiting")
    article.publish(boss, at=timezone.now() + timedelta(days=1))
    assert "with changes" not in words_in_list(client)[0]
    assert "It says what the story says now." in client.get(url(article, "changes")).content.decode()
    change(article, boss, headline="Newest")
    assert "Live, next edition " in words_in_list(client)[0]
    assert ", with changes" in words_in_list(client)[0]
    context = client.get(url(article, "changes")).context
    assert [sides(change)[1] for change in context["changes"]] == ["Newest"]
    assert [sides(change)[0] for change in context["since"]] == ["Waiting"]


def test_drafts_and_withdrawn_stories_have_nothing_unpublished(client, boss):
    article = create_article(headline="Draft")
    article.save_revision(boss)
    change(article, boss, headline="Newer draft")
    assert ">Draft<" in words_in_list(client)[0]
    assert "Readers have not seen this story yet" in client.get(url(article, "changes")).content.decode()
    publish(article, by=boss)
    article.withdraw(boss, reason="Wrong.")
    change(article, boss, headline="Better")
    assert ">Withdrawn<" in words_in_list(client)[0]
    page = client.get(url(article, "changes")).content.decode()
    assert "Readers see nothing of it now. From what they saw last, edition 1," in page


def test_the_list_asks_no_more_for_stories_with_changes(client, boss, django_assert_num_queries):
    def fill(number):
        for _ in range(number):
            article = create_article()
            publish(article, by=boss)
            change(article, boss, headline="Newer")

    fill(2)
    # publication, session, user; sections of the filter; count; numbers of the tabs; stories, bylines, editions; what
    # waits for moderators
    with django_assert_num_queries(10):
        client.get(LIST)
    fill(8)
    with django_assert_num_queries(10):
        client.get(LIST)


def test_the_publishing_page_shows_what_publishing_would_change(client, boss):
    article = create_article(headline="Public")
    publish(article, by=boss)
    change(article, boss, headline="Newer")
    response = client.get(url(article, "publish"))
    assert [sides(change)[1] for change in response.context["changes"]] == ["Newer"]
    assert "What publishing changes</span></summary>" in response.content.decode()
