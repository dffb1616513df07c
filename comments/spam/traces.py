"""
The traces of a comment: numbers that comments share when they name the same site or say nearly the same.

Of a text: its words in threes are hashed, in ten ways; of each way the smallest hash is kept (MinHash), and two of them
make one trace. Of texts that share half of their threes three in four share a trace, of those that share a tenth one in
twenty does. Who finds a shared trace compares the texts themselves.
"""

import hashlib
import re
from functools import lru_cache

from django.conf import settings

from comments.spam.tokens import folded_words

BANDS, ROWS = 5, 2
PRIME = (1 << 61) - 1
WAYS = [
    (0x9E3779B97F4A7C15 * (2 * way + 1) % PRIME, 0xC2B2AE3D27D4EB4F * (way + 3) % PRIME) for way in range(BANDS * ROWS)
]
FEWEST_WORDS = 6  # what is shorter, such as "I agree.", many write by themselves
_DIGITS = re.compile(r"\d+")


def trace_of(text):
    """Return the number (64 bits, signed) that stands for ``text``."""
    key = hashlib.sha256(b"comments.trace" + settings.SECRET_KEY.encode()).digest()
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8, key=key).digest(), "big", signed=True)


@lru_cache(maxsize=64)
def threes_of(text):
    """Return the words of ``text`` in threes (frozenset of str), numbers being alike; none for a short text."""
    words = [_DIGITS.sub("0", word) for word in folded_words(text)]
    if len(words) < FEWEST_WORDS:
        return frozenset()
    return frozenset(" ".join(words[start : start + 3]) for start in range(len(words) - 2))


def likeness(one, other):
    """Return how much two texts have in common: the share of their threes, 0 to 1, that stand in both."""
    one, other = threes_of(one), threes_of(other)
    return len(one & other) / max(1, len(one | other))


@lru_cache(maxsize=32)  # a comment is looked at when it is screened, and when it was saved
def traces_of_text(text):
    """Return the traces (tuple of int) of a comment's text, its web addresses left out; none for a short one."""
    threes = threes_of(text)
    if not threes:
        return ()
    hashes = [trace_of(three) % PRIME for three in threes]
    smallest = [min((a * value + b) % PRIME for value in hashes) for a, b in WAYS]
    bands = (smallest[start : start + ROWS] for start in range(0, BANDS * ROWS, ROWS))
    return tuple(trace_of(f"{number}:{band}") for number, band in enumerate(bands))
