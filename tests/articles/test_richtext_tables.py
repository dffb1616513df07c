"""Tables as readers get them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import richtext
from articles.richtext.tables import laid_out


def rows(*cells, tag="td"):
    return "".join(f"<tr>{''.join(f'<{tag}>{cell}</{tag}>' for cell in row)}</tr>" for row in cells)


def aligned(html):
    """What stands in the cells that are set as figures."""
    assert richtext.clean(html) == html
    return re.findall(r'class="table__figure"[^>]*>(.*?)</t[dh]>', laid_out(html))


def test_a_column_of_figures_is_aligned_with_its_head_and_foot():
    html = (
        f"<table><thead>{rows(['Works', 'Crowns', 'Note'], tag='th')}</thead>"
        f"<tbody>{rows(['Dredging', '9,400', 'sand'], ['Quay', '−3.5', '12'])}</tbody>"
        f"<tfoot>{rows(['Together', 'about 9,000', ''])}</tfoot></table>"
    )
    assert aligned(html) == ["Crowns", "9,400", "−3.5", "about 9,000"]


@pytest.mark.parametrize(
    "figure",
    ["12", "1 850", "1&nbsp;850", "+8,300", "-4.5&nbsp;%", "€12.50", "12 €", "(1.2)", "10:30", "۱۲", "~40", "<b>7</b>"]
    + ['12<sup data-citation="3"></sup>', "7°", "1’000"],
)
def test_what_is_a_figure(figure):
    assert aligned(f"<table><tbody>{rows(['a', figure])}</tbody></table>") == [figure]


@pytest.mark.parametrize("words", ["12 km", "Room 5", "a", "1 in 5", "2019 (est.)", "+", "%"])
def test_what_is_none(words):
    assert aligned(f"<table><tbody>{rows(['a', words], ['b', '12'])}</tbody></table>") == []


def test_a_gap_among_figures_is_no_word_and_gaps_alone_are_no_figures():
    assert aligned(f"<table><tbody>{rows(['a', '–', '–'], ['b', '12', ''])}</tbody></table>") == ["–", "12"]


def test_the_first_column_says_what_a_row_is_about():
    assert aligned(f"<table><tbody>{rows(['2019', '12'], ['2020', '13'])}</tbody></table>") == ["12", "13"]


def test_cells_over_several_columns_or_rows_shift_no_column():
    html = (
        '<table><thead><tr><th></th><th colspan="2">Crowns</th></tr></thead><tbody>'
        '<tr><td rowspan="2">a</td><td>1</td><td>x</td></tr><tr><td>2</td><td>y</td></tr>'
        '<tr><td colspan="2">b</td><td>z</td></tr></tbody></table>'
    )
    assert aligned(html) == ["1", "2"]


def test_a_table_in_a_table_is_one_of_its_own():
    inner = f"<table><tbody>{rows(['a', '5'])}</tbody></table>"
    assert aligned(f"<table><tbody><tr><td>x</td><td>{inner}</td></tr></tbody></table>") == ["5"]


def test_each_scrolls_in_a_box_that_the_keyboard_reaches_whatever_its_direction():
    html = laid_out('<p>a</p><table dir="rtl"><tbody><tr><td>1</td></tr></tbody></table><p>b</p>')
    box = '<div class="table" role="group" aria-label="Table" tabindex="0">'
    assert html == f'<p>a</p>{box}<table dir="rtl"><tbody><tr><td>1</td></tr></tbody></table></div><p>b</p>'


def test_a_table_of_many_spans_costs_little():
    cell = '<td colspan="9999" rowspan="9999">1</td>'
    assert laid_out(f"<table><tbody>{f'<tr>{cell * 20}</tr>' * 500}</tbody></table>").count("<td") == 10_000


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            "<table> </table> <tbody> <tr> </tr> <td> </td> <th> </th> <p> 12 words <b> </b>".split()
            + ['<td colspan="3">', '<td rowspan="2">', '<table dir="rtl">', "<caption>"]
        ),
        max_size=40,
    ).map("".join)
)
def test_laying_out_changes_nothing_but_classes_and_boxes(html):
    stored = richtext.clean(html)
    shown = laid_out(stored)
    bare = re.sub(r'<div class="table"[^>]*>|(?<=</table>)</div>| class="table__figure"', "", shown)
    assert bare == stored
