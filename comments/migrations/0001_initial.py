import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import comments.models.people


class Migration(migrations.Migration):
    replaces = [
        ("comments", "0003_outgoing_mail"),
        ("comments", "0004_house_rules_have_keys"),
        ("comments", "0005_link_keys"),
        ("comments", "0006_house_rules_as_faults"),
        ("comments", "0007_picks_have_an_index"),
    ]

    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("auth", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Block",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("email", "e-mail address"), ("domain", "Domain"), ("network", "network address")],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                ("week", models.CharField(blank=True, editable=False, max_length=7)),
                (
                    "action",
                    models.CharField(
                        choices=[("hold", "hold for a moderator"), ("spam", "put among the spam")],
                        default="hold",
                        max_length=10,
                        verbose_name="what becomes of a comment",
                    ),
                ),
                ("reason", models.CharField(max_length=200)),
                (
                    "expires_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until it is taken away.", null=True, verbose_name="until"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "value"), name="block_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "network"), _negated=True), ("expires_at__isnull", False), _connector="OR"
                        ),
                        name="block_of_network_expires",
                        violation_error_message="A block of a network ends some day: networks change hands.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commenter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("email_hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "link_key",
                    models.CharField(default=comments.models.people.new_link_key, editable=False, max_length=22),
                ),
                ("first_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("confirmed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("confirmation_sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("no_mail_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("normal", "Normal"),
                            ("trusted", "trusted: appears at once where trusted writers do"),
                            ("held", "always held"),
                            ("banned", "banned"),
                        ],
                        default="normal",
                        max_length=10,
                    ),
                ),
                ("standing_until", models.DateTimeField(blank=True, null=True)),
                ("standing_reason", models.CharField(blank=True, max_length=200)),
                ("held", models.IntegerField(default=0, editable=False)),
                ("approved", models.IntegerField(default=0, editable=False)),
                ("rejected", models.IntegerField(default=0, editable=False)),
                ("spam", models.IntegerField(default=0, editable=False)),
                ("removed", models.IntegerField(default=0, editable=False)),
            ],
            options={
                "indexes": [models.Index(fields=["email"], name="commenter_by_email")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("standing", "normal"), models.Q(("standing_reason", ""), _negated=True), _connector="OR"
                        ),
                        name="commenter_standing_has_reason",
                        violation_error_message="Say why: colleagues will ask.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("depth", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("url", models.URLField(blank=True, verbose_name="website")),
                ("body", models.TextField(blank=True, max_length=5000, verbose_name="comment")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("held", "Held"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("spam", "Spam"),
                            ("removed", "Removed"),
                        ],
                        default="held",
                        max_length=10,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("pick", models.BooleanField(default=False, verbose_name="editors’ pick")),
                ("score", models.FloatField(default=0)),
                ("signals", models.JSONField(blank=True, default=list)),
                ("awaits_check", models.BooleanField(default=False, editable=False)),
                ("address_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("form_id", models.CharField(blank=True, editable=False, max_length=64)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("rule", models.CharField(blank=True, max_length=80)),
                ("learned", models.CharField(blank=True, editable=False, max_length=4)),
                ("open_reports", models.PositiveIntegerField(default=0, editable=False)),
                ("edited_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("erased_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("thread_size", models.PositiveIntegerField(default=0, editable=False)),
                ("has_pick", models.BooleanField(default=False, editable=False)),
                ("fingerprint", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "link_key",
                    models.CharField(default=comments.models.people.new_link_key, editable=False, max_length=22),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="articles.article"
                    ),
                ),
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
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="articles.edition"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="comments.comment",
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="below",
                        to="comments.comment",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="comments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "commenter",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="comments",
                        to="comments.commenter",
                    ),
                ),
            ],
            options={
                "get_latest_by": "created_at",
                "indexes": [
                    models.Index(
                        condition=models.Q(("thread", None), ("thread_size__gt", 0)),
                        fields=["article", "created_at", "id"],
                        name="comment_threads",
                    ),
                    models.Index(
                        condition=models.Q(("thread", None), ("thread_size__gt", 0)),
                        fields=["article", "-has_pick", "created_at", "id"],
                        name="comment_threads_picked",
                    ),
                    models.Index(
                        condition=models.Q(("status", "approved")),
                        fields=["thread", "created_at", "id"],
                        name="comment_replies",
                    ),
                    models.Index(fields=["article", "status", "created_at", "id"], name="comment_of_story"),
                    models.Index(
                        condition=models.Q(("pick", True)),
                        fields=["article", "status", "-created_at", "-id"],
                        name="comment_picked",
                    ),
                    models.Index(fields=["status", "created_at", "id"], name="comment_of_queue"),
                    models.Index(fields=["commenter", "-created_at", "-id"], name="comment_of_writer"),
                    models.Index(
                        condition=models.Q(("open_reports__gt", 0)),
                        fields=["created_at", "id"],
                        name="comment_reported",
                    ),
                    models.Index(
                        condition=models.Q(("awaits_check", True)),
                        fields=["created_at", "id"],
                        name="comment_unchecked",
                    ),
                    models.Index(fields=["address_hash", "-created_at"], name="comment_of_network"),
                    models.Index(fields=["form_id"], name="comment_of_form"),
                    models.Index(fields=["decided_at"], name="comment_decided"),
                    models.Index(fields=["-created_at", "-id"], name="comment_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("status", "held")),
                            models.Q(models.Q(("status", "held"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_decided_unless_held",
                        violation_error_message="A comment is held, or it was decided at some time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("id")), _negated=True),
                        name="comment_does_not_answer_itself",
                        violation_error_message="A comment can’t answer itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("depth", 0), ("parent", None), ("thread", None)),
                            models.Q(("depth__gt", 0), ("parent__isnull", False), ("thread__isnull", False)),
                            _connector="OR",
                        ),
                        name="comment_in_a_thread",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("erased_at", None),
                            models.Q(
                                ("body", ""),
                                ("commenter", None),
                                ("email", ""),
                                ("name", ""),
                                ("status", "removed"),
                                ("url", ""),
                            ),
                            _connector="OR",
                        ),
                        name="comment_erased_says_nothing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appeal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(max_length=2000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "Open"), ("overturned", "Overturned"), ("confirmed", "the decision stands")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "against",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appeal", to="comments.comment"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "open")), fields=["created_at", "id"], name="appeal_open"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("outcome", "open")),
                            models.Q(models.Q(("outcome", "open"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="appeal_decided_unless_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            ("against", None),
                            models.Q(("decided_by", models.F("against")), _negated=True),
                            _connector="OR",
                        ),
                        name="appeal_decided_by_another",
                        violation_error_message="An appeal is decided by somebody else than the decision.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentSettings",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "storm_mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "a moderator reads first"),
                            ("trusted", "at once for trusted writers, the others are read first"),
                            ("after", "at once, unless something looks wrong"),
                            ("closed", "no new comments"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("storm_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("before", "a moderator reads first"),
                            ("trusted", "at once for trusted writers, the others are read first"),
                            ("after", "at once, unless something looks wrong"),
                            ("closed", "no new comments"),
                        ],
                        default="before",
                        max_length=10,
                        verbose_name="new comments appear",
                    ),
                ),
                (
                    "trusted_after",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Comments approved before, under the same name and e-mail address.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="trusted after",
                    ),
                ),
                (
                    "hold_from",
                    models.FloatField(
                        default=3,
                        help_text="The score from which a comment is held, whatever the mode.",
                        verbose_name="held from",
                    ),
                ),
                (
                    "spam_from",
                    models.FloatField(
                        default=9,
                        help_text="The score from which a comment goes among the spam, where you find it.",
                        verbose_name="spam from",
                    ),
                ),
                (
                    "rules_intro",
                    models.CharField(
                        blank=True,
                        default="Keep to the story and be fair to people.",
                        max_length=200,
                        verbose_name="words above the house rules",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "settings of comments",
                "verbose_name_plural": "settings of comments",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="comment_settings_are_one"),
                    models.CheckConstraint(
                        condition=models.Q(("spam_from__gt", models.F("hold_from"))),
                        name="comment_spam_from_above_hold_from",
                        violation_error_message="“Spam from” has to be higher than “held from”.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Discussion",
            fields=[
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="discussion",
                        serialize=False,
                        to="articles.article",
                    ),
                ),
                ("approved", models.PositiveIntegerField(default=0)),
                ("held", models.PositiveIntegerField(default=0)),
                ("threads", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="EarlierText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("body", models.TextField()),
                ("until", models.DateTimeField()),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="earlier_texts", to="comments.comment"
                    ),
                ),
            ],
            options={
                "ordering": ["-until", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="HouseRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(help_text="Short, as it is named to who broke it.", max_length=80)),
                ("name_key", models.CharField(editable=False, max_length=400, unique=True)),
                ("text", models.CharField(max_length=300, verbose_name="what it says")),
                (
                    "fault",
                    models.CharField(
                        blank=True,
                        help_text="What a reader chooses who reports a comment, such as “It insults or attacks people”.",
                        max_length=120,
                        verbose_name="as a fault",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="Order, lowest first; the first nine have a key."
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="LogLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("decided", "Decided"),
                            ("picked", "made an editors’ pick"),
                            ("unpicked", "no longer an editors’ pick"),
                            ("edited", "edited by its writer"),
                            ("withdrawn", "withdrawn by its writer"),
                            ("erased", "erased for its writer"),
                            ("reported", "Reported"),
                            ("report_upheld", "report upheld"),
                            ("report_dismissed", "report dismissed"),
                            ("appealed", "Appealed"),
                            ("appeal_overturned", "decision overturned on appeal"),
                            ("appeal_confirmed", "decision confirmed on appeal"),
                            ("standing", "standing of a writer changed"),
                            ("mode", "mode changed"),
                            ("filter", "filter changed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                ("before", models.CharField(blank=True, max_length=20)),
                ("after", models.CharField(blank=True, max_length=20)),
                ("rule", models.CharField(blank=True, max_length=80)),
                ("note", models.TextField(blank=True)),
                ("statement", models.TextField(blank=True)),
                ("batch", models.UUIDField(blank=True, null=True)),
                (
                    "article",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="comments.comment",
                    ),
                ),
                (
                    "commenter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="log",
                        to="comments.commenter",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="comments.logline",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["comment", "-at"], name="comment_log_of_comment"),
                    models.Index(fields=["commenter", "-at"], name="comment_log_of_writer"),
                    models.Index(fields=["-at", "-id"], name="comment_log_newest"),
                    models.Index(
                        condition=models.Q(("batch__isnull", False)), fields=["batch"], name="comment_log_of_batch"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ModeOverride",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("before", "a moderator reads first"),
                            ("trusted", "at once for trusted writers, the others are read first"),
                            ("after", "at once, unless something looks wrong"),
                            ("closed", "no new comments"),
                        ],
                        max_length=10,
                        verbose_name="new comments appear",
                    ),
                ),
                (
                    "storm_mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("before", "a moderator reads first"),
                            ("trusted", "at once for trusted writers, the others are read first"),
                            ("after", "at once, unless something looks wrong"),
                            ("closed", "no new comments"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("storm_until", models.DateTimeField(blank=True, editable=False, null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "close_after_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days after publication. Empty: as the publication says.",
                        null=True,
                        verbose_name="close after",
                    ),
                ),
                (
                    "article",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_mode",
                        to="articles.article",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "section",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comment_mode",
                        to="articles.section",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("section__isnull", True), ("article__isnull", True), _connector="XOR"),
                        name="mode_override_of_section_or_article",
                        violation_error_message="A mode is for a section or for a story.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ModeratorMail",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="moderator_mail",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "every",
                    models.PositiveIntegerField(
                        default=60, help_text="Minutes. 0: no mail.", verbose_name="at most one mail in"
                    ),
                ),
                ("quiet_from", models.TimeField(blank=True, null=True, verbose_name="no mail from")),
                ("quiet_until", models.TimeField(blank=True, null=True, verbose_name="until")),
                ("last_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="QueueCount",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("number", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=80)),
                ("words", models.TextField(blank=True, max_length=2000)),
                ("name", models.CharField(blank=True, max_length=80)),
                ("address_hash", models.CharField(blank=True, editable=False, max_length=64)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "outcome",
                    models.CharField(
                        choices=[("open", "Open"), ("upheld", "Upheld"), ("dismissed", "Dismissed")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("fingerprint", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "answered_in",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="comments.logline",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reports", to="comments.comment"
                    ),
                ),
                (
                    "commenter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="reports",
                        to="comments.commenter",
                    ),
                ),
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
            ],
            options={
                "ordering": ["created_at", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "open")), fields=["created_at", "id"], name="report_open"
                    ),
                    models.Index(fields=["address_hash", "-created_at"], name="report_of_network"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("outcome", "open")),
                            models.Q(models.Q(("outcome", "open"), _negated=True), ("decided_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_decided_unless_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="OutgoingMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("confirm", "please confirm your address"),
                            ("own_comments", "all you wrote here"),
                            ("received", "the link to your comment"),
                            ("reply", "somebody answered"),
                            ("correction", "a story was corrected"),
                            ("decision", "what was decided, and why"),
                            ("report", "what became of your report"),
                            ("appeal", "what became of your appeal"),
                            ("digest", "what waits for moderators"),
                        ],
                        max_length=12,
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("send_after", models.DateTimeField(default=django.utils.timezone.now)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("given_up_at", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, max_length=200)),
                (
                    "comment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="comments.comment",
                    ),
                ),
                (
                    "commenter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="comments.commenter",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.edition",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="comments.report",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("given_up_at", None), ("sent_at", None)),
                        fields=["send_after", "id"],
                        name="mail_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("commenter__isnull", False), ("user__isnull", False), _connector="XOR"),
                        name="mail_to_commenter_or_user",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("replies", models.BooleanField(default=False)),
                ("corrections", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="articles.article"
                    ),
                ),
                (
                    "commenter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="comments.commenter",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("corrections", True)), fields=["article"], name="subscription_corrections"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("commenter", "article"), name="subscription_once_a_story")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.DateField(help_text="Its first day.")),
                ("kind", models.CharField(max_length=20)),
                ("rule", models.CharField(blank=True, max_length=80)),
                ("number", models.PositiveIntegerField(default=0)),
                ("seconds", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("month", "kind", "rule"), name="tally_once_a_month")],
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value", models.BigIntegerField()),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="traces", to="comments.comment"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["value", "created_at"], name="trace_of_value"),
                    models.Index(fields=["created_at"], name="trace_by_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Word",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("good", models.IntegerField(default=0)),
                ("bad", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="WordRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phrase", models.CharField(max_length=100, unique=True, verbose_name="word or phrase")),
                (
                    "points",
                    models.FloatField(
                        default=3,
                        help_text="Added to the score of a comment that has it. Below zero speaks for the comment.",
                        validators=[
                            django.core.validators.MinValueValidator(-20),
                            django.core.validators.MaxValueValidator(20),
                        ],
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="Why it is here, for colleagues.", max_length=200)),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["phrase"],
            },
        ),
    ]
