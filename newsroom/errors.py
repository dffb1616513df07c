"""
Answers when something is wrong, in the publication's own pages.

None of them reads the request's body (a broken one would turn a 404 into a 500), and those for 400 and 500 touch
neither database nor context.
"""

import errno
import sqlite3
import sys

from django.conf import settings
from django.contrib import admin
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
    return refused(request, 403, "You may not do this", str(exception))


def refused(request, status, title, reason=""):
    """The page of the desk, in its frame, for who is signed in there; else the readers’."""
    is_desk = request.path.startswith(f"/{settings.ADMIN_PATH}") and hasattr(request, "user")
    if not (is_desk and admin.site.has_permission(request)):
        return render(request, f"{status}.html", {"reason": reason}, status=status)
    context = {**admin.site.each_context(request), "title": title, "reason": reason}
    return render(request, f"admin/{status}.html", context, status=status)


def csrf_failure(request, reason=""):
    """A form of the desk without its token: mostly one that was open when its person signed in anew."""
    words = (
        "This form is out of date, as happens when you signed in again in another tab. Nothing was changed. "
        "Go back: what you typed is still there. Copy it, reload the page and send it once more."
    )
    return refused(request, 403, "This form is out of date", words)


def page_not_found(request, exception):
    return refused(request, 404, "There is no page at this address", reason_of(exception))


def reason_of(exception):
    """The sentence that ``Http404`` was raised with, none of Django’s own: a dict, or one about a query."""
    reason = exception.args[0] if exception.args else ""
    return reason if isinstance(reason, str) and not reason.endswith("the given query.") else ""


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
