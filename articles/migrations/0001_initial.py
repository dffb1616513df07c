import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
import taggit.managers
from django.conf import settings
from django.db import migrations, models

import articles.models.checklist
import articles.models.front
import articles.models.images
import articles.models.sharing


class Migration(migrations.Migration):
    replaces = [
        ("articles", "0003_names_have_keys"),
        ("articles", "0004_tags_have_addresses_that_pages_can_have"),
        ("articles", "0005_log_says_what_is_left_out"),
        ("articles", "0006_editions_say_their_language"),
        ("articles", "0007_notes_hang_on_passages"),
        ("articles", "0008_internal_notes_are_notes"),
        ("articles", "0009_one_place_for_notes"),
        ("articles", "0010_images_are_called_pictures"),
        ("articles", "0011_names_may_be_proposed"),
        ("articles", "0012_fronts"),
        ("articles", "0013_topics_and_series"),
        ("articles", "0014_editions_know_their_translations"),
        ("articles", "0016_reads"),
        ("articles", "0017_told_elsewhere"),
        ("articles", "0019_reviews_name_their_work"),
        ("articles", "0021_corrections_are_found_by_section"),
        ("articles", "0023_names_in_their_order"),
        ("articles", "0024_sort_names"),
        ("articles", "0025_live_coverage"),
        ("articles", "0026_checklist_in_the_words_of_the_form"),
    ]

    initial = True

    dependencies = [
        ("auth", "__first__"),
    ]

    operations = [
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
                        choices=[("warning", "look at"), ("blocking", "needed")],
                        default="warning",
                        help_text="“Needed” stops publishing, “look at” is advice.",
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
                    models.JSONField(blank=True, default=list, help_text="Who is to be seen, separated by commas."),
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
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
            ],
            options={
                "verbose_name": "picture",
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
            name="Author",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=400)),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=400)),
                ("proposed_at", models.DateTimeField(editable=False, null=True)),
                ("name", models.CharField(max_length=120)),
                ("slug", models.SlugField(help_text="Address: /authors/slug/.", max_length=120, unique=True)),
                ("role", models.CharField(blank=True, help_text="Such as “City hall reporter”.", max_length=120)),
                ("bio", models.TextField(blank=True, max_length=2000)),
                ("languages", models.JSONField(blank=True, default=list, help_text="Separated by commas.")),
                ("expertise", models.JSONField(blank=True, default=list, help_text="Separated by commas.")),
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
                    models.JSONField(
                        blank=True, default=list, help_text="One a line: the words to show, a space, the address."
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "portrait",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="portrayed_authors",
                        to="articles.image",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="PingMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service", models.CharField(max_length=20, unique=True)),
                ("told_until", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                ("word", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("first", models.CharField(max_length=1)),
                ("length", models.PositiveSmallIntegerField()),
                ("written", models.CharField(max_length=30)),
            ],
            options={
                "indexes": [models.Index(fields=["first", "length"], name="search_word_like")],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("name_key", models.CharField(editable=False, max_length=400, unique=True)),
                ("slug", models.SlugField(help_text="Its address: /slug/.", max_length=60, unique=True)),
                (
                    "description",
                    models.TextField(blank=True, help_text="One sentence, shown on its page.", max_length=300),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(default=0, help_text="Order in the navigation, lowest first."),
                ),
                (
                    "members",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The editors of this section. Nobody chosen: every editor.",
                        related_name="desks",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["position", "name"],
            },
        ),
        migrations.CreateModel(
            name="Front",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0)),
                ("content", models.JSONField(default=articles.models.front.empty)),
                ("saved_at", models.DateTimeField(null=True)),
                (
                    "saved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fronts",
                        to="articles.section",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.comparison.Coalesce("section", 0), name="front_of_each_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FrontEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("content", models.JSONField()),
                ("note", models.TextField(blank=True)),
                ("published_at", models.DateTimeField()),
                ("live_from", models.DateTimeField()),
                (
                    "front",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="articles.front"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["-live_from", "-number"],
                "indexes": [models.Index(fields=["front", "-live_from", "-number"], name="front_edition_live")],
                "constraints": [models.UniqueConstraint(fields=("front", "number"), name="front_edition_number_once")],
            },
        ),
        migrations.CreateModel(
            name="FrontLogLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("note", models.TextField(blank=True)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("changed", "Changed"),
                            ("published", "Published"),
                            ("scheduled", "Scheduled"),
                            ("cancelled", "cancelled before it was public"),
                            ("dropped", "changes dropped"),
                            ("reverted", "put back as it was"),
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
                (
                    "front",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="log", to="articles.front"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
                "indexes": [models.Index(fields=["front", "-at", "-id"], name="log_of_front")],
            },
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=400)),
                ("name", models.CharField(max_length=100)),
                ("name_key", models.CharField(editable=False, max_length=400, unique=True)),
                ("slug", models.SlugField(help_text="Address: /series/slug/.", max_length=100, unique=True)),
                (
                    "description",
                    models.TextField(blank=True, help_text="One or two sentences, shown on its page.", max_length=600),
                ),
                (
                    "is_finished",
                    models.BooleanField(
                        default=False, help_text="No part is to come any more.", verbose_name="finished"
                    ),
                ),
                (
                    "planned_parts",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="How many there are to be, if readers are told before the last one.",
                        null=True,
                    ),
                ),
                ("parts_changed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="illustrated_series",
                        to="articles.image",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "series",
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=400)),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=400)),
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
                "ordering": ["sort_key", "pk"],
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
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["by", "at"], name="upload_recent")],
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
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("news", "News"),
                            ("brief", "Brief"),
                            ("analysis", "Analysis"),
                            ("opinion", "Opinion"),
                            ("feature", "Feature"),
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
                ("seo_title", models.CharField(blank=True, max_length=120, verbose_name="title for search engines")),
                (
                    "seo_description",
                    models.CharField(blank=True, max_length=300, verbose_name="description for search engines"),
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
                ("work", models.CharField(blank=True, help_text="What is reviewed: its name.", max_length=200)),
                (
                    "work_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("book", "Book"),
                            ("film", "Film"),
                            ("series", "television or radio series"),
                            ("play", "Play"),
                            ("concert", "Concert"),
                            ("exhibition", "Exhibition"),
                            ("record", "Record"),
                            ("game", "Game"),
                            ("restaurant", "Restaurant"),
                            ("other", "Other"),
                        ],
                        max_length=12,
                        verbose_name="kind of work",
                    ),
                ),
                (
                    "work_maker",
                    models.CharField(
                        blank=True, help_text="Author, director, band, cook …", max_length=200, verbose_name="made by"
                    ),
                ),
                (
                    "work_venue",
                    models.CharField(
                        blank=True,
                        help_text="Theatre, hall, street; of a book or record, who brings it out.",
                        max_length=200,
                        verbose_name="venue",
                    ),
                ),
                (
                    "work_dates",
                    models.CharField(
                        blank=True,
                        help_text="As readers need them: “until 19 December”.",
                        max_length=200,
                        verbose_name="dates",
                    ),
                ),
                (
                    "work_facts",
                    models.TextField(
                        blank=True,
                        help_text="One thing a line, its name before a colon: “Length: 110 minutes”.",
                        max_length=1000,
                        verbose_name="more about it",
                    ),
                ),
                ("verdict", models.CharField(blank=True, help_text="One sentence.", max_length=300)),
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
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("deadline", models.DateTimeField(blank=True, null=True)),
                ("word_target", models.PositiveIntegerField(blank=True, null=True)),
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
                    "section",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="articles.section"
                    ),
                ),
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
                ("day", models.DateField()),
                ("slug", models.SlugField(max_length=100)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="addresses", to="articles.article"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "addresses",
                "constraints": [models.UniqueConstraint(fields=("day", "slug"), name="address_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Byline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="bylines", to="articles.author"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="bylines", to="articles.article"
                    ),
                ),
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
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("statement", models.CharField(blank=True, help_text="What the story takes from it.", max_length=400)),
                ("quote", models.TextField(blank=True, help_text="Its words, if they are quoted.", max_length=2000)),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="web address")),
                ("archive_url", models.URLField(blank=True, max_length=500, verbose_name="archived copy")),
                ("accessed_on", models.DateField(blank=True, null=True, verbose_name="read on")),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="articles.source"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="citations", to="articles.article"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("form_key", models.UUIDField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="entries", to="articles.article"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "entries",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "number"), name="entry_number_once"),
                    models.UniqueConstraint(fields=("article", "form_key"), name="entry_of_a_form_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoverageEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("summary", models.TextField(blank=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("live_from", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "pinned",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.entry"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="coverage_editions",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-live_from"], name="coverage_newest"),
                    models.Index(fields=["article", "-live_from", "-number"], name="coverage_of_article"),
                ],
                "constraints": [models.UniqueConstraint(fields=("article", "number"), name="coverage_number_once")],
            },
        ),
        migrations.CreateModel(
            name="LogLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("note", models.TextField(blank=True)),
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
                            ("name_accepted", "new name accepted"),
                            ("name_refused", "new name refused"),
                            ("trashed", "put into the trash"),
                            ("untrashed", "taken out of the trash"),
                            ("entry_posted", "live entry written"),
                            ("entry_changed", "live entry changed"),
                            ("entry_withdrawn", "live entry taken back"),
                            ("coverage", "live coverage changed"),
                            ("left_out", "left out of lists and feeds: it can’t be shown"),
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
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="log", to="articles.article"
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "abstract": False,
                "indexes": [
                    models.Index(condition=models.Q(("action", "left_out")), fields=["-at"], name="log_of_left_out"),
                    models.Index(fields=["article", "-at"], name="log_of_article"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Presence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="presences", to="articles.article"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("article", "user"), name="presence_once")],
            },
        ),
        migrations.CreateModel(
            name="Reads",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("hour", models.DateTimeField()),
                ("number", models.PositiveIntegerField(default=0)),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reads",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "reads",
                "indexes": [models.Index(fields=["hour"], name="reads_by_hour")],
                "constraints": [models.UniqueConstraint(fields=("article", "hour"), name="reads_of_an_hour_once")],
            },
        ),
        migrations.CreateModel(
            name="RelatedLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="or web address")),
                ("title", models.CharField(blank=True, help_text="For a web address.", max_length=200)),
                ("label", models.CharField(default="See also", help_text="Such as “Background”.", max_length=40)),
                ("position", models.PositiveSmallIntegerField(default=0)),
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
            name="Revision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("autosave", models.BooleanField(default=False)),
                ("based_on", models.PositiveIntegerField(null=True)),
                ("content", models.JSONField()),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="revisions", to="articles.article"
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "constraints": [models.UniqueConstraint(fields=("article", "number"), name="revision_number_once")],
            },
        ),
        migrations.CreateModel(
            name="RightOfReply",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rights_of_reply",
                        to="articles.article",
                    ),
                ),
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
            name="SeriesPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="parts", to="articles.series"
                    ),
                ),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="series_part", to="articles.article"
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ShareLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="For whom: “lawyer”, “Dr Lassen”.", max_length=80)),
                (
                    "token",
                    models.CharField(
                        default=articles.models.sharing.new_token, editable=False, max_length=64, unique=True
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("opened", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="share_links", to="articles.article"
                    ),
                ),
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
                ("text", models.TextField(max_length=5000)),
                ("passage", models.CharField(blank=True, max_length=1000)),
                ("passage_before", models.CharField(blank=True, max_length=100)),
                ("passage_after", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("named", models.ManyToManyField(related_name="+", to=settings.AUTH_USER_MODEL)),
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
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
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
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="articles.article"
                    ),
                ),
            ],
            options={
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
                "indexes": [models.Index(fields=["article", "-at"], name="note_of_article")],
            },
        ),
        migrations.CreateModel(
            name="SourceReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("decided_at", models.DateTimeField(blank=True, null=True)),
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
            ],
            options={
                "ordering": ["-opened_at", "-pk"],
                "constraints": [
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
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "open")),
                        fields=("source", "article"),
                        name="source_review_open_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=400)),
                ("proposed_at", models.DateTimeField(editable=False, null=True)),
                ("name", models.CharField(max_length=100)),
                ("name_key", models.CharField(editable=False, max_length=400, unique=True)),
                ("slug", models.SlugField(help_text="Address: /tags/slug/.", max_length=100, unique=True)),
                (
                    "title",
                    models.CharField(blank=True, help_text="Headline of its page. Empty: the name.", max_length=120),
                ),
                (
                    "description",
                    models.TextField(blank=True, help_text="One or two sentences, shown on its page.", max_length=600),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="illustrated_tags",
                        to="articles.image",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        help_text="A story that stands first on its page, as long as readers can see it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="led_tags",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
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
            name="TagAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sort_key", models.CharField(db_index=True, editable=False, max_length=400)),
                ("name", models.CharField(max_length=100)),
                ("name_key", models.CharField(editable=False, max_length=400, unique=True)),
                ("slug", models.SlugField(max_length=100, unique=True)),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="articles.tag"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "tag aliases",
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EntryEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                            ("withdrawn", "taken back"),
                        ],
                        max_length=15,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("live_from", models.DateTimeField(null=True)),
                ("live_until", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("headline", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(blank=True)),
                ("picture_words", models.JSONField(blank=True, default=dict)),
                ("is_key", models.BooleanField(default=False)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="editions", to="articles.entry"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry_editions",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-live_from"], name="entry_live_from"),
                    models.Index(fields=["article", "-published_at", "-entry"], name="entry_newest"),
                    models.Index(
                        condition=models.Q(("is_key", True)),
                        fields=["article", "-published_at", "-entry"],
                        name="entry_newest_key",
                    ),
                    models.Index(fields=["article", "-live_from", "-id"], name="entry_last_change"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "number"), name="entry_edition_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("live_until", None)), fields=("entry",), name="entry_open_end_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("live_until", None), ("live_until__gt", models.F("live_from")), _connector="OR"
                        ),
                        name="entry_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["clarification", "correction", "withdrawn"]), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="entry_correction_has_note",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("live_from", None), ("published_at", None), ("published_by", None)),
                            models.Q(
                                ("live_from__isnull", False),
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="entry_public_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryAuthor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entry_authors", to="articles.author"
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry_authors",
                        to="articles.entryedition",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("edition", "author"), name="entry_author_once")],
            },
        ),
        migrations.CreateModel(
            name="EntryPicture",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entry_pictures",
                        to="articles.entryedition",
                    ),
                ),
                (
                    "image",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entry_pictures", to="articles.image"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("edition", "image"), name="entry_picture_once")],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                ("live_from", models.DateTimeField()),
                ("live_until", models.DateTimeField(null=True)),
                ("withdrawal_reason", models.TextField(blank=True)),
                ("headline", models.CharField(max_length=200)),
                ("short_headline", models.CharField(blank=True, max_length=100)),
                ("standfirst", models.TextField(blank=True)),
                ("article_kind", models.CharField(max_length=10)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("lead_image_alt", models.CharField(blank=True, max_length=300)),
                ("words", models.PositiveIntegerField(default=0)),
                ("published_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField(null=True)),
                (
                    "address",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.address"
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.article"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "translation_of",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.revision"
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="editions", to="articles.section"
                    ),
                ),
                (
                    "series_part",
                    models.ForeignObject(
                        editable=False,
                        from_fields=["article"],
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        serialize=False,
                        to="articles.seriespart",
                        to_fields=["article"],
                    ),
                ),
            ],
            options={
                "get_latest_by": "live_from",
                "indexes": [
                    models.Index(fields=["live_from"], name="edition_live_from"),
                    models.Index(fields=["live_until"], name="edition_live_until"),
                    models.Index(
                        condition=models.Q(("kind__in", ["clarification", "correction"])),
                        fields=["-live_from", "-id", "kind"],
                        name="edition_newest_correction",
                    ),
                    models.Index(
                        condition=models.Q(("kind__in", ["clarification", "correction"])),
                        fields=["section", "-live_from", "-id", "kind"],
                        name="edition_newest_correction_in",
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
                ("position", models.PositiveSmallIntegerField()),
                ("published_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="edition_authors",
                        to="articles.author",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="edition_authors",
                        to="articles.edition",
                    ),
                ),
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
                ("published_at", models.DateTimeField()),
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
            ],
            options={
                "indexes": [models.Index(fields=["tag", "-published_at", "-edition"], name="edition_newest_of_tag")],
                "constraints": [models.UniqueConstraint(fields=("edition", "tag"), name="edition_tag_once")],
            },
        ),
        migrations.CreateModel(
            name="Pointer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
            ],
            options={
                "indexes": [models.Index(fields=["kind", "target"], name="pointer_to")],
            },
        ),
        migrations.AddField(
            model_name="LinkCheck",
            name="articles",
            field=models.ManyToManyField(related_name="link_checks", to="articles.article"),
        ),
        migrations.AddField(
            model_name="Article",
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
            model_name="EntryEdition",
            name="authors",
            field=models.ManyToManyField(related_name="+", through="articles.EntryAuthor", to="articles.author"),
        ),
        migrations.AddField(
            model_name="Edition",
            name="authors",
            field=models.ManyToManyField(
                related_name="editions", through="articles.EditionAuthor", to="articles.author"
            ),
        ),
        migrations.AddField(
            model_name="Edition",
            name="tags",
            field=models.ManyToManyField(related_name="editions", through="articles.EditionTag", to="articles.tag"),
        ),
    ]
