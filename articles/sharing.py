"""The page behind a share link: an unpublished story for one outsider, who may leave remarks."""

from functools import wraps

from django import forms
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.clients import is_foreign
from articles.exceptions import Refusal
from articles.fields import LinesFormField
from articles.models import ShareLink
from articles.story import Story

# What no line of text has, line breaks and tabs apart.


def unlisted(view):
    """
    What ``view`` answers, whatever it is, is kept by no cache, listed by no search engine, and sends no referrer; its
    address, which is a key, goes into no log of refusals.
    """

    @wraps(view)
    def wrapped(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Referrer-Policy"] = "no-referrer"
        response._has_been_logged = True
        return response

    return wrapped


class RemarkForm(forms.Form):
    text = LinesFormField(
        label="Your remark",
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        error_messages={"required": "Write something first."},
    )


@csrf_exempt  # the page sets no cookie; its address is the secret, and other sites are refused
@unlisted
@require_http_methods(["GET", "HEAD", "POST"])
def shared(request, token):
    """
    The story of a link as it was last saved, and a form for remarks on it.

    A link that is unknown, revoked or past its time, and one to a story in the trash, are answered alike.
    """
    link = ShareLink.objects.open().filter(token=token).select_related("article").first()
    if link is None:
        written = request.POST.get("text", "")
        return TemplateResponse(request, "articles/share_ended.html", {"written": written}, status=404)
    if request.method != "POST":
        thanks = "thanks" in request.GET
        if request.method == "GET" and not thanks and not is_prefetched(request):
            link.count_opening()
        return shared_page(request, link, RemarkForm(), thanks=thanks)

    form = RemarkForm(request.POST)
    if is_from_elsewhere(request):
        form.add_error(None, "A remark is sent from this page. Look at it, and send it again.")
        return shared_page(request, link, form, status=403)
    if form.is_valid():
        try:
            link.remark(form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error("text", str(refusal))
        else:
            return HttpResponseRedirect(f"{link.get_absolute_url()}?thanks#remark", status=303)
    return shared_page(request, link, form, status=422)


def shared_page(request, link, form, *, thanks=False, status=200):
    article = link.article
    saved = article.revisions.filter(autosave=False).first()
    story = Story.preview(article, saved.content if saved else article.content())
    embargo = article.embargo_until
    context = {
        "readers_page": "articles/article.html",
        "edition": story.edition,
        "story": story,
        "link": link,
        "saved_at": saved.created_at if saved else article.changed_at,
        "embargo_until": embargo if embargo and embargo > timezone.now() else None,
        "form": form,
        "thanks": thanks,
    }
    return TemplateResponse(request, "articles/shared.html", context, status=status)


def is_prefetched(request):
    """Whether a browser fetches the page before anybody has asked to see it."""
    purpose = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in purpose or "prerender" in purpose


def is_from_elsewhere(request):
    # A page that sends no referrer posts with the origin "null", and without TLS a browser says no more than that.
    says_nothing = request.headers.get("Origin") == "null" and "Sec-Fetch-Site" not in request.headers
    return is_foreign(request) and not says_nothing
