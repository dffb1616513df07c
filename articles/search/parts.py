"""
Parts of words, as the desk looks for them: a text as three letters from each of its letters on, so that whatever stands
somewhere in it is found, in upper or lower case.

What is found so is no more than where to look: the desk's own filters decide.
"""

from articles.search.asked import Phrase, Query

LONGEST = 20_000  # letters of a record
_SIGNS = str.maketrans(
    {code: 0xE000 + code for code in range(128) if not chr(code).isalnum()}  # which would end a word in FTS5
)


def kept(*texts: str) -> list[str]:
    """The parts (list of str) of ``texts``; none goes from one text into the next."""
    return [
        letters[place : place + 3]
        for letters in (_letters(text)[:LONGEST] for text in texts)
        for place in range(len(letters))
    ]


def query(words) -> Query:
    """The ``Query`` for records that have each of ``words`` (strings) in a text; false for letters alone."""
    return Query(tuple(_phrase(_letters(word)) for word in words if len(word) > 1))


def _phrase(letters):
    if len(letters) < 3:
        return Phrase((letters,), begins=True)
    return Phrase(tuple(letters[place : place + 3] for place in range(len(letters) - 2)))


def _letters(text):
    """``text`` in capitals, each letter for itself, as the databases compare."""
    return "".join(large if len(large := char.upper()) == 1 else char for char in text).translate(_SIGNS)
