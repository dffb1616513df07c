"""The deeds behind the desk’s buttons. Form and publishing pages call the same functions, and say the same."""

from django.contrib import messages
from django.utils import timezone
from django.utils.html import format_html

from articles.admin.states import moment

# Names of the buttons; those of PUBLISHING are for whoever may publish.
WORKFLOW = ("_submit", "_take_back")
PUBLISHING = ("_publish", "_cancel", "_withdraw")
DONE = {
    "_submit": "submitted",
    "_take_back": "taken back",
    "_publish": "published",
    "_cancel": "cancelled",
    "_withdraw": "withdrawn",
}
# What is typed for a deed, by the names of its inputs.
TYPED = {
    "_publish": ("publish_at_0", "publish_at_1", "edition_kind", "edition_note"),
    "_withdraw": ("withdraw_at_0", "withdraw_at_1", "withdraw_reason"),
}


def pressed(request):
    """Return the name of the button that was pressed, or None when it was one of the plain saving ones."""
    return next((name for name in (*PUBLISHING, *WORKFLOW) if name in request.POST), None)


def as_typed(name, at):
    """Return ``at`` (aware) as the two inputs of a ``DayAndTimeField`` called ``name`` would hold it."""
    at = timezone.localtime(at)
    return {f"{name}_0": f"{at:%Y-%m-%d}", f"{name}_1": f"{at:%H:%M}"}


def do(request, button, article, form=None):
    """
    Do what ``button`` says to ``article`` as it is saved, and tell the person in a message.

    ``form`` is the valid ``PublishForm`` or ``WithdrawForm``. Raise ``Refusal`` (nothing changed) or ``NotAllowed``.
    """
    deed = {
        "_submit": submit,
        "_take_back": take_back,
        "_publish": publish,
        "_cancel": cancel,
        "_withdraw": withdraw,
    }[button]
    messages.success(request, deed(request.user, article, form.cleaned_data if form else {}))


def submit(by, article, data):
    article.submit(by)
    return format_html("“{}” is in review.", article)


def take_back(by, article, data):
    article.take_back(by)
    return format_html("“{}” is a draft again.", article)


def publish(by, article, data):
    edition = article.publish(
        by,
        at=data.get("publish_at"),
        kind=data.get("edition_kind") or None,
        note=data.get("edition_note", ""),
    )
    if edition.is_live():
        said = format_html('“{}” is live: <a href="{}">see it</a>.', article, edition.get_absolute_url())
    else:
        said = format_html("“{}” will be live from {}.", article, moment(edition.live_from))
    if edition.cancelled:
        said = format_html("{} The edition for {} is cancelled.", said, moment(edition.cancelled.live_from))
    return said


def cancel(by, article, data):
    edition = article.cancel(by)
    return format_html("The edition of “{}” for {} is cancelled.", article, moment(edition.live_from))


def withdraw(by, article, data):
    edition = article.withdraw(by, at=data.get("withdraw_at"), reason=data["withdraw_reason"])
    if edition.is_live():
        return format_html("“{}” will be withdrawn {}.", article, moment(edition.live_until))
    return format_html("“{}” is withdrawn.", article)
