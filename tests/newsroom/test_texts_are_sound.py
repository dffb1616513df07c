"""No field for what people type forgets to make it sound: every model and every form is asked."""

import importlib
import pkgutil

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.flatpages.models import FlatPage
from django.db import models
from django.test import RequestFactory

import articles
import comments
import newsroom
from newsroom.models import Publication
from tests.factories import create_superuser

TYPED = "Caf\x02e\u0301 \ufffe\u2028\ud800one"
PROGRAM = {
    "articles.ChecklistRule.kind": "of a story, as the code calls it",
    "articles.Edition.article_kind": "of a story, as the code calls it",
    "articles.PingMark.service": "as the code calls it",
    "comments.LogLine.after": "states, as the code calls them",
    "comments.LogLine.before": "states, as the code calls them",
    "comments.OutgoingMail.key": "made by the code",
    "comments.QueueCount.name": "made by the code",
    "comments.Tally.kind": "made by the code",
    "comments.Word.word": "cut from comments, which are sound",
}
CODES = {
    ("ArticleForm", "loaded_desk"): "JSON that the page itself wrote, compared and not kept",
    ("CommentForm", "stamp"): "signed",
    ("ReportForm", "stamp"): "signed",
    ("PageForm", "url"): "a pattern refuses all but letters, and clean_url makes these sound",
    ("PersonForm", "username"): "Django’s own, in NFKC; a pattern refuses all but letters",
    ("NewPersonForm", "username"): "the same",
    ("UserForm", "username"): "the same",
    ("FlatPageForm", "url"): "as of PageForm, which the desk makes it of",
    ("GroupForm", "name"): "nobody may change a role",
}


def is_sound(words):
    return not set("\x02\ufffe\u2028\ud800\u0301") & set(str(words))


def columns():
    for app in ("articles", "comments", "newsroom"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, models.CharField | models.TextField | models.JSONField):
                    yield field


def test_every_column_that_people_fill_makes_its_text_sound():
    typed = [column for column in columns() if column.editable and not column.choices]
    plain = {str(column) for column in typed if not is_sound(column.get_prep_value(TYPED))}
    assert plain == PROGRAM.keys()


def every_form():
    for package in (articles, comments, newsroom):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".management." not in module.name and ".migrations" not in module.name:
                importlib.import_module(module.name)
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            if form.__module__.split(".")[0] in {"articles", "comments", "newsroom"}:
                found.add(form)
    return found


@pytest.mark.django_db
def test_every_form_makes_its_text_sound():
    request = RequestFactory().get("/")
    request.user, request.publication, request.upload = create_superuser(), Publication(), None
    asked = every_form()
    for model_admin in admin.site._registry.values():
        asked.add(model_admin.get_form(request))
        for inline in model_admin.get_inline_instances(request):
            asked.add(inline.get_formset(request).form)
    plain = set()
    for form in asked:
        for name, field in form.base_fields.items():
            is_code = isinstance(field.widget, forms.PasswordInput)
            if isinstance(field, forms.CharField) and not is_code and not is_sound(made(field)):
                plain.add((form.__name__, name))
    assert plain == CODES.keys()


def made(field):
    try:
        return field.to_python(TYPED)
    except forms.ValidationError:
        return ""  # refused


@pytest.mark.django_db
def test_accounts_and_pages_are_sound_whichever_way_they_come_in():
    user = User.objects.create_user("i\u200bnes", first_name="Ine\u0301s\u202e", email="ines@example.org\x02")
    page = FlatPage.objects.create(url="/about/", title="Abou\x0bt", content="<p>Cafe\u0301\x02</p>")
    assert (user.username, user.first_name, user.email) == ("ines", "In\u00e9s", "ines@example.org")
    assert (page.title, page.content) == ("Abou t", "<p>Caf\u00e9</p>")
