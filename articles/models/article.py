"""The working copy: the story as the desk is writing it. Readers' code never reads its text."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from taggit.managers import TaggableManager

from articles import richtext
from articles.exceptions import Conflict, Embargoed
from articles.fields import LineField, LinesField, MarkupField, SlugField, URLField, WordsField
from articles.models.authors import Byline
from articles.models.desk_index import STORIES, Indexed
from articles.models.pointers import Pointer
from articles.models.publishing import Publishing
from articles.models.revisions import Edition
from articles.models.series import SeriesPart
from articles.models.snapshots import Snapshots
from articles.models.taxonomy import Section, TagsOfStory
from articles.models.workflow import MAX_HEADLINE, Workflow, shortened
from articles.richtext import captions
from articles.slugs import story_slug
from articles.works import WorkKind


def _in_section_of(user):
    """``Q`` of stories in a section that ``user`` is a member of, or that has no members; or in none."""
    members = Section.members.through.objects.filter(section=OuterRef("section"))
    return ~Exists(members) | Exists(members.filter(user=user))


class ArticleQuerySet(models.QuerySet):
    def editable_by(self, user):
        """
        The stories that ``user`` may open and change at the desk. No query of its own.

        Administrators: all. Editors: those of their sections (a section without members is everyone's), those without a
        section yet, and as reporters: those they began, are named on, or were assigned.
        """
        if not user.is_active or not user.has_perm("articles.change_article"):
            return self.none()
        if user.has_perm("articles.edit_any_article"):
            return self.all()
        named = Byline.objects.order_by().filter(author__user=user)
        if not user.has_perm("articles.edit_section_article"):
            # Few of many stories: found by an index each, where an OR would be asked of every story there is.
            begun, given = (Article.objects.order_by().filter(**{by: user}) for by in ("created_by", "assigned_to"))
            return self.filter(pk__in=begun.values("pk").union(given.values("pk"), named.values("article")))
        own = Q(created_by=user) | Q(assigned_to=user) | Exists(named.filter(article=OuterRef("pk")))
        return self.filter(own | _in_section_of(user))

    def decided_by(self, user):
        """
        Those of ``editable_by`` that ``user`` may publish, withdraw, approve, assign …: an editor those of their
        sections alone. Their own stories elsewhere they write as a reporter does. No query of its own.
        """
        if not user.has_perm("articles.publish_article"):
            return self.none()
        found = self.editable_by(user)
        return found if user.has_perm("articles.edit_any_article") else found.filter(_in_section_of(user))

    @transaction.atomic
    def begin(self, by, form_key, headline=""):
        """
        Return the story that ``by`` begins with the form of ``form_key`` (UUID): a draft that says nothing yet but its
        headline. Sent twice, a form begins one story.
        """
        article, is_new = self.get_or_create(
            created_by=by, form_key=form_key, defaults={"headline": shortened(headline) or "Untitled"}
        )
        if is_new:
            # An address made of a headline that is still being typed is not for the story to keep.
            self.filter(pk=article.pk).update(slug="")
            article.slug = ""
        return article

    def for_desk(self, at=None):
        """Load what the desk's lists show: 3 queries, however many."""
        return self.select_related("section", "assigned_to", "created_by").prefetch_related(
            models.Prefetch("bylines", queryset=Byline.objects.select_related("author")),
            models.Prefetch("editions", queryset=Edition.objects.unfinished(at), to_attr="unfinished"),
        )


class Article(Indexed, Snapshots, Workflow, Publishing, models.Model):
    desk_index, desk_fields = STORIES, ("headline", "slug")

    class Kind(models.TextChoices):
        NEWS = "news"
        BRIEF = "brief"
        ANALYSIS = "analysis"
        OPINION = "opinion"
        FEATURE = "feature"
        INTERVIEW = "interview"
        REVIEW = "review"
        LIVE = "live"

    class State(models.TextChoices):
        DRAFT = "draft"
        IN_REVIEW = "in_review", "In review"
        APPROVED = "approved"
        TRASHED = "trashed"

    class CommentsPolicy(models.TextChoices):
        OPEN = "open", "open, approved before they appear"
        CLOSED = "closed", "closed, earlier ones stay"
        HIDDEN = "hidden", "none shown"

    section = models.ForeignKey("articles.Section", null=True, blank=True, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.NEWS)
    headline = LineField(max_length=MAX_HEADLINE)
    short_headline = LineField(
        max_length=100, blank=True, help_text="For the front page and lists, where the headline is too long."
    )
    slug = SlugField(
        max_length=100, blank=True, help_text="The last part of the address. Empty: made from the headline."
    )
    standfirst = LinesField(blank=True, max_length=500, help_text="One or two sentences under the headline.")
    body = MarkupField(blank=True)
    picture_words = WordsField(default=dict, blank=True)  # articles/richtext/captions.py
    dateline = LineField(max_length=100, blank=True, help_text="Where it was written: “North Quay”.")
    lead_image = models.ForeignKey(
        "articles.Image", null=True, blank=True, on_delete=models.PROTECT, related_name="led_articles"
    )
    lead_image_alt = LineField(
        "alternative text here", max_length=300, blank=True, help_text="Empty: the picture’s own."
    )
    lead_image_caption = LineField("caption here", max_length=500, blank=True, help_text="Empty: the picture’s own.")
    tags = TaggableManager(through="articles.ArticleTag", manager=TagsOfStory, blank=True, help_text="")
    language = LineField(max_length=12, blank=True, help_text="Empty: the publication’s. Such as “de”.")
    translation_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="translations"
    )
    seo_title = LineField("title for search engines", max_length=120, blank=True)
    seo_description = LineField("description for search engines", max_length=300, blank=True)
    social_image = models.ForeignKey(
        "articles.Image",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="shared_articles",
        help_text="For social media. Empty: the lead picture.",
    )
    canonical_url = URLField(
        "canonical address", blank=True, max_length=500, help_text="If it first appeared elsewhere."
    )
    work = LineField(max_length=200, blank=True, help_text="What is reviewed: its name.")
    work_kind = models.CharField("kind of work", max_length=12, choices=WorkKind.choices, blank=True)
    work_maker = LineField("made by", max_length=200, blank=True, help_text="Author, director, band, cook …")
    work_venue = LineField(
        "venue", max_length=200, blank=True, help_text="Theatre, hall, street; of a book or record, who brings it out."
    )
    work_dates = LineField("dates", max_length=200, blank=True, help_text="As readers need them: “until 19 December”.")
    work_facts = LinesField(
        "more about it",
        max_length=1000,
        blank=True,
        help_text="One thing a line, its name before a colon: “Length: 110 minutes”.",
    )
    verdict = LineField(max_length=300, blank=True, help_text="One sentence.")
    comments_policy = models.CharField(
        "comments", max_length=10, choices=CommentsPolicy.choices, default=CommentsPolicy.OPEN
    )
    comments_close_at = models.DateTimeField(null=True, blank=True)
    embargo_until = models.DateTimeField(null=True, blank=True, help_text="Nobody can publish it before.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    trashed_at = models.DateTimeField(null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)  # of the form that began it
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="created_articles",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assigned_articles",
    )
    deadline = models.DateTimeField(null=True, blank=True)
    word_target = models.PositiveIntegerField(null=True, blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [
            models.Index(fields=["-changed_at", "-id"], name="article_changed"),
            models.Index(fields=["state", "-changed_at", "-id"], name="article_state_changed"),
            models.Index(fields=["section", "-changed_at", "-id"], name="article_section_changed"),
            # What a calendar asks for: few stories have one.
            models.Index(fields=["deadline"], condition=Q(deadline__isnull=False), name="article_deadline"),
            models.Index(fields=["embargo_until"], condition=Q(embargo_until__isnull=False), name="article_embargo"),
        ]
        permissions = [
            ("publish_article", "Can publish, schedule, correct and withdraw"),
            ("edit_section_article", "Can edit every story of own sections"),
            ("edit_any_article", "Can edit every story"),
        ]

    def __str__(self):
        return self.headline

    def save(self, *args, version=None, **kwargs):
        """
        Save, text cleaned, as the next version. ``version`` is the one that the changes were made to: raise
        ``Conflict`` (nothing saved) when the story is at another by now; ``Embargoed`` when an embargo comes too late,
        whichever way it came.
        """
        self.slug = self.slug or story_slug(self.headline)
        self.body = richtext.clean(self.body)
        self.picture_words = captions.tidied(self.picture_words, richtext.pictures(self.body))
        with transaction.atomic():
            if self.pk and not self._state.adding:
                now = Article.objects.select_for_update().only("version").get(pk=self.pk)
                if version is not None and version != now.version:
                    raise Conflict(Article.objects.get(pk=self.pk))
                self.check_embargo_can_hold()
                self.version = now.version + 1
            if fields := kwargs.get("update_fields"):
                kwargs["update_fields"] = {*fields, "version", "slug", "body", "picture_words"}
            super().save(*args, **kwargs)
            Pointer.objects.keep(self)

    def desk_texts(self):
        """Those of the working copy, and what readers know it by. 1 query, none for one that is new."""
        latest = self.editions.order_by("-live_from").values_list("headline", flat=True)[:3] if self.version else ()
        return [*super().desk_texts(), *set(latest)]

    def put_in_series(self, series):
        """Make the story the last part of ``series``, or (None) of none. Readers see that at once. 8 queries."""
        if series is not None:
            series.add(self)
        elif part := SeriesPart.objects.select_related("series").filter(article=self).first():
            part.series.remove(self)

    def clean(self):
        if self.translation_of_id and self.translation_of_id == self.pk:
            raise ValidationError({"translation_of": "A story can’t be its own translation."})
        if self.pk:
            try:
                self.check_embargo_can_hold()
            except Embargoed as refusal:
                raise ValidationError({"embargo_until": str(refusal)}) from refusal
