"""
Names in a row, as authors and tags stand on a story: what is typed, what it finds, and what is made of a new one.

Without script it is a text, the names separated by commas, in quotes if they hold one. A script shows it as chips, with
offers while one types (static/js/desk/choose/chips.js), and what is sent is the same text.
"""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.urls import reverse

from articles import text
from articles.models import Author, Tag
from articles.models.proposals import Proposal

_NAME = re.compile(r'\s*(?:"((?:[^"]|"")+)"\s*(?=,|$)|([^,]+))')


def split_names(text):
    """Return the names (list of str) in ``text``: ``one, two words, "three, with a comma"``."""
    found = ((quoted.replace('""', '"') or plain).strip() for quoted, plain in _NAME.findall(text))
    return [name for name in found if name]


def join_names(names):
    """The text that ``split_names`` reads as these names (list of str)."""
    return ", ".join('"{}"'.format(name.replace('"', '""')) if "," in name or '"' in name else name for name in names)


class NamesWidget(forms.TextInput):
    """``url`` is the name of the view that offers names; ``what`` (“author”) stands in what is said of them."""

    template_name = "admin/widgets/names.html"

    def __init__(self, url, what, most, attrs=None):
        super().__init__(attrs)
        self.url, self.what, self.most = url, what, most
        self.known = {}  # what is typed → the record that it means, as far as it was looked up already

    def __deepcopy__(self, memo):
        copied = super().__deepcopy__(memo)
        copied.known = {}
        return copied

    @property
    def media(self):
        return forms.Media(js=[Script("js/desk/choose/chips.js", type="module")])

    def format_value(self, value):
        if isinstance(value, str) or value is None:
            return value or ""
        return join_names([self.token(one) for one in value])

    def token(self, one):
        """What stands for ``one``, a record or a name (str), in the text."""
        if not isinstance(one, Proposal):
            return str(one)
        # Of two people of one name each is called by the address of their page.
        name = one.slug if getattr(one, "has_namesake", False) else one.name
        self.known[name] = one
        return name

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        typed = context["widget"]["value"] or ""
        context["widget"] |= {
            "offers": reverse(f"admin:{self.url}"),
            "what": self.what,
            "most": self.most,
            "chips": [(word, self.known[word]) for word in split_names(typed) if word in self.known],
        }
        return context

    def _render(self, template_name, context, renderer=None):
        return render_to_string(template_name, context)


class NamesField(forms.Field):
    """
    Names that stand on a story. ``is_accepted``: whether what is new is made for readers too, or only proposed; None: a
    new name is an error. A subclass has ``model``, ``most`` and ``url`` (of the view that offers).
    """

    model: type[Proposal]
    url = ""
    most = 50
    is_accepted: bool | None = None

    def __init__(self, **kwargs):
        widget = NamesWidget(self.url, self.model._meta.verbose_name, self.most)
        super().__init__(**{"widget": widget, **kwargs})

    def to_python(self, value):
        names = split_names(value) if isinstance(value, str) else value or []
        names = [text.name(str(name)) for name in names]
        return list({text.folded(name): name for name in reversed(names) if name}.values())[::-1]

    def bound_data(self, data, initial):
        self.widget.format_value(initial)  # so that it knows what the names of now mean
        return data

    def clean(self, value):
        names = self.to_python(value)
        what = self.model._meta
        if len(names) > self.most:
            raise ValidationError(f"More than {self.most} {what.verbose_name_plural} help no reader. Choose fewer.")
        if self.required and not names:
            raise ValidationError(f"Choose a {what.verbose_name}.")
        found = self.found(names)
        for name in names:
            if name not in found:
                self.check_new(name)
        return self.cleaned(names, found)

    def check_new(self, name):
        what = self.model._meta.verbose_name
        if self.is_accepted is None:
            raise ValidationError(f"There is no {what} “{name[:100]}” yet. Choose another, or ask an editor to add it.")
        longest = self.model._meta.get_field("name").max_length
        if len(name) > longest:
            article = "An" if what[0] in "aeiou" else "A"
            raise ValidationError(f"{article} {what} has at most {longest} characters: “{name[:40]}…” has {len(name)}.")

    def add(self, name, by):
        """Make the record called ``name`` for ``by``, or find that somebody did so meanwhile."""
        return self.model.objects.get_or_add(name, by=by, is_accepted=bool(self.is_accepted))


class TagsField(NamesField):
    """
    Names of tags (list of str). Those that are known come in their known spelling, another name of a tag as the tag.
    1 query, 2 when a name is no tag's own.
    """

    model = Tag
    url = "articles_article_choose_tag"

    def found(self, names):
        return {name: tag.name for name, tag in Tag.objects.named(names).items()}

    def cleaned(self, names, found):
        return list(dict.fromkeys(found.get(name, name) for name in names))

    def made(self, names, by):
        """``names`` (as ``clean`` returns them) with a record of each. 1 query, and 4 for a new one."""
        known = Tag.objects.named(names)
        return list(dict.fromkeys(str(known.get(name) or self.add(name, by)) for name in names))

    def has_changed(self, initial, data):
        return {str(tag) for tag in initial or []} != set(self.to_python(data))


class AuthorsField(NamesField):
    """
    Authors in order (list of ``Author``, one that is new not saved), each once; typed as their names, or the last part
    of their addresses. 1 query.
    """

    model = Author
    url = "articles_article_choose_author"
    most = 30

    def found(self, names):
        found = Author.objects.named(names)
        for name, authors in found.items():
            if len(authors) > 1:
                slugs = " or ".join(author.slug for author in authors)
                raise ValidationError(f"{len(authors)} authors are called “{name}”. Type which one you mean: {slugs}.")
        return {name: authors[0] for name, authors in found.items()}

    def cleaned(self, names, found):
        authors = [found.get(name) or Author(name=name) for name in names]
        return list({author.pk or author.name: author for author in authors}.values())

    def made(self, authors, by):
        """``authors`` (as ``clean`` returns them) as ids, with a record of each. 4 queries a new one."""
        return list(dict.fromkeys(author.pk or self.add(author.name, by).pk for author in authors))

    def as_far_as_known(self, value):
        """What ``clean`` would return if it refused nothing: what means nobody for certain is left out."""
        names = self.to_python(value)
        known = Author.objects.named(names)
        sure = {name: authors[0] for name, authors in known.items() if len(authors) == 1}
        return self.cleaned([name for name in names if name in sure or name not in known][: self.most], sure)

    def has_changed(self, initial, data):
        return [self.widget.token(author) for author in initial or []] != self.to_python(data)


def authors_of(rows):
    """What ``AuthorsField`` begins with for ``rows`` (``content["bylines"]``): those that are there. 1 query."""
    known = Author.objects.with_namesakes().in_bulk([row["author"] for row in rows if row["author"]])
    found = (known.get(row["author"]) if row["author"] else row["name"] for row in rows)
    return [one for one in found if one]
