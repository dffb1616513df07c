"""How a story becomes public, changes in public, and goes: editions in time."""

from django.db import models, transaction
from django.utils import timezone

from articles import rights, tasks
from articles.exceptions import Embargoed, NotAllowed, NotLive, NotReadyToPublish, Refusal
from articles.models import search_index
from articles.models.authors import Author
from articles.models.checklist import findings
from articles.models.log import LogLine
from articles.models.proposals import accept_all
from articles.models.revisions import Address, Edition
from articles.models.taxonomy import Tag
from articles.slugs import numbered
from articles.text import lines


class Publishing(models.Model):
    """The methods of ``Article`` that readers notice."""

    class Meta:
        abstract = True

    def live_edition(self, at=None):
        """The edition readers see at ``at`` (aware datetime, default now), or None. 1 query."""
        return self.editions.live(at).first()

    def waiting_edition(self, at=None):
        """The edition that becomes public after ``at`` (default now), or None. 1 query."""
        return self.editions.filter(live_from__gt=at or timezone.now()).first()

    def missing_for_publication(self, at=None, content=None):
        """
        List of sentences: what keeps ``content`` (default: what the story says) from being published at ``at`` (default
        now), as its checklist says. 11 queries at most.
        """
        found = findings(content or self.content(), at, article=self)
        return [finding.words for finding in found if finding.blocks]

    def named_on_it(self):
        """The authors and the tags of the working copy, as two querysets of ``Proposal``."""
        return Author.objects.filter(bylines__article=self), Tag.objects.filter(article_tags__content_object=self)

    @transaction.atomic
    def publish(self, by, at=None, kind=None, note="", version=None):
        """
        Show what the story says now to readers from ``at`` (aware datetime, default now) and return the
        ``Edition``. The edition that is live then ends at the same instant.

        ``kind`` is an ``Edition.Kind``; default ``first`` for the first, ``update`` after. An edition that
        still waits for its time is cancelled and stands in ``edition.cancelled`` (else None). Authors and tags of the
        story that were only proposed are accepted, and stand in ``edition.accepted`` (list). Where another story
        of the day has the slug, this one gets it with a number, and the slug stands in ``edition.taken`` (else None). A
        withdrawal planned for later holds for the new edition too. A moment in the past is for imports: it must not lie
        before the start of an earlier edition.

        Raise ``NotAllowed``, ``NotReadyToPublish``, ``Embargoed``, or ``Conflict`` when ``version`` is given and the
        story is at another; nothing is changed then.
        """
        self.lock(version)
        if not rights.may_publish(by, self):
            raise NotAllowed("Only an editor of this section can publish this story.")
        now = timezone.now()
        at = at or now
        if self.state == self.State.TRASHED:
            raise NotReadyToPublish("The story is in the trash. Take it out first.")
        self._check_ready(at)

        waiting = self.waiting_edition(now)
        cancelled = self._cancel(by, waiting) if waiting else None
        previous = self.editions.order_by("-live_from").first()
        kind = kind or (Edition.Kind.UPDATE if previous else Edition.Kind.FIRST)
        if (kind == Edition.Kind.FIRST) != (previous is None):
            raise NotReadyToPublish(
                "The story was public before: say whether this is an update, a clarification, a correction or a typo."
                if previous
                else "The first edition of a story has nothing to correct yet."
            )
        note = lines(note)
        if kind in Edition.PUBLIC_NOTE_KINDS and not note:
            raise NotReadyToPublish(
                f"A {Edition.Kind(kind).label.lower()} needs a sentence that tells readers what changed."
            )
        if previous and at <= (previous.live_until if previous.has_ended(now) else previous.live_from):
            raise NotReadyToPublish("An earlier edition was public at that moment.")

        address, wished = self._address(at, previous), self.slug
        if address.slug != wished:
            self.touch(slug=address.slug)
        accepted = accept_all(self.named_on_it(), by)
        revision = self.save_revision(by)
        edition = Edition.of(revision, previous=previous, address=address, kind=kind, note=note, by=by, at=at)
        if previous and not previous.has_ended(at):
            edition.take_ending_from(previous)
            previous.end(at)
        edition.add(
            [row["author"] for row in revision.content["bylines"]],
            list(self.tags.values_list("pk", flat=True)),
        )
        self.set_state(self.State.APPROVED)
        self.keep_texts()
        action = LogLine.Action.SCHEDULED if at > now else LogLine.Action.PUBLISHED
        self.log.create(action=action, by=by, note=f"{edition.get_kind_display()}, {at.isoformat()}. {note}".strip())
        self.thin_autosaves()
        tasks.ping_all()
        edition.cancelled, edition.taken = cancelled, wished if wished != address.slug else None
        edition.accepted = accepted
        return edition

    @transaction.atomic
    def cancel(self, by, version=None):
        """
        Cancel the edition that waits for its time, so that nothing changes then. Return it (deleted).

        Raise ``NotAllowed``, ``NotLive`` when none waits, or ``Conflict`` as ``publish`` does.
        """
        self.lock(version)
        if not rights.may_publish(by, self):
            raise NotAllowed("Only an editor of this section can cancel this.")
        waiting = self.waiting_edition()
        if not waiting:
            raise NotLive("Nothing of this story waits to be published.")
        return self._cancel(by, waiting)

    @transaction.atomic
    def withdraw(self, by, at=None, reason="", version=None):
        """
        Take the story from readers from ``at`` (aware datetime, default now); its address then answers 410
        with ``reason``, which is public. Return the edition that ends.

        An edition that would have become public at ``at`` or later is cancelled. Raise ``NotAllowed``,
        ``NotLive`` when nothing is public then, ``Refusal`` without a reason or with a moment in the past, or
        ``Conflict`` as ``publish`` does.
        """
        self.lock(version)
        if not rights.may_publish(by, self):
            raise NotAllowed("Only an editor of this section can withdraw this story.")
        now = timezone.now()
        at = at or now
        reason = lines(reason)
        if not reason:
            raise Refusal("Say why the story is withdrawn: readers see this sentence at its address.")
        if at < now:
            raise Refusal("What readers have seen can’t be taken back in the past.")
        waiting = self.waiting_edition(now)
        if waiting and waiting.live_from >= at:
            self._cancel(by, waiting)
        edition = self.live_edition(at)
        if edition is None:
            raise NotLive("Nothing of this story is public then.")
        if edition.live_from == at:
            raise Refusal("The story becomes public at that very moment. Choose a later one.")
        edition.end(at, by=by, reason=reason)
        self.touch()
        self.log.create(action=LogLine.Action.WITHDRAWN, by=by, note=f"{at.isoformat()}. {reason}".strip())
        tasks.ping_all()
        return edition

    def withdrawn_edition(self):
        """The edition whose withdrawal, planned or done, can be undone, or None. 2 queries at most."""
        last = self.editions.exclude(withdrawn_by=None).order_by("-live_from").first()
        if last is None or self.editions.filter(live_from__gt=last.live_from).exists():
            return None
        return last

    @transaction.atomic
    def reinstate(self, by, version=None):
        """
        Undo a withdrawal: a planned one is called off; after one that has happened, what readers saw last is public
        again from now, as a new edition of the same revision, if the checklist lets it. Return the live edition.

        Raise ``NotAllowed``, ``NotLive`` when nothing was withdrawn, ``NotReadyToPublish``, ``Embargoed``, or
        ``Conflict`` as ``publish``.
        """
        self.lock(version)
        if not rights.may_publish(by, self):
            raise NotAllowed("Only an editor of this section can bring this story back.")
        now, last = timezone.now(), self.withdrawn_edition()
        if last is None:
            raise NotLive("Nothing of this story is withdrawn.")
        reason = last.withdrawal_reason
        if last.has_ended(now):
            self._check_ready(now, last.revision.content)
            edition = Edition.of(
                last.revision,
                previous=last,
                address=last.address,
                kind=Edition.Kind.UPDATE,
                note="",
                by=by,
                at=now,
            )
            edition.add(
                list(last.edition_authors.values_list("author", flat=True)),
                list(last.edition_tags.values_list("tag", flat=True)),
            )
        else:
            edition = last
            edition.end(None)
        self.touch()
        self.log.create(action=LogLine.Action.REINSTATED, by=by, note=f"Withdrawn for: {reason}")
        tasks.ping_all()
        return edition

    def why_embargoed(self, at):
        """A sentence on why nothing can be published at ``at``, or ""."""
        if not self.embargo_until or at >= self.embargo_until:
            return ""
        until = timezone.localtime(self.embargo_until)
        return f"The story is under embargo until {until:%-d %B %Y, %H:%M}. Publish it then or later."

    def _check_ready(self, at, content=None):
        missing, embargo = self.missing_for_publication(at, content), self.why_embargoed(at)
        if missing == [embargo]:
            raise Embargoed(embargo)  # the only reason: the moment is offered
        if missing:
            raise NotReadyToPublish(" ".join(missing))

    def check_embargo_can_hold(self):
        """
        Raise ``Embargoed`` when ``embargo_until`` (not yet saved) comes too late: something is public before it, or
        waits to be. 1 query.
        """
        if not self.embargo_until or self.embargo_until <= timezone.now():
            return
        early = self.editions.unfinished().filter(live_from__lt=self.embargo_until).first()
        if early and early.is_live():
            raise Embargoed("The story is public already. Withdraw it before you put an embargo on it.")
        if early:
            raise Embargoed(
                f"An edition waits for {timezone.localtime(early.live_from):%-d %B %Y, %H:%M}, before the end of "
                "this embargo. Cancel it first."
            )

    def _cancel(self, by, waiting):
        """Delete ``waiting``, which was never public; who it would have followed gets its ending back."""
        before = self.editions.filter(live_until=waiting.live_from, withdrawn_by=None).first()
        address = waiting.address
        waiting_pk = waiting.pk
        search_index.forget([waiting])
        waiting.delete()
        if before:
            before.take_ending_from(waiting)
            before.save(update_fields=Edition.ENDING)
        if not address.editions.exists():
            address.delete()
        waiting.pk = waiting_pk
        self.touch()
        self.log.create(action=LogLine.Action.CANCELLED, by=by, note=f"Edition for {waiting.live_from.isoformat()}.")
        return waiting

    def _address(self, at, previous):
        """
        The address of an edition from ``at``: the day of the first edition, and the slug of now with the first number
        that leaves it to no other story. 1 query or 2 for each that another story has.
        """
        day = previous.address.day if previous else timezone.localtime(at).date()
        for slug in numbered(self.slug, Address._meta.get_field("slug").max_length):
            address, _ = Address.objects.get_or_create(day=day, slug=slug, defaults={"article": self})
            if address.article_id == self.pk:
                return address
