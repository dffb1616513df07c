"""Two versions of one story: what each changed since both were one, and putting them together."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from articles import diffs
from articles.admin.form_content import DESK_COLUMNS, desk_content, desk_value
from articles.admin.forms import why_not_in_series
from articles.admin.history import names_for
from articles.admin.names import AuthorsField, TagsField
from articles.content import LINKED_FIELDS, SPARSE, TEXT_FIELDS, texts_in
from articles.exceptions import Embargoed
from articles.models import Article, Series
from articles.richtext import captions

THEIRS, MINE, BOTH = "theirs", "mine", "both"


@dataclass(frozen=True)
class Choice:
    """
    A field that the two versions say differently. ``theirs``, ``mine``: what each changed in it
    (``diffs.Comparison``, false if nothing). ``chosen``: THEIRS, MINE, BOTH, or "" when a person has to say.
    ``both``: what the two are together, in words, or "". ``in_conflict``: whether they can't be put together.
    """

    name: str
    label: str
    theirs: diffs.Comparison
    mine: diffs.Comparison
    chosen: str
    both: str
    in_conflict: bool


class Merge:
    """
    ``theirs`` (what is saved now) and ``mine`` (what was typed), both made from ``base``: contents with
    ``DESK_FIELDS`` beside. What ``base`` lacks, nobody knows to be unchanged.
    """

    def __init__(self, base, theirs, mine):
        # What was all taken away has no key, and is a change all the same.
        nothing = dict.fromkeys(SPARSE, "")
        self.base, self.theirs, self.mine = (
            {**nothing, **version, "picture_words": captions.of(version)} if "body" in version else version
            for version in (base, theirs, mine)
        )
        self.together, self.conflicts = diffs.merge(self.base, self.theirs, self.mine)
        self.names = [name for name in self.together if self.theirs.get(name) != self.mine.get(name)]

    def value(self, name, choice):
        match choice:
            case "theirs":
                return self.theirs[name]
            case "mine":
                return self.mine[name]
        if name in self.conflicts:
            return diffs.both(self.base.get("body") or "", self.theirs["body"], self.mine["body"])
        return self.together[name]

    def preset(self, name):
        if name in self.conflicts:
            return ""
        if self.together[name] == self.mine[name]:
            return MINE
        return THEIRS if self.together[name] == self.theirs[name] else BOTH

    def both_in_words(self, name):
        if name == "picture_words" and self.preset(name) == BOTH:
            return "Both: you described different pictures"
        if name != "body":
            return ""
        if name in self.conflicts:
            return "Both: each paragraph as it was changed, theirs before yours where both of you changed it"
        return "Both: you changed different paragraphs" if self.preset(name) == BOTH else ""

    def taken(self, choices):
        """Return the content that ``choices`` (dict of field → THEIRS, MINE or BOTH) make, and fields without one."""
        content, open_ = dict(self.theirs), []
        for name in self.names:
            choice = choices.get(name) or self.preset(name)
            if choice not in (THEIRS, MINE) and not (choice == BOTH and self.both_in_words(name)):
                open_.append(name)
                choice = MINE
            content[name] = self.value(name, choice)
        return content, open_

    def choices(self, user, chosen=None):
        """List of ``Choice``, conflicts first; ``chosen`` is what was posted. 3 queries at most."""
        words = names_for(user, self.base, self.theirs, self.mine)
        by_them, by_me = (
            {change.name: change for change in diffs.compare(self.known(version), version, names=words)}
            for version in (self.theirs, self.mine)
        )
        language = self.theirs.get("language") or ""

        def shown(change):
            return diffs.Comparison((change,) if change else (), language)

        choices = [
            Choice(
                name,
                by_me[name].label if name in by_me else by_them[name].label,
                shown(by_them.get(name)),
                shown(by_me.get(name)),
                (chosen or {}).get(name) or self.preset(name),
                self.both_in_words(name),
                name in self.conflicts,
            )
            for name in self.names
            if name in by_me or name in by_them
        ]
        return sorted(choices, key=lambda choice: choice.name not in self.conflicts)

    def known(self, version):
        """``base``, and where it says nothing the other version."""
        other = self.mine if version is self.theirs else self.theirs
        return {**other, **self.base}


def put_on(article, content):
    """Set what ``content`` says of ``DESK_COLUMNS``; not saved."""
    for name in DESK_COLUMNS:
        if name in content:
            setattr(article, name, desk_value(name, content[name]))


def why_not(article, content, user):
    """Return sentences (list of str) on what of ``content`` the story’s form would not take. 10 queries at most."""
    record = Article(pk=article.pk, **texts_in(content))
    put_on(record, content)
    reasons = []
    try:
        others = {field.name for field in Article._meta.fields} - {*TEXT_FIELDS, *DESK_COLUMNS}
        record.clean_fields(exclude={*others, *LINKED_FIELDS})
    except ValidationError as error:
        for name, words in error.message_dict.items():
            reasons.append(f"{Article._meta.get_field(name).verbose_name.capitalize()}: {' '.join(words)}")
    try:
        record.check_embargo_can_hold()
    except Embargoed as refusal:
        reasons.append(str(refusal))
    if reason := article.why_not_moved(user, article.section_id, content["section"]):
        reasons.append(reason)
    if content["series"] != desk_content(article)["series"]:
        series = Series.objects.filter(pk=content["series"]).first()
        reasons += filter(None, [why_not_in_series(article, series, user)])
    new = [row["name"] for row in content["bylines"] if row["author"] is None]
    for field, names in ((TagsField(required=False), content["tags"]), (AuthorsField(required=False), new)):
        field.is_accepted = False
        try:
            field.clean(names)
        except ValidationError as error:
            reasons += error.messages
    return reasons


def with_names_made(content, user, makes):
    """
    ``content`` with a record of each new name in it, as saving the form makes them; ``makes`` as in ``ArticleForm``. 4
    queries a new name.
    """
    tags, authors = TagsField(), AuthorsField()
    tags.is_accepted, authors.is_accepted = "tags" in makes, "authors" in makes
    rows = [{**row, "author": row["author"] or authors.add(row["name"], user).pk} for row in content["bylines"]]
    return {**content, "tags": tags.made(content["tags"], user), "bylines": rows}
