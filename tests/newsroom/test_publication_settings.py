"""The publication's settings at the desk, with the checklist."""

import pytest

from articles.models import ChecklistRule
from newsroom.models import Publication
from tests.articles.desk import values
from tests.factories import create_image, create_user

pytestmark = pytest.mark.django_db
SETTINGS = "/admin/newsroom/publication/1/change/"


@pytest.fixture
def desk(client):
    Publication.objects.create(name="The Ledger", time_zone="Europe/Oslo")
    client.force_login(create_user(role="administrator"))
    return client


def opened(client):
    return values(client.get(SETTINGS).context["adminform"].form)


def test_how_strictly_a_check_is_asked_is_chosen_in_the_settings(desk):
    data = opened(desk)
    ChecklistRule.objects.filter(check_name="no_tag", kind="").delete()
    typed = {
        "check_no_lead_image": "blocking",
        "check_no_source": "none",
        "check_too_short": "warning",
        "limit_too_short": "50",
    }
    assert desk.post(SETTINGS, {**data, **typed}).status_code == 302
    rules = {rule.check_name: rule for rule in ChecklistRule.objects.filter(kind="")}
    assert (rules["no_lead_image"].severity, rules["no_lead_image"].is_active) == ("blocking", True)
    assert not rules["no_source"].is_active
    assert rules["too_short"].limit == 50
    assert "no_tag" not in rules  # what was not touched is not written
    desk.post(SETTINGS, {**opened(desk), "check_no_tag": "warning"})
    assert ChecklistRule.objects.get(check_name="no_tag", kind="").is_active


def test_a_number_that_is_none_is_told(desk):
    response = desk.post(SETTINGS, {**opened(desk), "limit_too_short": "0"})
    assert "limit_too_short" in response.context["adminform"].form.errors


def test_what_a_colleague_set_meanwhile_stays(desk):
    mine, theirs = opened(desk), opened(desk)
    desk.post(SETTINGS, {**theirs, "check_no_lead_image": "blocking", "reporters_may_add_tags": "on"})
    desk.post(SETTINGS, {**mine, "check_no_source": "none", "language": "nb"})
    rules = {rule.check_name: rule for rule in ChecklistRule.objects.filter(kind="")}
    assert (rules["no_lead_image"].severity, rules["no_source"].is_active) == ("blocking", False)
    now = Publication.objects.get()
    assert (now.reporters_may_add_tags, now.reporters_may_add_authors, now.language) == (True, False, "nb")


def test_the_logo_is_chosen_as_every_picture_is_and_taken_away(desk):
    mark = create_image(title="The mark")
    desk.post(SETTINGS, {**opened(desk), "logo": mark.pk})
    assert Publication.objects.get().logo == mark
    page = desk.get(SETTINGS, follow=True).content.decode()
    assert 'src="/static/js/desk/choose/pictures.js"' in page
    assert "data-choose" in page
    response = desk.post(SETTINGS, {**opened(desk), "logo": "Nothing of this name"})
    assert "logo" in response.context["adminform"].form.errors
    desk.post(SETTINGS, {**opened(desk), "logo": ""})
    assert Publication.objects.get().logo is None


def test_a_language_or_zone_that_a_command_set_is_offered_too(desk):
    Publication.objects.update(language="tlh", time_zone="UTC")
    assert desk.post(SETTINGS, {**opened(desk), "name": "Qo’noS"}).status_code == 302
    assert Publication.objects.get().language == "tlh"
    assert "there." in desk.get(SETTINGS).content.decode()
