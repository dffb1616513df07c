"""What readers may ask of the page of corrections: those of one section, one month, one kind."""

import re

from django.http import Http404

from articles.models import Edition, Section
from articles.periods import Period, months_of

KINDS = {Edition.Kind.CORRECTION: "Corrections", Edition.Kind.CLARIFICATION: "Clarifications"}
_MONTH = re.compile("([0-9]{4})-([0-9]{2})")


class CorrectionsFilter:
    """
    The corrections and clarifications that an address asks for by ``section`` (slug), ``month`` (2026-11) and ``kind``;
    what is empty, or left out, filters nothing. Raises ``Http404`` for what is none. 1 query.
    """

    def __init__(self, query):
        self.all_sections = list(Section.objects.all())
        by_slug = {section.slug: section for section in self.all_sections}
        self.section = self._known(by_slug, query.get("section"))
        self.kind = self._known({kind.value: kind for kind in KINDS}, query.get("kind"))
        self.month = _month(query["month"]) if query.get("month") else None

    @staticmethod
    def _known(values, asked):
        if not asked:
            return None
        if asked not in values:
            raise Http404("There are no corrections of this.")
        return values[asked]

    @property
    def kept(self):
        """What the addresses of its pages say: dict of name → value, without what filters nothing."""
        chosen = {"section": self.section and self.section.slug, "month": self.month and _named(self.month)}
        return {name: value for name, value in {**chosen, "kind": self.kind and self.kind.value}.items() if value}

    def of(self, editions):
        """Those of ``editions`` (queryset) that it lets through, along the index of all, or of the section."""
        if self.section:
            editions = editions.filter(section=self.section)
        if self.kind:
            editions = editions.filter(kind=self.kind)
        if self.month:
            editions = self.month.of(editions, "live_from")
        return editions

    # -- What there is to choose: lists of (value, label, whether it is chosen) --

    @property
    def sections(self):
        return [(section.slug, section.name, section == self.section) for section in self.all_sections]

    @property
    def kinds(self):
        return [(kind.value, label, kind == self.kind) for kind, label in KINDS.items()]

    def months(self):
        """The months with corrections, newest first, and one that is chosen and has none. 2 queries."""
        found = {*months_of(Edition.objects.corrections(), "live_from"), *([self.month] if self.month else [])}
        newest_first = sorted(found, key=lambda month: month.first_day, reverse=True)
        return [(_named(month), str(month), month == self.month) for month in newest_first]


def _named(month):
    return f"{month.first_day:%Y-%m}"


def _month(asked):
    named = _MONTH.fullmatch(asked)
    try:
        return Period(*map(int, named.groups()))
    except (AttributeError, ValueError):
        raise Http404("No such month.") from None
