"""Random sequences of what may happen to a live coverage at random times, against what must hold."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from articles.exceptions import NotAllowed, Refusal
from articles.models import CoverageEdition, Edition, Entry, EntryEdition, Said
from tests.factories import create_article, create_superuser, create_user

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
places = st.integers(min_value=0, max_value=5)


class Coverage(RuleBasedStateMachine):
    """One coverage, one clock that only moves on; ``seen`` is what was public at each minute that has passed."""

    @initialize()
    def begin(self):
        self.now = START
        self.editor = create_superuser()
        self.writer = create_user(role="reporter", is_staff=True)
        self.article = create_article(kind="live", created_by=self.writer)
        self.words = 0
        self.seen = {}

    def do(self, action, *args, **kwargs):
        with mock.patch.object(timezone, "now", return_value=self.now):
            try:
                return action(*args, **kwargs)
            except (Refusal, NotAllowed):
                return None

    def said(self):
        self.words += 1
        return Said(body=f"<p>Text {self.words}</p>")

    def with_entry(self, place, action):
        """Do ``action`` (its name) to one of the entries, as somebody does who has seen how it stands."""
        entry = self.article.entries.order_by("number")[place : place + 1].first()
        if entry:
            deeds = {
                "revise": lambda: entry.revise(self.editor, self.said(), seen=seen),
                "correct": lambda: entry.revise(
                    self.editor, self.said(), seen=seen, kind=Edition.Kind.CORRECTION, note="It was eleven."
                ),
                "withdraw": lambda: entry.withdraw(self.editor, seen=seen, reason="Gone."),
                "cancel": lambda: entry.cancel(self.editor, seen=seen),
                "accept": lambda: entry.accept(self.editor, seen=seen),
                "propose_anew": lambda: entry.propose_anew(self.writer, self.said(), seen=seen),
            }
            seen = entry.latest_edition().number
            self.do(deeds[action])

    @rule(minutes=st.integers(min_value=1, max_value=20))
    def time_passes(self, minutes):
        for _ in range(minutes):
            self.seen[self.now] = self.live_at(self.now)
            self.now += timedelta(minutes=1)

    @rule()
    def publish_the_story(self):
        self.do(self.article.publish, self.editor)

    @rule()
    def withdraw_the_story(self):
        self.do(self.article.withdraw, self.editor, reason="Gone.")

    @rule(later=st.integers(min_value=0, max_value=30))
    def post(self, later):
        at = self.now + timedelta(minutes=later) if later else None
        self.do(Entry.objects.post, self.article, self.editor, self.said(), at=at)

    @rule()
    def propose(self):
        self.do(Entry.objects.post, self.article, self.writer, self.said())

    @rule(
        place=places,
        action=st.sampled_from(["revise", "correct", "withdraw", "cancel", "accept", "propose_anew"]),
    )
    def change(self, place, action):
        self.with_entry(place, action)

    @rule(is_ended=st.booleans())
    def end_or_go_on(self, is_ended):
        seen = self.article.coverage_editions.count()
        self.do(CoverageEdition.objects.change, self.article, self.editor, seen=seen, is_ended=is_ended)

    def live_at(self, at):
        return list(EntryEdition.objects.filter(article=self.article).live(at).newest_first().values_list("pk", "body"))

    def moments(self):
        """Every moment at which something could change, and one just before and after each."""
        step = timedelta(microseconds=1)
        edges = {START, self.now}
        for editions in (self.article.editions, self.article.entry_editions):
            for begin, end in editions.values_list("live_from", "live_until"):
                edges |= {begin, end} - {None}
        return sorted({edge + offset for edge in edges for offset in (-step, timedelta(0), step)})

    @precondition(lambda self: hasattr(self, "article"))
    @invariant()
    def nothing_shows_that_is_not_public(self):
        for at in self.moments():
            live = list(EntryEdition.objects.filter(article=self.article).live(at))
            assert len({edition.entry_id for edition in live}) == len(live)
            story = self.article.live_edition(at)
            if story is None:
                assert live == []
            for edition in live:
                assert edition.is_live(at)
                assert edition.published_by == self.editor
            if story:
                begun = [edition for edition in self.article.entry_editions.all() if edition.is_live(at)]
                assert {edition.pk for edition in live} == {edition.pk for edition in begun}

    @precondition(lambda self: hasattr(self, "article"))
    @invariant()
    def what_readers_saw_stays_what_they_saw(self):
        for at, live in self.seen.items():
            assert self.live_at(at) == live

    @precondition(lambda self: hasattr(self, "article"))
    @invariant()
    def an_entry_that_was_public_is_there_for_good(self):
        for entry in self.article.entries.all():
            editions = list(entry.editions.order_by("number"))
            assert editions, "an entry says something"
            for before, after in zip(editions, editions[1:], strict=False):
                assert before.live_until == after.live_from


class CoverageTest(TestCase, Coverage.TestCase):
    settings = settings(max_examples=12, stateful_step_count=15, suppress_health_check=list(HealthCheck))


pytestmark = pytest.mark.django_db
