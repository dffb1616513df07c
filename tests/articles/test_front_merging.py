"""Two fronts made from one: what only one changed is taken, what both changed is asked, and no story stands twice."""

from hypothesis import given
from hypothesis import strategies as st

from articles import front_content
from articles.front_merging import ANNOUNCEMENT, LAYOUT, key_of, merge, part, with_part

PLACES = [("lead", 0), ("seconds", 0), ("seconds", 1), ("briefs", 0), ("section:3", 1)]
PINS = st.dictionaries(
    st.sampled_from(PLACES), st.tuples(st.integers(1, 6), st.sampled_from(["", "Another"])), max_size=5
)


def front(pins, **more):
    rows = [
        {"slot": slot, "position": position, "article": article, "headline": headline}
        for (slot, position), (article, headline) in pins.items()
    ]
    return front_content.read({"pins": rows, **more}).as_content()


FRONTS = st.builds(
    front,
    PINS,
    layout=st.sampled_from([*front_content.LAYOUTS]),
    big=st.lists(st.integers(1, 4), max_size=3),
    announcement=st.sampled_from([None, {"text": "Storm"}, {"text": "Strike"}]),
)
KEYS = [LAYOUT, ANNOUNCEMENT, *map(key_of, PLACES)]


@given(FRONTS, FRONTS, FRONTS)
def test_each_part_is_of_who_changed_it_and_asked_where_both_did(base, mine, theirs):
    merged = merge(base, mine, theirs)
    assert front_content.checked(merged.content) == merged.content
    for key in KEYS:
        before, one, other, found = (part(said, key) for said in (base, mine, theirs, merged.content))
        if key in merged.asked:
            assert other != one or found is None
        elif one == before:
            assert found == other
        else:
            assert other in (before, one)
            assert found == one
    big = {*base["big"]}, {*mine["big"]}, {*theirs["big"]}
    assert {*merged.content["big"]} == (big[1] & big[2]) | ((big[1] | big[2]) - big[0])
    for key in merged.asked:
        content = with_part(merged.content, theirs, key)
        assert front_content.checked(content) == content
        assert part(content, key) == part(theirs, key)


@given(FRONTS, FRONTS)
def test_who_changed_nothing_gets_what_is_there(base, theirs):
    assert merge(base, base, theirs).asked == merge(base, theirs, base).asked == merge(base, theirs, theirs).asked == []
    for mine, others in ((base, theirs), (theirs, base), (theirs, theirs)):
        found = merge(base, mine, others).content
        assert {**found, "big": {*found["big"]}} == {**theirs, "big": {*theirs["big"]}}
