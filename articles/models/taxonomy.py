"""Sections and tags: what stories are sorted by."""

from functools import partial

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.dispatch import Signal
from django.urls import reverse
from taggit.managers import _TaggableManager
from taggit.models import ItemBase, TagBase

from articles import tasks, text
from articles.exceptions import Refusal
from articles.fields import KeyField, LineField, LinesField, NameField, SlugField
from articles.models import desk_index
from articles.models.desk_index import TAG_ALIASES, TAGS
from articles.models.named import FoundByName, Named
from articles.models.proposals import Proposal, ProposalQuerySet
from articles.models.revisions import Edition, EditionTag
from articles.slugs import free_slug

# Sent within the transaction of ``Tag.absorb``, before the tags of ``gone`` (list) are deleted, to what leads to tags
# and is no part of this app. ``into`` is the tag that stays.
tags_merged = Signal()

RESERVED_SLUGS = frozenset(
    "accounts admin api archive authors comments corrections desk feed feeds health history media news oembed preview "
    "reads search section sections series shared sitemap static tag tags".split()
)


def why_reserved(slug):
    """Return a sentence saying why no section may have this slug, or None when it may."""
    admin_word = settings.ADMIN_PATH.partition("/")[0]
    if slug in RESERVED_SLUGS or slug == admin_word or slug.startswith("sitemap-"):
        return f"“/{slug}/” is an address that the site itself uses. Choose another slug."
    if slug.isdigit():
        return f"“/{slug}/” is the address of a year’s archive. Choose a slug with a letter in it."
    if FlatPage.objects.filter(url=f"/{slug}/").exists():
        return f"“/{slug}/” is the address of a page. Choose another slug, or move that page first."
    return None


class SectionQuerySet(models.QuerySet):
    def with_stories(self, at=None):
        """Sections with a live story at ``at`` (default now): those that readers see."""
        return self.filter(Exists(Edition.objects.live(at).order_by().filter(section=OuterRef("pk"))))

    def decided_by(self, user):
        """Those whose stories ``user`` may publish, as ``rights.decides_in`` says of one. No query of its own."""
        if not (user.is_active and user.has_perm("articles.publish_article")):
            return self.none()
        if user.has_perm("articles.edit_any_article"):
            return self
        return self.filter(Q(members=None) | Q(members=user)).distinct()

    def move(self, section, step):
        """Put ``section`` one place up (``step`` −1) or down (1) in the order of all. At most 1 query a section."""
        with transaction.atomic():
            order = list(self.select_for_update())
            at = next((place for place, one in enumerate(order) if one.pk == section.pk), None)
            if at is None or not 0 <= at + step < len(order):
                return
            order.insert(at + step, order.pop(at))
            for position, one in enumerate(order, 1):
                if one.position != position:
                    one.position = position
                    one.save(update_fields=["position"])


class Section(Named):
    name = NameField(max_length=60)
    name_key = KeyField(unique=True)
    name_taken = "There is a section of this name already."
    slug = SlugField(max_length=60, unique=True, help_text="Its address: /slug/.")
    description = LinesField(blank=True, max_length=300, help_text="One sentence, shown on its page.")
    position = models.PositiveSmallIntegerField(default=0, help_text="Order in the navigation, lowest first.")
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="desks",
        help_text="The editors of this section. Nobody chosen: every editor.",
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        if self._state.adding and not self.position:
            self.position = (Section.objects.aggregate(last=Max("position"))["last"] or 0) + 1
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("articles:section", args=[self.slug])

    def clean(self):
        super().clean()
        if reason := why_reserved(self.slug):
            raise ValidationError({"slug": reason})


class TagQuerySet(ProposalQuerySet):
    def named(self, names):
        """
        Return dict of name → ``Tag`` for those of ``names`` (strings, however typed) that are a tag's name or another
        name of one. A list of what is known by its own name costs 1 query, else 2; none for no names.
        """
        keys = {name: text.folded(name) for name in names}
        wanted = set(keys.values())
        found = {tag.name_key: tag for tag in self.filter(name_key__in=wanted)} if wanted else {}
        if missing := wanted - found.keys():
            aliases = TagAlias.objects.filter(name_key__in=missing, tag__in=self.all()).select_related("tag")
            found |= {alias.name_key: alias.tag for alias in aliases}
        return {name: found[key] for name, key in keys.items() if key in found}

    def known_as(self, name):
        return self.named([name]).get(name)

    def with_parts(self, words):
        """
        Set of the ids of those that may have each of ``words`` (str) in their name, or in another name of theirs; None
        for so many that it is of no use. 3 queries at most.
        """
        own, others = desk_index.called(TAGS, words), desk_index.called(TAG_ALIASES, words)
        if own is None or others is None:
            return None
        aliases = TagAlias.objects.filter(pk__in=others).order_by()
        return own | set(aliases.values_list("tag", flat=True) if others else ())

    def with_use(self):
        """With ``story_count`` and ``edition_count`` (int): on how many working copies and editions a tag stands."""
        return self.annotate(
            story_count=_number_of(ArticleTag),
            edition_count=_number_of(EditionTag),
        )

    def topics(self):
        """Tags with a page that somebody has made: a title, a sentence, a picture or a lead of its own."""
        return self.accepted().exclude(title="", description="", picture=None, lead=None)

    def with_live_stories(self, at=None):
        """
        Tags of a story that is live at ``at`` (default now), and ``newest_story_at`` (datetime) of it: one look along
        an index for each tag.
        """
        # As a value it is asked for tag by tag. As EXISTS, PostgreSQL would join all editions first.
        newest = Edition.objects.live(at).tagged(OuterRef("pk")).values("edition_tags__published_at")[:1]
        return self.accepted().annotate(newest_story_at=Subquery(newest)).filter(newest_story_at__isnull=False)

    def unused(self):
        """Tags that no story has, and none that was public ever had."""
        return self.filter(article_tags=None, edition_tags=None)


def _number_of(model):
    rows = model.objects.filter(tag=OuterRef("pk")).order_by().values("tag")
    return Coalesce(Subquery(rows.annotate(number=Count("pk")).values("number")), 0)


class Tag(Proposal, FoundByName, TagBase):
    STORIES, STORY = "article_tags", "content_object"
    desk_index = TAGS
    PAGE = ("title", "description", "picture", "lead")  # what makes a topic of a tag

    name = NameField(max_length=100)
    name_key = KeyField(unique=True)
    name_taken = "There is a tag of this name already."
    slug = SlugField(max_length=100, unique=True, help_text="Address: /tags/slug/.")
    title = LineField(max_length=120, blank=True, help_text="Headline of its page. Empty: the name.")
    description = LinesField(blank=True, max_length=600, help_text="One or two sentences, shown on its page.")
    picture = models.ForeignKey(
        "articles.Image", null=True, blank=True, on_delete=models.PROTECT, related_name="illustrated_tags"
    )
    lead = models.ForeignKey(
        "articles.Article",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="led_tags",
        help_text="A story that stands first on its page, as long as readers can see it.",
    )

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]

    def get_absolute_url(self):
        return reverse("articles:tag", args=[self.slug])

    @property
    def page_title(self):
        return self.title or self.name

    def lead_edition(self, at=None):
        """What leads its page at ``at`` (default now), for a card: ``lead`` while it is live, or None. 2 queries."""
        return Edition.objects.live(at).filter(article=self.lead_id).for_cards().first() if self.lead_id else None

    def clean(self):
        super().clean()
        errors = {}
        others = TagAlias.objects.exclude(tag=self.pk).select_related("tag")
        if alias := others.filter(name_key=text.folded(self.name)).first():
            errors["name"] = f"“{alias.name}” is another name of the tag “{alias.tag}”. Take it away there first."
        if alias := others.filter(slug=self.slug).first():
            errors["slug"] = f"This address leads to the tag “{alias.tag}”, whose other name “{alias.name}” it is."
        if errors:
            raise ValidationError(errors)

    def names_changed(self):
        """The stories that it stands on are found by what it is called now, in the background."""
        transaction.on_commit(partial(tasks.keep_words.enqueue, "tag", self.pk), robust=True)

    @classmethod
    def slug_for(cls, name):
        """The address of another name goes on leading where it led."""
        return free_slug(name, Tag, TagAlias)

    def slugify(self, tag, i=None):
        """What taggit asks for when a tag is made."""
        return self.slug_for(tag)

    @transaction.atomic
    def rename(self, name, slug):
        """
        Give the tag another name and address, and save these two; what it was called, and where it was, go on leading
        to it. Raise ``Refusal`` when it was merged into another meanwhile.
        """
        old = Tag.objects.select_for_update().filter(pk=self.pk).first()
        if old is None:
            raise Refusal("This tag was merged into another meanwhile.")
        self.name, self.slug = name, slug
        self.save(update_fields=["name", "slug"])
        addresses = {old.slug} | set(self.aliases.filter(name_key=self.name_key).values_list("slug", flat=True))
        self.aliases.filter(Q(name_key=self.name_key) | Q(slug=slug)).delete()
        if slug == old.slug and old.name_key != self.name_key:
            self.add_alias(old.name)
        for address in sorted(addresses - {slug}):
            names = [old.name, address, *(f"{address} {number}" for number in range(2, 50))]
            self.aliases.create(name=next(word for word in names if not Tag.objects.named([word])), slug=address)

    def why_taken(self, name):
        """A sentence on why ``name``, which finds this tag, can't find another."""
        if self.name_key == text.folded(name):
            return f"“{self}” is a tag of its own. Merge the two instead."
        return f"“{name}” is another name of the tag “{self}” already."

    def add_alias(self, name):
        """
        Let ``name`` find this tag too. Raise ``Refusal`` when it is a tag of its own, or finds another. 5 queries.
        """
        if tag := Tag.objects.named([name]).get(name):
            raise Refusal(tag.why_taken(name))
        return self.aliases.create(name=name, slug=self.slugify(name))

    @transaction.atomic
    def absorb(self, others):
        """
        Take the place of ``others`` (tags): on stories, on editions and in what leads to them. They are gone then, and
        their names and addresses lead here. What its own page lacks (``PAGE``), it takes from theirs; what both have
        stays as it is here. Return the list of them. Raise ``Refusal`` when this tag itself was merged into another
        meanwhile. About 12 queries, and one for each of ``others``.
        """
        pks = {self.pk, *(tag.pk for tag in others)}
        locked = {tag.pk: tag for tag in Tag.objects.select_for_update().filter(pk__in=pks).order_by("pk")}
        if locked.pop(self.pk, None) is None:
            raise Refusal(f"“{self}” was merged into another tag meanwhile. Choose again.")
        gone = list(locked.values())
        for model, key in ((ArticleTag, "content_object"), (EditionTag, "edition")):
            theirs = model.objects.filter(tag__in=gone)
            theirs.filter(**{f"{key}__in": model.objects.filter(tag=self).values(key)}).delete()
            first = theirs.order_by().values(key).annotate(first=Min("pk")).values("first")
            theirs.exclude(pk__in=first).delete()
            theirs.update(tag=self)
        TagAlias.objects.filter(tag__in=gone).update(tag=self)
        self._take_page_of(gone)
        tags_merged.send(Tag, into=self, gone=gone)
        Tag.objects.filter(pk__in=locked).delete()
        for tag in gone:
            self.aliases.create(name=tag.name, slug=tag.slug)
        self.names_changed()
        return gone

    def _take_page_of(self, gone):
        """Fill what the page of this tag lacks from ``gone`` (list of tags), and save that."""
        now = Tag.objects.get(pk=self.pk)
        taken = {}
        for name in self.PAGE:
            values = [getattr(tag, name) for tag in (now, *gone)]
            if not values[0] and (value := next(filter(None, values), None)):
                taken[name] = value
        for name, value in taken.items():
            setattr(self, name, value)
        if taken:
            self.save(update_fields=list(taken))


class TagsOfStory(_TaggableManager):
    """What ``article.tags`` is: a name that is added finds its tag (``TagQuerySet.named``), or makes it."""

    def _to_tag_model_instances(self, tags, tag_kwargs):
        known = Tag.objects.named([tag for tag in tags if isinstance(tag, str)])
        return super()._to_tag_model_instances([known.get(tag, tag) for tag in tags], tag_kwargs)


class TagAlias(FoundByName):
    """Another name of a tag, and the address it had when it was a tag of its own."""

    desk_index = TAG_ALIASES

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="aliases")
    name = NameField(max_length=100)
    name_key = KeyField(unique=True)
    name_taken = "This is another name of a tag already."
    slug = SlugField(max_length=100, unique=True)

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name_plural = "tag aliases"

    def __str__(self):
        return self.name


class ArticleTag(ItemBase):
    content_object = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="article_tags")
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="article_tags")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="article_tag_once")]
