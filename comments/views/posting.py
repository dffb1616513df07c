"""Where a comment is sent to, what the reader is told then, and how a comment is found again."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.clients import client_address, is_foreign
from articles.models import Edition
from articles.story import Story
from articles.views import article_page, find_edition, gone
from comments import rate_limits, signed_links, threads
from comments.forms import CommentForm
from comments.marks import mark
from comments.models import Comment
from comments.network import address_hash
from comments.policy import are_shown, policy_of

A_SECOND_CLICK = timedelta(minutes=10)


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

    # Who is signed in has authority: it counts only when the browser itself says which page sent the form.
    user = request.user if request.user.is_staff and "Origin" in request.headers else None
    form = CommentForm(request.POST, edition=edition, user=user, publication=request.publication.name)
    if not form.is_valid():
        return form_again(request, edition, form, status=422)
    sender = client_address(request)
    with transaction.atomic():
        wait = 0 if user else rate_limits.seconds_to_wait(sender)
        if wait and form.is_known():
            wait = 0  # the second click is no further comment
        if not wait:
            comment = form.save(policy, address=sender)
            is_theirs = not form.was_known or is_the_same_sender(comment, sender)
            if form.was_known and is_theirs:
                form.take_wishes(comment)  # as from who went back to tick them
    if wait:
        form.add_error(None, rate_limits.sentence(wait))
        response = form_again(request, edition, form, status=429)
        response["Retry-After"] = str(wait)
        return response
    if not is_theirs:
        return HttpResponseRedirect(reverse("comments:received", kwargs=address), status=303)
    said = "again" if form.was_known else "sent"
    return HttpResponseRedirect(f"{signed_links.for_comment(comment)}?{said}", status=303)


def is_the_same_sender(comment, address):
    """
    Whether the known ``comment`` is sent again by who has just sent it, from the network ``address`` (str): by a second
    click, say. Others may know all that is in the form; they are not given the link to edit and withdraw it.
    """
    is_new = timezone.now() - comment.created_at < A_SECOND_CLICK
    return is_new and bool(comment.address_hash) and comment.address_hash == address_hash(address)


def form_again(request, edition, form, *, status):
    """The page that ``form`` (validated) was sent from, with what it says and with all that was typed."""
    if answered := form.cleaned_data.get("parent"):
        return reply_page(request, edition, answered, form=form, status=status)
    return article_page(request, edition, comment_form=form, status=status)


def refused(request, edition, sentence, *, status):
    """Say why a comment can't be taken, and give back its text."""
    context = {"edition": edition, "sentence": sentence, "body": request.POST.get("body", "")}
    return TemplateResponse(request, "comments/refused.html", context, status=status)


@require_safe
def received(request, **address):
    """That a comment is there already, for who sent it once more and may be anybody. The same for all."""
    edition, moved = find_edition(**address)
    edition = edition or moved
    if edition is None:
        return gone(request, **address)
    response = TemplateResponse(request, "comments/received.html", {"edition": edition})
    response["X-Robots-Tag"] = "noindex"
    return response


# -- Finding a comment again --


def for_readers(view):
    """
    Call ``view(request, comment, edition)`` for the address of a comment, with the live edition of its story. It is
    answered without when the comment was taken from readers (410), or the story was.
    """

    @require_safe
    def answer(request, pk):
        public = [Comment.Status.APPROVED, Comment.Status.REMOVED]
        comment = get_object_or_404(Comment.objects.for_reading().select_related("thread"), pk=pk, status__in=public)
        edition = Edition.objects.live().filter(article=comment.article_id).for_page().first()
        if edition is None:
            begun = Edition.objects.filter(article=comment.article_id, live_from__lte=timezone.now())
            return redirect(get_object_or_404(begun.select_related("address").order_by("-live_from")[:1]))
        if not are_shown(edition.article):
            raise Http404("This story shows no comments.")
        if comment.status == Comment.Status.REMOVED:
            context = {"edition": edition, "was_withdrawn": comment.withdrawn_at}
            return TemplateResponse(request, "comments/no_longer_shown.html", context, status=410)
        return view(request, comment, edition)

    return answer


@for_readers
def comment(request, comment, edition):
    """Lead to a comment, on whichever page it stands now. At most 5 queries."""
    root, page = threads.place_of(comment)
    address = thread_address(edition, root.pk) if root else edition.get_absolute_url()
    return redirect(f"{address}{threads.query(page=page)}#comment-{comment.pk}")


@for_readers
def reply(request, comment, edition):
    """The form of an answer, below what it answers."""
    return reply_page(request, edition, comment)


def reply_page(request, edition, comment, *, form=None, status=200):
    mark([comment], Story(edition))
    context = {
        "edition": edition,
        "comment": comment,
        "form": form,
        "policy": policy_of(edition, request.publication),
    }
    return TemplateResponse(request, "comments/reply.html", context, status=status)


@require_safe
def thread(request, pk, **address):
    """All of one thread, in pages: those that are long stand shortened on the page of the story."""
    edition, moved = find_edition(**address)
    if moved:
        return redirect(thread_address(moved, pk), permanent=True)
    if edition is None:
        return gone(request, **address)
    if not are_shown(edition.article):
        raise Http404("This story shows no comments.")
    root = get_object_or_404(Comment.objects.threads(edition.article_id).for_reading(), pk=pk)
    last = threads.last_page_of_thread(root)
    page = threads.page_number(request.GET.get("page"), last)
    shown = threads.thread_page(root, page)
    mark(shown.shown, Story(edition))
    context = {
        "edition": edition,
        "thread": shown,
        "pages": threads.Pages(request.path, page, last),
        "closed": policy_of(edition, request.publication).closed,
    }
    return TemplateResponse(request, "comments/thread.html", context)


def thread_address(edition, pk):
    day, slug = edition.address.day, edition.address.slug
    return reverse("comments:thread", args=[day.year, day.month, day.day, slug, pk])
