"""Pictures of the embedded set-up: renditions from the local disk. Larger sites leave it to nginx."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.templatetags.static import static
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

_RENDITION = re.compile(
    r"images/[0-9a-f]{2}/[0-9a-f]{24}/(?:[0-9]{1,5}|[0-9]{1,2}x[0-9]{1,2}(?:-[0-9]{1,3}){2})\.(webp|jpg)\Z"
)
TYPES = {"webp": "image/webp", "jpg": "image/jpeg"}


@require_safe
def rendition(request, name):
    """One rendition, to be kept for good: its name changes when its content does. Nothing else is served."""
    match = _RENDITION.match(name)
    if not match:
        raise Http404("No such picture.")
    try:
        modified = default_storage.get_modified_time(name).timestamp()
        etag = f'"{modified:.6f}-{default_storage.size(name)}"'
        response = get_conditional_response(request, etag=etag, last_modified=int(modified))
        if response is None:
            response = FileResponse(default_storage.open(name), content_type=TYPES[match[1]])
    except FileNotFoundError:
        raise Http404("No such picture.") from None
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modified)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


rendition.needs_no_publication = True  # type: ignore[attr-defined] # mypy knows no attributes of functions


@require_safe
def favicon(request):
    """Where browsers ask that have not read a page."""
    return redirect(static("img/favicon-48.png"), permanent=True)


favicon.needs_no_publication = True  # type: ignore[attr-defined]
