"""
Answers when something is wrong, in the publication's own pages.

None of them reads the request's body (a broken one would turn a 404 into a 500), and the 500 page touches
neither database nor context.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.decorators.csrf import requires_csrf_token


def bad_request(request, exception):
    return render(request, "400.html", status=400)


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
    return HttpResponse(loader.get_template("500.html").template.source, status=500)
