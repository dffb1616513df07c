"""Random sequences of publish, schedule, cancel, correct and withdraw at random times, against what must hold."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from articles.exceptions import Refusal
from articles.models import Edition
from tests.factories import create_article, create_superuser

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
moments = st.integers(min_value=-5, max_value=40).map(lambda minutes: timedelta(minutes=minutes))


class Publishing(RuleBasedStateMachine):
    """One story, one clock that only moves on; ``seen`` is what was public at each minute that has passed."""

    @initialize()
    def begin(self):
        self.now = START
        self.editor = create_superuser()
        self.article = create_article()
        self.words = 0
        self.seen = {}

    def do(self, action, *args, **kwargs):
        with mock.patch.object(timezone, "now", return_value=self.now):
            try:
                return action(*args, **kwargs)
            except Refusal:
                return None

    @rule(minutes=st.integers(min_value=1, max_value=30))
    def time_passes(self, minutes):
        for _ in range(minutes):
            self.seen[self.now] = self.live_at(self.now)
            self.now += timedelta(minutes=1)

    @rule()
    def write(self):
        self.words += 1
        self.article.body = f"<p>Text {self.words}</p>"
        self.article.save()

    @rule()
    def publish_now(self):
        self.do(self.article.publish, self.editor)

    @rule(later=moments)
    def publish_at(self, later):
        self.do(self.article.publish, self.editor, at=max(self.now + later, self.now))

    @rule(kind=st.sampled_from(Edition.Kind.values), note=st.sampled_from(["", "It was eleven."]), later=moments)
    def correct(self, kind, note, later):
        self.do(self.article.publish, self.editor, at=max(self.now + later, self.now), kind=kind, note=note)

    @rule()
    def cancel(self):
        self.do(self.article.cancel, self.editor)

    @rule(later=moments)
    def withdraw(self, later):
        self.do(self.article.withdraw, self.editor, at=self.now + later, reason="Gone.")

    def live_at(self, at):
        return [edition.pk for edition in Edition.objects.live(at).filter(article=self.article)]

    def moments(self):
        """Every moment at which something could change, and one just before and after each."""
        step = timedelta(microseconds=1)
        edges = {START, self.now}
        for begin, end in self.article.editions.values_list("live_from", "live_until"):
            edges |= {begin, end} - {None}
        return sorted({edge + offset for edge in edges for offset in (-step, timedelta(0), step)})

    @precondition(lambda self: hasattr(self, "article"))
    @invariant()
    def at_most_one_edition_is_live_at_any_moment(self):
        editions = list(self.article.editions.all())
        for at in self.moments():
            live = self.live_at(at)
            assert len(live) <= 1
            assert live == [edition.pk for edition in editions if edition.is_live(at)]

    @precondition(lambda self: hasattr(self, "article"))
    @invariant()
    def what_is_live_is_a_frozen_revision_and_at_most_one_waits(self):
        editions = list(self.article.editions.select_related("revision"))
        for edition in editions:
            assert edition.revision.content["headline"] == edition.headline
        assert sum(edition.live_from > self.now for edition in editions) <= 1

    @precondition(lambda self: hasattr(self, "article"))
    @invariant()
    def what_readers_saw_stays_what_they_saw(self):
        editions = list(self.article.editions.all())  # asked, not each moment: the two agree, as is said above
        for at, live in self.seen.items():
            assert [edition.pk for edition in editions if edition.is_live(at)] == live


class PublishingTest(TestCase, Publishing.TestCase):
    settings = settings(max_examples=30, stateful_step_count=25, suppress_health_check=list(HealthCheck))


pytestmark = pytest.mark.django_db
