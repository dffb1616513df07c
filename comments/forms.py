"""What readers may send, and what they are told when it can't be taken."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format

from articles.fields import EmailFormField, LinesFormField, NameFormField, URLFormField
from comments import form_stamps, network, reserved_names
from comments.mail import consent
from comments.models import Comment, Commenter
from comments.models.people import email_hash
from comments.screening import screen
from comments.spam.form import TRAP, form_id


def too_long(what):
    return f"{what} is longer than the %(limit_value)d characters we can take: it has %(show_value)d."


def banned_because(writer, at=None):
    """Return the sentence that tells ``writer`` (a ``Commenter``) that nothing is taken from them at ``at``, or ""."""
    if writer.standing_at(at) != Commenter.Standing.BANNED:
        return ""
    until = writer.standing_until
    until = f" until {date_format(timezone.localtime(until), 'j F Y, H:i')}" if until else ""
    return f"The moderators take no comments from this email address{until}. If this is wrong, write to us."


class AddressField(EmailFormField):
    """An e-mail address in lower case, as it is kept and has to fit: “İ” in lower case is two characters."""

    def to_python(self, value):
        return super().to_python(value).lower()


class CommentForm(forms.Form):
    """
    A comment on ``edition`` (keyword, with its article), by ``user`` when that one is signed in at the desk.
    ``publication`` is the name of that; ``at`` fixes the clock.

    Nothing is cut: what is too long is refused, and a bound form gives back what was typed.
    """

    body = LinesFormField(
        max_length=5000,
        error_messages={"required": "Write your comment.", "max_length": too_long("Your comment")},
    )
    name = NameFormField(
        max_length=80,
        error_messages={
            "required": "Give a name to show beside your comment.",
            "max_length": too_long("This name"),
        },
    )
    email = AddressField(
        max_length=254,
        error_messages={
            "required": "Give your email address. It will not be published.",
            "invalid": "This is no email address. It should look like name@example.org.",
            "max_length": too_long("This address"),
        },
    )
    url = URLFormField(
        required=False,
        max_length=200,
        error_messages={
            "invalid": "Give a web address, such as https://example.org, or leave this empty.",
            "max_length": too_long("This address"),
        },
    )
    parent = forms.ModelChoiceField(
        Comment.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "The comment you answered is no longer shown. Your text is kept: send it again "
            "to post it as a comment of its own."
        },
    )
    tell_replies = forms.BooleanField(required=False)
    tell_corrections = forms.BooleanField(required=False)
    mail_link = forms.BooleanField(required=False)
    stamp = forms.CharField(required=False)

    def __init__(self, *args, edition, user=None, publication="", at=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.edition, self.user, self.publication, self.at = edition, user, publication, at
        self.was_known = False
        self.fields["parent"].queryset = Comment.objects.approved().filter(article=edition.article_id).for_reading()
        self.age = None

    def clean_name(self):
        name = self.cleaned_data["name"]
        if reserved_names.is_taken(name, user=self.user, publication=self.publication):
            raise forms.ValidationError(
                "This is the name of somebody who works here, or reads like it. Please use another, or add to yours. "
                "Is it you? Then sign in at the desk and send it once more.",
                code="taken",
            )
        return name

    def clean_email(self):
        writer = Commenter.objects.filter(email_hash=email_hash(self.cleaned_data["email"])).first()
        if writer and (sentence := banned_because(writer, self.at)):
            raise forms.ValidationError(sentence, code="banned")
        return self.cleaned_data["email"]

    def clean(self):
        try:
            self.age = form_stamps.age(self.cleaned_data.get("stamp", ""), self.edition.article_id, self.at)
        except form_stamps.NotValid:
            self.add_error(None, form_stamps.TOO_OLD)

    @property
    def stamp_to_send(self):
        """The stamp of the page that is made now; for a form that came, its own as long as that is good."""
        if self.age is None:
            return form_stamps.make(self.edition.article_id, self.at, is_again=self.is_bound)
        return self.cleaned_data["stamp"]

    @property
    def messages(self):
        """List of ``(field name or "", sentence)``, the fields in the order of the page."""
        found = []
        for name, errors in self.errors.items():
            shown = name if name in {"body", "name", "email", "url"} else ""
            found += [(shown, error) for error in errors]
        return found

    def is_known(self):
        """Whether just this was taken before, as by a second click. 1 query."""
        data = self.cleaned_data
        fields = {name: data[name] for name in ("parent", "name", "email", "body")}
        sent = Comment(article=self.edition.article, **fields)
        return Comment.objects.filter(fingerprint=sent.make_fingerprint()).exists()

    def save(self, policy, *, address=""):
        """
        Keep the comment and return it, screened as ``policy`` (of the story) asks; ``address`` is the network address
        (str). One sent twice is kept once: what is known is returned then, and ``was_known`` set.

        To be called in a transaction: the mails that were asked for are written with it.
        """
        data = self.cleaned_data
        comment = Comment(
            article=self.edition.article,
            edition=self._edition_read(),
            parent=data["parent"],
            name=data["name"],
            email=data["email"],
            commenter=Commenter.objects.of(data["email"]),
            url=data["url"],
            body=data["body"],
            user=self.user,
            address_hash=network.address_hash(address),
            form_id=form_id(data["stamp"]),
        )
        # Who had typed it into a form before need not wait again.
        age = None if form_stamps.is_again(data["stamp"]) else self.age
        screen(comment, policy, age=age, trap=self.data.get(TRAP), address=address)
        kept = Comment.objects.receive(comment)
        self.was_known = kept is not comment
        if not self.was_known:
            self.take_wishes(kept)
        return kept

    def take_wishes(self, comment):
        """Write down what mails the writer of ``comment`` (kept) asked for. Safe to repeat. In the same transaction."""
        if comment.status == Comment.Status.SPAM:
            return  # whoever sends spam gives other people's addresses: nothing is mailed to these
        data = self.cleaned_data
        consent.subscribe(comment, replies=data["tell_replies"], corrections=data["tell_corrections"])
        if data["mail_link"]:
            consent.mail_link(comment)

    def _edition_read(self):
        """The edition that stood on the page with the form: an earlier one when another went live since (1 query)."""
        made_at = (self.at or timezone.now()) - self.age
        if self.edition.live_from <= made_at:
            return self.edition
        return self.edition.article.live_edition(made_at) or self.edition
