"""Pages for one person alone, whose address is the key: what they have in common."""

from functools import wraps

from django.http import HttpResponseNotAllowed
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt

from articles.sharing import is_from_elsewhere, unlisted
from comments import signed_links

METHODS = ("GET", "HEAD", "POST")


def secret(view):
    """
    Decorator: ``view`` is kept by no cache, listed nowhere, and its address, which is a key, stands in no line of our
    log. It sets no cookie, so it can have no CSRF token either. Raises ``links.NotValid``: the link opens nothing, and
    what was typed is given back.
    """

    @csrf_exempt
    @unlisted
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        try:
            return view(request, *args, **kwargs)
        except signed_links.NotValid:
            context = {"body": typed(request)}
            return TemplateResponse(request, "comments/dead_link.html", context, status=404)

    return answer


def typed(request):
    """What somebody wrote into one of these pages: a comment's text, or the words of an appeal."""
    return request.POST.get("body") or request.POST.get("words", "")


def private(view):
    """Decorator: as ``secret``, and what another site sends is refused."""

    @secret
    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "POST" and is_from_elsewhere(request):
            return sent_from_elsewhere(request)
        return view(request, *args, **kwargs)

    return answer


def sent_from_elsewhere(request):
    context = {
        "sentence": "This is done on our own page alone. Open it and try again.",
        "body": typed(request),
    }
    return TemplateResponse(request, "comments/refused.html", context, status=403)
