"""What is taken for the address of a page, wherever one is typed."""

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from articles.fields import NO_WEB_ADDRESS, LinkListFormField, URLFormField
from comments.forms import CommentForm
from tests.factories import create_superuser

OURS = [
    field
    for app in ("articles", "comments", "newsroom")
    for model in apps.get_app_config(app).get_models()
    for field in model._meta.fields
    if isinstance(field, models.URLField)
]
REFUSED = [
    "ftp://example.org/file",
    "mailto:a@example.org",
    "javascript:alert(1)",
    "https://bank.example@evil.example/",
    "https://user:secret@example.org/",
    "https://@example.org/",
    "https://:@example.org/",
    "file:///etc/passwd",
    "https:///path",
]


@pytest.mark.parametrize("address", REFUSED)
def test_no_field_takes_what_is_no_address_of_a_page(address):
    assert len(OURS) >= 7
    for field in OURS:
        with pytest.raises(ValidationError):
            field.clean(address, None)
        with pytest.raises(ValidationError) as refused:
            field.formfield().clean(address)
        assert refused.value.messages == [NO_WEB_ADDRESS], field
    assert isinstance(CommentForm.base_fields["url"], URLFormField)
    if not address.startswith("mailto:"):
        with pytest.raises(ValidationError):
            LinkListFormField().clean(f"Words {address}")


@pytest.mark.parametrize(
    "address", ["https://example.org/a@b?c=d@e", "http://[2606:4700::1]:8080/", "https://bücher.example/ä"]
)
def test_every_field_takes_an_address_of_a_page(address):
    for field in OURS:
        assert field.formfield().clean(address) == address
    assert URLFormField().clean("example.org/a") == "https://example.org/a"
    assert LinkListFormField().clean("Write mailto:a@example.org") == [
        {"label": "Write", "url": "mailto:a@example.org"}
    ]


def test_no_form_has_another_field_for_one():
    def all_below(kind):
        return {kind, *(below for each in kind.__subclasses__() for below in all_below(each))}

    found = {
        field
        for form in all_below(forms.BaseForm)
        if form.__module__.split(".")[0] in {"articles", "comments", "newsroom"}
        for field in getattr(form, "base_fields", {}).values()
        if isinstance(field, forms.URLField)
    }
    assert found
    assert all(isinstance(field, URLFormField) for field in found)


@pytest.mark.django_db
@pytest.mark.parametrize("way_on", [{}, {"next": "https://evil.example/"}, {"next": "//evil.example"}, {"next": ""}])
@pytest.mark.parametrize("signed_in", [False, True])
def test_signing_in_leads_to_the_desk_whatever_it_was_to_lead_to(client, way_on, signed_in):
    boss = create_superuser()
    if signed_in:
        client.force_login(boss)
    fields = {"username": boss.username, "password": "correct horse battery", **way_on}
    assert client.post(reverse("admin:login"), fields).url == reverse("admin:index")
