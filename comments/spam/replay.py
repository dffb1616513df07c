"""What other thresholds would have made of past decisions."""

from dataclasses import dataclass

from comments.models import Comment

LOOK_BACK = 5000  # decisions

Status = Comment.Status
STEPS = [number / 2 for number in range(1, 31)]  # thresholds that are tried: 0.5, 1 … 15


@dataclass(frozen=True)
class Row:
    """
    One threshold. As “held from”: ``held_wrongly`` comments reach it and were approved by a person, ``passed_wrongly``
    don't and were refused or called spam. As “spam from”: of those that reach it, ``spam_found`` were called spam.
    """

    threshold: float
    held_wrongly: int
    passed_wrongly: int
    spam_found: int

    @property
    def wrong(self):
        return self.held_wrongly + self.passed_wrongly


@dataclass(frozen=True)
class Replay:
    """
    ``rows`` over the comments that a person decided on: ``good`` were approved, ``bad`` refused, of these ``spam``
    called spam. ``unseen`` comments of the same time were never decided on by a person, and count nowhere. ``since`` is
    the oldest decision that was looked at, or None.
    """

    rows: list
    good: int
    bad: int
    spam: int
    unseen: int
    since: object

    @property
    def decided(self):
        return self.good + self.bad

    @property
    def best(self):
        """The row of the highest “held from” that gets the fewest wrong."""
        return min(reversed(self.rows), key=lambda row: row.wrong)


def replay(more=()):
    """Return the ``Replay`` of the last 5,000 decisions, with the thresholds ``more`` among the rows. 1 query."""
    found = Comment.objects.filter(decided_at__isnull=False, user=None, withdrawn_at=None, erased_at=None)
    found = found.order_by("-decided_at").values_list("score", "status", "decided_by", "decided_at")[:LOOK_BACK]
    found = list(found)
    decided = [(score, status) for score, status, by, _ in found if by is not None]
    good = [score for score, status in decided if status == Status.APPROVED]
    bad = [score for score, status in decided if status != Status.APPROVED]
    spam = [score for score, status in decided if status == Status.SPAM]
    rows = [
        Row(
            threshold,
            sum(score >= threshold for score in good),
            sum(score < threshold for score in bad),
            sum(score >= threshold for score in spam),
        )
        for threshold in sorted({*STEPS, *more})
    ]
    since = found[-1][3] if found else None
    return Replay(rows, len(good), len(bad), len(spam), len(found) - len(decided), since)
