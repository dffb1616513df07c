"""
Answers when something is wrong, in the publication's own pages.

None of them reads the request's body (a broken one would turn a 404 into a 500), and those for 400 and 500 touch
neither database nor context.
"""

import errno
import sqlite3
import sys

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import Error as DatabaseError
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token

RETRY_AFTER = 60  # seconds
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
# What SQLite says when it can't write or be reached now; SQLITE_ERROR, a fault in a query, is none of them.
SQLITE_TROUBLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOMEM,
}
DISK_FULL, READ_ONLY = "53100", "25006"  # of PostgreSQL, appendix A of its manual
# Never shown again, whatever was typed into it.
SECRET = ("password", "token", "stamp", "key")


def bad_request(request, exception):
    """400, or 413 for what is more than a form may hold, with the number that it may."""
    reason, status = "", 413
    if isinstance(exception, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
        reason = f"What you sent is too long: a form can hold {most} MB of text. Make it shorter, or send it in parts."
    elif isinstance(exception, TooManyFieldsSent):
        reason = "This form has more fields than can be sent at once. Send it in parts."
    elif isinstance(exception, TooManyFilesSent):
        reason = f"These are too many files: send at most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} at once."
    else:
        status = 400
    return HttpResponse(loader.render_to_string("400.html", {"reason": reason}), status=status)


@requires_csrf_token
def permission_denied(request, exception):
    return render(request, "403.html", {"reason": str(exception)}, status=403)


def csrf_failure(request, reason=""):
    """A form of the desk without its token: mostly one that was open when its person signed in anew."""
    words = (
        "This form is out of date, as happens when you signed in again in another tab. Nothing was changed. "
        "Go back: what you typed is still there. Copy it, reload the page and send it once more."
    )
    return render(request, "403.html", {"reason": words}, status=403)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    """500; 507 when there is no space left, 503 when the database can't be reached or written to."""
    trouble = trouble_with_storage(sys.exc_info()[1])
    if not trouble:
        return HttpResponse(loader.render_to_string("500.html"), status=500)
    status, reason = trouble
    page = loader.render_to_string("503.html", {"reason": reason, "typed": typed(request)})
    return HttpResponse(page, status=status, headers={"Retry-After": str(RETRY_AFTER)})


def trouble_with_storage(error):
    """What is answered to ``error`` (exception or None), as status and sentence; None when the storage is well."""
    while error is not None:
        cause = error.__cause__ or error.__context__
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # without what SQLite adds to it
        sqlstate = getattr(cause, "sqlstate", None)
        is_of_database = isinstance(error, DatabaseError | InterfaceError)
        if isinstance(error, OSError) and error.errno in NO_SPACE:
            return 507, "There is no space left on the server."
        if is_of_database and (code == sqlite3.SQLITE_FULL or sqlstate == DISK_FULL):
            return 507, "There is no space left on the server."
        if isinstance(error, OSError) and error.errno == errno.EROFS:
            return 503, "The server can’t write just now."
        if is_of_database and (code in SQLITE_TROUBLE or sqlstate == READ_ONLY):
            return 503, "The server can’t save just now."
        if isinstance(error, OperationalError | InterfaceError) and not code:
            return 503, "The server can’t reach its database just now."
        error = cause
    return None


def typed(request):
    """The words (list of name and text) that came in a form, as far as it was read: nothing more is read of it."""
    if request.method != "POST" or not hasattr(request, "_post"):
        return []
    return [
        (name.replace("_", " ").capitalize(), value)
        for name, value in request.POST.items()
        if value.strip()
        and not any(word in name for word in SECRET)
        and (name in {"body", "text", "words"} or len(value.split()) > 1)
    ]
