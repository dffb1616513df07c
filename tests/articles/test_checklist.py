"""What the checklist finds, how the newsroom sets it, and that publishing obeys it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.checklist import CHECKS
from articles.exceptions import NotReadyToPublish
from articles.models import Article, ChecklistRule, Citation, Edition, RelatedLink
from articles.models.checklist import findings
from tests.articles.desk import shown, story_url
from tests.factories import (
    create_article,
    create_image,
    create_source,
    create_superuser,
    create_tag,
    create_user,
    publish,
)

pytestmark = pytest.mark.django_db
LONG = "<p>" + "word " * 300 + "</p>"


@pytest.fixture
def only():
    """Return a function that makes one rule the only one, and says what it finds in a story: list of sentences."""
    ChecklistRule.objects.all().delete()

    def ask(name, article, **fields):
        ChecklistRule.objects.all().delete()
        ChecklistRule.objects.create(check_name=name, **fields)
        return [finding.words for finding in findings(article.content())]

    return ask


def cite(article, **fields):
    source = create_source(**fields)
    Citation.objects.create(article=article, source=source)
    return source


def picture(pk):
    return f'<figure data-image="{pk}"></figure>'


def see_also(pk):
    return f'<aside data-see-also="{pk}"></aside>'


@pytest.mark.parametrize(
    ("name", "bad", "good", "words"),
    [
        ("headline_length", {"headline": "x" * 111}, {"headline": "x" * 110}, "has 111 characters"),
        ("no_standfirst", {"standfirst": " "}, {"standfirst": "In short."}, "no standfirst"),
        ("no_work", {"kind": "review", "verdict": "Go."}, {"kind": "review", "work": "Salt Year"}, "not name the work"),
        ("no_work", {"kind": "review"}, {"kind": "news"}, "not name the work"),
        ("too_short", {"body": "<p>Two words.</p>"}, {"body": LONG}, "has 2 words;"),
        ("too_short", {"body": "<p>One.</p>"}, {"body": LONG}, "has 1 word;"),
        ("no_subheading", {"body": LONG * 3}, {"body": LONG + "<h2>Rest</h2>" + LONG * 2}, "no sub-heading"),
        ("no_subheading", {"body": LONG * 3}, {"body": LONG}, "no sub-heading"),
    ],
)
def test_what_is_written(only, name, bad, good, words):
    (sentence,) = only(name, create_article(**bad))
    assert words in sentence
    assert only(name, create_article(**good)) == []


def test_sources(only):
    article = create_article()
    assert only("no_source", article) == ["No source is named."]
    source = cite(article, kind="anonymous", name="An official")
    assert only("no_source", article) == []
    assert only("anonymous_alone", article) == ["The only source is anonymous. Find a second one."]
    assert only("anonymous_unexplained", article) == ["“An official” is anonymous: say in its description why."]
    source.description = "Fears for her job."
    source.save()
    cite(article, kind="document")
    assert only("anonymous_alone", article) == []
    assert only("anonymous_unexplained", article) == []
    assert only("withdrawn_source", article) == []
    source.status, source.status_reason = "withdrawn", "Retracted."
    source.save()
    assert only("withdrawn_source", article) == ["Withdrawn since: “An official”."]


def test_pictures(only):
    lead = create_image(alt="", width=1199, credit="")
    inside = create_image(title="The quay", alt="", credit="Ada", rights_until=date(2020, 1, 1))
    article = create_article()
    assert only("no_lead_image", article) == ["There is no lead picture."]
    assert only("lead_image_alt", article) == []
    article.lead_image, article.body = lead, f"<p>Text</p>{picture(inside.pk)}"
    article.save()
    assert only("no_lead_image", article) == []
    assert only("lead_image_alt", article) == ["The lead picture has no alternative text."]
    assert only("lead_image_width", article) == ["The lead picture is 1,199 pixels wide; elsewhere it needs 1,200."]
    assert only("picture_alt", article) == ["Without alternative text: “The quay”."]
    assert only("picture_rights", article) == ["The rights have ended: “The quay”."]
    assert only("picture_credit", article) == [f"Without credit: “{lead.title}”."]
    assert only("picture_gone", article) == []
    article.lead_image_alt, article.lead_image = "Cranes at work", create_image(credit="Ada")
    article.body += picture(10**9)
    article.save()
    for name in ("lead_image_alt", "lead_image_width", "picture_credit"):
        assert only(name, article) == []
    assert only("picture_gone", article) == [
        "A picture of the text is no longer there; readers see nothing in its place."
    ]


def test_rights_are_asked_for_the_day_of_publication(only):
    in_a_week = timezone.localdate() + timedelta(days=7)
    article = create_article(lead_image=create_image(rights_until=in_a_week))
    assert only("picture_rights", article, severity="blocking") == []
    with pytest.raises(NotReadyToPublish, match="rights have ended"):
        article.publish(create_superuser(), at=timezone.now() + timedelta(days=9))
    assert article.publish(create_superuser(), at=timezone.now() + timedelta(days=2))


def test_the_rights_of_a_picture_for_cards_elsewhere_are_asked_too(only):
    over = create_image(title="Old", rights_until=timezone.localdate() - timedelta(days=1), alt="", credit="")
    article = create_article(social_image=over)
    assert only("picture_rights", article, severity="blocking") == ["The rights have ended: “Old”."]
    for name in ("picture_alt", "picture_credit"):  # which stand on the page
        assert only(name, article) == []


def test_a_picture_that_is_not_made_yet_blocks(only):
    image = create_image(title="Quay", state="new")
    for fields in ({"lead_image": image}, {"social_image": image}, {"body": f"<p>x</p>{picture(image.pk)}"}):
        article = create_article(**fields)
        image.failure = ""
        image.save()
        (words,) = only("picture_unmade", article, severity="blocking")
        assert words == "Still being made, in a moment readers can see it: “Quay”."
        with pytest.raises(NotReadyToPublish, match="Still being made"):
            article.publish(create_superuser())
        image.failure = "The disk is full."
        image.save()
        (words,) = only("picture_unmade", article, severity="blocking")
        assert words.startswith("Could not be made, readers would see nothing: “Quay”.")
    create_image(state="changed")
    image.state, image.failure = "changed", ""
    image.save()
    assert only("picture_unmade", article, severity="blocking") == []


def test_tags(only):
    article = create_article()
    assert only("no_tag", article) == ["There is no tag."]
    article.tags.add(*(create_tag().name for _ in range(9)))
    assert only("no_tag", article) == []
    assert only("too_many_tags", article) == ["There are 9 tags; more than 8 help nobody."]
    assert only("too_many_tags", article, limit=9) == []


def test_links_to_stories_that_readers_cannot_see(only):
    live, draft = publish().article, create_article()
    withdrawn = publish().article
    withdrawn.withdraw(create_superuser(), reason="Wrong.")
    article = create_article(body=f"<p>x</p>{see_also(live.pk)}")
    assert only("see_also_gone", article) == []
    RelatedLink.objects.create(article=article, target=withdrawn)
    assert only("see_also_gone", article) == ["A story it points to is not public; readers see no link there."]
    RelatedLink.objects.create(article=article, target=draft, position=1)
    assert only("see_also_gone", article) == ["2 stories it points to are not public; readers see no links there."]


def test_marks_whose_source_is_not_of_the_story(only):
    article, other = create_article(), create_article()
    cite(article)
    cite(other)
    own, strange = article.citations.get().pk, other.citations.get().pk
    article.body = f'<p>x<sup data-citation="{own}"></sup></p>'
    assert only("mark_without_source", article) == []
    article.body += f'<p>y<sup data-citation="{strange}"></sup></p>'
    assert only("mark_without_source", article) == ["A mark in the text has no source; readers don’t see it."]
    article.citations.all().delete()
    assert only("mark_without_source", article) == ["2 marks in the text have no source; readers don’t see them."]


def test_every_check_is_tried_here():
    """A new check needs a test: this list is read by whoever adds one."""
    assert set(CHECKS) == set(
        "headline_length no_standfirst too_short no_subheading no_source anonymous_alone anonymous_unexplained "
        "mark_without_source withdrawn_source no_lead_image lead_image_alt lead_image_width picture_alt picture_credit "
        "picture_rights picture_gone picture_unmade no_tag too_many_tags see_also_gone dead_link "
        "right_of_reply_open no_work".split()
    )


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_no_check_trips_over_a_story_that_has_only_begun(only, name):
    content = {**create_article(body="", authors=[]).content(), "kind": "", "headline": ""}
    ChecklistRule.objects.create(check_name=name)
    assert [finding.words for finding in findings(content) if not finding.name] == [
        "The story has no headline, no text, no byline yet."
    ]
    assert len([finding for finding in findings(content) if finding.name]) <= 1


# -- What every story needs --


@pytest.mark.parametrize("role", ["reporter", "editor"])
def test_what_publishing_would_refuse_stands_in_the_checklist_before(role, client):
    """Whoever writes: what is typed is looked at, saved or not, and publishing says the same."""
    user = create_user(role=role)
    article = Article.objects.create(headline="Tide", created_by=user, embargo_until=timezone.now() + timedelta(days=1))
    client.force_login(user)
    page = client.get(story_url(article))
    typed = client.post(story_url(article, "checklist"), shown(client, story_url(article)))
    for content in (page.content.decode(), typed.content.decode()):
        assert "The story has no section, no text, no byline yet." in content
        assert "The story is under embargo until" in content
    new = client.post(reverse("admin:articles_article_add_checklist"), {"headline": "Tide"}).content.decode()
    assert "<b>Needed:</b> The story has no section, no text, no byline yet." in " ".join(new.split())
    with pytest.raises(NotReadyToPublish) as refused:
        article.publish(create_superuser())
    assert str(refused.value) == " ".join(article.missing_for_publication())


def test_a_story_that_has_what_it_needs_is_asked_for_nothing():
    assert create_article().missing_for_publication() == []


# -- Rules --


def test_a_rule_for_the_kind_goes_before_the_one_for_all(only):
    column, report = create_article(kind="opinion"), create_article()
    only("no_source", report, severity="blocking")
    ChecklistRule.objects.create(check_name="no_source", kind="opinion", severity="warning")
    assert [finding.blocks for finding in findings(report.content())] == [True]
    assert [finding.blocks for finding in findings(column.content())] == [False]
    ChecklistRule.objects.filter(kind="opinion").update(is_active=False)
    assert findings(column.content()) == []
    assert len(findings(report.content())) == 1
    ChecklistRule.objects.filter(kind="").update(is_active=False)
    assert findings(report.content()) == []


def test_a_rule_sets_its_own_number(only):
    assert only("headline_length", create_article(headline="x" * 61), limit=60) == [
        "The headline has 61 characters; at most 60 are shown everywhere."
    ]


def test_a_rule_whose_check_is_gone_asks_nothing_and_can_be_deleted(only, client):
    article = create_article()
    assert only("asked_long_ago", article, severity="blocking") == []
    assert article.publish(create_superuser())
    rule = ChecklistRule.objects.get()
    assert "asked_long_ago" in str(rule)
    client.force_login(create_user(role="administrator"))
    listed = client.get(reverse("admin:articles_checklistrule_changelist"))
    assert "no longer a check" in listed.content.decode()
    url = reverse("admin:articles_checklistrule_change", args=[rule.pk])
    assert "no longer a check" in client.get(url).content.decode()
    sent = client.post(url, {"check_name": "asked_long_ago", "severity": "warning"})
    assert "Delete it" in sent.content.decode()
    client.post(reverse("admin:articles_checklistrule_delete", args=[rule.pk]), {"post": "yes"})
    assert not ChecklistRule.objects.exists()


def test_what_blocks_comes_first(only):
    only("no_tag", create_article())
    ChecklistRule.objects.create(check_name="no_source", severity="blocking")
    found = findings(create_article().content())
    assert [finding.name for finding in found] == ["no_source", "no_tag"]


def test_a_story_with_everything_is_asked_in_five_queries(django_assert_num_queries):
    article = create_article(body=f"<p>x</p>{picture(create_image().pk)}{see_also(publish().article_id)}")
    cite(article)
    content = article.content()
    with django_assert_num_queries(4):  # rules, sources, pictures, public targets
        findings(content)


# -- Publishing obeys --


def test_what_blocks_keeps_a_story_from_readers_by_every_way(only):
    boss = create_superuser()
    article = create_article()
    only("no_tag", article, severity="blocking")
    for at in (None, timezone.now() + timedelta(hours=1)):
        with pytest.raises(NotReadyToPublish, match="There is no tag"):
            article.publish(boss, at=at)
    assert not Edition.objects.exists()
    article.tags.add("Port")
    article.publish(boss)
    article.tags.clear()
    with pytest.raises(NotReadyToPublish, match="There is no tag"):
        article.publish(boss, kind="correction", note="It was eleven.")
    article.tags.add("Port")
    article.publish(boss, kind="typo")
    article.withdraw(boss, reason="Wrong.")
    Edition.objects.latest().revision.refresh_from_db()
    revision = Edition.objects.latest().revision
    revision.content["tags"] = []
    revision.save()
    with pytest.raises(NotReadyToPublish, match="There is no tag"):
        article.reinstate(boss)


def test_a_warning_is_shown_and_does_not_stop(only, client):
    client.force_login(create_superuser())
    article = create_article()
    only("no_tag", article)
    page = client.get(reverse("admin:articles_article_publish", args=[article.pk]))
    assert "There is no tag." in page.content.decode()
    assert article.publish(create_superuser())


def test_bulk_publishing_is_stopped_for_those_that_are_not_ready(only, client):
    client.force_login(create_superuser())
    bare, ready = create_article(headline="Bare"), create_article(tags=["Port"])
    only("no_tag", bare, severity="blocking")
    url = reverse("admin:articles_article_changelist")
    data = {"action": "publish_selected", "_selected_action": [bare.pk, ready.pk]}
    response = client.post(url, {**data, "apply": "1"}, follow=True)
    assert "There is no tag." in response.content.decode()
    assert not bare.editions.exists()


# -- The rules at the desk --


def test_administrators_set_the_rules_and_nobody_else(client):
    url = reverse("admin:articles_checklistrule_changelist")
    for role, status in (("reporter", 403), ("editor", 403), ("moderator", 403), ("administrator", 200)):
        client.force_login(create_user(role=role))
        assert client.get(url).status_code == status
        assert client.get(reverse("admin:articles_checklistrule_add")).status_code == status


def test_a_rule_is_made_changed_and_taken_out_of_use_without_code(client):
    ChecklistRule.objects.all().delete()
    client.force_login(create_user(role="administrator"))
    add = reverse("admin:articles_checklistrule_add")
    data = {"check_name": "too_short", "kind": "review", "severity": "blocking", "limit": "250", "is_active": "on"}
    assert client.post(add, data).status_code == 302
    rule = ChecklistRule.objects.get()
    assert (rule.check_name, rule.kind, rule.severity, rule.limit) == ("too_short", "review", "blocking", 250)
    again = client.post(add, data).content.decode()
    assert "There is a rule for this check and kind already." in again
    for changes, words in (
        ({"kind": "poem"}, "not one of the available choices"),
        ({"check_name": "nonsense"}, "not one of the available choices"),
        ({"limit": "0", "kind": ""}, "0 is no limit"),
        ({"check_name": "no_tag", "kind": ""}, "compares with no number"),
        ({"limit": "-4"}, "greater than or equal to 0"),
    ):
        assert words in client.post(add, {**data, **changes}).content.decode(), changes
    listed = reverse("admin:articles_checklistrule_changelist")
    client.post(listed, {"action": "rest", "_selected_action": [rule.pk]})
    rule.refresh_from_db()
    assert not rule.is_active
    client.post(listed, {"action": "use", "_selected_action": [rule.pk]})
    rule.refresh_from_db()
    assert rule.is_active
