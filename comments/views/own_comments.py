"""Everything that somebody wrote here, behind a link that is mailed to them: edit, withdraw, take along, erase."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django import forms
from django.core.cache import cache
from django.db import connections
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from articles.clients import client_address
from articles.models import Edition
from articles.pagination import paginate
from comments import network, privacy, signed_links
from comments.editing import may_edit
from comments.forms import CommentForm
from comments.mail import consent, outbox
from comments.models import Comment, Commenter, OutgoingMail
from comments.views.own_comment import state_of
from comments.views.private import private

logger = logging.getLogger(__name__)

ASKED_AN_HOUR = 10  # times that one network may ask
MAILED_A_DAY = 3  # such mails to one address

_afterwards = ThreadPoolExecutor(max_workers=1, thread_name_prefix="own-comments")


class AddressForm(forms.Form):
    email = CommentForm.declared_fields["email"]


# -- Asking for the link --


@private
def ask(request):
    """
    Take an address and mail it the link, if something is kept about it. The answer, and the time it takes, are the same
    whether there is or not: what is found is found after the answer.
    """
    form = AddressForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return TemplateResponse(request, "comments/own_comments_ask.html", {"form": form})
    if not form.is_valid():
        return TemplateResponse(request, "comments/own_comments_ask.html", {"form": form}, status=422)
    if _asks_too_often(client_address(request)):
        form.add_error("email", "You, or others on your network, asked often in the last hour. Please wait a while.")
        response = TemplateResponse(request, "comments/own_comments_ask.html", {"form": form}, status=429)
        response["Retry-After"] = "3600"
        return response
    afterwards(mail_link, form.cleaned_data["email"])
    return HttpResponseRedirect(reverse("comments:own_comments_asked"), status=303)


@private
def asked(request):
    """The same for all."""
    context = {"lasts": signed_links.OWN_COMMENTS_LAST, "mailed_a_day": MAILED_A_DAY}
    return TemplateResponse(request, "comments/own_comments_asked.html", context)


def _asks_too_often(address):
    """Counted in the cache: without Redis each process counts for itself. Who comes from nowhere is not counted."""
    network_hash = network.address_hash(address)
    if not network_hash:
        return False
    key = f"comments.views.own_comments.{network_hash}"
    cache.add(key, 0, timeout=3600)
    try:
        return cache.incr(key) > ASKED_AN_HOUR
    except ValueError:  # it ran out just now
        return False


def afterwards(function, *args):
    """Call ``function`` in a thread of its own, one after the other: the answer does not wait for it."""
    _afterwards.submit(_and_close, function, *args)


def _and_close(function, *args):
    try:
        function(*args)
    except Exception as error:  # its words may hold the address
        logger.error("A link to somebody's comments could not be mailed: %s", type(error).__name__)
    finally:
        connections.close_all()


def mail_link(address, at=None):
    """
    Have the link to everything mailed to ``address`` if something is kept about it, ``MAILED_A_DAY`` times at most, and
    not while one is on its way; after they confirmed the address, if they never did.
    """
    at = at or timezone.now()
    commenter = Commenter.objects.at(address).exclude(email="").first()
    if commenter is None:
        return
    mails = commenter.mails.filter(kind=OutgoingMail.Kind.OWN_COMMENTS)
    is_on_its_way = mails.filter(sent_at=None, given_up_at=None).exists()
    if not is_on_its_way and mails.filter(created_at__gt=at - timedelta(days=1)).count() < MAILED_A_DAY:
        outbox.write(
            OutgoingMail.Kind.OWN_COMMENTS, key=f"own_comments:{commenter.pk}:{at:%Y%m%dT%H%M%S%f}", commenter=commenter
        )
    consent.ask_to_confirm(commenter, at=at)


# -- What the link opens --


def path_of(token):
    return reverse("comments:own_comments", args=[token])


@private
def own_comments(request, token):
    """Every comment, newest first, with what became of it; what is mailed and was reported. 4 queries of its own."""
    commenter, url = signed_links.commenter_of(token), path_of(token)
    page = paginate(
        request,
        lambda among: (
            commenter.comments.filter(among).select_related("edition__address").order_by("-created_at", "-pk")
        ),
        published_at="created_at",
    )
    now = timezone.now()
    for comment in page.items:
        comment.state, comment.link = state_of(comment), signed_links.for_comment(comment)
        comment.is_editable = may_edit(comment, now)
    # As readers last saw it: what the desk calls the story now, or will, is not public.
    public = Edition.objects.filter(article=OuterRef("article"), live_from__lte=now).order_by("-live_from")
    subscriptions = [
        (subscription, [(what, signed_links.for_stopping(commenter, subscription.article_id, what)) for what in wanted])
        for subscription in commenter.subscriptions.annotate(headline=Subquery(public.values("headline")[:1]))
        if (wanted := [what for what in ("replies", "corrections") if getattr(subscription, what)])
    ]
    context = {
        "commenter": commenter,
        "url": url,
        "page": page,
        "lasts": signed_links.OWN_COMMENTS_LAST,
        "subscriptions": subscriptions,
        "reports": commenter.reports.order_by("-created_at", "-pk")[:50],
        "stop_all_url": signed_links.for_stopping(commenter),
        "withdrawn": "withdrawn" in request.GET,
    }
    return TemplateResponse(request, "comments/own_comments.html", context)


@private
def withdraw_all(request, token):
    """Ask whether every comment is to be withdrawn, and do so."""
    commenter, url = signed_links.commenter_of(token), path_of(token)
    left = commenter.comments.filter(withdrawn_at=None)
    if request.method == "POST":
        for pk in list(left.order_by("pk").values_list("pk", flat=True)):  # no cursor stays open while this writes
            Comment.objects.get(pk=pk).withdraw()
        return HttpResponseRedirect(f"{url}?withdrawn", status=303)
    context = {"number": left.count(), "url": url}
    return TemplateResponse(request, "comments/own_comments_withdraw.html", context)


@private
def export(request, token):
    """All that is kept, as a file of JSON."""
    document = privacy.export(signed_links.commenter_of(token))
    response = JsonResponse(document, json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = 'attachment; filename="comments.json"'
    return response


@private
def erase(request, token):
    """Say what is erased and what stays, and do it."""
    commenter, url = signed_links.commenter_of(token), path_of(token)
    if request.method == "POST":
        privacy.erase(commenter)
        return TemplateResponse(request, "comments/own_comments_erased.html", {})
    stays = commenter.standing_at() in {Commenter.Standing.BANNED, Commenter.Standing.HELD}
    context = {"commenter": commenter, "url": url, "standing_stays": stays}
    return TemplateResponse(request, "comments/own_comments_erase.html", context)
