"""Refusals with a name; their message is a sentence for the person at the desk."""

from django.core.exceptions import PermissionDenied


class Refusal(Exception):
    """Something the desk asked for that the rules don't allow now; nothing was changed."""


class Conflict(Refusal):
    """The story was changed by somebody else since this person read it; ``article`` is it as it is now."""

    def __init__(self, article):
        super().__init__("Somebody else has changed this story meanwhile. Nothing of theirs or yours is overwritten.")
        self.article = article


class FrontConflict(Refusal):
    """The front page was changed by somebody else since this person read it; ``front`` is it as it is now."""

    def __init__(self, front):
        super().__init__("Somebody else has changed this page meanwhile. Nothing of theirs or yours is overwritten.")
        self.front = front


class EntryConflict(Refusal):
    """The entry was changed by somebody else since this person read it; ``entry`` is it as it is now."""

    def __init__(self, entry):
        super().__init__("Somebody else has changed this entry meanwhile. Nothing of theirs or yours is overwritten.")
        self.entry = entry


class CoverageConflict(Refusal):
    """
    What stands over a coverage was changed by somebody else since this person read it; ``coverage`` is it as it is now.
    """

    def __init__(self, coverage):
        super().__init__("Somebody else has changed this meanwhile. Nothing of theirs or yours is overwritten.")
        self.coverage = coverage


class NotReadyToPublish(Refusal):
    """The story lacks something that a public page needs, or its address is taken."""


class Embargoed(NotReadyToPublish):
    """The story would be public before its embargo ends."""


class TextTooLong(Refusal):
    """A text that is longer than any may be, as it was sent; it is not even read."""


class NotLive(Refusal):
    """There is nothing public, or nothing waiting, to act on."""


class NotAllowed(PermissionDenied):
    """This user may not do this to this story; answered as 403."""


class UnfitPicture(Refusal):
    """A file that is no picture we take: wrong type, too large, damaged."""

    status = 422  # of the answer to a program; a person gets the form again


class TooManyUploads(UnfitPicture):
    """This person has sent as many files as an hour may bring; ``retry_after`` in seconds."""

    status = 429

    def __init__(self, message, retry_after):
        super().__init__(message)
        self.retry_after = retry_after


class QuotaReached(UnfitPicture):
    """The pictures of this person take as much room as they may."""

    status = 413


class DiskFull(UnfitPicture):
    """There is no room for files."""

    status = 507
