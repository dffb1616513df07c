"""A source at the desk: who leans on it, what is to be done when it is withdrawn, and who was asked for a reply."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.exceptions import NotAllowed, Refusal
from articles.models import ChecklistRule, Citation, RightOfReply, Source, SourceReview
from articles.models.checklist import findings
from articles.story import Story
from tests.articles.desk import story_url
from tests.factories import (
    create_article,
    create_section,
    create_source,
    create_superuser,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def url(source, page="change", *more):
    return reverse(f"admin:articles_source_{page}", args=[source.pk, *more])


def leaning_on(source, **fields):
    article = create_article(**fields)
    article.citations.create(source=source, statement=f"What {article.headline} takes from it")
    return article


@pytest.fixture
def desks():
    """Two sections with an editor each: (section, editor), (section, editor)."""
    found = []
    for _ in range(2):
        section, editor = create_section(), create_user(role="editor")
        section.members.add(editor)
        found.append((section, editor))
    return found


# -- Who leans on it --


def test_stories_lean_on_a_source_at_the_desk_and_for_readers():
    source = create_source()
    draft = leaning_on(source)
    live = leaning_on(source)
    publish(live)
    only_live, only_then = leaning_on(source), leaning_on(source)
    for article in (only_live, only_then):
        publish(article)
        article.citations.all().delete()
        article.save_revision(create_superuser())
    publish(only_then)
    publish(leaning_on(create_source()))
    assert set(source.in_editions().values_list("article", flat=True)) == {live.pk, only_live.pk}
    assert source.cited_by() == {draft.pk, live.pk, only_live.pk}


def test_the_page_names_the_stories_one_may_edit_and_counts_the_others(client, desks):
    (section, editor), (elsewhere, _) = desks
    source = create_source()
    leaning_on(source, headline="Draft of mine", section=section)
    publish(leaning_on(source, headline="Live of mine", section=section))
    leaning_on(source, headline="Of another desk", section=elsewhere)
    client.force_login(editor)
    page = client.get(url(source)).content.decode()
    assert "Draft of mine" in page
    assert "Live of mine" in page
    assert "What Live of mine takes from it" in page
    assert "Of another desk" not in page
    assert "And 1 story of other desks." in page


def test_the_page_makes_the_same_queries_whatever_leans_on_it(client, django_assert_num_queries):
    source, admin = create_source(), create_superuser()
    client.force_login(admin)

    def more(number):
        for _ in range(number):
            publish(leaning_on(source))

    more(2)
    source.withdraw("Invented.")
    client.get(url(source))
    # publication, session, user, source, merged here; number, stories, who they are by, their editions, citations,
    # reviews, number of all, to do; what the editions call it; what waits for moderators
    with django_assert_num_queries(15) as few:
        client.get(url(source))
    more(8)
    Source.objects.update(status="active", status_reason="")
    SourceReview.objects.all().delete()
    source.withdraw("Invented.")
    with django_assert_num_queries(len(few)):
        page = client.get(url(source)).content.decode()
    assert page.count('aria-label="What became of') == 10


def test_many_stories_come_in_pages_those_to_be_looked_at_first(client):
    source = create_source()
    section = create_section()
    waiting = leaning_on(source, headline="The one that waits", section=section)
    source.withdraw("Invented.")
    for _ in range(55):
        leaning_on(source, section=section, authors=[])
    client.force_login(create_superuser())
    first, second = (client.get(f"{url(source)}?p={number}").content.decode() for number in (1, 2))
    assert waiting.headline in first
    assert first.count('class="entry__headline"') == 50
    assert second.count('class="entry__headline"') == 6
    assert client.get(f"{url(source)}?p=none").status_code == 200


# -- Withdrawing --


def test_withdrawing_makes_a_list_to_work_off(client, desks):
    (section, editor), _ = desks
    source = create_source(name="The false witness")
    article = leaning_on(source, section=section)
    edition = publish(article)
    leaning_on(source, section=section)
    client.force_login(editor)
    before = client.get(edition.get_absolute_url()).context["story"].citations
    assert "2 stories cite it" in client.get(url(source, "withdraw")).content.decode()
    refused = client.post(url(source, "withdraw"), {"reason": " "})
    assert "Say why the source was withdrawn." in refused.content.decode()
    assert not SourceReview.objects.exists()
    response = client.post(url(source, "withdraw"), {"reason": "It was invented."}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(url(source), 302)]
    assert "2 are to be looked at." in page
    assert "It was invented." in page
    assert client.get(edition.get_absolute_url()).context["story"].citations == before
    again = client.post(url(source, "withdraw"), {"reason": "Twice."}).content.decode()
    assert "is withdrawn already" in again
    assert SourceReview.objects.count() == 2


def test_a_source_without_stories_is_withdrawn_all_the_same(client):
    source = create_source()
    client.force_login(create_user(role="reporter"))
    assert "No story cites it." in client.get(url(source, "withdraw")).content.decode()
    client.post(url(source, "withdraw"), {"reason": "A mistake."})
    source.refresh_from_db()
    assert (source.status, source.status_reason) == ("withdrawn", "A mistake.")


def test_each_story_is_decided_on_once_and_stays_on_the_page(client, desks):
    (section, editor), _ = desks
    source = create_source()
    article = leaning_on(source, section=section)
    source.withdraw("Invented.")
    review = source.reviews.get()
    client.force_login(editor)
    prefix, address = f"review-{review.pk}", url(source, "review", review.pk)
    for typed, words in (
        ({}, "This field is required"),
        ({"outcome": "open"}, "Select a valid choice"),
        ({"outcome": "stands"}, "Say why the story stands"),
        ({"outcome": "corrected", "note": "x" * 301}, "at most 300 characters"),
    ):
        response = client.post(address, {f"{prefix}-{name}": value for name, value in typed.items()})
        assert response.status_code == 200
        assert words in response.content.decode()
    kept = {f"{prefix}-outcome": "stands", f"{prefix}-note": "Two others say so."}
    page = client.post(address, kept, follow=True).content.decode()
    assert "Stands without the source: Two others say so." in page
    assert 'aria-label="What became of' not in page
    review.refresh_from_db()
    assert (review.outcome, review.decided_by, review.article) == ("stands", editor, article)
    again = client.post(address, {**kept, f"{prefix}-outcome": "corrected"}).content.decode()
    assert "It was decided before" in again
    review.refresh_from_db()
    assert review.outcome == "stands"


def test_only_who_may_edit_a_story_decides_on_it(client, desks):
    (section, _), (_, other) = desks
    source = create_source()
    leaning_on(source, section=section)
    source.withdraw("Invented.")
    review = source.reviews.get()
    client.force_login(other)
    assert client.post(url(source, "review", review.pk)).status_code == 404
    assert client.post(url(create_source(), "review", review.pk)).status_code == 404
    with pytest.raises(NotAllowed):
        review.decide(other, "corrected")
    assert "1 story of other desks." in client.get(url(source)).content.decode()


def test_reinstating_settles_what_was_open_and_keeps_what_was_decided(client):
    source, admin = create_source(), create_superuser()
    leaning_on(source), leaning_on(source)
    source.withdraw("Invented.")
    decided = source.reviews.first()
    decided.decide(admin, "corrected", "Taken out.")
    client.force_login(admin)
    assert client.get(url(source, "reinstate")).status_code == 405
    page = client.post(url(source, "reinstate"), follow=True).content.decode()
    assert "may be relied on again. That settled 1 story." in page
    assert set(source.reviews.values_list("outcome", "note", "decided_by")) == {
        ("corrected", "Taken out.", admin.pk),
        ("reinstated", "", admin.pk),
    }
    assert "Source reinstated" in page
    assert "is not withdrawn" in client.post(url(source, "reinstate"), follow=True).content.decode()
    source.refresh_from_db()
    source.withdraw("After all.")
    assert source.reviews.filter(outcome="open").count() == 2


def test_reporters_reinstate_nothing_and_both_decisions_stand_in_the_history(client):
    source = create_source()
    client.force_login(create_user(role="reporter"))
    client.post(url(source, "withdraw"), {"reason": "Invented."})
    page = client.get(url(source)).content.decode()
    assert "An editor can say that it may be relied on again." in page
    assert 'id="reinstate"' not in page
    assert client.post(url(source, "reinstate")).status_code == 403
    source.refresh_from_db()
    assert source.status == "withdrawn"
    client.force_login(create_user(role="editor"))
    assert 'form="reinstate"' in client.get(url(source)).content.decode()
    client.post(url(source, "reinstate"))
    history = client.get(url(source, "history")).content.decode()
    assert "Withdrawn: Invented." in history
    assert "Reinstated; withdrawn before for: Invented." in history


def test_no_story_is_decided_to_be_reinstated(client):
    source, admin = create_source(), create_superuser()
    leaning_on(source)
    source.withdraw("Invented.")
    with pytest.raises(Refusal, match="Say what became"):
        source.reviews.get().decide(admin, "reinstated")
    client.force_login(admin)
    assert "reinstated" not in client.get(url(source)).content.decode()


def test_the_page_says_where_readers_get_another_name(client):
    source = create_source(name="TV Nord")
    public, draft = leaning_on(source, headline="Public"), leaning_on(source, headline="Draft")
    publish(public)
    client.force_login(create_superuser())
    assert "Readers get it as" not in client.get(url(source)).content.decode()
    Source.objects.filter(pk=source.pk).update(name="TV North")
    page = client.get(url(source)).content.decode()
    assert page.count("Readers get it as “TV Nord”, until the story is published anew.") == 1
    source.refresh_from_db()
    assert source.printed_as([public.pk, draft.pk]) == {public.pk: ["TV Nord"]}
    old = create_source(name="The old record")
    merged = leaning_on(old)
    publish(merged)
    source.absorb([old])
    assert source.printed_as([merged.pk]) == {merged.pk: ["The old record"]}


def test_a_source_that_is_cited_as_anonymous_stays_so(client):
    source = create_source(kind="anonymous", name="An official", description="Fears for her post.")
    client.force_login(create_superuser())
    named = {"name": "Ada Vik", "kind": "person", "description": ""}
    leaning_on(source)
    page = client.post(url(source), named).content.decode()
    assert "Stories cite it as anonymous; so it stays." in page
    assert client.post(url(source), {**named, "kind": "anonymous", "description": "Her wish."}).status_code == 302
    unused = create_source(kind="anonymous", name="An official", description="Fears for her post.")
    assert client.post(url(unused), named).status_code == 302


def test_withdrawing_needs_a_reason_and_an_active_source():
    source = create_source()
    with pytest.raises(Refusal, match="Say why"):
        source.withdraw("  ")
    with pytest.raises(Refusal, match="not withdrawn"):
        source.reinstate(create_superuser())


@pytest.mark.parametrize(("role", "code"), [("moderator", 403), ("reporter", 200), (None, 302)])
def test_pages_of_a_source_are_for_those_who_may_change_it(client, role, code):
    source = create_source()
    if role:
        client.force_login(create_user(role=role))
    assert client.get(url(source, "withdraw")).status_code == code
    assert client.get(reverse("admin:articles_source_withdraw", args=[0])).status_code == (404 if code == 200 else code)


def test_the_record_changes_without_its_state(client):
    """Whether a source is withdrawn is an action with a list to work off, not a field."""
    source = create_source(name="Before")
    client.force_login(create_superuser())
    client.post(url(source), {"name": "After", "kind": "person", "status": "withdrawn", "status_reason": "x"})
    source.refresh_from_db()
    assert (source.name, source.status) == ("After", "active")


def test_an_anonymous_source_needs_a_reason(client):
    client.force_login(create_user(role="reporter"))
    data = {"name": "An official", "kind": "anonymous", "description": " "}
    page = client.post(reverse("admin:articles_source_add"), data).content.decode()
    assert "Say why the source is not named: readers are told so." in page
    assert not Source.objects.exists()
    client.post(reverse("admin:articles_source_add"), {**data, "description": "Fears for her post."})
    assert Source.objects.get().description == "Fears for her post."


# -- Merging --

MERGE = "/admin/articles/source/merge/"


def test_merging_moves_what_the_desk_cites_and_leaves_what_readers_were_shown(client):
    port, other, dup = (create_source(name=name) for name in ("Port authority", "The port", "Port auth."))
    article = create_article(body="<p>Words.</p>")
    article.citations.create(source=port, statement="It is closed.")
    article.citations.create(source=dup, statement="It is open.", position=1)
    edition = publish(article)
    assert port.absorb([dup, other, port]) == [other, dup]
    assert [str(citation) for citation in article.citations.all()] == [
        "Port authority: It is closed.",
        "Port authority: It is open.",
    ]
    assert set(Source.objects.in_ledger()) == {port}
    assert [source.name for source in Story(edition).citations] == ["Port authority", "Port auth."]
    again = publish(article)
    [source] = Story(again).citations
    assert (source.name, [use.statement for use in source.uses]) == ("Port authority", ["It is closed.", "It is open."])


def test_an_earlier_version_that_names_a_merged_source_comes_back_with_the_one_of_now():
    port, dup = create_source(name="Port authority"), create_source(name="Port auth.")
    article = create_article()
    citation = article.citations.create(source=dup, statement="It is open.")
    editor = create_superuser()
    revision = article.save_revision(editor)
    port.absorb([dup])
    article.citations.all().delete()
    article.save_revision(editor)
    _, lost = article.restore(editor, revision)
    assert lost == []
    assert [(row.pk, row.source) for row in article.citations.all()] == [(citation.pk, port)]
    assert revision.content["citations"][0]["name"] == "Port auth."


def test_merging_again_leads_on_in_one_hop_and_a_form_from_before_cites_the_one_of_now():
    first, second, third = (create_source(name=name) for name in ("A", "B", "C"))
    second.absorb([first])
    third.absorb([second])
    assert Source.objects.of_ids([first.pk, second.pk, third.pk]) == dict.fromkeys(
        [first.pk, second.pk, third.pk], third
    )
    citation = create_article().citations.create(source=Source.objects.get(pk=first.pk))
    assert citation.source == third
    for action in (lambda: second.absorb([third]), lambda: first.withdraw("Wrong.")):
        with pytest.raises(Refusal, match="meanwhile"):
            action()


def test_who_leans_on_a_merged_source_leans_on_the_one_of_now(client):
    port, dup = create_source(name="Port authority"), create_source(name="Port auth.")
    article = leaning_on(dup, headline="Only readers see it there")
    publish(article)
    article.citations.all().delete()
    article.save_revision(create_superuser())
    port.absorb([dup])
    assert port.cited_by() == {article.pk}
    client.force_login(create_superuser())
    page = client.get(url(port)).content.decode()
    assert article.headline in page
    assert "Merged into it: “Port auth.”." in page
    assert port.withdraw("Invented.") == 1
    content = article.editions.get().revision.content
    ChecklistRule.objects.exclude(check_name="withdrawn_source").delete()
    assert [finding.words for finding in findings(content)] == ["Withdrawn since: “Port authority”."]


def test_what_was_to_be_looked_at_moves_once_and_what_was_decided_stays(client):
    port, dup = create_source(name="Port authority"), create_source(name="Port auth.")
    both, one, settled = create_article(), leaning_on(dup), leaning_on(dup)
    for source in (port, dup):
        both.citations.create(source=source)
    dup.withdraw("Invented.")
    with pytest.raises(Refusal, match="“Port auth.” is withdrawn. Reinstate it"):
        port.absorb([dup])
    with pytest.raises(Refusal, match="“Port auth.” is withdrawn. Reinstate it"):
        dup.absorb([port])
    dup.reviews.get(article=settled).decide(create_superuser(), "corrected")
    port.withdraw("Invented.")
    port.absorb([dup])
    assert set(port.reviews.values_list("article", "outcome")) == {
        (both.pk, "open"),
        (one.pk, "open"),
        (settled.pk, "corrected"),
    }


def test_an_anonymous_source_is_merged_with_no_named_one():
    hidden = create_source(name="A tipster", kind="anonymous", description="Fears for the job.")
    named = create_source(name="Jane Doe", kind="person")
    for kept, other in ((named, hidden), (hidden, named)):
        with pytest.raises(Refusal, match="“A tipster” is anonymous"):
            kept.absorb([other])
    again = create_source(name="An informant", kind="anonymous", description="Fears for the job.")
    assert hidden.absorb([again]) == [again]


def test_merging_at_the_desk_asks_first_and_the_old_page_leads_on(client):
    port, dup = create_source(name="Port authority"), create_source(name="Port auth.", description="Of old.")
    leaning_on(port)
    client.force_login(create_user(role="editor"))
    chosen = {"action": "merge_selected", "_selected_action": [port.pk, dup.pk]}
    page = client.post("/admin/articles/source/", chosen, follow=True).content.decode()
    assert "Person, 1 story at the desk" in page
    assert "Person, 0 stories at the desk: Of old." in page
    assert client.post(MERGE, {"source": [port.pk, dup.pk]}).status_code == 422
    page = client.post(MERGE, {"source": [port.pk, dup.pk], "into": port.pk}, follow=True).content.decode()
    assert "“Port auth.” leads to “Port authority” now" in page
    for page in ("change", "history"):
        response = client.get(url(dup, page))
        assert (response.status_code, response["Location"]) == (302, url(port))
    assert "“Port auth.” was merged into this source." in client.get(url(port)).content.decode()
    assert "Took the place of “Port auth.”." in client.get(url(port, "history")).content.decode()
    listed = client.get("/admin/articles/source/", {"q": "port auth."}).context["cl"].result_list
    assert list(listed) == [port]
    assert client.get(url(dup, "withdraw")).status_code == 404
    assert client.get("/admin/articles/source/1000000000/change/").status_code == 404


def test_a_source_is_found_by_the_names_of_those_merged_into_it_and_offered_once(client):
    port = create_source(name="Port authority")
    port.absorb([create_source(name=f"Port auth. {number}") for number in range(3)])
    client.force_login(create_user(role="reporter"))
    for address in ("/admin/articles/article/choose/source/", "/admin/articles/source/"):
        page = client.get(address, {"q": "port auth."})
        assert page.content.decode().count("Port authority</") == 1, address


def test_reporters_merge_nothing(client):
    one, other = create_source(), create_source()
    client.force_login(create_user(role="reporter"))
    data = {"source": [one.pk, other.pk], "into": one.pk}
    assert client.get(MERGE, data).status_code == client.post(MERGE, data).status_code == 403
    assert Source.objects.in_ledger().count() == 2


def test_the_list_finds_names_that_are_there_twice(client):
    _, _, alone, merged = (create_source(name=name) for name in ("Port", "port", "Alone", "Alone"))
    alone.absorb([merged])
    client.force_login(create_superuser())
    listed = client.get("/admin/articles/source/", {"name": "again"}).context["cl"].result_list
    assert {source.name for source in listed} == {"Port", "port"}


def test_the_page_of_a_merge_costs_the_same_however_many(client, django_assert_num_queries):
    client.force_login(create_superuser())
    sources = [create_source() for _ in range(9)]
    client.get(MERGE, {"source": [source.pk for source in sources[:2]]})
    with django_assert_num_queries(5):  # publication, session, user; sources; what waits for moderators
        client.get(MERGE, {"source": [source.pk for source in sources]})


def test_a_source_that_readers_see_named_is_not_deleted(client):
    source, merged, free = create_source(), create_source(), create_source()
    article = leaning_on(merged)
    publish(article)
    source.absorb([merged])
    article.citations.all().delete()
    client.force_login(create_superuser())
    page = client.post(url(source, "delete"), {"post": "yes"}).content.decode()
    assert "can’t be deleted while it is in use" in page
    assert Source.objects.filter(pk=source.pk).exists()
    client.post(url(free, "delete"), {"post": "yes"})
    assert not Source.objects.filter(pk=free.pk).exists()


# -- Right of reply --


def replies(article):
    return reverse("admin:articles_article_replies", args=[article.pk])


def typed(total=1, saved=0, **fields):
    return {
        "replies-TOTAL_FORMS": total,
        "replies-INITIAL_FORMS": saved,
        **{f"replies-{name}": value for name, value in fields.items()},
    }


def test_who_was_asked_is_kept_beside_the_story_and_is_no_part_of_it(client, desks):
    (section, editor), (_, other) = desks
    article = create_article(section=section)
    content, version = article.content(), article.version
    client.force_login(editor)
    assert replies(article) in client.get(story_url(article)).content.decode()
    line = {"0-name": "The port authority", "0-asked_at_0": "2026-11-20", "0-asked_at_1": "10:00", "0-answer": "open"}
    response = client.post(replies(article), typed(**line), follow=True)
    assert "The port authority" in response.content.decode()
    reply = article.rights_of_reply.get()
    assert reply.asked_at is not None
    said = {**line, "0-id": reply.pk, "0-answer": "answered", "0-note": "“Not so.”", "1-answer": "open"}
    client.post(replies(article), typed(2, 1, **said))
    reply.refresh_from_db()
    assert (reply.answer, reply.note) == ("answered", "“Not so.”")
    assert article.rights_of_reply.count() == 1
    article.refresh_from_db()
    assert (article.content(), article.version) == (content, version)
    client.post(replies(article), typed(1, 1, **{**said, "0-DELETE": "on"}))
    assert not article.rights_of_reply.exists()
    client.force_login(other)
    assert client.get(replies(article)).status_code == 404
    assert client.post(replies(article), typed(**line)).status_code == 404


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({"0-name": "Typed", "0-answer": "answered"}, "Say when they were asked."),
        ({"0-name": "Typed", "0-answer": "nonsense"}, "Select a valid choice"),
        ({"0-name": "Typed", "0-answer": "open", "0-asked_at_0": "soon", "0-asked_at_1": ""}, "Enter a valid date"),
        ({"0-name": "Typed", "0-answer": "open", "0-note": "x" * 2001}, "at most 2000 characters"),
        ({"0-name": "Typed", "0-answer": "open", "0-id": "12345"}, ""),
    ],
)
def test_a_line_that_can_not_be_kept_is_told_and_not_lost(client, line, words):
    article = create_article()
    client.force_login(create_superuser())
    response = client.post(replies(article), typed(**line))
    if words:
        assert response.status_code == 200
        assert words in response.content.decode()
        assert 'value="Typed"' in response.content.decode()
        assert not RightOfReply.objects.exists()
    assert client.post(replies(article), {"replies-TOTAL_FORMS": "many"}).status_code == 200


@pytest.mark.parametrize(("day", "time"), [("2026-11-19", "12:00"), ("2026-11-20", "09:59"), ("2026-11-20", "10:00")])
def test_an_answer_can_not_be_wanted_before_it_was_asked_for(client, day, time):
    article = create_article()
    client.force_login(create_superuser())
    line = {
        "0-name": "The port authority",
        "0-asked_at_0": "2026-11-20",
        "0-asked_at_1": "10:00",
        "0-answer": "open",
        "0-due_at_0": day,
        "0-due_at_1": time,
    }
    response = client.post(replies(article), typed(**line))
    assert response.context["formset"].errors == [{"due_at": ["This is before they were asked."]}]
    assert f'value="{day}"' in response.content.decode()
    assert not article.rights_of_reply.exists()
    client.post(replies(article), typed(**{**line, "0-due_at_0": "2026-11-20", "0-due_at_1": "10:01"}))
    client.post(
        replies(article),
        typed(2, 1, **{"0-name": "Nobody asked yet", "0-answer": "open", "0-due_at_0": day, "0-due_at_1": time}),
    )
    assert article.rights_of_reply.get().due_at is not None


def found_in(article):
    ChecklistRule.objects.exclude(check_name="right_of_reply_open").delete()
    return [finding.words for finding in findings(article.content(), article=article)]


def test_an_open_right_of_reply_warns_in_the_checklist():
    article = create_article()
    assert found_in(article) == []
    RightOfReply.objects.create(article=create_article(), name="Somebody elsewhere")
    assert found_in(article) == []
    reply = article.rights_of_reply.create(name="The port authority")
    assert found_in(article) == ["Right of reply: The port authority was not asked yet."]
    reply.asked_at = timezone.now() - 3 * DAY
    reply.save()
    assert found_in(article) == ["Right of reply: The port authority was asked."]
    reply.due_at = timezone.now() + DAY
    reply.save()
    assert "The port authority was asked and has until" in found_in(article)[0]
    reply.due_at = timezone.now() - DAY
    reply.save()
    assert "The port authority was to answer by" in found_in(article)[0]
    for answer in ("answered", "declined", "silent"):
        reply.answer = answer
        reply.save()
        assert found_in(article) == []
    assert findings(create_article().content()) is not None


def test_what_became_of_a_story_is_recorded_only_when_it_is_so(client):
    admin, source = create_superuser(), create_source(name="Log")
    story, draft = create_article(headline="Harbour"), create_article(headline="Quay")
    for article in (story, draft):
        Citation.objects.create(article=article, source=source, statement="It broke.")
    publish(story)
    source.withdraw("Forged.")
    review = source.reviews.get(article=story)
    for outcome, words in (("withdrawn", "is public or waits to be"), ("corrected", "Publish the correction first")):
        with pytest.raises(Refusal, match=words):
            review.decide(admin, outcome)
    with pytest.raises(Refusal, match="was never public"):
        source.reviews.get(article=draft).decide(admin, "withdrawn")
    client.force_login(admin)
    offered = client.get(reverse("admin:articles_source_change", args=[source.pk])).content.decode()
    assert "story withdrawn" not in offered
    story.withdraw(admin, reason="Forged.")
    offered = client.get(reverse("admin:articles_source_change", args=[source.pk])).content.decode()
    assert "story withdrawn" in offered
    review = source.reviews.get(article=story)
    review.decide(admin, "withdrawn")
    assert review.outcome == "withdrawn"
