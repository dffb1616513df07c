"""What somebody typed, as a query that every database can be asked."""

import re
from dataclasses import dataclass, field
from itertools import groupby

from articles.search import words

LONGEST = 100  # characters
MOST = 10  # words or phrases

# “-” before it excludes; quotes of several languages hold a phrase.
_PIECE = re.compile(r"(?<!\S)(-?)(?:[\"“”„«](.+?)[\"“”»](?!\S)|(\S+))")


@dataclass(frozen=True)
class Phrase:
    """``words`` that stand one after another; with ``begins`` the last is how a word begins."""

    words: tuple[str, ...]
    begins: bool = False


@dataclass(frozen=True)
class Query:
    """
    Records that have all of ``phrases`` and none of ``without``. ``marks``: of each of these tuples one, as they were
    kept beside the words.
    """

    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    marks: tuple[tuple[str, ...], ...] = ()
    typed: tuple[str, ...] = field(default=(), compare=False)  # the words that are looked for, as they were typed

    def __bool__(self):
        return bool(self.phrases)

    @property
    def words(self):
        """Set of the words that a text has which is found, and tuple of how others begin."""
        whole = {word for phrase in self.phrases for word in phrase.words[: -1 if phrase.begins else None]}
        return whole, tuple(phrase.words[-1] for phrase in self.phrases if phrase.begins)


def query(typed: str, language: str) -> Query:
    """
    The ``Query`` for what was ``typed``: words, “phrases”, and behind a “-” what is not to be there. What is longer
    than ``LONGEST``, or more than ``MOST``, is left out; false when there is nothing to look for.
    """
    phrases, without, plain = [], [], []
    for sign, quoted, word in _PIECE.findall(typed[:LONGEST])[:MOST]:
        found = phrases_of(quoted or word, language)
        if sign:
            without += found
        else:
            phrases += found
            plain.append(quoted or word)
    return Query(tuple(dict.fromkeys(phrases)), tuple(dict.fromkeys(without)), typed=tuple(plain))


def phrases_of(text: str, language: str) -> list[Phrase]:
    """The phrases (list) that ``text`` stands for: words in a row, and each run of a script without spaces."""
    found = []
    runs = groupby(words.words(text, language), key=lambda word: words.is_continuous(word.text))
    for is_continuous, run in runs:
        if not is_continuous:
            found.append(Phrase(tuple(word.text for word in run)))
            continue
        for pairs in _runs(list(run)):
            if len(pairs) == 1:
                found.append(Phrase((pairs[0].text,), begins=True))
            else:
                found.append(Phrase(tuple(pair.text for pair in pairs[:-1])))  # the last letter is in the last pair
    return found


def _runs(pairs):
    """Lists of what stands together among ``pairs``, each of which ends with a single letter."""
    run = []
    for pair in pairs:
        run.append(pair)
        if len(pair.text) == 1:
            yield run
            run = []
    if run:
        yield run
