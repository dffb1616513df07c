"""Versions against each other: nothing hidden, nothing made up, nothing lost."""

import re
from collections import Counter

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import diffs, richtext
from articles.content import LABELS, SPARSE, named_in, only
from articles.diffs import words
from tests.articles.desk import sides
from tests.factories import create_article, create_author, create_section, create_source

LONG = (
    "The harbour of North Quay was closed on Monday after a storm reached the coast, the harbour master said.",
    "Fishermen had taken their boats to the inner basin the night before, when the first warning came.",
    "Repairs of both cranes will take two weeks; until then all larger vessels are sent to South Quay.",
    "Schools stay open, the council decided in the afternoon, but buses will not run along the sea wall.",
    "Insurers expect claims of about four million, a figure that may still grow as cellars are pumped dry.",
)


def content(*paragraphs, **fields):
    empty = {"headline": "", "bylines": [], "tags": [], "citations": [], "related": []}
    return {**empty, "body": "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs), **fields}


def citation(number, source, name, **details):
    return {"id": number, "source": source, "name": name, "kind": "person", **details}


def change(old, new, name="body", **options):
    """The change of one field, the only one there is."""
    (found,) = diffs.compare(old, new, **options)
    assert found.name == name
    return found


def marked(part):
    """A part as one line: [-taken out-] and {+put in+}."""
    signs = {"equal": "{}", "delete": "[-{}-]", "insert": "{{+{}+}}"}
    return "".join(signs[piece.op].format(piece.text) for piece in part.pieces)


def lines(found):
    return [(row.op, row.moved, *(marked(part) for part in row.parts)) for row in found.rows if row.op != "fold"]


def headline(old, new):
    return marked(change(content(headline=old), content(headline=new), "headline").rows[0].parts[0])


# -- Words --


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Port closed after storm", "Port closed after gale", "Port closed after [-storm-]{+gale+}"),
        ("Eight metres", "Nine metres", "[-Eight-]{+Nine+} metres"),
        ("It cost 1,200.50 in all", "It cost 1,200.75 in all", "It cost [-1,200.50-]{+1,200.75+} in all"),
        ("The mayor’s word", "The mayor’s last word", "The mayor’s {+last +}word"),
        ("A well-known port", "A little-known port", "A [-well-known-]{+little-known+} port"),
        ("a big old dog ran", "a small new cat ran", "a [-big old dog-]{+small new cat+} ran"),
        ("Same", "Entirely different words", "[-Same-]{+Entirely different words+}"),
        ("", "New", "{+New+}"),
        ("Gone", "", "[-Gone-]"),
        ("One. Two.", "One. It rained. Two.", "One. {+It rained. +}Two."),
        ("He came. She went.", "He came. He stayed. She went.", "He came. {+He stayed. +}She went."),
        ("اغلق الميناء بعد العاصفة", "اغلق المطار بعد العاصفة", "اغلق [-الميناء-]{+المطار+} بعد العاصفة"),
        ("הנמל נסגר אתמול", "הנמל נסגר היום", "הנמל נסגר [-אתמול-]{+היום+}"),
        ("बंदरगाह बंद हुआ", "बंदरगाह खुला हुआ", "बंदरगाह [-बंद-]{+खुला+} हुआ"),
        ("港口周一因风暴关闭。", "港口周二因风暴关闭。", "港口周[-一-]{+二+}因风暴关闭。"),
        ("港は月曜日に閉鎖された。", "港は火曜日に閉鎖された。", "港は[-月-]{+火+}曜日に閉鎖された。"),
        ("Flags 🇳🇴 here", "Flags 🇳🇱 here", "Flags [-🇳🇴-]{+🇳🇱+} here"),
    ],
)
def test_words_are_marked_whole(old, new, expected):
    assert headline(old, new) == expected


def test_short_remains_between_changes_are_not_left_as_confetti():
    found = headline(
        "The council met on Monday to vote on the harbour", "Protesters marched in Oslo to vote on the harbour"
    )
    assert found == "[-The council met on Monday-]{+Protesters marched in Oslo+} to vote on the harbour"


anything = st.text(alphabet=st.sampled_from("ab .,\n’-1é風水ا\u0301\u200d\U0001f600🇳"), max_size=60)
sentences = st.lists(st.sampled_from("the port was shut , open . Storm storm 12 1,2 – ¶".split()), max_size=40).map(
    " ".join
)


@given(old=st.one_of(anything, sentences, st.text()), new=st.one_of(anything, sentences, st.text()))
@settings(max_examples=400)
def test_both_sides_of_two_texts_come_out_exactly(old, new):
    comparison = diffs.compare({"headline": old}, {"headline": new})
    assert bool(comparison) == (old != new)
    for found in comparison:
        assert sides(found) == (old, new)
        for part in found.rows[0].parts:
            assert all(piece.text for piece in part.pieces)
            assert all(a.op != b.op for a, b in zip(part.pieces, part.pieces[1:], strict=False))


@given(
    old=st.lists(st.sampled_from("abcde")), new=st.lists(st.sampled_from("abcde")), left=st.sampled_from([0, 30, 9999])
)
def test_what_counts_as_the_same_is_the_same_and_in_order_however_little_may_be_spent(old, new, left):
    effort = words.Effort()
    effort.left = left
    pairs = words.matches(old, new, effort)
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in zip(pairs, pairs[1:], strict=False))


# -- Blocks of the text --

INLINE = st.sampled_from(
    [
        "the port",
        "was <b>shut</b>",
        "on <em>Mon</em>day",
        '<a href="https://a.example/">a link</a>',
        '<a href="https://b.example/">a link</a>',
        'as said<sup data-citation="4"></sup>',
        "a<br>break",
        "1 &lt; 2 &amp; 3",
        "&nbsp;",
        "الميناء",
        "港口。",
        "by night, when the first warning came",
        "and the buses did not run along the sea wall",
    ]
)
RUN = st.lists(INLINE, min_size=1, max_size=8).map(" ".join)
BLOCK = st.one_of(
    RUN.map("<p>{}</p>".format),
    RUN.map("<p>{}</p>".format),
    RUN.map("<h2>{}</h2>".format),
    RUN.map("<h3>{}</h3>".format),
    st.lists(RUN, min_size=1, max_size=3).map(lambda items: f"<ul><li>{'</li><li>'.join(items)}</li></ul>"),
    RUN.map("<ol start='3'><li>{}</li></ol>".format),
    RUN.map("<blockquote cite='https://q.example/'><p>{}</p></blockquote>".format),
    RUN.map("<table><tr><th>{}</th><td>cell</td></tr></table>".format),
    st.sampled_from(
        [
            '<figure data-image="3"></figure>',
            '<figure data-image="4"></figure>',
            '<aside data-see-also="7"></aside>',
            '<aside data-see-also="8"></aside>',
            '<div data-embed="https://v.example/1"></div>',
            "<hr>",
            "<pre>two\n  lines</pre>",
            "<p>* * *</p>",
        ]
    ),
)
BODY = st.lists(BLOCK, max_size=8).map("\n".join).map(richtext.clean)


@st.composite
def versions(draw):
    """A text, and what is left after some of it was moved, taken out, and new blocks were put in."""
    first = draw(st.lists(BLOCK, max_size=8))
    second = draw(st.permutations(first)) if draw(st.booleans()) else list(first)
    for at in draw(st.lists(st.integers(0, 8), max_size=3)):
        second[at : at + draw(st.integers(0, 1))] = draw(st.lists(BLOCK, max_size=2))
    return richtext.clean("\n".join(first)), richtext.clean("\n".join(second))


@given(bodies=st.one_of(versions(), st.tuples(BODY, BODY)))
@settings(max_examples=250)
def test_both_sides_of_two_bodies_come_out_exactly(bodies):
    old, new = ({"body": body, "citations": [citation(4, 1, "Ann")]} for body in bodies)
    (found,) = diffs.compare(old, new) if bodies[0] != bodies[1] else [None]
    if found:
        names = diffs.names.Names({}, old)
        assert sides(found)[0] == "\n".join(block.text for block in diffs.blocks(bodies[0], names))
        assert sides(found)[1] == "\n".join(block.text for block in diffs.blocks(bodies[1], names))
        assert found.notes or any(not row.quiet for row in found.rows)
    assert diffs.summary(old, new) != diffs.NO_CHANGE or all(row.quiet for row in (found.rows if found else ()))


@given(body=st.lists(RUN.map("<p>{}</p>".format), max_size=6).map("".join).map(richtext.clean))
def test_blocks_say_what_the_text_says(body):
    said = "\n".join(block.text for block in diffs.blocks(body)).replace("[Source: no longer there]", "")
    assert said.split() == richtext.text(body).split()


def test_a_paragraph_that_was_moved_is_shown_once():
    found = change(content(*LONG), content(LONG[3], *LONG[:3], LONG[4]))
    assert [row.moved for row in found.rows if row.moved] == ["up"]
    assert all(row.op in ("equal", "fold") for row in found.rows)
    assert diffs.summary(content(*LONG), content(LONG[3], *LONG[:3], LONG[4])) == "1 paragraph moved"


def test_words_that_changed_in_a_moved_paragraph_are_marked():
    edited = LONG[0].replace("Monday", "Tuesday")
    found = change(content(*LONG), content(*LONG[1:], edited))
    assert lines(found)[-1] == ("change", "down", LONG[0].replace("Monday", "[-Monday-]{+Tuesday+}"))
    assert not {row.op for row in found.rows} & {"insert", "delete"}


def test_a_paragraph_that_was_split_is_not_new_text():
    first, second = LONG[2].split("; ")
    found = change(content(*LONG), content(*LONG[:2], f"{first};", second, *LONG[3:]))
    (row,) = (row for row in found.rows if not row.quiet)
    assert marked(row.parts[0]) == LONG[2].replace("; ", ";[- -]{+\n+}")
    assert row.notes == ("Split into 2",)
    assert row.parts[0].pieces[2].shown == "¶\n"
    back = change(content(f"{first};", second), content(LONG[2]))
    assert back.rows[0].notes == ("Put together from 2",)


def test_a_new_paragraph_and_one_taken_out_are_shown_where_they_stand():
    found = change(content(*LONG[:4]), content(LONG[0], LONG[4], *LONG[2:4]))
    assert lines(found) == [
        ("equal", "", LONG[0]),
        ("delete", "", f"[-{LONG[1]}-]"),
        ("insert", "", f"{{+{LONG[4]}+}}"),
        ("equal", "", LONG[2]),
        ("equal", "", LONG[3]),
    ]


def test_long_stretches_without_a_change_are_folded_but_there():
    paragraphs = [f"{LONG[number % 5]} {number}" for number in range(30)]
    found = change(content(*paragraphs), content(*paragraphs[:15], "New.", *paragraphs[15:]))
    assert [row.op for row in found.rows] == ["fold", "equal", "insert", "equal", "fold"]
    assert [len(row.hidden) for row in found.rows] == [14, 0, 0, 0, 14]
    assert sides(found)[0] == "\n".join(paragraphs)


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        ("the port is", "the <b>port</b> is", "“port”: now bold"),
        ("the <i>port</i> is", "the port is", "“port”: no longer italic"),
        ("the <b>po</b>rt is", "the po<b>rt</b> is", "“po”: no longer bold"),
        (
            '<a href="https://a.example/">the port</a>',
            '<a href="https://b.example/">the port</a>',
            "“the port”: link changed to https://b.example/ (was https://a.example/)",
        ),
        ("the port", '<a href="/x">the port</a>', "“the port”: link added: /x"),
        ('<a href="/x">the port</a>', "the port", "“the port”: link removed: /x"),
        ("the port", 'the port, <a href="/x">it said</a>', "“it said”: link added: /x"),
        ('<abbr title="a">UN</abbr>', '<abbr title="b">UN</abbr>', "“UN”: meaning changed to b (was a)"),
        (
            'x<sup data-citation="4"></sup>',
            'x<sup data-citation="5"></sup>',
            "“[Source: Ann]”: marks another citation",
        ),
        ('<img src="/media/1.jpg" alt="a">', '<img src="/media/2.jpg" alt="a">', None),
    ],
)
def test_what_words_do_not_show_is_said(old, new, note):
    cited = [citation(4, 1, "Ann"), citation(5, 1, "Ann")]
    found = change(content(old, citations=cited), content(new, citations=cited))
    assert found.rows[0].notes
    assert note is None or note in found.rows[0].notes


def test_the_same_formatting_in_many_places_is_one_sentence():
    text = " then ".join(f"word{number}" for number in range(9))
    found = change(content(text), content(re.sub(r"(word\d)", r"<b>\1</b>", text)))
    assert found.rows[0].notes == ("“word0”, “word1”, “word2”, “word3” and 5 more: now bold",)


def test_a_paragraph_that_became_a_heading_says_so():
    found = change({"body": "<p>What happened</p>"}, {"body": "<h2>What happened</h2>"})
    assert found.rows[0].notes == ("Was: paragraph, now: sub-heading",)
    assert found.rows[0].label == "Sub-heading"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<ol><li>a</li></ol>", '<ol start="5"><li>a</li></ol>', "First number added: 5"),
        (
            "<blockquote><p>a</p></blockquote>",
            '<blockquote cite="https://q.example/"><p>a</p></blockquote>',
            "Source of",
        ),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>", "Was: list item, now: numbered item"),
        ("<table><tr><td>a</td></tr></table>", '<table><tr><td colspan="2">a</td></tr></table>', "Cells changed"),
    ],
)
def test_what_changed_about_a_block_is_said(old, new, words):
    assert words in " ".join(change({"body": old}, {"body": new}).rows[0].notes)


def test_a_change_of_markup_alone_is_not_hidden():
    found = change({"body": "<p>a b</p>"}, {"body": "<p>a  b</p>"})
    assert found.notes == ("Only spaces or marks that a reader does not see were changed.",)


def test_tokens_are_told_by_what_they_stand_for():
    old = {"body": '<p>a</p><aside data-see-also="7"></aside><figure data-image="3"></figure><p>z</p>'}
    new = {"body": '<p>a</p><aside data-see-also="8"></aside><figure data-image="3"></figure><p>z</p>'}
    names = {"article": {7: "Storm warning", 8: "Coast"}, "image": {3: "Crane"}}
    found = change(old, new, names=names)
    assert [(row.label, marked(row.parts[0])) for row in found.rows] == [
        ("", "a"),
        ("See also", "[-Storm warning-]{+Coast+}"),
        ("Picture", "Crane"),
        ("", "z"),
    ]
    assert diffs.summary(old, new) == "1 see-also link"


def test_a_new_name_of_a_source_is_told_once_and_not_at_every_mark():
    text = 'The mast broke<sup data-citation="4"></sup>.'
    old, new = (content(text, citations=[citation(4, 1, name)]) for name in ("J. Hay", "Jane Hay"))
    assert [found.name for found in diffs.compare(old, new)] == ["citations"]


def test_ids_to_look_up_are_named_by_model():
    old = content(section=3, lead_image=5, social_image=None, related=[{"target": 9, "label": "See also"}])
    new = {"body": '<aside data-see-also="7"></aside><figure data-image="6"></figure>', "translation_of": 2}
    named = [*named_in(old), *named_in(new)]
    found = {kind: only(named, kind) for kind in ("section", "image", "article")}
    assert found == {"section": {3}, "image": {5, 6}, "article": {9, 7, 2}}


# -- Lists and values --


def test_lists_say_what_came_went_moved_and_changed():
    old = content(
        citations=[
            citation(1, 11, "Ann", statement="The mast broke at noon"),
            citation(2, 12, "Bo"),
            citation(3, 13, "Cy", url="https://c.example/"),
        ]
    )
    new = content(
        citations=[
            citation(2, 12, "Bo"),
            citation(1, 11, "Ann", statement="The mast broke at night"),
            citation(None, 14, "Di", quote="I saw it"),
        ]
    )
    found = change(old, new, "citations")
    assert sorted(lines(found)) == sorted(
        [
            ("equal", "up", "Bo"),
            ("change", "", "Ann", "The mast broke at [-noon-]{+night+}"),
            ("delete", "", "[-Cy-]", "[-person-]", "[-https://c.example/-]"),
            ("insert", "", "{+Di+}", "{+person+}", "{+I saw it+}"),
        ]
    )
    assert sides(found) == ("Ann\nBo\nCy", "Bo\nAnn\nDi")
    assert diffs.summary(old, new) == "1 source added, 1 source removed, 1 source changed, order of sources"


def test_a_citation_whose_row_was_made_anew_is_known_by_its_source():
    old = content(citations=[citation(1, 11, "Ann", statement="a")])
    new = content(citations=[citation(8, 11, "Ann", statement="b")])
    assert lines(change(old, new, "citations")) == [("change", "", "Ann", "[-a-]{+b+}")]


def test_links_tags_and_authors_are_compared_by_what_they_are():
    old = content(
        tags=["port", "storm"],
        bylines=[{"author": 1, "name": "Ann"}, {"author": 2, "name": "Bo"}],
        related=[{"target": 7, "url": "", "title": "", "label": "See also"}],
    )
    new = content(
        tags=["gale", "port"],
        bylines=[{"author": 2, "name": "Bo"}, {"author": 1, "name": "Ann"}],
        related=[{"target": 7, "url": "", "title": "", "label": "Background"}],
    )
    authors, tags, related = diffs.compare(old, new, names={"article": {7: "Storm warning"}})
    assert sorted(row.moved for row in authors.rows) == ["", "up"]
    assert [row.op for row in tags.rows] == ["insert", "equal", "delete"]
    assert lines(related) == [("change", "", "Storm warning", "[-See also-]{+Background+}")]


def test_values_are_words_and_fields_come_in_editorial_order():
    old = {
        "canonical_url": "",
        "language": "de",
        "slug": "a",
        "section": 3,
        "kind": "news",
        "headline": "A",
        "later": 1,
    }
    new = {"canonical_url": "https://x", "language": "", "slug": "b", "section": 4, "kind": "opinion", "headline": "B"}
    comparison = diffs.compare(old, new, names={"section": {3: "City", 4: "Coast"}})
    assert [(found.label, marked(found.rows[0].parts[0])) for found in comparison] == [
        ("Headline", "[-A-]{+B+}"),
        ("Kind", "[-News-]{+Opinion+}"),
        ("Section", "[-City-]{+Coast+}"),
        ("Slug", "[-a-]{+b+}"),
        ("Language", "[-German (de)-]"),
        ("Canonical address", "{+https://x+}"),
        ("Later", "[-1-]"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (None, content(), "First version"),
        (content(), content(), "No change"),
        (content("a"), content(), "Text removed"),
        (content(), content("a", "b"), "Text added"),
        (content(*LONG, headline="A"), content(*LONG[:2], headline="B"), "Headline, 3 paragraphs removed"),
        (content("the port"), content("the <b>port</b>"), "Formatting"),
        (content("a b"), content("a  b"), "No change"),  # that a reader sees
        (content(seo_title="a"), content(seo_title="b"), "Title for search engines"),
    ],
)
def test_a_version_in_one_line(old, new, line):
    assert diffs.summary(old, new) == line


def test_the_line_does_not_run_on():
    old, new = ({label: mark for label in LABELS if label not in ("body", *diffs.lists.LISTS)} for mark in "ab")
    assert diffs.summary(old, new) == "Headline, short headline, standfirst, dateline, kind, 18 more changes"


# -- Too much to compare --


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (" ".join(["no"] * 20_000), " ".join(["no", "yes"] * 10_000)),
        (" ".join(f"a{number} x" for number in range(10_000)), " ".join(f"b{number} x" for number in range(10_000))),
        (" ".join(f"{number} x" for number in range(9_000)), " ".join(f"{number} y" for number in range(9_000, 0, -1))),
    ],
)
def test_a_text_beyond_all_measure_is_still_told_exactly(old, new):
    found = change(content(old), content(new))
    assert sides(found) == (old, new)


# -- Two changes of one story --

FIELD = st.sampled_from(["", "a", "b"])
STORY = st.fixed_dictionaries(
    {
        "headline": FIELD,
        "slug": FIELD,
        "lead_image": st.sampled_from([None, 1, 2]),
        "lead_image_alt": FIELD,
        "tags": st.sampled_from([[], ["a"], ["a", "b"]]),
        "body": BODY,
    }
)


@given(base=STORY, mine=STORY)
@settings(max_examples=40)
def test_what_one_side_changed_is_taken(base, mine):
    assert diffs.merge(base, base, mine) == (mine, [])
    assert diffs.merge(base, mine, base) == (mine, [])
    assert diffs.merge(base, mine, mine) == (mine, [])


@given(base=STORY, theirs=STORY, mine=STORY)
@settings(max_examples=100)
def test_what_both_changed_is_a_conflict_and_theirs_stands(base, theirs, mine):
    merged, conflicts = diffs.merge(base, theirs, mine)
    back, same_conflicts = diffs.merge(base, mine, theirs)
    assert conflicts == same_conflicts
    for name in base:
        if name in conflicts:
            assert merged[name] == theirs[name] != mine[name]
        elif name != "body":
            assert merged[name] == back[name] == (mine if theirs[name] == base[name] else theirs)[name]
        else:
            assert merged["body"] == back["body"]


CHUNKS = [f"<p>{text} {number}.</p>" for number, text in enumerate(LONG * 2)]


@st.composite
def edits(draw):
    """Ten paragraphs and two versions of them with paragraphs changed, added, taken out and moved."""
    sides = []
    for side in "xy":
        chunks = list(CHUNKS)
        for turn in range(draw(st.integers(1, 3))):
            at = draw(st.integers(0, len(chunks) - 1))
            match draw(st.sampled_from(["change", "add", "cut", "move"])):
                case "change":
                    chunks[at] = f"<p>{side}{turn}, otherwise {chunks[at][3:]}"
                case "add":
                    chunks.insert(at, f"<p>{side}{turn} is new.</p>")
                case "cut":
                    del chunks[at]
                case "move":
                    chunks.insert(draw(st.integers(0, len(chunks))), chunks.pop(at))
        sides.append(chunks)
    return sides


@given(sides=edits())
@settings(max_examples=300)
def test_texts_put_together_lose_nothing_and_double_nothing(sides):
    theirs, mine = sides
    base, their, my = ({"body": "\n".join(chunks)} for chunks in (CHUNKS, theirs, mine))
    merged, conflicts = diffs.merge(base, their, my)
    if conflicts:
        assert (merged, conflicts) == (their, ["body"])
        return
    chunks = Counter(merged["body"].split("\n"))
    assert set(chunks.values()) == {1}
    assert set(chunks) >= set(theirs) - set(CHUNKS)
    assert set(chunks) >= set(mine) - set(CHUNKS)
    assert set(chunks) >= set(CHUNKS) & set(theirs) & set(mine)


def test_changes_with_a_paragraph_between_them_come_together():
    theirs, mine = list(CHUNKS), list(CHUNKS)
    theirs[1] = "<p>Theirs.</p>"
    mine[3:3] = ["<p>Mine, before the fourth.</p>"]
    mine.append("<p>Mine, at the end.</p>")
    merged, conflicts = diffs.merge(*({"body": "\n".join(chunks)} for chunks in (CHUNKS, theirs, mine)))
    expected = [*CHUNKS[:1], theirs[1], CHUNKS[2], mine[3], *CHUNKS[3:], mine[-1]]
    assert (merged["body"].split("\n"), conflicts) == (expected, [])


def test_changes_of_the_same_paragraph_are_for_a_person_to_decide():
    theirs, mine = list(CHUNKS), list(CHUNKS)
    theirs[3], mine[3] = "<p>Theirs.</p>", "<p>Mine.</p>"
    merged, conflicts = diffs.merge(*({"body": "".join(chunks)} for chunks in (CHUNKS, theirs, mine)))
    assert (merged["body"], conflicts) == ("".join(theirs), ["body"])


@given(body=BODY)
def test_cutting_a_text_into_chunks_loses_no_letter(body):
    chunks = diffs.merging.cut(body)
    assert "".join(chunks) == body
    assert all(richtext.clean(chunk).strip() == chunk.strip() for chunk in chunks)


def test_an_alternative_text_is_not_put_under_another_picture():
    base = {"lead_image": 1, "lead_image_alt": "A crane", "lead_image_caption": "", "headline": "A"}
    merged, conflicts = diffs.merge(
        base, {**base, "lead_image": 2}, {**base, "lead_image_alt": "A red crane", "headline": "B"}
    )
    assert conflicts == ["lead_image", "lead_image_alt"]
    assert merged == {**base, "lead_image": 2, "headline": "B"}


# -- The page and the records --


def test_the_page_shows_text_as_text_and_not_by_colour_alone():
    hostile = "<script>alert(1)</script>"
    old = content(LONG[0], *LONG[1:], headline=f"Port {hostile}", tags=["a"])
    new = content(*LONG[1:], f"{LONG[0]} &lt;img src=x onerror=alert(2)&gt;", headline="Port <b>shut</b>", tags=["<i>"])
    page = render_to_string("articles/_diff.html", {"comparison": diffs.compare(old, new)})
    assert not re.search(r"<(?:script|img|b|i)\b", page)
    assert "<ins><span" in page
    assert "[deleted: " in page
    assert "Moved down" in page
    assert 'dir="auto"' in page
    assert " style=" not in page


def test_the_page_of_no_change_says_so():
    page = render_to_string("articles/_diff.html", {"comparison": diffs.compare(content("a"), content("a"))})
    assert "No change." in page


def test_unchanged_stretches_can_be_opened():
    old, new = content(*LONG, *LONG), content(*LONG, *LONG, "New.")
    page = render_to_string("articles/_diff.html", {"comparison": diffs.compare(old, new)})
    assert '<summary class="diff__same" lang="en">9 paragraphs the same</summary>' in page


@pytest.mark.django_db
def test_what_an_article_says_can_be_compared_with_what_it_said(django_assert_num_queries):
    article = create_article(headline="One", authors=[create_author(name="Ann")], tags=["port"])
    article.citations.create(source=create_source(name="Harbour office"), statement="Shut")
    old = article.content()
    article.headline, article.section = "Two", create_section(name="Coast")
    article.save()
    article.citations.update(statement="Open")
    new = article.content()
    with django_assert_num_queries(0):
        comparison = diffs.compare(old, new, names={"section": {article.section_id: "Coast"}})
    assert [found.name for found in comparison] == ["headline", "section", "citations"]
    assert {found.name for found in diffs.compare({}, new)} <= set(LABELS)
    assert {*new, "picture_words", *SPARSE} == set(LABELS)  # which stand there only when there are some


# -- Two edits of one text --


@st.composite
def two_edits(draw):
    """Paragraphs, and what two people made of them, who both write what nobody else does: (base, theirs, mine)."""
    base = [f"base {number}" for number in range(draw(st.integers(0, 7)))]

    def edited(side):
        made = [f"{side} first"] if draw(st.booleans()) else []
        for number, paragraph in enumerate(base):
            what = draw(st.sampled_from(["keep", "keep", "change", "delete", "insert"]))
            made += [paragraph] if what in ("keep", "insert") else []
            made += [f"{side} {number}"] if what in ("change", "insert") else []
        return made

    return base, edited("theirs"), edited("mine")


def html(paragraphs):
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


@given(edits=two_edits())
@settings(max_examples=500)
def test_what_each_made_of_a_text_is_in_it_once_and_nothing_else(edits):
    base, theirs, mine = edits
    kept = [paragraph for paragraph in base if paragraph in theirs and paragraph in mine]
    wanted = [*kept, *(paragraph for paragraph in (*theirs, *mine) if paragraph not in base)]
    texts = [html(paragraphs) for paragraphs in edits]
    merged, conflicts = diffs.merge(*({"body": text} for text in texts))
    results = [diffs.both(*texts), *([] if conflicts else [merged["body"]])]
    for result in results:
        found = re.findall("<p>(.*?)</p>", result)
        assert sorted(found) == sorted(wanted)
    if not conflicts:
        for side in (theirs, mine):
            assert [paragraph for paragraph in found if paragraph in side] == [
                paragraph for paragraph in side if paragraph in found
            ]


def test_neighbours_that_two_people_changed_are_put_together():
    base, theirs, mine = (["One.", "Two.", "Three."], ["One!", "Two.", "Three."], ["One.", "Two!", "New.", "Three."])
    merged, conflicts = diffs.merge(*({"body": html(side)} for side in (base, theirs, mine)))
    assert not conflicts
    assert merged["body"] == html(["One!", "Two!", "New.", "Three."])


def test_both_repeats_nothing_that_one_of_them_kept():
    base, theirs, mine = (["One.", "Two.", "Three."], ["One!", "Two.", "Three?"], ["One.", "Two!", "Three!"])
    texts = [html(side) for side in (base, theirs, mine)]
    assert diffs.merge(*({"body": text} for text in texts))[1] == ["body"]
    assert diffs.both(*texts) == html(["One!", "Two!", "Three?", "Three!"])
