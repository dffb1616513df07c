"""What people type, made sound (``articles/text.py``), and the fields that see to it."""

import unicodedata
import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles import fields, text

anything = st.text(st.characters(codec=None, exclude_categories=()))
makes = pytest.mark.parametrize("make", [text.sound, text.lines, text.line, text.name, text.folded])


@makes
@given(typed=anything)
def test_whatever_is_typed_becomes_sound_once_and_for_all(make, typed):
    made = make(typed)

    assert make(made) == made
    assert "\0" not in made
    assert ElementTree.fromstring(f"<p>{made.replace('&', '').replace('<', '')}</p>") is not None  # noqa: S314
    made.encode()
    if make is not text.folded:
        assert unicodedata.is_normalized("NFC", made)


@pytest.mark.parametrize("char", ["\ufdd0", "\ufdef", "\ud800", "\ufffe", "\uffff", "\U0010ffff", "\x02"])
def test_what_is_no_character_goes(char):
    assert text.sound(f"har{char}bour") == "harbour"


@pytest.mark.parametrize("end", ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r", "\r\n"])
def test_every_line_end_is_one_where_there_are_lines_and_a_space_where_there_are_none(end):
    assert text.lines(f"one{end}two") == "one\ntwo"
    assert text.line(f"one{end}two") == text.name(f"one{end}two") == "one two"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "\u200b",
        "\u2060\ufeff",
        "\u2800",
        "\u3164 \uffa0",
        "\u115f\u1160",
        "\u034f",
        "\ufe0f",
        "\xad",
        "\u202e\u202c",
    ]
    + ["\U000e0041\U000e007f", "\u180e\u180b", "\U000e0100", "\x02"],
)
def test_what_nobody_sees_is_nothing(typed):
    assert text.is_blank(typed)
    assert text.line(typed) == text.lines(typed) == text.name(typed) == ""


@pytest.mark.parametrize("words", ["می‌خواهم", "👩‍👩‍👧", "❤️", "Pourquoi\xa0?", "\ue000", "קריאה \u2066abc\u2069"])
def test_what_words_are_written_with_stays_in_a_text(words):
    assert text.lines(words) == text.line(words) == words


def test_nothing_hides_in_a_name():
    assert text.name("Ed\u200bitor \u202eresU\u202c\ue000  One") == "Editor resU One"


@pytest.mark.parametrize(
    ("typed", "closed"),
    [
        ("a \u202eb", "a \u202eb\u202c"),
        ("a \u2067b \u202bc", "a \u2067b \u202bc\u202c\u2069"),
        ("a\u202c b\u2069", "a b"),
        ("\u2067a\u202c b", "\u2067a b\u2069"),
        ("a \u202eb\nc", "a \u202eb\u202c\nc"),
    ],
)
def test_a_change_of_direction_ends_in_its_line(typed, closed):
    assert text.lines(typed) == closed


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Straßenfest", "STRASSENFEST"),
        ("Café", "CAFE\u0301"),
        ("ΟΔΟΣ", "οδός".replace("ό", "ο")),
        ("\u2126", "ω"),
        ("ﬁsh", "FISH"),
        ("Ｎｅｗｓ", "news"),
        ("North  Quay", "north\xa0quay "),
        ("ſ", "S"),
        ("\u210cafen", "hafen"),  # a letter of mathematics, which only its decomposition has in lower case
    ],
)
def test_names_that_differ_in_case_and_encoding_are_one(one, other):
    assert text.folded(one) == text.folded(other)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ines \t Varga ", "Ines Varga"),
        ("Ines\nVarga", "Ines Varga"),
        ("I\u200bn\u200des\ufeff", "Ines"),
        ("\u202eagraV\u202c", "agraV"),
        ("\u2066Ines\u2069", "Ines"),
        ("In\x00es\x07", "Ines"),
        ("Ine\u0301s", "In\u00e9s"),
        ("\u3164\u200b\u2060", ""),
        ("Пётр 王小明 O’Neill-Łuczak", "Пётр 王小明 O’Neill-Łuczak"),
    ],
)
def test_names_lose_what_is_not_seen(typed, kept):
    assert text.name(typed) == kept


def test_text_keeps_its_lines_and_loses_control_characters():
    assert text.lines("  One\r\ntwo\rthree\x00\x1b\n\n\tfour e\u0301 ") == "One\ntwo\nthree\n\n\tfour é"


@pytest.mark.parametrize("typed", ["\u200b", "\u3164 \u3164", "\u2800\n\u2800", "\u202e\u202c"])
def test_a_text_in_which_nothing_is_seen_is_none(typed):
    assert text.lines(typed) == ""


def test_joined_emoji_stay_whole_in_texts():
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert text.lines(family) == family


def test_the_form_of_a_field_asks_for_what_is_not_seen():
    for field in (fields.LineField(), fields.NameField(), fields.LinesField()):
        with pytest.raises(Exception, match="This field is required"):
            field.formfield().clean("\u2060\ufeff")
