"""What becomes of the style sheets when static files are collected, tried with a real ``collectstatic``."""

import gzip
import json
import re

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command
from django.test import override_settings

from newsroom.static_storage import bundled, small

STATIC = settings.BASE_DIR / "static"
STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "newsroom.static_storage.StaticStorage"}}

LINKED_BESIDE = ["print.css", "style-guide.css"]  # on paper; and on a page that the desk alone sees


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=folder):
        call_command("collectstatic", interactive=False, verbosity=0)
        yield folder


@pytest.fixture(scope="module")
def names(collected):
    """Dict of name → name by content."""
    return json.loads((collected / "staticfiles.json").read_text())["paths"]


@pytest.fixture(scope="module")
def bundle(collected, names):
    return (collected / names["css/readers.css"]).read_text()


def listed():
    return re.findall(r'@import url\("([^"]+)"\)', (STATIC / "css/readers.css").read_text())


def test_readers_sheet_holds_what_it_lists_and_imports_nothing(bundle):
    assert "@import" not in bundle
    assert (
        bundle.index("@font-face")
        < bundle.index("box-sizing")
        < bundle.index(".masthead")
        < bundle.index(".visually-hidden")
    )


def test_every_sheet_of_the_readers_is_listed_once():
    of_readers = {path.relative_to(STATIC / "css").as_posix() for path in (STATIC / "css").rglob("*.css")}
    of_readers = {name for name in of_readers if not name.startswith("desk/")} - {"readers.css", *LINKED_BESIDE}
    assert sorted(listed()) == sorted(of_readers)


def test_files_that_the_sheet_names_are_there_by_their_content(bundle, collected, names):
    named = re.findall(r'url\("([^"]+)"\)', bundle)
    assert "../" + names["fonts/source-serif-4-latin-wght-normal.woff2"] in named
    assert all((collected / "css" / name).is_file() for name in named)


def test_an_address_in_an_imported_sheet_is_seen_from_the_sheet_that_imports_it(tmp_path):
    (tmp_path / "whole.css").write_text('@import url("parts/part.css");\n')
    (tmp_path / "part.css").write_text('a { background: url("../../img/a.svg") } b { mask: url("data:image/png,") }')
    storage = FileSystemStorage(tmp_path)
    paths = {"css/whole.css": (storage, "whole.css"), "css/parts/part.css": (storage, "part.css")}
    expected = 'a { background: url("../img/a.svg") } b { mask: url("data:image/png,") }'
    assert bundled(paths, "css/whole.css").strip() == expected


def test_a_sheet_is_made_small_and_says_the_same():
    sheet = """/* why */
@media (min-width: 40rem) and
  (max-width: 64rem) {
  .a,
  .b > .c {
    font: 400 1rem /
      1.5 serif; /* because */
    color: red;
  }
}
"""
    expected = "@media (min-width: 40rem) and\n(max-width: 64rem){.a,.b > .c{font: 400 1rem /\n1.5 serif;color: red;}}"
    assert small(sheet).strip() == expected


def test_collecting_again_makes_the_same_file(collected, names, bundle):
    call_command("collectstatic", interactive=False, verbosity=0)
    again = json.loads((collected / "staticfiles.json").read_text())["paths"]
    assert again["css/readers.css"] == names["css/readers.css"]


def test_all_style_of_readers_fits_into_14_kb(bundle):
    assert len(gzip.compress(bundle.encode(), 9)) <= 14 * 1024


def test_letters_that_every_page_needs_are_small(names):
    assert (STATIC / "fonts/source-sans-3-latin-wght-normal.woff2").stat().st_size <= 40 * 1024
