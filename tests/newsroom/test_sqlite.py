"""Searching without regard to case, in every script: on SQLite by our own LIKE, on PostgreSQL by its."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Author
from newsroom.sqlite import like
from tests.factories import create_author


@pytest.mark.django_db
def test_case_is_no_matter_in_any_script_and_signs_stand_for_themselves():
    for name in ("Émile Öhman", "Ирина Петрова", "100 % Straße", "a_b", "back\\slash"):
        create_author(name=name)

    def found(**lookup):
        return [author.name for author in Author.objects.filter(**lookup).order_by("pk")]

    assert found(name__icontains="éMILE ö") == ["Émile Öhman"]
    assert found(name__istartswith="ИРИ") == ["Ирина Петрова"]
    assert found(name__iendswith="öhmAN") == ["Émile Öhman"]
    assert found(name__iexact="ирина петрова") == ["Ирина Петрова"]
    assert found(name__icontains="0 % s") == ["100 % Straße"]
    assert found(name__icontains="%") == ["100 % Straße"]
    assert found(name__icontains="_") == ["a_b"]
    assert found(name__iexact="a_B") == ["a_b"]
    assert found(name__iexact="axb") == []
    assert found(name__icontains="K\\S") == ["back\\slash"]


@pytest.mark.parametrize(
    ("pattern", "text", "escape", "matches"),
    [
        ("a%c", "ABBC", None, True),
        ("a%c", "A\nC", None, True),
        ("a_c", "ac", None, False),
        ("a_c", "aÉc", None, True),
        ("%", "", None, True),
        ("%%", "x", None, True),
        ("", "", None, True),
        ("", "x", None, False),
        ("a.c", "abc", None, False),
        (r"\%", "%", "\\", True),
        (r"\%", "x", "\\", False),
        ("x\\", "x", "\\", True),
        ("%5%", 354, None, True),
        (None, "x", None, None),
        ("x", None, None, None),
    ],
)
def test_like(pattern, text, escape, matches):
    assert like(pattern, text, escape) is matches


@given(st.text(), st.text(), st.text())
def test_what_stands_in_a_text_is_found(before, word, after):
    escaped = "".join(f"\\{character}" if character in "\\%_" else character for character in word)
    assert like(f"%{escaped}%", before + word + after, "\\")


@pytest.mark.django_db
def test_every_database_finds_the_same():
    for name in ("Straße", "İstanbul", "ΟΔΟΣ", "e\u0301tude", "\u2126", "ﬁsh"):
        create_author(name=name)

    def found(word):
        return [author.name for author in Author.objects.filter(name__icontains=word).order_by("pk")]

    assert found("STRAßE") == ["Straße"]
    assert found("strasse") == []  # one character is one: names are found by their keys
    assert found("istanbul") == []
    assert found("οδος") == found("οδοσ") == ["ΟΔΟΣ"]
    assert found("É") == ["étude"]
    assert found("ω") == ["Ω"]
    assert found("FISH") == []
