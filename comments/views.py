"""Where a comment is sent to, and what the reader is told then."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.clients import client_address
from articles.origin import is_foreign
from articles.views import article_page, find_edition, gone
from comments import limits
from comments.forms import CommentForm
from comments.policy import policy_of


# Pages that are the same for all can hold no CSRF token. An anonymous post has no authority that another site
# could borrow, and what another site sends is refused all the same.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post(request, **address):
    """
    Take a comment on the story at ``address`` (year, month, day, slug).

    Whoever comes here to read, by reloading perhaps, is sent to the comments of the story.
    """
    edition, moved = find_edition(**address)
    edition = edition or moved
    if request.method != "POST":
        return redirect(f"{edition.get_absolute_url()}#comments") if edition else gone(request, **address)
    if is_foreign(request):
        raise PermissionDenied("A comment is sent from the page of the story.")
    if edition is None:
        return refused(request, None, "The story was withdrawn, so it takes no comments.", status=410)
    policy = policy_of(edition, request.publication)
    if policy.closed:
        return refused(request, edition, policy.closed, status=409)

    form = CommentForm(request.POST, edition=edition)
    if not form.is_valid():
        return article_page(request, edition, comment_form=form, status=422)
    # Who is signed in has authority: it counts only when the browser itself says which page sent the form.
    signed_in = request.user.is_staff and "Origin" in request.headers
    user, sender = request.user if signed_in else None, client_address(request)
    with transaction.atomic():
        wait = 0 if user else limits.seconds_to_wait(sender)
        if not wait:
            form.save(policy, user=user, address=sender)
    if wait:
        form.add_error(None, limits.sentence(wait))
        response = article_page(request, edition, comment_form=form, status=429)
        response["Retry-After"] = str(wait)
        return response
    return HttpResponseRedirect(reverse("comments:received", kwargs=address), status=303)


def refused(request, edition, sentence, *, status):
    """Say why a comment can't be taken, and give back its text."""
    context = {"edition": edition, "sentence": sentence, "body": request.POST.get("body", "")}
    return TemplateResponse(request, "comments/refused.html", context, status=status)


@require_safe
def received(request, **address):
    """Thanks, and what happens next. The same for all."""
    edition, moved = find_edition(**address)
    edition = edition or moved
    if edition is None:
        return gone(request, **address)
    response = TemplateResponse(request, "comments/received.html", {"edition": edition})
    response["X-Robots-Tag"] = "noindex"
    return response
