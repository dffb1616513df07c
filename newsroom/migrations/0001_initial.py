import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import articles.fields
import newsroom.models


class Migration(migrations.Migration):
    replaces = [("newsroom", "0001_publication")]

    initial = True

    dependencies = [
        ("articles", "0001_initial"),
        ("flatpages", "0001_initial"),
    ]

    operations = [
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
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.image",
                    ),
                ),
                ("contact_email", models.EmailField(blank=True, max_length=254, verbose_name="contact e-mail")),
                (
                    "social_links",
                    articles.fields.LinkListField(
                        blank=True, default=list, help_text="One a line: the words to show, a space, the address."
                    ),
                ),
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
                            ("open", "search engines and AI"),
                            ("search", "search engines, no training of AI"),
                            ("closed", "nobody"),
                        ],
                        default="search",
                        max_length=10,
                        verbose_name="who may read by machine",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "publication",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="publication_is_one")],
            },
        ),
    ]
