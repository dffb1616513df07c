"""Random sequences of what several people can do to one story, against what must hold whatever they do."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from articles.exceptions import Refusal
from articles.models import Article, Edition, LogLine
from tests.factories import create_article, create_author, create_section, create_user

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
PEOPLE = ("writer", "stranger", "editor", "other_editor", "administrator", "moderator")
EDITORS = ("editor", "administrator")
people = st.sampled_from(PEOPLE)
later = st.integers(min_value=0, max_value=60).map(lambda minutes: timedelta(minutes=minutes))


class Desk(RuleBasedStateMachine):
    """
    One story and six people. Each has the version of the story that they last read, which may be stale by now.

    ``said`` is every text that was ever saved, ``public`` what readers saw at each minute that has passed.
    """

    @initialize()
    def begin(self):
        self.now = START
        section = create_section()
        self.users = {
            "writer": create_user(role="reporter"),
            "stranger": create_user(role="reporter"),
            "editor": create_user(role="editor"),
            "other_editor": create_user(role="editor"),
            "administrator": create_user(role="administrator"),
            "moderator": create_user(role="moderator"),
        }
        section.members.add(self.users["editor"])
        article = create_article(
            section=section, created_by=self.users["writer"], authors=[create_author(user=self.users["writer"])]
        )
        self.pk = article.pk
        self.read = dict.fromkeys(PEOPLE, article.version)
        self.said = {article.body}
        self.public = {}
        self.versions = [article.version]
        self.words = 0

    @property
    def article(self):
        return Article.objects.get(pk=self.pk)

    def do(self, who, action, **kwargs):
        """Let ``who`` do the action to the story with the version they have read; True when it was not refused."""
        with mock.patch.object(timezone, "now", return_value=self.now):
            try:
                getattr(self.article, action)(self.users[who], version=self.read[who], **kwargs)
            except (Refusal, PermissionDenied):
                return False
        assert self.read[who] == self.versions[-1], "an action on a stale version was carried out"
        self.read[who] = self.article.version
        return True

    @rule(who=people)
    def open_the_story(self, who):
        self.read[who] = self.article.version

    @rule(who=st.sampled_from(["writer", *EDITORS]))
    def save(self, who):
        self.words += 1
        article = self.article
        article.body = f"<p>Text {self.words}</p>"
        try:
            article.save(version=self.read[who])
        except Refusal:
            assert self.read[who] != self.versions[-1]
            return
        article.save_revision(self.users[who])
        self.said.add(article.body)
        self.read[who] = article.version

    @rule(who=st.sampled_from(["writer", *EDITORS]))
    def type_without_saving(self, who):
        self.words += 1
        before = self.article.content()
        revision = self.article.autosave(self.users[who], {**before, "body": f"<p>Typed {self.words}</p>"})
        assert revision.autosave
        assert self.article.content() == before

    @rule(who=st.sampled_from(["writer", *EDITORS]), number=st.integers(0, 20))
    def restore(self, who, number):
        revisions = list(self.article.revisions.filter(autosave=False))
        if revisions and self.read[who] == self.versions[-1]:
            revision = revisions[number % len(revisions)]
            article = self.article
            article.revert_to(revision)
            article.save_revision(self.users[who])
            self.read[who] = article.version

    @rule(who=people, action=st.sampled_from(["submit", "take_back", "approve", "take_over", "trash", "untrash"]))
    def move(self, who, action):
        done = self.do(who, action)
        assert not done or who not in ("stranger", "other_editor", "moderator")
        assert not done or action != "approve" or who in EDITORS

    @rule(who=people)
    def send_back(self, who):
        assert not self.do(who, "send_back", reason="Call the other side.") or who in EDITORS

    @rule(who=people, to=st.sampled_from(["writer", "editor"]))
    def assign(self, who, to):
        assert not self.do(who, "assign", to=self.users[to]) or who in EDITORS

    @rule(
        who=people, at=later, kind=st.sampled_from([None, *Edition.Kind.values]), note=st.sampled_from(["", "Eleven."])
    )
    def publish(self, who, at, kind, note):
        assert not self.do(who, "publish", at=self.now + at, kind=kind, note=note) or who in EDITORS

    @rule(who=people, action=st.sampled_from(["cancel", "reinstate"]))
    def cancel_or_reinstate(self, who, action):
        assert not self.do(who, action) or who in EDITORS

    @rule(who=people, at=later)
    def withdraw(self, who, at):
        assert not self.do(who, "withdraw", at=self.now + at, reason="It named the wrong man.") or who in EDITORS

    @rule(who=st.sampled_from(["writer", *EDITORS]), until=later)
    def put_under_embargo(self, who, until):
        article = self.article
        article.embargo_until = self.now + until
        with mock.patch.object(timezone, "now", return_value=self.now):
            try:
                article.full_clean(exclude=["slug"])
                article.save(version=self.read[who])
            except (ValidationError, Refusal):
                return
        self.read[who] = article.version

    @rule(minutes=st.integers(min_value=1, max_value=30))
    def time_passes(self, minutes):
        for _ in range(minutes):
            self.public[self.now] = self.live_at(self.now)
            self.now += timedelta(minutes=1)

    def live_at(self, at):
        return list(Edition.objects.live(at).filter(article=self.pk).values_list("pk", flat=True))

    def began(self):
        return hasattr(self, "pk")

    @precondition(began)
    @invariant()
    def versions_only_grow(self):
        version = self.article.version
        assert version >= self.versions[-1]
        self.versions.append(version)

    @precondition(began)
    @invariant()
    def at_most_one_edition_is_live(self):
        edges = {self.now}
        for begin, end in Edition.objects.filter(article=self.pk).values_list("live_from", "live_until"):
            edges |= {begin, end} - {None}
        for at in edges:
            assert len(self.live_at(at)) <= 1

    @precondition(began)
    @invariant()
    def every_public_text_was_saved_and_is_frozen(self):
        for edition in Edition.objects.filter(article=self.pk).select_related("revision"):
            assert not edition.revision.autosave
            assert edition.revision.content["body"] in self.said

    @precondition(began)
    @invariant()
    def nothing_is_public_without_an_editor(self):
        allowed = {self.users[name].pk for name in EDITORS}
        assert {*Edition.objects.filter(article=self.pk).values_list("published_by", flat=True)} <= allowed
        if Edition.objects.filter(article=self.pk).exists():
            actions = {LogLine.Action.PUBLISHED, LogLine.Action.SCHEDULED}
            assert LogLine.objects.filter(article=self.pk, action__in=actions).exists()

    @precondition(began)
    @invariant()
    def an_embargo_never_leaks(self):
        until = self.article.embargo_until
        if until and until > self.now:
            assert self.live_at(self.now) == []
            assert self.live_at(until - timedelta(microseconds=1)) == []

    @precondition(began)
    @invariant()
    def what_readers_saw_stays_what_they_saw(self):
        for at, live in self.public.items():
            assert self.live_at(at) == live

    @precondition(began)
    @invariant()
    def what_was_public_is_never_thrown_away(self):
        if Edition.objects.filter(article=self.pk).exists():
            assert self.article.state != Article.State.TRASHED


class DeskTest(TestCase, Desk.TestCase):
    settings = settings(max_examples=25, stateful_step_count=30, suppress_health_check=list(HealthCheck))
