import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import articles.fields
import articles.models.checklist
import articles.models.images
import articles.models.sharing


class Migration(migrations.Migration):
    replaces = [
        ("articles", "0001_stories_sources_editions"),
        ("articles", "0002_workflow_notes_sharing_checklist"),
        ("articles", "0004_sources_tags_and_pictures_as_records"),
        ("articles", "0005_link_checks_name_their_stories"),
        ("articles", "0007_pointers_as_rows"),
        ("articles", "0008_pointers_of_what_is_there"),
        ("articles", "0009_sources_may_be_merged"),
        ("articles", "0010_pictures_are_made_by_a_task"),
        ("articles", "0012_pictures_say_their_own_words"),
        ("articles", "0014_replies_logged_sources_reinstated"),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, unique=True)),
                ("slug", models.SlugField(help_text="Its address: /slug/.", max_length=60, unique=True)),
                (
                    "description",
                    models.TextField(blank=True, help_text="One sentence, shown on its page.", max_length=300),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="Order in the navigation, lowest first."),
                ),
            ],
            options={
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Image",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        default=articles.models.images.new_key, editable=False, max_length=24, unique=True
                    ),
                ),
                ("suffix", models.CharField(editable=False, max_length=4)),
                (
                    "file",
                    models.FileField(
                        max_length=60,
                        storage=articles.models.images.originals,
                        upload_to=articles.models.images.original_name,
                    ),
                ),
                ("title", models.CharField(help_text="How the desk finds it.", max_length=200)),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="What it shows, for those who don’t see it. Empty only for pictures that say nothing.",
                        max_length=300,
                        verbose_name="alternative text",
                    ),
                ),
                (
                    "is_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It says nothing that the text does not; it needs no alternative text.",
                        verbose_name="decorative",
                    ),
                ),
                ("caption", models.CharField(blank=True, max_length=500)),
                (
                    "persons",
                    articles.fields.WordListField(
                        blank=True, default=list, help_text="Who is to be seen, separated by commas."
                    ),
                ),
                ("credit", models.CharField(blank=True, help_text="Such as “Name / Agency”.", max_length=200)),
                ("licence", models.CharField(blank=True, max_length=200)),
                ("source_url", models.URLField(blank=True, max_length=500, verbose_name="where it is from")),
                (
                    "focal_x",
                    models.FloatField(
                        default=0.5,
                        help_text="0 is the left edge, 1 the right one.",
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="focal point, across",
                    ),
                ),
                (
                    "focal_y",
                    models.FloatField(
                        default=0.5,
                        help_text="0 is the top edge, 1 the bottom one.",
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="focal point, down",
                    ),
                ),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                ("sha256", models.CharField(db_index=True, editable=False, max_length=64)),
                ("size", models.PositiveIntegerField(default=0, editable=False, verbose_name="bytes of the original")),
                (
                    "has_credentials",
                    models.BooleanField(default=False, editable=False, verbose_name="has content credentials (C2PA)"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("made", "there"), ("new", "being made"), ("changed", "being made again")],
                        default="made",
                        editable=False,
                        max_length=7,
                    ),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="why it could not be made"
                    ),
                ),
                ("coming", models.JSONField(editable=False, null=True)),
                ("crop_focus", models.CharField(default="50-50", editable=False, max_length=7)),
                ("former_keys", models.JSONField(default=list, editable=False)),
                ("rights_until", models.DateField(blank=True, null=True, verbose_name="rights end on")),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="image_newest"),
                    models.Index(
                        condition=models.Q(("state", "made"), _negated=True), fields=["state"], name="image_unmade"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("focal_x__gte", 0), ("focal_x__lte", 1), ("focal_y__gte", 0), ("focal_y__lte", 1)
                        ),
                        name="image_focal_point_inside",
                        violation_error_message="The focal point lies between 0 and 1 in both directions.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "section",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="articles.section"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("interview", "Interview"),
                            ("review", "Review"),
                            ("live", "Live"),
                        ],
                        default="news",
                        max_length=10,
                    ),
                ),
                ("headline", models.CharField(max_length=200)),
                (
                    "short_headline",
                    models.CharField(
                        blank=True,
                        help_text="For the front page and lists, where the headline is too long.",
                        max_length=100,
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        help_text="The last part of the address. Empty: made from the headline.",
                        max_length=100,
                    ),
                ),
                (
                    "standfirst",
                    models.TextField(blank=True, help_text="One or two sentences under the headline.", max_length=500),
                ),
                ("body", models.TextField(blank=True)),
                ("picture_words", models.JSONField(blank=True, default=dict)),
                (
                    "dateline",
                    models.CharField(blank=True, help_text="Where it was written: “North Quay”.", max_length=100),
                ),
                (
                    "lead_image",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_articles",
                        to="articles.image",
                    ),
                ),
                (
                    "lead_image_alt",
                    models.CharField(
                        blank=True,
                        help_text="Empty: the picture’s own.",
                        max_length=300,
                        verbose_name="alternative text here",
                    ),
                ),
                (
                    "lead_image_caption",
                    models.CharField(
                        blank=True, help_text="Empty: the picture’s own.", max_length=500, verbose_name="caption here"
                    ),
                ),
                (
                    "language",
                    models.CharField(blank=True, help_text="Empty: the publication’s. Such as “de”.", max_length=12),
                ),
                (
                    "translation_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="translations",
                        to="articles.article",
                    ),
                ),
                ("seo_title", models.CharField(blank=True, max_length=120, verbose_name="title for search engines")),
                (
                    "seo_description",
                    models.CharField(blank=True, max_length=300, verbose_name="description for search engines"),
                ),
                (
                    "social_image",
                    models.ForeignKey(
                        blank=True,
                        help_text="For social media. Empty: the lead picture.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared_articles",
                        to="articles.image",
                    ),
                ),
                (
                    "canonical_url",
                    models.URLField(
                        blank=True,
                        help_text="If it first appeared elsewhere.",
                        max_length=500,
                        verbose_name="canonical address",
                    ),
                ),
                (
                    "comments_policy",
                    models.CharField(
                        choices=[
                            ("open", "open, approved before they appear"),
                            ("closed", "closed, earlier ones stay"),
                            ("hidden", "none shown"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="comments",
                    ),
                ),
                ("comments_close_at", models.DateTimeField(blank=True, null=True)),
                (
                    "embargo_until",
                    models.DateTimeField(blank=True, help_text="Nobody can publish it before.", null=True),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("approved", "Approved"),
                            ("trashed", "Trashed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("trashed_at", models.DateTimeField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("form_key", models.UUIDField(editable=False, null=True, unique=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="created_articles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "assigned_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="assigned_articles",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("deadline", models.DateTimeField(blank=True, null=True)),
                ("word_target", models.PositiveIntegerField(blank=True, null=True)),
                ("internal_note", models.TextField(blank=True, help_text="For the desk only.")),
            ],
            options={
                "ordering": ["-changed_at", "-pk"],
                "permissions": [
                    ("publish_article", "Can publish, schedule, correct and withdraw"),
                    ("edit_section_article", "Can edit every story of own sections"),
                    ("edit_any_article", "Can edit every story"),
                ],
                "indexes": [
                    models.Index(fields=["-changed_at", "-id"], name="article_changed"),
                    models.Index(fields=["state", "-changed_at", "-id"], name="article_state_changed"),
                    models.Index(fields=["section", "-changed_at", "-id"], name="article_section_changed"),
                    models.Index(
                        condition=models.Q(("deadline__isnull", False)), fields=["deadline"], name="article_deadline"
                    ),
                    models.Index(
                        condition=models.Q(("embargo_until__isnull", False)),
                        fields=["embargo_until"],
                        name="article_embargo",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addresses", to="articles.article"
                    ),
                ),
                ("day", models.DateField()),
                ("slug", models.SlugField(max_length=100)),
            ],
            options={
                "verbose_name_plural": "addresses",
                "constraints": [models.UniqueConstraint(fields=("day", "slug"), name="address_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("slug", models.SlugField(allow_unicode=True, max_length=100, unique=True, verbose_name="slug")),
                (
                    "description",
                    models.TextField(blank=True, help_text="One sentence, shown on its page.", max_length=300),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="tag_name_once_whatever_case",
                        violation_error_message="There is a tag of this name already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ArticleTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "content_object",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="article_tags", to="articles.article"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="article_tags", to="articles.tag"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("content_object", "tag"), name="article_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="Author",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(help_text="Address: /authors/slug/.", max_length=120, unique=True)),
                ("role", models.CharField(blank=True, help_text="Such as “City hall reporter”.", max_length=120)),
                ("bio", models.TextField(blank=True, max_length=2000)),
                (
                    "portrait",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portrayed_authors",
                        to="articles.image",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        help_text="The account of this person, if they write here themselves.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="author",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "languages",
                    articles.fields.WordListField(blank=True, default=list, help_text="Separated by commas."),
                ),
                (
                    "expertise",
                    articles.fields.WordListField(blank=True, default=list, help_text="Separated by commas."),
                ),
                ("location", models.CharField(blank=True, max_length=120)),
                (
                    "email_shown",
                    models.EmailField(
                        blank=True,
                        help_text="Public. Leave empty to show none.",
                        max_length=254,
                        verbose_name="e-mail shown to readers",
                    ),
                ),
                (
                    "links",
                    articles.fields.LinkListField(
                        blank=True, default=list, help_text="One a line: the words to show, a space, the address."
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bylines", to="articles.article"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bylines", to="articles.author"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "author"),
                        name="byline_names_an_author_once",
                        violation_error_message="This author is named already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "check_name",
                    models.CharField(
                        choices=articles.models.checklist.known_checks, max_length=40, verbose_name="check"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True, help_text="Empty: every kind.", max_length=10, verbose_name="kind of story"
                    ),
                ),
                (
                    "severity",
                    models.CharField(
                        choices=[("warning", "warning"), ("blocking", "blocks publishing")],
                        default="warning",
                        max_length=10,
                    ),
                ),
                (
                    "limit",
                    models.PositiveIntegerField(
                        blank=True, help_text="For checks with a number. Empty: the usual one.", null=True
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "ordering": ["check_name", "kind"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_name", "kind"),
                        name="checklist_rule_once",
                        violation_error_message="There is a rule for this check and kind already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="As readers will see it. An anonymous source: “An official of the port”.",
                        max_length=200,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Person"),
                            ("organisation", "Organisation"),
                            ("outlet", "Outlet"),
                            ("document", "Document"),
                            ("anonymous", "Anonymous"),
                            ("own reporting", "Own Reporting"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "description",
                    models.CharField(
                        blank=True,
                        help_text="Who or what it is: a role, a date. An anonymous source: why it is not named.",
                        max_length=300,
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="web address")),
                (
                    "status",
                    models.CharField(
                        choices=[("active", "Active"), ("withdrawn", "Withdrawn")], default="active", max_length=10
                    ),
                ),
                ("status_reason", models.CharField(blank=True, help_text="Why it was withdrawn.", max_length=300)),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged_here",
                        to="articles.source",
                        verbose_name="stand-in",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "indexes": [models.Index(fields=["name"], name="source_name")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "active"), models.Q(("status_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="source_withdrawn_says_why",
                        violation_error_message="Say why the source was withdrawn.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="articles.article"
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="articles.source"
                    ),
                ),
                ("statement", models.CharField(blank=True, help_text="What the story takes from it.", max_length=400)),
                ("quote", models.TextField(blank=True, help_text="Its words, if they are quoted.", max_length=2000)),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="web address")),
                ("archive_url", models.URLField(blank=True, max_length=500, verbose_name="archived copy")),
                ("accessed_on", models.DateField(blank=True, null=True, verbose_name="read on")),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="articles.article"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("autosave", models.BooleanField(default=False)),
                ("based_on", models.PositiveIntegerField(null=True)),
                ("content", models.JSONField()),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("article", "number"), name="revision_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.article"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.revision"
                    ),
                ),
                (
                    "address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.address"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first", "first edition"),
                            ("update", "Update"),
                            ("clarification", "Clarification"),
                            ("correction", "Correction"),
                            ("typo", "Typo"),
                        ],
                        max_length=15,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(null=True)),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("withdrawal_reason", models.TextField(blank=True)),
                ("headline", models.CharField(max_length=200)),
                ("short_headline", models.CharField(blank=True, max_length=100)),
                ("standfirst", models.TextField(blank=True)),
                ("article_kind", models.CharField(max_length=10)),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.section"
                    ),
                ),
                (
                    "lead_image",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="led_editions",
                        to="articles.image",
                    ),
                ),
                ("lead_image_alt", models.CharField(blank=True, max_length=300)),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField(null=True)),
            ],
            options={
                "get_latest_by": "live_from",
                "indexes": [
                    models.Index(fields=["live_from"], name="edition_live_from"),
                    models.Index(fields=["live_until"], name="edition_live_until"),
                    models.Index(
                        condition=models.Q(("kind__in", ["clarification", "correction"])),
                        fields=["-live_from", "-id"],
                        name="edition_newest_correction",
                    ),
                    models.Index(fields=["-published_at", "-id"], name="edition_newest"),
                    models.Index(fields=["section", "-published_at", "-id"], name="edition_newest_of_section"),
                    models.Index(fields=["article_kind", "-published_at", "-id"], name="edition_newest_of_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "number"), name="edition_number_once"),
                    models.UniqueConstraint(fields=("article", "live_from"), name="edition_begins_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("live_until", None)), fields=("article",), name="edition_open_end_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("live_until", None), ("live_until__gt", models.F("live_from")), _connector="OR"
                        ),
                        name="edition_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["clarification", "correction"]), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="edition_correction_has_note",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_by", None), models.Q(("withdrawal_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="edition_withdrawal_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EditionAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edition_authors",
                        to="articles.edition",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_authors",
                        to="articles.author",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["position"],
                "indexes": [
                    models.Index(fields=["author", "-published_at", "-edition"], name="edition_newest_of_author")
                ],
                "constraints": [models.UniqueConstraint(fields=("edition", "author"), name="edition_author_once")],
            },
        ),
        migrations.CreateModel(
            name="EditionTag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="edition_tags", to="articles.edition"
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="edition_tags", to="articles.tag"
                    ),
                ),
                ("published_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["tag", "-published_at", "-edition"], name="edition_newest_of_tag")],
                "constraints": [models.UniqueConstraint(fields=("edition", "tag"), name="edition_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="LinkCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(max_length=500, unique=True)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("problem", models.CharField(blank=True, max_length=200)),
                ("checked_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "indexes": [models.Index(fields=["checked_at"], name="link_check_oldest")],
            },
        ),
        migrations.CreateModel(
            name="LogLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="log", to="articles.article"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("submitted", "submitted for review"),
                            ("taken_back", "taken back to draft"),
                            ("published", "Published"),
                            ("scheduled", "Scheduled"),
                            ("cancelled", "cancelled before it was public"),
                            ("withdrawn", "Withdrawn"),
                            ("reinstated", "withdrawal undone"),
                            ("approved", "Approved"),
                            ("sent_back", "sent back"),
                            ("assigned", "Assigned"),
                            ("taken_over", "taken over"),
                            ("restored", "earlier text restored"),
                            ("merged", "two versions merged"),
                            ("duplicated", "Duplicated"),
                            ("shared", "shared with an outsider"),
                            ("unshared", "link revoked"),
                            ("reply", "right of reply written down"),
                            ("trashed", "put into the trash"),
                            ("untrashed", "taken out of the trash"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [models.Index(fields=["article", "-at"], name="log_of_article")],
            },
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="share_links", to="articles.article"
                    ),
                ),
                ("name", models.CharField(help_text="For whom: “lawyer”, “Dr Lassen”.", max_length=80)),
                (
                    "token",
                    models.CharField(
                        default=articles.models.sharing.new_token, editable=False, max_length=64, unique=True
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("opened", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="share_link_ends_after_it_began",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="articles.article"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="articles.note",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "share_link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="articles.sharelink",
                    ),
                ),
                ("text", models.TextField(max_length=5000)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["article", "-at"], name="note_of_article")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("share_link", None)),
                            models.Q(("by", None), ("share_link__isnull", False)),
                            _connector="OR",
                        ),
                        name="note_by_user_or_outsider",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("resolved_at", None), ("resolved_by", None)),
                            models.Q(("parent", None), ("resolved_at__isnull", False), ("resolved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="note_resolved_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Pointer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="pointers", to="articles.article"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pointers",
                        to="articles.edition",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("story", "Story"),
                            ("picture", "Picture"),
                            ("source", "Source"),
                            ("embed", "Embed"),
                            ("no address", "embed of what is no address"),
                        ],
                        max_length=10,
                    ),
                ),
                ("target", models.BigIntegerField(null=True)),
                ("url", models.TextField(blank=True)),
            ],
            options={
                "indexes": [models.Index(fields=["kind", "target"], name="pointer_to")],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="articles.article"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("seen_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("article", "user"), name="presence_once")],
            },
        ),
        migrations.CreateModel(
            name="RelatedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="related_links", to="articles.article"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="linked_from",
                        to="articles.article",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="or web address")),
                ("title", models.CharField(blank=True, help_text="For a web address.", max_length=200)),
                ("label", models.CharField(default="See also", help_text="Such as “Background”.", max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("target__isnull", False), ("title", ""), ("url", "")),
                            models.Q(
                                ("target__isnull", True),
                                models.Q(("url", ""), _negated=True),
                                models.Q(("title", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="related_link_story_or_address",
                        violation_error_message="Choose a story, or give a web address with a title; not both.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("target", models.F("article")), _negated=True),
                        name="related_link_not_to_itself",
                        violation_error_message="A story can’t point at itself.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RightOfReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights_of_reply",
                        to="articles.article",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="who")),
                ("asked_at", models.DateTimeField(blank=True, null=True, verbose_name="asked")),
                ("due_at", models.DateTimeField(blank=True, null=True, verbose_name="answer wanted by")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("open", "no answer yet"),
                            ("answered", "Answered"),
                            ("declined", "declined to comment"),
                            ("silent", "did not answer in time"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="what they said")),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "right of reply",
                "verbose_name_plural": "rights of reply",
                "ordering": ["position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("answer", "open"), ("asked_at__isnull", False), _connector="OR"),
                        name="right_of_reply_asked_before_answered",
                        violation_error_message="Say when they were asked.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SourceReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="articles.source"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="source_reviews",
                        to="articles.article",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("open", "to be looked at"),
                            ("stands", "stands without the source"),
                            ("corrected", "corrected"),
                            ("withdrawn", "story withdrawn"),
                            ("reinstated", "source reinstated"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "open")),
                        fields=("source", "article"),
                        name="source_review_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", "open")),
                            models.Q(
                                models.Q(("outcome", "open"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="source_review_decided_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TagAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="articles.tag"
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("slug", models.SlugField(max_length=100, unique=True)),
            ],
            options={
                "verbose_name_plural": "tag aliases",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("name"),
                        name="tag_alias_once_whatever_case",
                        violation_error_message="This is another name of a tag already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "indexes": [models.Index(fields=["by", "at"], name="upload_recent")],
            },
        ),
        migrations.AddField(
            model_name="section",
            name="members",
            field=models.ManyToManyField(
                blank=True,
                help_text="The editors of this section. Nobody chosen: every editor.",
                related_name="desks",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="tags",
            field=taggit.managers.TaggableManager(
                blank=True,
                help_text="A comma-separated list of tags.",
                through="articles.ArticleTag",
                to="articles.Tag",
                verbose_name="Tags",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="authors",
            field=models.ManyToManyField(related_name="articles", through="articles.Byline", to="articles.author"),
        ),
        migrations.AddField(
            model_name="edition",
            name="authors",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionAuthor", to="articles.author"
            ),
        ),
        migrations.AddField(
            model_name="edition",
            name="tags",
            field=models.ManyToManyField(related_name="editions", through="articles.EditionTag", to="articles.tag"),
        ),
        migrations.AddField(
            model_name="linkcheck",
            name="articles",
            field=models.ManyToManyField(related_name="link_checks", to="articles.article"),
        ),
        migrations.AddField(
            model_name="note",
            name="named",
            field=models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL),
        ),
    ]
