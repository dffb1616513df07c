"""The page of corrections: what stands on it, and what it can be narrowed to."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Edition
from tests.factories import create_article, create_section, create_superuser, publish

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
KINDS = Edition.Kind


def correct(note, *, kind=KINDS.CORRECTION, at=None, section=None):
    """A story that was published a day before it was corrected (or clarified) ``at`` that time; its article."""
    at = at or timezone.now() - HOUR
    article = publish(create_article(**({"section": section} if section else {})), at=at - 24 * HOUR).article
    publish(article, kind=kind, note=note, at=at)
    return article


def notes(client, query=""):
    return [edition.note for edition in client.get(f"/corrections/{query}").context["page"].items]


def test_they_are_listed_newest_first_of_public_stories(client, django_assert_num_queries):
    for number in range(23):
        kind = KINDS.CORRECTION if number % 2 else KINDS.CLARIFICATION
        article = correct(f"Note {number}.", kind=kind, at=timezone.now() - (20 - number / 2) * HOUR)
    article.withdraw(create_superuser(), reason="Gone.")
    with django_assert_num_queries(6):  # publication, menus; sections, corrections; the months
        page = client.get("/corrections/")
    assert [edition.note for edition in page.context["page"].items] == [f"Note {n}." for n in range(21, 1, -1)]
    rest = client.get(f"/corrections/{page.context['page'].older_url}").context["page"]
    assert [edition.note for edition in rest.items] == ["Note 1.", "Note 0."]


@pytest.fixture
def some():
    city, port = create_section(name="City", slug="city"), create_section(name="Port", slug="port")
    correct("In March.", section=city, at=datetime(2026, 3, 31, 21, tzinfo=UTC))
    correct("In April.", section=city, at=datetime(2026, 4, 2, 12, tzinfo=UTC))
    correct("At the port.", section=port, at=datetime(2026, 4, 3, 12, tzinfo=UTC))
    correct("Made clear.", section=port, kind=KINDS.CLARIFICATION, at=datetime(2026, 4, 4, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?section=&month=&kind=", ["Made clear.", "At the port.", "In April.", "In March."]),
        ("?section=city", ["In April.", "In March."]),
        ("?month=2026-03", ["In March."]),
        ("?kind=clarification", ["Made clear."]),
        ("?section=port&kind=correction", ["At the port."]),
        ("?section=port&month=2026-04&kind=clarification", ["Made clear."]),
        ("?section=city&kind=clarification", []),
        ("?month=1999-01", []),
    ],
)
def test_they_are_narrowed_by_section_month_and_kind(client, some, query, found, django_assert_num_queries):
    assert notes(client, query) == found
    with django_assert_num_queries(6):
        client.get(f"/corrections/{query}")


def test_the_form_says_what_is_chosen_and_offers_what_there_is(client, some):
    page = client.get("/corrections/?section=port&month=2026-04").content.decode()
    chosen = re.findall(r'<option value="([^"]*)" selected>', page)
    assert chosen == ["port", "2026-04"]
    offered = re.findall(r'<option value="([0-9-]+)"', page)
    assert offered == ["2026-04", "2026-03"]
    assert 'href="/corrections/"' in page.partition("<main")[2]  # back to all
    assert 'value="1999-01" selected' in client.get("/corrections/?month=1999-01").content.decode()


def test_an_empty_choice_says_so_and_leads_to_all(client, some):
    page = client.get("/corrections/?month=1999-01").content.decode()
    assert "No correction of this kind" in page
    assert "No corrections yet" not in page


@pytest.mark.parametrize(
    "query",
    "section=nowhere section=1 section=%00 month=2026-13 month=2026 month=0000-01 month=x month=٢٠٢٦-٠٤ kind=typo"
    " kind=a%00 kind=first month=9999-01".split(),
)
def test_what_is_no_choice_is_no_page(client, some, query):
    assert client.get(f"/corrections/?{query}").status_code == 404


def test_pages_keep_what_was_chosen(client):
    city = create_section(name="City", slug="city")
    for number in range(25):
        correct(f"Note {number}.", section=city, at=timezone.now() - (40 - number) * HOUR)
        correct("Elsewhere.", at=timezone.now() - (40 - number) * HOUR)
    page = client.get("/corrections/?section=city&kind=correction&month=").context["page"]
    assert page.older_url == "?section=city&kind=correction&page=2"
    assert notes(client, page.older_url) == [f"Note {number}." for number in range(4, -1, -1)]
    second = client.get(f"/corrections/{page.older_url}").context["page"]
    assert second.newer_url == "/corrections/?section=city&kind=correction"


def test_each_way_has_its_index(client, some):
    ways = {
        "": "edition_newest_correction",
        "?month=2026-04": "edition_newest_correction",
        "?section=city": "edition_newest_correction_in",
        "?kind=correction": "edition_newest_correction",
        "?section=city&kind=correction&month=2026-04": "edition_newest_correction_in",
    }
    for query, index in ways.items():
        plans = []

        def explain(execute, sql, params, many, context, plans=plans):
            if sql.startswith("SELECT") and "note" in sql and "IN ('clarification', 'correction')" in sql:
                prefix = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
                execute(prefix + sql, params, many, context)
                plans.append("\n".join(str(row[-1]) for row in context["cursor"].fetchall()))
            return execute(sql, params, many, context)

        if connection.vendor == "postgresql":  # which reads small tables whole, and sorts a row or two
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute("SET LOCAL enable_sort = off")
                cursor.execute("SET LOCAL enable_bitmapscan = off")
        with connection.execute_wrapper(explain):
            client.get(f"/corrections/{query}")
        # Of a few rows PostgreSQL may walk the index of all for a section too.
        either = rf"\b{index}\b" if connection.vendor == "sqlite" else r"\bedition_newest_correction(_in)?\b"
        assert re.search(either, plans[0]), (query, plans[0])
        assert "TEMP B-TREE" not in plans[0], (query, plans[0])
