import re

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import newsroom.models


class Migration(migrations.Migration):
    replaces = [
        ("newsroom", "0003_robots_say_who_may_read"),
        ("newsroom", "0005_menu_of_readers"),
        ("newsroom", "0007_menu_takes_topics_and_series"),
        ("newsroom", "0009_ids_of_feeds"),
        ("newsroom", "0010_more_policies_and_reads"),
        ("newsroom", "0011_publication_has_a_colour"),
    ]

    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        ("flatpages", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="MenuItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("place", models.CharField(choices=[("menu", "menu at the top"), ("footer", "footer")], max_length=10)),
                ("position", models.PositiveSmallIntegerField(default=0)),
                ("title", models.CharField(blank=True, max_length=60)),
                ("address", models.CharField(blank=True, max_length=500)),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="flatpages.flatpage",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.section",
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.series",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="articles.tag",
                    ),
                ),
            ],
            options={
                "ordering": ["place", "position", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("address", ""),
                                ("page", None),
                                ("section__isnull", False),
                                ("series", None),
                                ("tag", None),
                                ("title", ""),
                            ),
                            models.Q(
                                ("address", ""),
                                ("page", None),
                                ("section", None),
                                ("series", None),
                                ("tag__isnull", False),
                                ("title", ""),
                            ),
                            models.Q(
                                ("address", ""),
                                ("page", None),
                                ("section", None),
                                ("series__isnull", False),
                                ("tag", None),
                                ("title", ""),
                            ),
                            models.Q(
                                ("address", ""),
                                ("page__isnull", False),
                                ("section", None),
                                ("series", None),
                                ("tag", None),
                                ("title", ""),
                            ),
                            models.Q(
                                ("page", None),
                                ("section", None),
                                ("series", None),
                                ("tag", None),
                                models.Q(("address", ""), _negated=True),
                                models.Q(("title", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="menu_item_leads_to_one_thing",
                        violation_error_message="A link leads to a section, topic, series or page, or to an address with words to show.",
                    ),
                    models.UniqueConstraint(fields=("place", "section"), name="menu_item_section_once"),
                    models.UniqueConstraint(fields=("place", "tag"), name="menu_item_tag_once"),
                    models.UniqueConstraint(fields=("place", "series"), name="menu_item_series_once"),
                    models.UniqueConstraint(fields=("place", "page"), name="menu_item_page_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("address", ""), _negated=True),
                        fields=("place", "address"),
                        name="menu_item_address_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(default="The Newsroom", max_length=80)),
                ("tagline", models.CharField(blank=True, max_length=160)),
                (
                    "language",
                    models.CharField(
                        default="en",
                        max_length=12,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "Such as “en” or “pt-BR”."
                            )
                        ],
                    ),
                ),
                (
                    "time_zone",
                    models.CharField(
                        default=newsroom.models.default_time_zone,
                        help_text="Such as “Europe/Oslo”.",
                        max_length=64,
                        verbose_name="time zone shown",
                    ),
                ),
                (
                    "colour",
                    models.CharField(
                        blank=True,
                        help_text="Of kickers, links pointed at and marks, such as “#1b4f8a”; by night it is lightened. Empty: red.",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                re.compile("^#[0-9A-Fa-f]{6}\\Z"),
                                "“#” and six digits or letters from a to f, such as #1b4f8a.",
                            )
                        ],
                    ),
                ),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="contact e-mail")),
                (
                    "social_links",
                    models.JSONField(
                        blank=True, default=list, help_text="One a line: the words to show, a space, the address."
                    ),
                ),
                (
                    "reporters_may_add_authors",
                    models.BooleanField(default=False, verbose_name="reporters may make authors"),
                ),
                ("reporters_may_add_tags", models.BooleanField(default=False, verbose_name="reporters may make tags")),
                (
                    "counts_reads",
                    models.BooleanField(
                        default=True,
                        help_text="By story and hour, without a cookie or anything about who reads. Off: no “Most read”.",
                        verbose_name="count how often stories are read",
                    ),
                ),
                ("comments_open", models.BooleanField(default=True, help_text="Off: no story takes new comments.")),
                (
                    "comments_close_after_days",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Days after publication. Empty: never.",
                        null=True,
                        verbose_name="comments close after",
                    ),
                ),
                (
                    "robots",
                    models.CharField(
                        choices=[
                            ("open", "everybody: search engines, AI search, training of AI"),
                            ("search", "search engines and AI search; no training of AI"),
                            ("engines", "search engines alone; no AI"),
                            ("closed", "nobody"),
                        ],
                        default="search",
                        help_text="What /robots.txt and every page ask crawlers for. It is a request, not a wall: honest ones keep to it, others read what is public all the same.",
                        max_length=10,
                        verbose_name="who may read by machine",
                    ),
                ),
                ("feed_space", models.UUIDField(default=newsroom.models.default_feed_space, editable=False)),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: About us",
                    ),
                ),
                (
                    "corrections_policy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Corrections policy",
                    ),
                ),
                (
                    "diversity",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Diverse voices",
                    ),
                ),
                (
                    "ethics",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Ethics",
                    ),
                ),
                (
                    "feedback",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Tell us what is wrong",
                    ),
                ),
                (
                    "funding",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Who funds us",
                    ),
                ),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.image",
                    ),
                ),
                (
                    "masthead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Masthead",
                    ),
                ),
                (
                    "mission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: What we cover, and why",
                    ),
                ),
                (
                    "ownership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Who owns us",
                    ),
                ),
                (
                    "privacy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Privacy",
                    ),
                ),
                (
                    "unnamed_sources",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: Sources without a name",
                    ),
                ),
                (
                    "verification",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="flatpages.flatpage",
                        verbose_name="page: How we check facts",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "publication",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="publication_is_one")],
            },
        ),
    ]
