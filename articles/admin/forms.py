"""What the desk may submit: stories, pictures, and when readers get to see them. Messages in its words."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.text import capfirst

from articles import richtext, rights
from articles.admin import uploads
from articles.admin.names import AuthorsField, TagsField
from articles.admin.pictures import share_dialog
from articles.admin.widgets import (
    ChosenSelect,
    Day,
    DayAndTime,
    HiddenDayAndTime,
    PictureFile,
    StoryTextWidget,
)
from articles.exceptions import UnfitPicture
from articles.fields import LinesFormField
from articles.images import processing
from articles.models import Article, Author, Citation, Edition, Image, Section, Series
from articles.record_form import RecordForm
from articles.richtext import captions

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def linkable_by(user, also=None):
    """
    Stories that ``user`` may point to: those they may edit and that are not in the trash, those that readers have
    seen, and the one whose id is ``also``.
    """
    mine = Q(is_editable=True) & ~Q(state=Article.State.TRASHED)
    return with_labels(user).filter(mine | Q(public_headline__isnull=False) | Q(pk=also))


def with_labels(user):
    """All stories with ``is_editable`` (bool) and ``public_headline`` (str or None), for ``story_label``."""
    public = Edition.objects.filter(article=OuterRef("pk"), live_from__lte=timezone.now()).order_by("-live_from")
    return Article.objects.annotate(
        is_editable=Exists(Article.objects.editable_by(user).filter(pk=OuterRef("pk"))),
        public_headline=Subquery(public.values("headline")[:1]),
    )


def story_label(article):
    """What a person may know ``article`` (from ``with_labels``) by: a draft’s headline is its desk’s alone."""
    if article.is_editable:
        return article.headline
    return article.public_headline or f"Story {article.pk} of another desk"


class KeepingChoiceField(forms.ModelChoiceField):
    """A choice that asks nobody whether ``kept`` (an object, already there) may stay."""

    kept = None

    def to_python(self, value):
        if self.kept and value == str(self.kept.pk):
            return self.kept
        return super().to_python(value)


class StoryChoiceField(KeepingChoiceField):
    """Another story that ``user`` may point to; ``kept`` is from ``with_labels``."""

    def __init__(self, *, user, **kwargs):
        super().__init__(queryset=linkable_by(user), **kwargs)
        self.user = user

    def label_from_instance(self, article):
        return story_label(article)


class DayAndTimeField(forms.SplitDateTimeField):
    """
    A moment in the publication's time zone, as aware datetime. Of an hour that comes twice, when clocks are put back,
    the first is meant. What was left as it stands keeps the moment it had, to the microsecond.
    """

    hidden_widget = HiddenDayAndTime

    def __init__(self, **kwargs):
        super().__init__(**{**kwargs, "widget": DayAndTime})

    def _clean_bound_field(self, bound):
        if bound.initial and not self.has_changed(bound.initial, bound.data):
            return bound.initial
        return super()._clean_bound_field(bound)

    def compress(self, data_list):
        if not (data_list and all(data_list)):
            return super().compress(data_list)
        day, time = data_list
        # Beyond these years a moment can't be told in every time zone.
        if not 1900 <= day.year < 2200:
            raise ValidationError(f"Look at the year: {day.year}.")
        moment = datetime.combine(day, time, timezone.get_current_timezone()).astimezone(UTC)
        shown = timezone.localtime(moment)
        if (shown.date(), shown.time()) != (day, time):
            raise ValidationError(
                f"There is no {time:%H:%M} on {day:%-d %B %Y}: clocks are put forward then. Choose another time."
            )
        return moment


def now_or_later(at, action):
    """Return ``at`` (aware datetime or None), None when it means now; ``ValidationError`` when it has passed."""
    if at is None or at > timezone.now():
        return at
    if at > timezone.now() - timedelta(minutes=2):  # it was this minute when it was chosen
        return None
    raise ValidationError(f"That moment has passed. Leave day and time empty to {action} now.")


class ChangeKindField(forms.ChoiceField):
    """What kind of change readers of what is live get: any kind of edition but the first."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs):
        kinds = [(kind.value, kind.label) for kind in Edition.Kind if kind != Edition.Kind.FIRST]
        super().__init__(label="What kind of change", choices=kinds, initial=Edition.Kind.UPDATE.value, **kwargs)


class PublishForm(forms.Form):
    """When and as what a story becomes public. What is asked depends on whether it was public before."""

    publish_when = forms.ChoiceField(
        required=False,
        label="When",
        choices=[("now", "Now"), ("later", "At a time")],
        initial="now",
        widget=forms.RadioSelect,
    )
    publish_at = DayAndTimeField(required=False, label="Day and time")
    edition_kind = ChangeKindField(required=False)
    edition_note = LinesFormField(
        required=False,
        label="What changed",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see it with a clarification or correction, which needs one; else it stands in the log.",
    )

    def __init__(self, data=None, *, article, **kwargs):
        super().__init__(data, **kwargs)
        if not (article.pk and article.editions.filter(live_from__lte=timezone.now()).exists()):
            del self.fields["edition_kind"], self.fields["edition_note"]
        if article.embargo_until and article.embargo_until > timezone.now():
            self.fields["publish_at"].initial = article.embargo_until
            self.fields["publish_when"].initial = "later"

    def clean_publish_at(self):
        at = self.cleaned_data["publish_at"]
        match self.cleaned_data.get("publish_when"):
            case "now":
                return None
            case "later" if at is None:
                raise ValidationError("Choose the day and the time.")
        return now_or_later(at, "publish")

    def clean(self):
        if self.cleaned_data.get("publish_when") == "now":
            self.errors.pop("publish_at", None)  # a time that was begun before “Now” was chosen
        kind = self.cleaned_data.get("edition_kind")
        if kind in Edition.PUBLIC_NOTE_KINDS and not self.cleaned_data.get("edition_note"):
            self.add_error(
                "edition_note",
                f"A {Edition.Kind(kind).label.lower()} needs a sentence that tells readers what changed.",
            )


class WithdrawForm(forms.Form):
    """From when, and why, a story is no longer public."""

    withdraw_at = DayAndTimeField(required=False, label="When", help_text="Empty: now.")
    withdraw_reason = LinesFormField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Public: readers find this sentence at the story’s address.",
        error_messages={"required": "Say why: readers find this sentence at the story’s address."},
    )

    def clean_withdraw_at(self):
        return now_or_later(self.cleaned_data["withdraw_at"], "withdraw")


def writers():
    """Users who have to do with stories, for choosing one. 1 query when listed."""
    users = get_user_model().objects.with_perm("articles.change_article", backend=MODEL_BACKEND)
    return users.filter(is_staff=True).order_by("username")


class SendBackForm(forms.Form):
    """Why a story goes back to its writers."""

    reason = LinesFormField(
        label="What is to be done",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The writers get this by mail, and it stays in the story’s log.",
        error_messages={"required": "Say what is to be done: the writers get this sentence."},
    )


class AssignForm(forms.Form):
    """Who writes a story, until when, and how long."""

    to: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, required=False, label="Person", empty_label="Nobody"
    )
    deadline = DayAndTimeField(required=False)
    word_target = forms.IntegerField(
        required=False, min_value=1, max_value=100_000, label="Length", help_text="In words."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = writers()


class AssignManyForm(AssignForm):
    """One person for several stories; what is left empty beside stays as each story has it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].required = True
        self.fields["to"].empty_label = "Choose a person"
        self.fields["deadline"].help_text = "Empty: as each story has it."
        self.fields["word_target"].help_text = "In words. Empty: as each story has it."

    def asked_of(self, article):
        """What to assign ``article`` with, for ``Article.assign``."""
        asked = self.cleaned_data
        return {
            "to": asked["to"],
            "deadline": asked["deadline"] or article.deadline,
            "word_target": asked["word_target"] or article.word_target,
        }


class AddTagsForm(forms.Form):
    """Tags for several stories at once, beside those they have."""

    tags = TagsField(help_text="Those that the stories have stay.")

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tags"].is_accepted = user.has_perm("articles.add_tag") or None


class MoveForm(forms.Form):
    """The section that stories are moved to."""

    section = forms.ModelChoiceField(queryset=Section.objects.all())


class PictureWordsField(forms.Field):
    """
    ``Article.picture_words`` (dict; None for what can’t be read): the editor’s script keeps them as JSON in a hidden
    input, and without script they stay.
    """

    widget = forms.HiddenInput

    def to_python(self, value):
        return captions.read(value or "{}")

    def bound_data(self, data, initial):
        return initial if captions.read(data or "{}") is None else data

    def prepare_value(self, value):
        return value if isinstance(value, str) else json.dumps(value or {})


class ArticleForm(forms.ModelForm):
    """
    A story as the desk writes it, and beside it what its publishing buttons need.

    Subclasses made for a request set ``user``, and ``makes`` (set of "authors" and "tags"): which new names they make
    for readers too; others they propose. ``publishing`` and ``withdrawal`` are forms of their own inside the
    same HTML form; each counts only when its button was pressed.
    """

    user = None
    makes: frozenset[str] = frozenset()
    LABELS = {
        "body": "Text",
        "dateline": "Place",
        "slug": "Address",
        "lead_image": "Picture",
        "lead_image_alt": "Text for those who can’t see it",
        "lead_image_caption": "Caption",
    }
    # Which story the form was opened for, as it was then: what is saved over it, and of what form it is a second copy.
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    loaded_desk = forms.CharField(required=False, widget=forms.HiddenInput)
    form_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    authors = AuthorsField(required=False)
    tags = TagsField(required=False)
    picture_words = PictureWordsField(required=False)
    # No part of what the story says: written when it was changed here, and else left as it is by now.
    series = forms.ModelChoiceField(queryset=Series.objects.none(), required=False, empty_label="In none")

    class Meta:
        field_classes = dict.fromkeys(("comments_close_at", "embargo_until"), DayAndTimeField)
        widgets = {
            "headline": forms.Textarea(attrs={"rows": 1, "aria-describedby": "count-headline"}),
            "standfirst": forms.Textarea(attrs={"rows": 2}),
            "lead_image_alt": forms.Textarea(attrs={"rows": 2}),
            "lead_image_caption": forms.Textarea(attrs={"rows": 2}),
            "seo_description": forms.Textarea(attrs={"rows": 2}),
            "work_facts": forms.Textarea(attrs={"rows": 3}),
            "verdict": forms.Textarea(attrs={"rows": 2}),
            "body": StoryTextWidget,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("authors", "tags"):
            self.fields[name].is_accepted = name in self.makes
        for name, label in self.LABELS.items():
            self.fields[name].label = label
        self.fields["standfirst"].help_text = ""
        self.fields["translation_of"].help_text = "The same story in another language. Each page leads to the other."
        self.offer_series()
        share_dialog(self, is_there=True)  # with the editor
        if self.instance.translation_of_id:  # it may stay, whose ever it is
            original = self.fields["translation_of"]
            kept = with_labels(self.user).filter(pk=self.instance.translation_of_id).first()
            original.kept = original.widget.chosen = kept
        self.initial["body"] = richtext.as_stored(self.instance.body)
        if self.instance.pk:
            self.initial["authors"] = self.saved_authors
        if not self.instance.pk:
            self.initial["form_key"] = uuid4()
            self.fields["headline"].widget.attrs["autofocus"] = True
        data = self.data if self.is_bound else None
        self.publishing = PublishForm(data, article=self.instance)
        self.withdrawal = WithdrawForm(data)

    def offer_series(self):
        """The series that go on, and the one that the story is in. 1 query, and 1 when they are shown."""
        part = getattr(self.instance, "series_part", None) if self.instance.pk else None
        offered = Series.objects.filter(Q(is_finished=False) | Q(pk=part.series_id if part else None))
        self.fields["series"].queryset = offered
        self.initial["series"] = part and part.series_id

    def saved_authors(self):
        """1 query."""
        authors = Author.objects.with_namesakes().filter(bylines__article=self.instance)
        return list(authors.order_by("bylines__position", "bylines__pk"))

    @property
    def action_forms(self):
        return {"_publish": self.publishing, "_withdraw": self.withdrawal}

    def keep_typed(self, data):
        """Show ``data`` (dict) in the two publishing forms, as it was typed before."""
        self.publishing = PublishForm(data, article=self.instance)
        self.withdrawal = WithdrawForm(data)

    def clean_body(self):
        body = self.cleaned_data["body"]
        if sentence := richtext.too_long(body):
            raise ValidationError(sentence)
        # A text that was imported is written in another way than the editor writes it: that is no change.
        return self.instance.body if self.instance.pk and richtext.reads_the_same(body, self.instance.body) else body

    def clean_picture_words(self):
        words = self.cleaned_data["picture_words"]
        if words is None:  # said above the form, as nobody sees what stands beside a hidden input
            self.add_error(None, "The words for the pictures in the text can’t be read: describe them anew.")
            return self.instance.picture_words
        for words_of_one in captions.too_long(words):
            self.add_error(None, words_of_one)
        return words

    def clean_embargo_until(self):
        until = self.cleaned_data["embargo_until"]
        if until and "embargo_until" in self.changed_data and until <= timezone.now():
            raise ValidationError("That moment has passed. Choose a later one, or leave it empty for no embargo.")
        return until

    def clean_series(self):
        series = self.cleaned_data["series"]
        if not self.has_chosen(series):
            return series
        if words := why_not_in_series(self.instance, series, self.user):
            raise ValidationError(words)
        return series

    def has_chosen(self, series):
        """Whether ``series`` (or None) is another than the form showed when it was opened."""
        try:
            shown = json.loads(self.data.get("loaded_desk", "")).get("series")
        except (ValueError, AttributeError, RecursionError):
            shown = self.initial["series"]
        return "series" in self.data and (series and series.pk) != shown

    def clean_translation_of(self):
        """What is a translation itself stands for its original, so that all versions know each other."""
        chosen = self.cleaned_data["translation_of"]
        if chosen is None or "translation_of" not in self.changed_data:
            return chosen
        original = chosen.translation_of or chosen
        if original.pk == self.instance.pk:
            raise ValidationError("That story is a translation of this one already.")
        if self.instance.pk and self.instance.translations.exists():
            raise ValidationError("Other stories are translations of this one. Say there what they translate.")
        return original

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and "section" in cleaned:
            before, after = self.initial.get("section"), cleaned["section"] and cleaned["section"].pk
            if reason := self.instance.why_not_moved(self.user, before, after):
                self.add_error("section", reason)
        for button, form in self.action_forms.items():
            if button in self.data and not form.is_valid():
                reasons = " ".join(str(error) for errors in form.errors.values() for error in errors)
                self.add_error(None, f"Nothing is saved or published yet. {reasons}")
        return cleaned

    def _save_m2m(self):
        self.cleaned_data["tags"] = self.fields["tags"].made(self.cleaned_data["tags"], self.user)
        super()._save_m2m()
        self.instance.credit(self.fields["authors"].made(self.cleaned_data["authors"], self.user))
        if self.has_chosen(self.cleaned_data["series"]):
            self.instance.put_in_series(self.cleaned_data["series"])


def why_not_in_series(article, series, user):
    """A sentence on why ``user`` can’t put ``article`` into ``series``, or (None) into none, or "". 2 queries."""
    if article.pk and article.editions.exists() and not rights.may_publish(user, article):
        return "Readers would see this at once: ask an editor of the section."
    return series.why_full() if series else ""


class RowForm(forms.ModelForm):
    """One row of an ordered list. A new row with nothing in it but its place is no row."""

    KEYS = frozenset({"id", "article", "position", "DELETE"})

    position = forms.IntegerField(
        required=False, min_value=0, max_value=32_000, label="Place", widget=forms.TextInput(attrs={"size": 3})
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            chooser = getattr(field.widget, "widget", field.widget)
            if self.instance.pk and isinstance(chooser, ChosenSelect):
                field.kept = chooser.chosen = getattr(self.instance, name)

    def has_changed(self):
        if self.instance.pk:
            return super().has_changed()
        return any(self.is_typed(name) for name in self.fields if name not in self.KEYS)

    def is_typed(self, name):
        # Not "differs from what was offered": a byline that was offered and left as it is shall be saved.
        value = self.data.get(self.add_prefix(name))
        return bool(value) and value != self._meta.model._meta.get_field(name).get_default()


class Rows(forms.BaseInlineFormSet):
    """Rows in order; those without a place come last, as they stand. Empty ones are there when they are asked for."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.extra += len(self.initial_extra or [])

    def clean(self):
        super().clean()
        rows = [form for form in self.forms if hasattr(form, "cleaned_data") and form.has_changed()]
        last = max((form.cleaned_data.get("position") or 0 for form in rows), default=0)
        for form in rows:
            if form.cleaned_data.get("position") is None:
                last += 1
                form.instance.position = last


class CitationRows(Rows):
    """A new row may bring the id that its marks in the text have (``Citation.objects.reserve``)."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if index is None or index >= self.initial_form_count():
            form.fields["id"] = forms.IntegerField(
                required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput
            )

    def clean(self):
        super().clean()
        given = set()
        for form in self.extra_forms:
            pk = getattr(form, "cleaned_data", {}).get("id")
            if pk is None or not form.has_changed():
                continue
            if pk in given or not Citation.objects.is_free(pk):
                form.add_error(None, "Its marks belong to something else. Remove this row, and cite the source anew.")
            given.add(pk)

    def save_new(self, form, commit=True):
        citation = super().save_new(form, commit=False)
        citation.pk = form.cleaned_data.get("id")
        if commit:
            citation.save(force_insert=True)
        return citation


class CitationForm(RowForm):
    class Meta:
        widgets = {name: forms.Textarea(attrs={"rows": 2, "cols": False}) for name in ("statement", "quote")}
        labels = {"statement": "What the story takes from it", "quote": "Quotation", "accessed_on": "Day read"}
        help_texts = dict.fromkeys(("statement", "quote", "url", "archive_url", "accessed_on"), "")


class RelatedLinkForm(RowForm):
    class Meta:
        help_texts = dict.fromkeys(("label", "title"), "")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].label = "Story"
        self.fields["url"].label = "or a web address"
        self.fields["title"].label = "with its title"

    def clean_target(self):
        target = self.cleaned_data["target"]
        if target and target.pk == self.instance.article_id:
            raise ValidationError("A story can’t point at itself.")
        return target


class ImageForm(RecordForm):
    """
    A picture. A new one brings its file, which the page has looked at before: ``upload`` is its ``Picture``, or the
    ``UnfitPicture`` that it is. Everything else may be changed later.
    """

    upload: processing.Picture | UnfitPicture | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            # The model's limit is for the name we give; the name on the sender's disk is never kept.
            self.fields["file"].max_length = None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("file") and not self.instance.pk:
            if isinstance(self.upload, UnfitPicture):
                self.add_error("file", str(self.upload))
            else:
                self.check_is_new()
        return cleaned

    def check_is_new(self):
        if same := Image.objects.with_file_locked(self.upload.sha256):
            self.add_error("file", known_already(same))


def rights_in_words(image):
    """What a closed row says of the rights of ``image`` (str)."""
    end = f"until {date_format(image.rights_until, 'j M Y')}" if image.rights_until else "no end"
    return capfirst(", ".join(filter(None, [image.licence, end])))


def persons_in_words(image):
    return ", ".join(image.persons) or "Nobody named"


def known_already(image):
    words = 'This very file is in the library already: <a href="{}">“{}”</a>. Use that one.'
    return format_html(words, reverse("admin:articles_image_change", args=[image.pk]), image)


class DescribeForm(RecordForm):
    """What a picture shows: one of several on a page, where the ``RARE`` fields stand in a row that opens."""

    RARE = ("licence", "rights_until", "persons")

    class Meta:
        model = Image
        labels = {"is_decorative": "Decorative"}
        fields = ["title", "alt", "is_decorative", "caption", "credit", "licence", "rights_until", "persons"]
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("alt", "caption")} | {"rights_until": Day}

    @property
    def rare_errors(self):
        return [error for name in self.RARE for error in self[name].errors]

    @property
    def rare_words(self):
        """What the closed row says of what is in it (str)."""
        return f"{rights_in_words(self.instance)}; {persons_in_words(self.instance)}"

    def keep(self, names):
        """Let nobody change the fields of these ``names`` (set), and say why."""
        for name in names & self.fields.keys():
            self.fields[name].disabled = True
            self.fields[name].help_text = "An editor can change it."


class ForAllForm(forms.ModelForm):
    """What several pictures of one shoot have in common: it goes where a picture says nothing of its own."""

    class Meta:
        model = Image
        fields = ["credit", "licence", "rights_until"]
        widgets = {"rights_until": Day}

    def said_for(self, data):
        """``data`` (``QueryDict`` of a formset of ``DescribeForm``) with what is said for all, in every empty place."""
        data = data.copy()
        number = data.get("form-TOTAL_FORMS", "")
        for place in range(int(number)) if number.isdecimal() and len(number) < 4 else ():
            for name in self.fields:
                if not data.get(f"form-{place}-{name}"):
                    data[f"form-{place}-{name}"] = data.get(self.add_prefix(name), "")
        return data


class ReplaceForm(forms.Form):
    """Another file for a picture. Read as ``picture``; what would look different has to be confirmed."""

    SHAPE = 0.02  # by how much width to height may differ before somebody has to look

    file = forms.FileField(label="New file", widget=PictureFile)
    take_words = forms.BooleanField(required=False, label="Take caption, credit, licence and persons from the file")
    confirmed = forms.BooleanField(required=False, label="Replace it all the same")

    def __init__(self, *args, image, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.image, self.by, self.picture, self.refusal = image, by, None, None

    def clean(self):
        cleaned = super().clean()
        if file := cleaned.get("file"):
            try:
                self.picture = uploads.read(file, by=self.by)
            except UnfitPicture as error:
                self.refuse(error)
            else:
                self.compare(cleaned["confirmed"], cleaned["take_words"])
        return cleaned

    def refuse(self, error):
        self.refusal = error
        self.add_error("file", str(error))

    def refuse_known(self, same):
        """Say that ``same`` (an ``Image``) has the file, or is about to have it."""
        own = "This is the very file that the picture has, or is about to have."
        self.add_error("file", own if same == self.image else known_already(same))

    def compare(self, confirmed, take_words):
        old, new = self.image, self.picture
        if same := Image.objects.with_file(new.sha256):
            self.refuse_known(same)
            return
        words = []
        said = {name: text for name, text in new.words_for(old).items() if text}
        others = [name for name, text in said.items() if getattr(old, name) not in ("", [], text)]
        if others and not take_words:
            told = [f"{name} “{', '.join(said[name]) if name == 'persons' else said[name]}”" for name in others]
            words.append(f"The picture has other words than the file, and keeps them. The file’s: {'; '.join(told)}.")
        if new.width < old.width and new.width < max(processing.WIDTHS):
            words.append(f"The new file is {new.width} pixels wide, the present one {old.width}.")
        if abs(new.width * old.height / (new.height * old.width) - 1) > self.SHAPE:
            words.append("The new file has another shape: crops and focal point may not fit.")
        if words and not confirmed:
            self.add_error(None, " ".join([*words, "To replace it all the same, tick the box and choose it again."]))
