"""Small middlewares: headers for every answer, the publication for every request."""

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject

from newsroom.models import Publication


class PermissionsPolicyMiddleware:
    """Shuts the browser's sensors on every answer, errors and files too."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


class CacheControlMiddleware:
    """
    Says of every answer how long it may be kept, unless it says so itself, as pictures do: what is silent may be kept
    for ever by a browser (RFC 9111, 4.2.2: 301 and 410 among others).

    A page, and where an address leads, is asked for again each time: a story may change, move and come back within the
    minute. Errors are kept nowhere, and neither is anything of the desk.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_at_the_desk(request):
            add_never_cache_headers(response)
        kept = "max-age=0, must-revalidate" if response.status_code < 400 else "no-store"
        response.headers.setdefault("Cache-Control", kept)
        return response


class PublicationMiddleware:
    """
    Puts the publication on the request (read when first asked for, 1 query) and makes its time zone the active
    one, so that addresses, lists and pages agree on what a day is. Says in a header what machines are asked for.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.publication = SimpleLazyObject(Publication.objects.current)
        with timezone.override(None):
            response = self.get_response(request)
            if is_at_the_desk(request):
                response.headers.setdefault("X-Robots-Tag", "noindex, nofollow, noarchive")
            elif response.status_code == 200 and not is_of_no_publication(request):
                response.headers.setdefault("X-Robots-Tag", request.publication.machines.tag)
            return response

    def process_view(self, request, view, args, kwargs):
        if not is_of_no_publication(request):
            timezone.activate(request.publication.time_zone)


def is_of_no_publication(request):
    """Whether the view that answers, such as that of a picture, does without the publication and its query."""
    return bool(request.resolver_match) and getattr(request.resolver_match.func, "needs_no_publication", False)


class FewFieldsMiddleware:
    """
    Refuses what a reader sends with more fields than any form of the readers' pages has. Their forms are those without
    a CSRF token, as their pages set no cookie; of what is sent to other pages nothing is read.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method != "POST" or not getattr(view, "csrf_exempt", False):
            return
        if sum(len(values) for _, values in request.POST.lists()) > settings.READERS_MAX_NUMBER_FIELDS:
            raise TooManyFieldsSent("More fields than a reader's form has.")


def is_at_the_desk(request):
    return request.path.startswith(f"/{settings.ADMIN_PATH}")
