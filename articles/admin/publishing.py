"""The actions behind the desk’s buttons. Form and publishing pages call the same functions, and say the same."""

from django.contrib import messages
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.states import moment
from articles.models import Front
from articles.models.workflow import KEPT_IN_TRASH

# Names of the buttons.
WORKFLOW = ("_submit", "_take_back", "_take_over", "_duplicate", "_trash", "_untrash")
EDITING = ("_approve", "_send_back", "_assign")
PUBLISHING = ("_publish", "_cancel", "_withdraw")
FOR_EDITORS = (*PUBLISHING, *EDITING)
# Those that ask for something first, on a page of their own: in the form they save and lead there.
ASKING = {"_send_back": "send_back", "_assign": "assign"}
DONE = {
    "_submit": "submitted",
    "_take_back": "taken back",
    "_take_over": "taken over",
    "_duplicate": "copied",
    "_trash": "thrown away",
    "_untrash": "taken out of the trash",
    "_approve": "approved",
    "_send_back": "sent back",
    "_assign": "assigned",
    "_publish": "published",
    "_cancel": "cancelled",
    "_withdraw": "withdrawn",
}
# What is typed for an action, by the names of its inputs.
TYPED = {
    "_publish": ("publish_when", "publish_at_0", "publish_at_1", "edition_kind", "edition_note"),
    "_withdraw": ("withdraw_at_0", "withdraw_at_1", "withdraw_reason"),
}


def pressed(request):
    """Return the name of the button that was pressed, or None when it was one of the plain saving ones."""
    return next((name for name in (*FOR_EDITORS, *WORKFLOW) if name in request.POST), None)


def as_typed(name, at):
    """Return ``at`` (aware) as the two inputs of a ``DayAndTimeField`` called ``name`` would hold it."""
    at = timezone.localtime(at)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}


def do(request, button, article, form=None, version=None):
    """
    Do what ``button`` says to ``article`` as it is saved, tell the person in a message, and return what the action
    made: a copy, or None.

    ``form`` is valid and holds what the action asks for. ``version`` is the one that the person saw: ``Conflict`` is
    raised when the story is at another. Raise ``Refusal`` (nothing changed) or ``NotAllowed``.
    """
    action = {
        "_submit": submit,
        "_take_back": take_back,
        "_take_over": take_over,
        "_trash": trash,
        "_untrash": untrash,
        "_approve": approve,
        "_send_back": send_back,
        "_assign": assign,
        "_publish": publish,
        "_cancel": cancel,
        "_withdraw": withdraw,
    }
    data = {**(form.cleaned_data if form else {}), "version": version}
    if button == "_duplicate":
        copy = article.duplicate(request.user)
        messages.success(request, format_html("“{}” is a new draft.", copy))
        return copy
    said = action[button](request.user, article, data)
    if button == "_trash":
        said = format_html("{} {}", said, undo(request, article))
    messages.success(request, said)
    return None


def undo(request, article):
    """A form with one button that takes ``article`` out of the trash again."""
    return format_html(
        '<form class="undo" method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="version" value="{}"><button type="submit" class="button">Undo</button></form>',
        reverse("admin:articles_article_untrash", args=[article.pk]),
        get_token(request),
        article.version,
    )


def submit(by, article, data):
    article.submit(by, version=data["version"])
    return format_html("“{}” is in review.", article)


def take_back(by, article, data):
    article.take_back(by, version=data["version"])
    return format_html("“{}” is a draft again.", article)


def approve(by, article, data):
    article.approve(by, version=data["version"])
    return format_html("“{}” is approved.", article)


def send_back(by, article, data):
    article.send_back(by, data["reason"], version=data["version"])
    return format_html("“{}” is sent back: its writers get your reason by mail.", article)


def assign(by, article, data):
    asked = {name: data[name] for name in ("to", "deadline", "word_target")}
    article.assign(by, **asked, version=data["version"])
    return format_html("“{}” is assigned to {}.", article, data["to"] or "nobody")


def take_over(by, article, data):
    article.take_over(by, version=data["version"])
    return format_html("“{}” is yours now.", article)


def trash(by, article, data):
    article.trash(by, version=data["version"])
    return format_html("“{}” is in the trash for {} days.", article, KEPT_IN_TRASH.days)


def untrash(by, article, data):
    article.untrash(by, version=data["version"])
    return format_html("“{}” is out of the trash, a draft.", article)


def publish(by, article, data):
    edition = article.publish(
        by,
        at=data.get("publish_at"),
        kind=data.get("edition_kind") or None,
        note=data.get("edition_note", ""),
        version=data["version"],
    )
    if edition.is_live():
        said = format_html('“{}” is live: <a href="{}">see it</a>.', article, edition.get_absolute_url())
    else:
        said = format_html("“{}” will be live from {}.", article, moment(edition.live_from))
    if edition.taken:
        said = format_html("{} {}", said, told_address(edition))
    if edition.accepted:
        names = " and ".join(one.in_words for one in edition.accepted)
        said = format_html("{} The new {} {} accepted.", said, names, "is" if len(edition.accepted) == 1 else "are")
    if edition.cancelled:
        said = format_html("{} The edition for {} is cancelled.", said, moment(edition.cancelled.live_from))
    return said


def told_address(edition):
    """A sentence on the address of ``edition``, whose slug was ``edition.taken``."""
    return format_html(
        "It stands at the address {}, as another story of the day has “{}”.", edition.get_absolute_url(), edition.taken
    )


def cancel(by, article, data):
    edition = article.cancel(by, version=data["version"])
    return format_html("The edition of “{}” for {} is cancelled.", article, moment(edition.live_from))


def withdraw(by, article, data):
    edition = article.withdraw(by, at=data.get("withdraw_at"), reason=data["withdraw_reason"], version=data["version"])
    if edition.is_live():
        return format_html("“{}” will be withdrawn {}.", article, moment(edition.live_until))
    said = format_html("“{}” is withdrawn.", article)
    if pinned := Front.objects.pin_in_words(article):
        said = format_html("{} On the front page: {} Another story has the place now.", said, pinned)
    return said
