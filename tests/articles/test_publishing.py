import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from articles.exceptions import Conflict, Embargoed, NotAllowed, NotLive, NotReadyToPublish, Refusal
from articles.models import Address, Article, Citation, Edition, LogLine, RelatedLink, Tag
from tests.factories import (
    create_article,
    create_author,
    create_image,
    create_section,
    create_source,
    create_superuser,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
Kind = Edition.Kind


@pytest.fixture
def editor():
    return create_user(role="editor")


def test_publishing_shows_the_story_from_now_on(editor):
    article = create_article()
    before = timezone.now()
    edition = article.publish(editor)
    assert edition.kind == Kind.FIRST
    assert not edition.is_live(before - HOUR)
    assert list(Edition.objects.live()) == [edition]
    assert Article.objects.get(pk=article.pk).state == Article.State.APPROVED


def test_a_scheduled_story_shows_nothing_before_its_moment_and_everything_from_then_on(editor):
    at = timezone.now() + 3 * HOUR
    edition = create_article().publish(editor, at=at)
    just_before = at - timedelta(microseconds=1)
    assert not Edition.objects.live(just_before).exists()
    assert not edition.is_live(just_before)
    assert list(Edition.objects.live(at)) == [edition]
    assert edition.is_live(at)


def test_a_second_edition_takes_over_without_gap_or_overlap(editor):
    article = create_article()
    first = publish(article, by=editor)
    at = timezone.now() + HOUR
    second = article.publish(editor, at=at)
    first.refresh_from_db()
    assert first.live_until == second.live_from == at
    assert Edition.objects.live(at - timedelta(microseconds=1)).get() == first
    assert Edition.objects.live(at).get() == second


def test_an_edition_says_what_the_story_said_when_it_was_published(editor):
    article = create_article(headline="Bridge opens")
    edition = publish(article, by=editor)
    article.headline = "Bridge does not open"
    article.save()
    article.save_revision(editor)
    edition.refresh_from_db()
    assert edition.headline == edition.revision.content["headline"] == "Bridge opens"


def test_publishing_now_cancels_the_edition_that_waits_and_says_so(editor):
    article = create_article()
    waiting = article.publish(editor, at=timezone.now() + HOUR)
    edition = article.publish(editor)
    assert edition.cancelled.live_from == waiting.live_from
    assert list(article.editions.all()) == [edition]
    assert article.log.filter(action=LogLine.Action.CANCELLED).count() == 1


def test_cancelling_gives_the_edition_before_its_ending_back(editor):
    article = create_article()
    first = publish(article, by=editor)
    planned = timezone.now() + 5 * HOUR
    article.withdraw(editor, at=planned, reason="The court asked for it.")
    waiting = article.publish(editor, at=timezone.now() + HOUR)
    assert waiting.live_until == planned
    assert waiting.withdrawal_reason == "The court asked for it."
    article.cancel(editor)
    first.refresh_from_db()
    assert first.live_until == planned
    assert first.withdrawn_by == editor
    assert first.withdrawal_reason == "The court asked for it."


def test_cancelling_nothing_is_refused(editor):
    article = create_article()
    publish(article, by=editor)
    with pytest.raises(NotLive):
        article.cancel(editor)


def test_cancelling_a_story_that_never_was_public_frees_its_address(editor):
    article = create_article(slug="bridge")
    article.publish(editor, at=timezone.now() + HOUR)
    article.cancel(editor)
    assert not Address.objects.exists()
    assert article.publish(editor).kind == Kind.FIRST


def test_withdrawing_takes_the_story_from_readers(editor):
    article = create_article()
    publish(article, by=editor)
    article.withdraw(editor, reason="It named the wrong man.")
    assert not Edition.objects.live().exists()
    edition = article.editions.get()
    assert edition.withdrawn_by == editor
    assert edition.withdrawal_reason == "It named the wrong man."


def test_withdrawing_cancels_what_would_bring_the_story_back(editor):
    article = create_article()
    publish(article, by=editor)
    article.publish(editor, at=timezone.now() + HOUR)
    article.withdraw(editor, reason="Withdrawn.")
    assert not Edition.objects.live(timezone.now() + 2 * HOUR).exists()
    assert article.editions.count() == 1


def test_a_withdrawn_story_can_come_back_under_its_date(editor):
    article = create_article()
    first = publish(article, by=editor)
    article.withdraw(editor, reason="Withdrawn.")
    again = article.publish(editor)
    assert again.published_at == first.published_at
    assert again.address == first.address
    assert Edition.objects.live().get() == again


@pytest.mark.parametrize("reason", ["", "   "])
def test_withdrawing_needs_a_public_reason(editor, reason):
    article = create_article()
    publish(article, by=editor)
    with pytest.raises(Refusal):
        article.withdraw(editor, reason=reason)
    assert Edition.objects.live().exists()


def test_a_draft_cannot_be_withdrawn(editor):
    with pytest.raises(NotLive):
        create_article().withdraw(editor, reason="Gone.")


def test_history_cannot_be_rewritten(editor):
    article = create_article()
    publish(article, by=editor, at=timezone.now() - 5 * HOUR)
    with pytest.raises(NotReadyToPublish):
        article.publish(editor, at=timezone.now() - 6 * HOUR)
    with pytest.raises(Refusal):
        article.withdraw(editor, at=timezone.now() - HOUR, reason="Gone.")
    article.withdraw(editor, reason="Gone.")
    with pytest.raises(NotReadyToPublish):
        article.publish(editor, at=timezone.now() - HOUR)


def test_an_embargo_holds_whoever_publishes():
    until = timezone.now() + HOUR
    article = create_article(embargo_until=until)
    with pytest.raises(Embargoed):
        article.publish(create_superuser())
    assert article.publish(create_superuser(), at=until).live_from == until


@pytest.mark.parametrize(
    "fields",
    [{"section": None}, {"body": "<p>&nbsp;</p>"}, {"headline": ""}, {"state": Article.State.TRASHED}],
)
def test_what_a_page_needs_must_be_there(editor, fields):
    article = create_article()
    Article.objects.filter(pk=article.pk).update(**fields)
    article.refresh_from_db()
    with pytest.raises(NotReadyToPublish):
        article.publish(editor)
    assert not article.editions.exists()


def test_a_story_without_an_author_is_not_published(editor):
    with pytest.raises(NotReadyToPublish, match="byline"):
        create_article(authors=[]).publish(editor)


@pytest.mark.parametrize("kind", [Kind.CORRECTION, Kind.CLARIFICATION])
def test_a_correction_needs_a_public_sentence(editor, kind):
    article = create_article()
    publish(article, by=editor)
    with pytest.raises(NotReadyToPublish):
        article.publish(editor, kind=kind, note=" ")
    assert article.publish(editor, kind=kind, note="It was eleven.").note == "It was eleven."


def test_a_first_edition_corrects_nothing_and_a_later_one_is_not_the_first(editor):
    article = create_article()
    with pytest.raises(NotReadyToPublish):
        article.publish(editor, kind=Kind.CORRECTION, note="It was eleven.")
    publish(article, by=editor)
    with pytest.raises(NotReadyToPublish):
        article.publish(editor, kind=Kind.FIRST)


def test_a_typo_is_no_update(editor):
    article = create_article()
    first = publish(article, by=editor, at=timezone.now() - 3 * HOUR)
    assert first.updated_at is None
    update = publish(article, by=editor, at=timezone.now() - 2 * HOUR)
    assert update.updated_at == update.live_from
    typo = publish(article, by=editor, kind=Kind.TYPO)
    assert typo.updated_at == update.live_from
    assert typo.published_at == first.published_at


def test_a_reporter_publishes_nothing():
    reporter = create_user(role="reporter")
    article = create_article(created_by=reporter)
    with pytest.raises(NotAllowed):
        article.publish(reporter)
    with pytest.raises(NotAllowed):
        article.withdraw(reporter, reason="Gone.")
    with pytest.raises(NotAllowed):
        article.cancel(reporter)


def test_an_editor_of_another_section_publishes_nothing():
    section = create_section()
    section.members.add(create_user(role="editor"))
    with pytest.raises(NotAllowed):
        create_article(section=section).publish(create_user(role="editor"))


def test_the_address_is_fixed_by_the_first_day_and_follows_the_slug(editor):
    article = create_article(slug="bridge")
    first = publish(article, by=editor, at=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert first.get_absolute_url() == "/2026/03/01/bridge/"
    article.slug = "bridge-opens"
    article.save()
    assert article.publish(editor).get_absolute_url() == "/2026/03/01/bridge-opens/"
    assert {address.slug for address in article.addresses.all()} == {"bridge", "bridge-opens"}


def test_the_second_story_of_a_slug_on_a_day_gets_a_number_and_keeps_it(editor):
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    stories = [create_article(headline="Weather today") for _ in range(3)]
    editions = [publish(article, by=editor, at=at) for article in stories]
    slugs = ["weather-today", "weather-today-2", "weather-today-3"]
    assert [edition.address.slug for edition in editions] == slugs
    assert [edition.revision.content["slug"] for edition in editions] == slugs
    assert [edition.taken for edition in editions] == [None, "weather-today", "weather-today"]
    again = publish(stories[1], by=editor, at=at + HOUR)
    assert (again.address, again.taken) == (editions[1].address, None)
    assert publish(create_article(headline="Weather today"), by=editor).address.slug == "weather-today"  # another day


def test_a_story_that_takes_the_slug_of_another_stays_where_it_is(editor):
    publish(create_article(slug="bridge"), by=editor)
    article = create_article(slug="bridge")
    address = publish(article, by=editor).address
    article.slug = "bridge"
    article.save()
    edition = article.publish(editor)
    assert (edition.address, edition.taken) == (address, "bridge")


@pytest.mark.django_db(transaction=True)
def test_two_stories_of_a_slug_published_at_once_get_two_addresses():
    editor, stories = create_superuser(), [create_article(headline="Weather today") for _ in range(4)]
    barrier, failures = threading.Barrier(4), []

    def press(article):
        try:
            barrier.wait()
            article.publish(editor)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[article]) for article in stories]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    wished = ["weather-today", *(f"weather-today-{number}" for number in (2, 3, 4))]
    assert sorted(Address.objects.values_list("slug", flat=True)) == wished


def test_the_day_is_that_of_the_publication(editor):
    with timezone.override("Pacific/Auckland"):
        late = datetime(2026, 5, 1, 23, 30, tzinfo=timezone.get_fixed_timezone(0))
        assert "/2026/05/02/" in publish(create_article(), by=editor, at=late).get_absolute_url()


def test_the_database_refuses_two_open_editions_and_an_end_before_the_beginning(editor):
    edition = publish(by=editor)
    edition.pk, edition.number = None, 2
    edition.live_from += timedelta(minutes=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()
    edition.live_until = edition.live_from
    with pytest.raises(IntegrityError), transaction.atomic():
        edition.save()


def test_saving_without_a_change_keeps_the_revision(editor):
    article = create_article()
    first = article.save_revision(editor)
    assert article.save_revision(editor) == first
    article.headline = "Another"
    article.save()
    second = article.save_revision(editor)
    assert (first.number, second.number) == (1, 2)


def test_versions_only_grow(editor):
    article = create_article()
    versions = [article.version]
    article.save_revision(editor)
    versions.append(Article.objects.get(pk=article.pk).version)
    article.submit(editor)
    versions.append(Article.objects.get(pk=article.pk).version)
    assert versions == sorted(set(versions))


def test_reverting_brings_everything_back(editor):
    other = create_article()
    image = create_image()
    author, source = create_author(), create_source()
    article = create_article(headline="As it was", lead_image=image, authors=[author], tags=["Port", "Money"])
    citation = Citation.objects.create(article=article, source=source, statement="The figure", quote="“Forty”")
    RelatedLink.objects.create(article=article, target=other, label="Background")
    RelatedLink.objects.create(article=article, url="https://example.org/", title="The report", position=1)
    revision = article.save_revision(editor)

    article.headline, article.lead_image, article.body = "Changed", None, "<p>Changed</p>"
    article.save()
    article.tags.set(["Other"])
    article.bylines.all().delete()
    article.citations.all().delete()
    article.related_links.all().delete()
    article.save_revision(editor)

    article = Article.objects.get(pk=article.pk)
    assert article.revert_to(revision) == []
    article = Article.objects.get(pk=article.pk)
    assert article.content() == revision.content
    assert article.citations.get().pk == citation.pk
    assert article.save_revision(editor).number == 3


def test_reverting_tells_what_is_gone(editor):
    author = create_author(name="Ines Varga")
    image = create_image()
    article = create_article(authors=[author, create_author()], lead_image=image)
    revision = article.save_revision(editor)
    article.lead_image = None
    article.save()
    article.bylines.filter(author=author).delete()
    author.delete()
    image.delete()
    lost = article.revert_to(revision)
    assert any("Ines Varga" in sentence for sentence in lost)
    assert any("lead image" in sentence for sentence in lost)
    assert article.bylines.count() == 1


def test_the_log_is_append_only(editor):
    article = create_article()
    article.publish(editor)
    line = article.log.get()
    assert line.by == editor
    with pytest.raises(TypeError):
        line.save()
    with pytest.raises(TypeError):
        line.delete()


def test_submitting_and_taking_back(editor):
    article = create_article()
    article.submit(editor)
    assert article.state == Article.State.IN_REVIEW
    with pytest.raises(Refusal):
        article.submit(editor)
    article.take_back(editor)
    assert article.state == Article.State.DRAFT


def test_tags_are_one_whatever_their_case():
    article = create_article(tags=["Port authority"])
    create_article(tags=["PORT AUTHORITY"])
    assert article.tags.get().name == "Port authority"
    assert Tag.objects.count() == 1


# -- The version that somebody saw --


def test_saving_over_a_newer_version_changes_nothing():
    article = create_article(headline="As it was")
    theirs, mine = Article.objects.get(pk=article.pk), Article.objects.get(pk=article.pk)
    theirs.headline = "Theirs"
    theirs.save(version=article.version)
    mine.headline = "Mine"
    with pytest.raises(Conflict) as conflict:
        mine.save(version=article.version)
    assert conflict.value.article.headline == "Theirs"
    now = Article.objects.get(pk=article.pk)
    assert (now.headline, now.version) == ("Theirs", article.version + 1)
    with pytest.raises(Conflict):
        now.apply({**now.content(), "headline": "Mine"}, version=article.version)
    assert Article.objects.get(pk=article.pk).headline == "Theirs"
    now.save(version=now.version)


@pytest.mark.parametrize("ahead", [-1, 1])
def test_a_version_that_is_not_the_storys_is_refused_before_or_behind(ahead):
    article = create_article()
    with pytest.raises(Conflict):
        article.save(version=article.version + ahead)
