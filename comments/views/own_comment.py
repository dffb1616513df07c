"""The page of one comment for who wrote it, behind a signed link: what became of it, edit, withdraw."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from articles.clients import client_address
from articles.fields import LinesFormField
from comments import signed_links
from comments.editing import EDIT_WINDOW, edit, editable_until, may_edit
from comments.exceptions import NotForYou
from comments.forms import CommentForm, too_long
from comments.models import Appeal, Comment, HouseRule, LogLine, why_no_appeal
from comments.views.private import private

Status = Comment.Status


class AppealForm(forms.Form):
    """Why another moderator should look at it."""

    words = LinesFormField(
        max_length=2000,
        error_messages={"required": "Say why it should be published.", "max_length": too_long("What you wrote")},
    )


class EditForm(forms.Form):
    """The text alone, held to what the form under the story holds it to."""

    body = CommentForm.declared_fields["body"]


@dataclass(frozen=True)
class State:
    """What became of a comment: ``title`` in a word or two, ``words`` in a sentence or two for its writer."""

    title: str
    words: str


STATES = {
    Status.HELD: State(
        "Waiting for a moderator",
        "It can’t be seen yet. On many stories a moderator reads every comment first; elsewhere those of new writers, "
        "and those with links or words that often come with trouble. There is no need to send it again.",
    ),
    Status.APPROVED: State("Published", "Everybody can read it."),
    Status.REJECTED: State("Not published", "It can’t be seen."),
    Status.SPAM: State("Not published", "It was taken for advertising, or for something sent by a machine."),
    Status.REMOVED: State("Taken down", "It was published, and can’t be seen any more. Answers to it stay."),
}
WITHDRAWN = State("Withdrawn", "You took it back. It can’t be seen any more; answers to it stay.")


def state_of(comment):
    """Return the ``State`` of ``comment``. No query."""
    return WITHDRAWN if comment.withdrawn_at else STATES[Status(comment.status)]


def reasons_of(comment):
    """
    Return dict of ``rule`` (HouseRule or its name of then, or ""), ``statement`` (str) and ``by_machine`` (bool) of the
    decision against ``comment``; empty when there is none. Up to 2 queries.
    """
    if comment.withdrawn_at or comment.status not in {Status.REJECTED, Status.SPAM, Status.REMOVED}:
        return {}
    line = comment.log.filter(action=LogLine.Action.DECIDED, after=comment.status).first()
    rule = comment.rule and (HouseRule.objects.filter(name=comment.rule).first() or comment.rule)
    return {"rule": rule, "statement": line.statement if line else "", "by_machine": comment.decided_by_id is None}


@private
def own_comment(request, token):
    """What became of a comment, the form to edit it while there is time, and to appeal. 7 queries at most."""
    comment, form = signed_links.comment_of(token), None
    if request.method == "POST":
        form = EditForm(request.POST)
        if form.is_valid():
            if edit(comment, form.cleaned_data["body"], request.publication, client_address(request)):
                return HttpResponseRedirect(f"{signed_links.for_comment(comment)}?edited", status=303)
            return page(request, comment, form, too_late=True, status=409)
    return page(request, comment, form, status=422 if form else 200)


def page(request, comment, form, *, appeal_form=None, too_late=False, status=200):
    appeal = Appeal.objects.filter(comment=comment).first()
    context = {
        "appeal": appeal,
        "appeal_form": appeal_form or (AppealForm() if not appeal and not why_no_appeal(comment) else None),
        "comment": comment,
        "state": state_of(comment),
        "reasons": reasons_of(comment),
        "url": signed_links.for_comment(comment),
        "form": form or (EditForm(initial={"body": comment.body}) if may_edit(comment) else None),
        "edit_window": EDIT_WINDOW,
        "editable_until": editable_until(comment),
        "too_late": too_late,
        "edited": "edited" in request.GET,
        "sent": "sent" in request.GET,
        "sent_again": "again" in request.GET,
        "may_withdraw": not comment.withdrawn_at,
    }
    return TemplateResponse(request, "comments/own_comment.html", context, status=status)


@private
def withdraw(request, token):
    """Ask whether the comment is really to be withdrawn, and do so."""
    comment = signed_links.comment_of(token)
    if request.method == "POST":
        comment.withdraw()
    if request.method == "POST" or comment.withdrawn_at:
        return HttpResponseRedirect(signed_links.for_comment(comment), status=303)
    return TemplateResponse(
        request, "comments/withdraw.html", {"comment": comment, "url": signed_links.for_comment(comment)}
    )


@private
def appeal(request, token):
    """Let the writer ask, once, that another moderator looks at the refusal; whoever comes to read goes to the page."""
    comment = signed_links.comment_of(token)
    if request.method != "POST":
        return HttpResponseRedirect(signed_links.for_comment(comment))
    form = AppealForm(request.POST)
    if not form.is_valid():
        return page(request, comment, None, appeal_form=form, status=422)
    try:
        Appeal.objects.ask(comment, form.cleaned_data["words"])
    except NotForYou as refusal:
        if Appeal.objects.filter(comment=comment, words=form.cleaned_data["words"]).exists():  # the second click
            return HttpResponseRedirect(f"{signed_links.for_comment(comment)}#appeal", status=303)
        form.add_error("words", str(refusal))
        return page(request, comment, None, appeal_form=form, status=409)
    return HttpResponseRedirect(f"{signed_links.for_comment(comment)}#appeal", status=303)
