"""
The checks that a story can be put to before it is published. Which of them are asked, of which kind of story and how
strictly, the newsroom sets at the desk (``ChecklistRule``).

A check looks at a ``Subject`` (``articles/models/checklist.py``): the content of a revision, saved or not, with the
records it names. It asks the database for nothing itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from articles.content import citation_marks
from articles.richtext import captions


@dataclass(frozen=True)
class Check:
    """``find`` takes a subject and the limit, and returns a sentence for the writer, or None when all is well."""

    label: str
    find: Callable[[Any, int | None], str | None]
    limit: int | None = None


CHECKS: dict[str, Check] = {}


def check(name, label, limit=None):
    def register(find):
        CHECKS[name] = Check(label, find, limit)
        return find

    return register


@check("headline_length", "headline too long", limit=110)
def headline_length(subject, limit):
    length = len(subject.content["headline"])
    return f"The headline has {length} characters; at most {limit} are shown everywhere." if length > limit else None


@check("no_standfirst", "no standfirst")
def no_standfirst(subject, limit):
    return None if subject.content["standfirst"].strip() else "There is no standfirst."


@check("too_short", "text too short", limit=100)
def too_short(subject, limit):
    if subject.words >= limit:
        return None
    return f"The text has {subject.words} word{'' if subject.words == 1 else 's'}; it should have at least {limit}."


@check("no_subheading", "long text without sub-heading", limit=800)
def no_subheading(subject, limit):
    if subject.words < limit or "<h2" in subject.content["body"] or "<h3" in subject.content["body"]:
        return None
    return f"The text has {subject.words:,} words and no sub-heading to rest at."


@check("no_source", "no source")
def no_source(subject, limit):
    return None if subject.content["citations"] else "No source is named."


@check("anonymous_alone", "anonymous source without a second one")
def anonymous_alone(subject, limit):
    kinds = {pk: source.kind for pk, source in subject.sources.items()}
    if "anonymous" in kinds.values() and len(kinds) < 2:
        return "The only source is anonymous. Find a second one."
    return None


@check("anonymous_unexplained", "anonymous source without a reason")
def anonymous_unexplained(subject, limit):
    for source in subject.sources.values():
        if source.kind == "anonymous" and not source.description.strip():
            return f"“{source.name}” is anonymous: say in its description why."
    return None


@check("mark_without_source", "mark without a source")
def mark_without_source(subject, limit):
    known = {str(row["id"]) for row in subject.content["citations"]}
    bare = [value for value in citation_marks(subject.content) if str(value) not in known]
    if len(bare) == 1:
        return "A mark in the text has no source; readers don’t see it."
    return f"{len(bare)} marks in the text have no source; readers don’t see them." if bare else None


@check("withdrawn_source", "source that was withdrawn")
def withdrawn_source(subject, limit):
    names = [f"“{source.name}”" for source in subject.sources.values() if source.status == "withdrawn"]
    return f"Withdrawn since: {', '.join(names)}." if names else None


@check("no_lead_image", "no lead picture")
def no_lead_image(subject, limit):
    return None if subject.content["lead_image"] else "There is no lead picture."


@check("lead_image_alt", "lead picture without alternative text")
def lead_image_alt(subject, limit):
    image = subject.lead_image
    if image and not image.is_decorative and not (subject.content["lead_image_alt"] or image.alt).strip():
        return "The lead picture has no alternative text."
    return None


@check("lead_image_width", "lead picture too narrow", limit=1200)
def lead_image_width(subject, limit):
    if subject.lead_image and subject.lead_image.width < limit:
        return f"The lead picture is {subject.lead_image.width:,} pixels wide; elsewhere it needs {limit:,}."
    return None


@check("picture_alt", "picture in the text without alternative text")
def picture_alt(subject, limit):
    words = captions.of(subject.content)
    bare = [
        f"“{image.title}”"
        for pk, image in subject.images.items()
        if pk != subject.content["lead_image"] and captions.is_bare(image, words)
    ]
    return f"Without alternative text: {', '.join(bare)}." if bare else None


@check("picture_rights", "picture out of rights")
def picture_rights(subject, limit):
    today = timezone.localdate(subject.at)
    over = [
        f"“{image.title}”" for image in subject.all_images.values() if image.rights_until and image.rights_until < today
    ]
    return f"The rights have ended: {', '.join(over)}." if over else None


@check("picture_unmade", "picture that is still being made")
def picture_unmade(subject, limit):
    unmade = [image for image in subject.all_images.values() if not image.is_shown]
    if failed := [f"“{image.title}”" for image in unmade if image.failure]:
        return f"Could not be made, readers would see nothing: {', '.join(failed)}. The picture’s page says why."
    waiting = [f"“{image.title}”" for image in unmade]
    return f"Still being made, in a moment readers can see it: {', '.join(waiting)}." if waiting else None


@check("picture_gone", "picture that is no longer there")
def picture_gone(subject, limit):
    gone = subject.text_images - subject.images.keys()
    if len(gone) == 1:
        return "A picture of the text is no longer there; readers see nothing in its place."
    return f"{len(gone)} pictures of the text are no longer there; readers see nothing there." if gone else None


@check("picture_credit", "picture without credit")
def picture_credit(subject, limit):
    bare = [f"“{image.title}”" for image in subject.images.values() if not image.credit.strip()]
    return f"Without credit: {', '.join(bare)}." if bare else None


@check("no_tag", "no tag")
def no_tag(subject, limit):
    return None if subject.content["tags"] else "There is no tag."


@check("too_many_tags", "too many tags", limit=8)
def too_many_tags(subject, limit):
    number = len(subject.content["tags"])
    return f"There are {number} tags; more than {limit} help nobody." if number > limit else None


@check("see_also_gone", "link to a story that is not public")
def see_also_gone(subject, limit):
    gone = subject.targets - subject.public_targets
    if len(gone) == 1:
        return "A story it points to is not public; readers see no link there."
    return f"{len(gone)} stories it points to are not public; readers see no links there." if gone else None


@check("dead_link", "address that no longer answers")
def dead_link(subject, limit):
    if not subject.dead_links:
        return None
    more = f" and {len(subject.dead_links) - 3} more" if len(subject.dead_links) > 3 else ""
    return f"No longer answers: {', '.join(subject.dead_links[:3])}{more}. Give an archived copy, or another address."


@check("no_work", "review without the name of the work")
def no_work(subject, limit):
    if subject.content["kind"] != "review" or subject.content.get("work", "").strip():
        return None
    return "The review does not name the work it is about."


@check("right_of_reply_open", "right of reply without an answer")
def right_of_reply_open(subject, limit):
    said = []
    for reply in subject.open_replies:
        if reply.asked_at is None:
            said.append(f"{reply.name} was not asked yet")
        elif reply.due_at and reply.due_at <= subject.at:
            said.append(f"{reply.name} was to answer by {_moment(reply.due_at)}")
        else:
            until = f" and has until {_moment(reply.due_at)}" if reply.due_at else ""
            said.append(f"{reply.name} was asked{until}")
    return f"Right of reply: {'; '.join(said)}." if said else None


def _moment(at):
    return f"{timezone.localtime(at):%-d %B %Y, %H:%M}"


def needed(subject):
    """
    List of sentences on what every story needs before it is published at the moment of ``subject``, whatever rules the
    newsroom has set.
    """
    content = subject.content
    missing = [name for name in ("headline", "section") if not content[name]]
    if not subject.words:
        missing.append("text")
    if not content["bylines"]:
        missing.append("byline")
    said = [f"The story has no {', no '.join(missing)} yet."] if missing else []
    embargo = subject.article and subject.article.why_embargoed(subject.at)
    return [*said, embargo] if embargo else said


@dataclass(frozen=True)
class Finding:
    """
    What was found: ``name`` of the check (empty: what every story needs), whether it blocks publishing, the sentence.
    """

    name: str
    blocks: bool
    words: str

    @property
    def place(self):
        """Where in the story's form it is mended: an id on the page, or "" for what stands in the text."""
        return PLACES.get(self.name, "")


PLACES = {
    "": "fields",
    "headline_length": "id_headline",
    "no_standfirst": "id_standfirst",
    **dict.fromkeys(
        ("no_source", "anonymous_alone", "anonymous_unexplained", "withdrawn_source", "dead_link"), "sources"
    ),
    **dict.fromkeys(("no_lead_image", "lead_image_alt", "lead_image_width"), "picture"),
    **dict.fromkeys(("no_tag", "too_many_tags"), "fields"),
    "no_work": "work",
}
