"""What readers may look for."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q

from articles import text
from articles.fields import LineFormField, NameFormField
from articles.models import Article, Author, Section, Tag
from articles.search import asked
from articles.search.readers import BEST, NEWEST, Filters
from articles.slugs import story_slug


class DayField(forms.DateField):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    default_validators = [
        MinValueValidator(date(1500, 1, 1), "There was no news then."),
        MaxValueValidator(date(9000, 1, 1), "There is no news then."),
    ]
    default_error_messages = {"invalid": "Write the day as 2026-11-29."}


class SearchForm(forms.Form):
    """What is left empty filters nothing; what can’t be understood is said. It is cleaned when it is made."""

    q = LineFormField(
        label="Search",
        required=False,
        max_length=asked.LONGEST,
        error_messages={"max_length": f"Look for {asked.LONGEST} characters at most; these are %(show_value)s."},
        widget=forms.TextInput({"type": "search", "enterkeyhint": "search", "autocomplete": "off"}),
    )
    sort = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[(NEWEST, "Newest first"), (BEST, "Best match first")],
        widget=forms.RadioSelect,
    )
    section = forms.ModelChoiceField(
        Section.objects.all(), required=False, to_field_name="slug", empty_label="All sections"
    )
    kind = forms.ChoiceField(required=False, choices=[("", "All kinds"), *Article.Kind.choices])
    author = NameFormField(required=False, max_length=120)
    tag = NameFormField(label="Topic", required=False, max_length=100)
    since = DayField(label="From", required=False)
    until = DayField(label="To", required=False)

    NARROWING = ("section", "kind", "author", "tag", "since", "until")

    def __init__(self, query):
        super().__init__(query, auto_id="search-%s", label_suffix="")
        for name in ("sort", *self.NARROWING):  # which stand beside what was found, not in the form
            self.fields[name].widget.attrs["form"] = "search"
        self.full_clean()

    def clean_sort(self):
        return self.cleaned_data["sort"] or NEWEST

    def clean_author(self):
        return self._named("author", Author, "No author is called so.")

    def clean_tag(self):
        return self._named("tag", Tag, "No topic is called so.")

    def _named(self, name, model, refusal):
        """The record that is called, or addressed, as was typed, with its accents or without."""
        typed = self.cleaned_data[name]
        if not typed:
            return None
        known = model.objects.accepted()
        near = Q(sort_key=text.sort_key(typed)) | Q(slug=story_slug(typed))
        record = known.known_as(typed) or known.filter(near).order_by("pk").first()
        if record is None:
            raise forms.ValidationError(refusal)
        return record

    def clean(self):
        days = [self.cleaned_data.get(name) for name in ("since", "until")]
        if all(days) and days[0] > days[1]:
            self.add_error("until", "This day is before the first one.")

    @property
    def filters(self):
        return Filters(**{name: self.cleaned_data[name] or None for name in self.NARROWING})

    @property
    def narrowing(self):
        """The fields that narrow a search."""
        return [self[name] for name in self.NARROWING]

    @property
    def is_narrowed(self):
        """Whether one of them is in use."""
        return any(self.data.get(name) for name in self.NARROWING)
