from datetime import UTC, datetime, timedelta

import pytest

from comments import form_stamps

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_stamp_tells_when_the_form_was_made():
    stamp = form_stamps.make(7, NOON)
    assert form_stamps.age(stamp, 7, NOON + timedelta(minutes=5)) == timedelta(minutes=5)


def test_stamp_is_good_for_a_day():
    stamp = form_stamps.make(7, NOON)
    assert form_stamps.age(stamp, 7, NOON + timedelta(hours=24)) == timedelta(hours=24)
    with pytest.raises(form_stamps.NotValid):
        form_stamps.age(stamp, 7, NOON + timedelta(hours=24, seconds=1))


def test_clock_that_runs_ahead_elsewhere_does_no_harm():
    assert form_stamps.age(form_stamps.make(7, NOON + timedelta(seconds=2)), 7, NOON) == timedelta(0)


@pytest.mark.parametrize("stamp", ["", "x", "a:b:c", "WzcsMV0:" + "0" * 43, "\x00", "é:é", form_stamps.make(8, NOON)])
def test_what_is_not_our_stamp_for_this_story_is_not_valid(stamp):
    with pytest.raises(form_stamps.NotValid):
        form_stamps.age(stamp, 7, NOON)


def test_stamp_outlives_a_change_of_key(settings):
    stamp = form_stamps.make(7, NOON)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    assert form_stamps.age(stamp, 7, NOON) == timedelta(0)
