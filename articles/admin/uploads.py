"""
Who may send how much. Every file that comes from a person passes here first: ``read(file, by=user)``.

Three limits, each a setting where 0 means no limit: files an hour (``UPLOADS_PER_HOUR``), megabytes of one person's
originals (``UPLOAD_QUOTA``), and the percentage of each disk that stays free (``DISK_RESERVE``). A refusal is an
``UnfitPicture`` with a sentence and a status. On a full disk only uploads stop; the rest of the site goes on.
"""

import errno
import logging
import math
import shutil
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage, storages
from django.db.models import Sum
from django.utils import timezone

from articles.exceptions import DiskFull, QuotaReached, TooManyUploads, UnfitPicture
from articles.images import processing
from articles.models import Image, Upload

logger = logging.getLogger(__name__)

HOUR = timedelta(hours=1)
FULL = "The server’s disk is full: no pictures can be taken now. Tell whoever runs the site; everything else works."
FULL_CODES = {errno.ENOSPC, errno.EDQUOT}


def read(file, *, by):
    """
    Return the ``Picture`` in ``file``, sent by the user ``by``. 4 queries, and the time of ``processing.read``.

    Raise ``UnfitPicture``; those about how much have a ``status``: ``TooManyUploads`` (429, with ``retry_after``),
    ``QuotaReached`` (413), ``DiskFull`` (507).
    """
    try:
        check_disk()
        check_quota(by, file.size)
        count(by)
    except UnfitPicture as refusal:
        level = logging.ERROR if isinstance(refusal, DiskFull) else logging.INFO
        logger.log(level, "Refused an upload of %d bytes by account %s: %s", file.size, by.pk, refusal)
        raise
    return processing.read(file)


def check_disk():
    """Raise ``DiskFull`` when a disk of the pictures has less than ``DISK_RESERVE`` free."""
    if not settings.DISK_RESERVE:
        return
    for folder in _folders():
        usage = shutil.disk_usage(folder)
        if usage.free < usage.total * settings.DISK_RESERVE / 100:
            raise DiskFull(FULL)


def _folders():
    """Set of the folders (Path) of storages on this machine's disks; of one not made yet, the nearest parent."""
    folders = set()
    for storage in (default_storage, storages["originals"]):
        try:
            folder = Path(storage.path(""))
        except NotImplementedError:
            continue
        folders.add(next(path for path in (folder, *folder.parents) if path.exists()))
    return folders


def check_quota(by, size):
    """Raise ``QuotaReached`` when ``size`` bytes more are too many for the originals of the user ``by``. 1 query."""
    most = settings.UPLOAD_QUOTA * 2**20
    if not most:
        return
    used = Image.objects.filter(uploaded_by=by).aggregate(sum=Sum("size"))["sum"] or 0
    if used + size > most:
        raise QuotaReached(
            f"Your pictures take {used / 2**20:,.0f} MB of the {settings.UPLOAD_QUOTA:,} MB that are yours. "
            "Ask an administrator for more room, or to delete pictures that nobody uses."
        )


def count(by):
    """Count one more file of the user ``by``. Raise ``TooManyUploads`` when it is one too many. 3 queries."""
    if not settings.UPLOADS_PER_HOUR:
        return
    now = timezone.now()
    mine = Upload.objects.filter(by=by)
    mine.filter(at__lte=now - HOUR).delete()
    # Written before it is counted: of two that come at once, both see both.
    this = Upload.objects.create(by=by, at=now)
    times = list(mine.order_by("at").values_list("at", flat=True)[: settings.UPLOADS_PER_HOUR + 1])
    if len(times) > settings.UPLOADS_PER_HOUR:
        this.delete()
        wait = max(1, math.ceil((times[0] + HOUR - now).total_seconds()))
        minutes = math.ceil(wait / 60)
        raise TooManyUploads(
            f"You have sent {settings.UPLOADS_PER_HOUR:,} files within an hour, which is the most. "
            f"Go on in {minutes} minute{'' if minutes == 1 else 's'}.",
            retry_after=wait,
        )


@contextmanager
def room():
    """Context in which writing files to a full disk raises ``DiskFull``."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL_CODES:
            raise DiskFull(FULL) from error
        raise
