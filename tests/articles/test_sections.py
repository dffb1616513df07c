"""
An editor decides in their own sections alone: what they began elsewhere they write as a reporter does.

``DOORS`` has every way to what only an editor of the section may do: form button, page, bulk action. A door stays shut
for an editor of another section though the story is their own, and opens for one of this section.
"""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from articles.exceptions import NotAllowed, Refusal
from articles.models import Article
from tests.articles.desk import shown, story_url
from tests.factories import create_article, create_section, create_superuser, create_user, publish

pytestmark = pytest.mark.django_db

State = Article.State
LATER = timedelta(days=1)


@pytest.fixture
def sport():
    section = create_section(name="Sport")
    section.members.add(create_user(role="editor", username="spencer"))
    return section


@pytest.fixture
def coast(anna):
    section = create_section(name="Coast")
    section.members.add(anna)
    return section


@pytest.fixture
def anna():
    """An editor of Coast, who began a story in Sport."""
    return create_user(role="editor", username="anna")


@pytest.fixture
def story(anna, coast, sport):
    return create_article(headline="Cup final", section=sport, created_by=anna)


def told(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def button(name, **typed):
    def press(client, story):
        return client.post(story_url(story), {**shown(client, story_url(story)), name: "1", **typed})

    return press


def page(name, **typed):
    def post(client, story):
        return client.post(story_url(story, name), {"version": story.version, **typed})

    return post


def many(action, **typed):
    def post(client, story):
        return client.post(
            reverse("admin:articles_article_changelist"),
            {
                "action": action,
                "_selected_action": [story.pk],
                f"version-{story.pk}": story.version,
                "apply": "1",
                **typed,
            },
        )

    return post


def moment(name):
    at = timezone.localtime() + LATER
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}


def approved(story):
    story.set_state(State.APPROVED)


def in_review(story):
    story.set_state(State.IN_REVIEW)


def live(story):
    publish(story)


def waiting(story):
    story.publish(create_superuser(), at=timezone.now() + LATER)


def withdrawn(story):
    publish(story)
    story.withdraw(create_superuser(), reason="Wrong.")


def draft(story):
    pass


CORRECTION = {"edition_kind": "correction", "edition_note": "The score was wrong."}
REASON = {"withdraw_reason": "The cup was no final."}
DOORS = {
    "publish: button": (draft, button("_publish", edition_kind="first")),
    "publish: page": (draft, page("publish", edition_kind="first")),
    "publish: bulk": (draft, many("publish_selected")),
    "schedule: page": (draft, lambda *to: page("publish", edition_kind="first", **moment("publish_at"))(*to)),
    "correct: button": (live, button("_publish", **CORRECTION)),
    "correct: page": (live, page("publish", **CORRECTION)),
    "cancel: button": (waiting, button("_cancel")),
    "cancel: page": (waiting, page("publish", _cancel="1")),
    "withdraw: button": (live, button("_withdraw", **REASON)),
    "withdraw: page": (live, page("withdraw", **REASON)),
    "reinstate: page": (withdrawn, page("reinstate")),
    "approve: button": (in_review, button("_approve")),
    "approve: page": (in_review, page("approve")),
    "send back: page": (in_review, page("send_back", reason="Call the club.")),
    "assign: page": (draft, page("assign", to="", word_target="600")),
    "assign: bulk": (draft, lambda *to: many("assign_selected", to=create_superuser().pk, word_target="600")(*to)),
}


def standing(story):
    """What nobody but an editor of the section may change."""
    story = Article.objects.get(pk=story.pk)
    editions = list(story.editions.order_by("pk").values_list("pk", "live_from", "live_until"))
    return story.state, story.word_target, story.section_id, editions


@pytest.mark.parametrize("door", DOORS)
def test_an_own_story_elsewhere_is_written_and_not_decided_on(door, story, anna, client):
    before, knock = DOORS[door]
    before(story)
    story = Article.objects.get(pk=story.pk)
    was = standing(story)
    client.force_login(anna)
    response = knock(client, story)
    assert standing(story) == was
    words = "Only an editor of this section can"
    assert response.status_code == 403 or words in told(response)


@pytest.mark.parametrize("door", DOORS)
def test_an_editor_of_the_section_decides(door, story, client):
    before, knock = DOORS[door]
    before(story)
    story = Article.objects.get(pk=story.pk)
    was = standing(story)
    client.force_login(story.section.members.get())
    assert knock(client, story).status_code in (200, 302)
    assert standing(story) != was


def test_where_nobody_is_a_member_every_editor_decides(anna, coast):
    article = create_article(created_by=create_user(role="reporter"))
    article.publish(anna)
    article.withdraw(anna, reason="Wrong.")
    assert article.reinstate(anna).is_live()


def test_buttons_that_would_be_refused_are_not_shown(story, anna, client):
    publish(story)
    client.force_login(anna)
    for name in ("change", "changes"):
        content = client.get(story_url(story, name)).content.decode()
        for word in ('"_publish"', '"_withdraw"', '"_assign"', '"_cancel"', "Publish…"):
            assert word not in content
        for page in ("publish", "withdraw", "assign", "reinstate"):
            assert story_url(story, page) not in content
    assert "An editor of Sport publishes it." in client.get(story_url(story)).content.decode()
    for name in ("publish", "withdraw", "assign", "reinstate"):
        assert client.get(story_url(story, name)).status_code == 403


def test_a_story_that_goes_elsewhere_as_it_is_published_is_saved_and_not_published(story, anna, coast, sport, client):
    own = create_article(section=coast, created_by=anna)
    client.force_login(anna)
    data = {**shown(client, story_url(own)), "section": sport.pk, "_publish": "1", "edition_kind": "first"}
    response = client.post(story_url(own), data)
    assert "Saved, but not published: Only an editor of this section can publish this story." in told(response)
    own.refresh_from_db()
    assert own.section == sport
    assert not own.editions.exists()


# -- Moving --


def by_form(client, story, section):
    return client.post(story_url(story), {**shown(client, story_url(story)), "section": section.pk, "_continue": "1"})


def in_bulk(client, story, section):
    return many("move_selected", section=section.pk)(client, story)


def by_restoring(client, story, section):
    """An older version of the story was in ``section``."""
    return client.post(story_url(story, "history") + f"{story.older}/restore/", {"version": story.version})


def by_merging(client, story, section):
    """The story was saved by somebody else while it was being moved."""
    data = {**shown(client, story_url(story)), "section": section.pk}
    Article.objects.get(pk=story.pk).save()
    response = client.post(story_url(story), data)
    if response.status_code == 302 and "merge" in response["Location"]:
        page = client.get(response["Location"])
        data = {"version": page.context["original"].version, "section": "mine"}
        response = client.post(response["Location"], data)
    return response


MOVES = {"form": by_form, "bulk": in_bulk, "merge": by_merging, "restore": by_restoring}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("before", [approved, live, waiting, withdrawn])
@pytest.mark.parametrize("way", ["in", "out"])
def test_what_is_approved_or_was_public_moves_only_by_who_decides_in_both(
    move, before, way, story, anna, coast, sport, client
):
    story, target = (story, coast) if way == "out" else (create_article(section=coast, created_by=anna), sport)
    home = story.section
    Article.objects.filter(pk=story.pk).update(section=target)
    older = Article.objects.get(pk=story.pk).save_revision(None)
    Article.objects.filter(pk=story.pk).update(section=home)
    story = Article.objects.get(pk=story.pk)
    story.save_revision(None)
    before(story)
    story = Article.objects.get(pk=story.pk)
    story.older = older.number
    client.force_login(anna)
    MOVES[move](client, story, target)
    assert Article.objects.get(pk=story.pk).section == home


@pytest.mark.parametrize("move", ["form", "bulk", "merge"])
def test_a_draft_goes_where_its_writer_puts_it(move, story, anna, coast, client):
    story.save_revision(anna)
    client.force_login(anna)
    MOVES[move](client, Article.objects.get(pk=story.pk), coast)
    assert Article.objects.get(pk=story.pk).section == coast


def test_who_decides_in_both_moves_a_live_story(story, anna, coast, sport):
    publish(story)
    both = create_user(role="editor")
    for section in (coast, sport):
        section.members.add(both)
    story.move_to(both, coast)
    assert story.section == coast


def test_the_refusal_to_move_names_the_section(story, anna, coast):
    publish(story)
    with pytest.raises(Refusal, match="only an editor of “Sport” can move it"):
        story.move_to(anna, coast)
    story.section = coast
    story.save()
    with pytest.raises(NotAllowed):  # whichever way it came about
        story.save_revision(anna)


def test_who_moves_a_story_out_of_their_reach_is_told(anna, coast, sport, client):
    story = create_article(section=coast)
    client.force_login(anna)
    response = in_bulk(client, story, sport)
    assert "You can’t open 1 of them any more: another desk’s now." in told(response)
    story = create_article(section=coast)
    assert "is another desk’s now" in told(by_form(client, story, sport))
