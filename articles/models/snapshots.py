"""What a story says as one JSON document: kept at each save, put back, and kept while it is being typed."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, models, transaction
from django.utils import timezone

from articles import richtext, rights
from articles.content import CITATION_TEXTS, LINKED_FIELDS, TEXT_FIELDS, citation_content, empties, texts_in, tidied
from articles.exceptions import NotAllowed, Refusal
from articles.models.authors import Author, Byline
from articles.models.images import Image
from articles.models.log import LogLine
from articles.models.pointers import Pointer, RelatedLink
from articles.models.sources import Citation, Source
from articles.models.taxonomy import ArticleTag, Section, Tag
from articles.richtext import captions

AUTOSAVE_GROWS_FOR = timedelta(minutes=10)  # after that, the next one is a revision of its own


def contents_of(articles):
    """Dict of id → ``Article.content()`` of each of ``articles`` (saved ones). 4 queries, however many they are."""
    tags, bylines, citations, links = ({article.pk: [] for article in articles} for _ in range(4))
    for article, name in ArticleTag.objects.filter(content_object__in=articles).values_list(
        "content_object", "tag__name"
    ):
        tags[article].append(name)
    for byline in Byline.objects.filter(article__in=articles).select_related("author"):
        bylines[byline.article_id].append({"author": byline.author_id, "name": byline.author.name})
    for citation in Citation.objects.filter(article__in=articles).select_related("source"):
        citations[citation.article_id].append(citation_content(citation))
    for link in RelatedLink.objects.filter(article__in=articles):
        links[link.article_id].append(
            {"target": link.target_id, "url": link.url, "title": link.title, "label": link.label}
        )
    return {
        article.pk: tidied(
            {
                **{name: getattr(article, name) for name in TEXT_FIELDS},
                **{name: getattr(article, f"{name}_id") for name in LINKED_FIELDS},
                "tags": sorted(tags[article.pk], key=str.casefold),
                "bylines": bylines[article.pk],
                "citations": citations[article.pk],
                "related": links[article.pk],
            },
            article.picture_words,
        )
        for article in articles
    }


class Snapshots(models.Model):
    """The methods of ``Article`` that make revisions and read them."""

    class Meta:
        abstract = True

    def content(self):
        """
        Everything a reader could see, as one JSON-ready dict (the shape of ``Revision.content``). 4 queries.

        Records are named by id, with the words that describe them at this moment beside it, so that a diff can
        be read after they are gone.
        """
        return contents_of([self])[self.pk]

    @transaction.atomic
    def save_revision(self, by):
        """
        Keep what the story says now as a ``Revision`` and return it; unchanged, the newest one is returned.

        The article must be saved. ``by`` is a user or None (imports); raise ``NotAllowed`` (nothing is to be kept then)
        when they may not have moved it to the section it is in. A text that was approved, and is changed by
        somebody who may not approve, is a draft again. About 8 queries.
        """
        content = self.content()
        newest = self.revisions.filter(autosave=False).first()
        if newest and newest.content == content:
            # Who typed something since, and has saved this instead, is not to be offered it again.
            typed_since = self.revisions.filter(created_by=by, number__gt=newest.number)
            if not typed_since.exists():
                return newest
        if by and newest and (reason := self.why_not_moved(by, newest.content["section"], self.section_id)):
            raise NotAllowed(reason)
        return self._keep(by, content, newest)

    def _keep(self, by, content, newest):
        """A new revision with ``content`` after ``newest`` (or None); whether ``by`` may, the caller has asked."""
        changed_after_approval = self.state == self.State.APPROVED and not (by and rights.may_publish(by, self))
        self.touch(**({"state": self.State.DRAFT} if changed_after_approval and newest else {}))
        return self.revisions.create(number=self._next_number(), created_by=by, content=content)

    def _next_number(self):
        newest = self.revisions.first()
        return newest.number + 1 if newest else 1

    def revert_to(self, revision):
        """
        Put the story back to what ``revision`` said; see ``apply``. Which revision to keep of that, the caller says by
        ``save_revision``.
        """
        if revision.article_id != self.pk:
            raise ValueError("A revision of another article.")
        return self.apply(revision.content)

    @transaction.atomic
    def restore(self, by, revision, version=None, may_empty=False):
        """
        Make the story say what ``revision`` (an autosave too) said, as a new revision; what it said until now is
        kept as the one before. What readers see is not changed.

        Return the revision with what it said until now, and sentences (list of str) on what can't be had. Raise
        ``NotAllowed``; ``Conflict`` when ``version`` is given and the story is at another; ``Refusal`` for a story
        in the trash, when there is nothing to change, when a long text would be emptied and ``may_empty`` does not
        allow it, and for an autosave that no form would accept. Nothing is changed then.
        """
        self.lock(version)
        if not rights.may_edit(by, self):
            raise NotAllowed("This story is not yours to change.")
        if self.state == self.State.TRASHED:
            raise Refusal("The story is in the trash. Take it out first.")
        content = self.content()
        if content == revision.content:
            raise Refusal(f"The story says what version {revision.number} said already.")
        if reason := self.why_not_moved(by, self.section_id, revision.content["section"]):
            raise Refusal(reason)
        if empties(content, revision.content) and not may_empty:
            raise Refusal(f"Version {revision.number} has no text. Say that the text is to be removed.")
        newest = self.revisions.filter(autosave=False).first()
        before = newest if newest and newest.content == content else self.save_revision(by)
        try:
            with transaction.atomic():
                if revision.autosave:  # no form has looked at it, and a database may only find it too long
                    for name, value in texts_in(revision.content).items():
                        setattr(self, name, value)
                    self.clean_fields()
                lost = self.revert_to(revision)
        except ValidationError as error:
            fields = [self._meta.get_field(name).verbose_name for name in error.message_dict]
            raise Refusal(f"Version {revision.number} can’t be restored: look at its {', '.join(fields)}.") from error
        except (DataError, IntegrityError) as error:
            raise Refusal(f"Version {revision.number} can’t be restored: it was never complete.") from error
        if (content := self.content()) != before.content:
            self._keep(by, content, before)
        self.log.create(action=LogLine.Action.RESTORED, by=by, note=f"Version {revision.number}.")
        return before, lost

    @transaction.atomic
    def apply(self, content, version=None):
        """
        Make the story say ``content`` (the shape of ``Revision.content``), saved. Citations keep their ids, so that
        marks in the text go on pointing at them; where an id is another story's by now, the marks get the new one. A
        tag that is not there is not made.

        Return a list of sentences (str) about what can't be had because its record is gone or was never complete.
        Raise ``Conflict`` when ``version`` is given and no longer the story's.
        """
        lost = []
        for name, value in texts_in(content).items():
            setattr(self, name, value)
        self.picture_words = captions.of(content)
        records = {"section": Section, "image": Image, "article": type(self)}
        for name, kind in LINKED_FIELDS.items():
            known = content[name] is None or records[kind].objects.filter(pk=content[name]).exists()
            setattr(self, f"{name}_id", content[name] if known else None)
            if not known:
                lost.append(f"The {self._meta.get_field(name).verbose_name} of then is no longer there.")
        self.save(version=version)
        lost += self._apply_tags(content["tags"])
        lost += self._apply_bylines(content["bylines"])
        lost += self._apply_citations(content["citations"])
        lost += self._apply_related(content["related"])
        return lost + self._lost_in_text()

    def _lost_in_text(self):
        """Sentences on what the saved text names that is no longer there. 2 queries."""
        named = self.pointers.at_the_desk()
        words = {
            Pointer.Kind.PICTURE: (Image.objects, "A picture of the text is no longer there."),
            Pointer.Kind.STORY: (type(self).objects, "A story that the text points to is no longer there."),
        }
        there = {kind: records.filter(pk=models.OuterRef("target")) for kind, (records, _) in words.items()}
        gone = [named.filter(~models.Exists(rows), kind=kind) for kind, rows in there.items()]
        return [words[kind][1] for rows in gone for kind in rows.values_list("kind", flat=True)]

    def credit(self, authors):
        """Let the story be by ``authors`` (ids, each once, in order). 3 queries, 1 when it is so already."""
        if list(self.bylines.values_list("author", flat=True)) != authors:
            self.bylines.all().delete()
            Byline.objects.bulk_create(
                Byline(article=self, author_id=author, position=position) for position, author in enumerate(authors)
            )

    def _apply_tags(self, names):
        known = Tag.objects.named(names)
        self.tags.set({tag.name for tag in known.values()})
        return [f"There is no tag “{name}”." for name in names if name not in known]

    def _apply_bylines(self, rows):
        rows = list({row["author"]: row for row in rows}.values())
        there = set(Author.objects.filter(pk__in=[row["author"] for row in rows]).values_list("pk", flat=True))
        lost = [f"Author “{row['name']}” is no longer there." for row in rows if row["author"] not in there]
        self.credit([row["author"] for row in rows if row["author"] in there])
        return lost

    def _apply_citations(self, rows):
        known = Source.objects.of_ids({row["source"] for row in rows})
        lost = [f"Source “{row['name']}” is no longer there." for row in rows if row["source"] not in known]
        rows = [row for row in rows if row["source"] in known]
        self.citations.all().delete()
        taken = set(
            Citation.objects.filter(pk__in=[row["id"] for row in rows if row["id"]]).values_list("pk", flat=True)
        )
        made = Citation.objects.bulk_create(
            Citation(
                pk=row["id"] if row["id"] not in taken else None,
                article=self,
                source=known[row["source"]],
                position=position,
                **{name: row[name] for name in CITATION_TEXTS},
            )
            for position, row in enumerate(rows)
        )
        if taken:
            numbers = {row["id"]: citation.pk for row, citation in zip(rows, made, strict=True)}
            self.body = richtext.with_citations(self.body, numbers)
            self.save()
        return lost

    def _apply_related(self, rows):
        lost, kept = [], []
        there = set(
            type(self)
            .objects.filter(pk__in=[row["target"] for row in rows if row["target"]])
            .values_list("pk", flat=True)
        )
        for row in rows:
            if row["target"] in there or (row["target"] is None and row["url"] and row["title"]):
                kept.append(row)
            else:
                lost.append(f"A “{row['label']}” link has no story or address.")
        self.related_links.all().delete()
        RelatedLink.objects.bulk_create(
            RelatedLink(
                article=self,
                position=position,
                target_id=row["target"],
                url=row["url"],
                title=row["title"],
                label=row["label"],
            )
            for position, row in enumerate(kept)
        )
        return lost

    # -- What is typed and not saved yet --

    @transaction.atomic
    def autosave(self, by, content, based_on=None, grows=None):
        """
        Keep ``content``, which ``by`` has typed and not saved, and return its ``Revision``. The story itself is not
        changed, so this can't overwrite anybody.

        One autosave grows for ten minutes before the next begins. ``based_on`` is the number of the revision that the
        typing began with. ``grows`` is the number of the autosave that the same page made last, 0 before its first: two
        pages of one person don't write over each other. None: the newest grows, whose ever page it was. 4 queries.
        """
        type(self).objects.select_for_update().only("pk").get(pk=self.pk)
        content = {**content, "body": richtext.clean(content["body"])}
        content = tidied(content, captions.of(content))
        newest = self.revisions.first()
        growing = (
            newest
            and newest.autosave
            and newest.created_by_id == by.pk
            and newest.based_on == based_on
            and grows in {None, newest.number}
            and newest.created_at > timezone.now() - AUTOSAVE_GROWS_FOR
        )
        if growing:
            newest.content = content
            newest.save(update_fields=["content"])
            return newest
        number = newest.number + 1 if newest else 1
        return self.revisions.create(number=number, created_by=by, autosave=True, based_on=based_on, content=content)

    def pending_autosave(self, user, saved=None):
        """
        What ``user`` typed last and never saved (``Revision``), or None. ``saved``: ``content()``, if it is at hand.
        1 query, 5 when there is something and what is saved has to be asked for.
        """
        newest = self.revisions.filter(created_by=user).first()
        if newest and newest.autosave and newest.content != (saved or self.content()):
            return newest
        return None

    def thin_autosaves(self):
        """
        Delete the autosaves that a later revision of the same person has overtaken. What was saved or public stays, and
        what somebody typed last and never saved. 2 queries.
        """
        newest = self.revisions.filter(autosave=False).values_list("number", flat=True).first()
        if newest:
            later = self.revisions.model.objects.filter(
                article=self, created_by=models.OuterRef("created_by"), number__gt=models.OuterRef("number")
            )
            overtaken = self.revisions.filter(models.Exists(later), autosave=True, number__lt=newest, editions=None)
            overtaken.delete()
