"""Whose name stands over stories."""

from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse

from articles import tasks, text
from articles.exceptions import Refusal
from articles.fields import EmailField, LineField, LinesField, LinkListField, NameField, SlugField, WordListField
from articles.models import desk_index
from articles.models.desk_index import AUTHORS
from articles.models.named import FoundByName
from articles.models.proposals import Proposal, ProposalQuerySet
from articles.models.revisions import Edition
from articles.slugs import free_slug


class AuthorQuerySet(ProposalQuerySet):
    def with_live_stories(self, at=None):
        """
        Authors of a story that is live at ``at`` (default now), and ``newest_story_at`` (datetime) of it; as for tags.
        """
        newest = Edition.objects.live(at).of_author(OuterRef("pk")).values("edition_authors__published_at")[:1]
        return self.accepted().annotate(newest_story_at=Subquery(newest)).filter(newest_story_at__isnull=False)

    def with_namesakes(self):
        """With ``has_namesake`` (bool): whether another author has the same name."""
        others = Author.objects.filter(name_key=OuterRef("name_key")).exclude(pk=OuterRef("pk"))
        return self.annotate(has_namesake=Exists(others))

    def with_parts(self, words):
        """
        Set of the ids of those that may have each of ``words`` (str) in their name; None for so many that it is of no
        use. 1 query at most.
        """
        return desk_index.called(AUTHORS, words)

    def named(self, names):
        """
        Return dict of name → the authors (list) that it may mean, for those of ``names`` (strings: names, however
        typed, or slugs) that mean any. A name is looked for first, and an accepted author is meant before one who is
        new. 1 query; none for no names.
        """
        keys = {name: text.folded(name) for name in names}
        if not keys:
            return {}
        known = list(self.filter(Q(name_key__in=keys.values()) | Q(slug__in=keys)).order_by("pk"))
        found = {}
        for name, key in keys.items():
            same = [author for author in known if author.name_key == key]
            accepted = [author for author in same if not author.is_proposed]
            found[name] = accepted or same or [author for author in known if author.slug == name]
        return {name: authors for name, authors in found.items() if authors}

    def known_as(self, name):
        return next(iter(self.named([name]).get(name, ())), None)


class Author(Proposal, FoundByName):
    """A person (or agency) whose name stands over stories; not a login, though it may belong to one."""

    STORIES, STORY = "bylines", "article"
    desk_index = AUTHORS

    name = NameField(max_length=120)
    slug = SlugField(max_length=120, unique=True, help_text="Address: /authors/slug/.")
    role = LineField(max_length=120, blank=True, help_text="Such as “City hall reporter”.")
    bio = LinesField(blank=True, max_length=2000)
    portrait = models.ForeignKey(
        "articles.Image", null=True, blank=True, on_delete=models.PROTECT, related_name="portrayed_authors"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="author",
        help_text="The account of this person, if they write here themselves.",
    )
    languages = WordListField()
    expertise = WordListField()
    location = LineField(max_length=120, blank=True)
    email_shown = EmailField("e-mail shown to readers", blank=True, help_text="Public. Leave empty to show none.")
    links = LinkListField()

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("articles:author", args=[self.slug])

    def names_changed(self):
        """Their stories are found by what they are called now, in the background."""
        transaction.on_commit(partial(tasks.keep_words.enqueue, "author", self.pk), robust=True)

    @classmethod
    def slug_for(cls, name):
        return free_slug(name, cls)

    @transaction.atomic
    def absorb(self, others):
        """
        Take the place of ``others`` (authors whom nobody has accepted, so that no reader has seen them) on stories.
        They are gone then. Return the list of them. 3 queries and 2 for each.
        """
        gone = list(Author.objects.select_for_update().filter(pk__in=[one.pk for one in others]).exclude(pk=self.pk))
        if known := [author for author in gone if not author.is_proposed]:
            raise Refusal(f"“{known[0]}” was accepted: readers may know that page.")
        for author in gone:
            author.bylines.filter(article__in=self.bylines.order_by().values("article")).delete()
            author.bylines.update(author=self)
            author.delete()
        return gone


class Byline(models.Model):
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author"],
                name="byline_names_an_author_once",
                violation_error_message="This author is named already.",
            )
        ]

    def __str__(self):
        return str(self.author)
