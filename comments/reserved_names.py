"""Names that are not everybody's: of authors, of people who work here, of the publication and its desk."""

import re

from django.contrib.auth import get_user_model

from articles.models import Author
from comments.text import fold

OF_THE_DESK = "admin administrator editor editors theeditors moderator moderators newsroom editorialstaff staff"
_WORD = re.compile(r"\w+")
# Beyond letters of other scripts: what is hard to tell apart in most typefaces.
_ALIKE = str.maketrans({"1": "l", "i": "l", "|": "l", "0": "o", "_": None})


def is_taken(name, *, user=None, publication=""):
    """
    Whether ``name`` (str) would be read as that of somebody else who works here, or as the ``publication``'s (its
    name). ``user`` is who is signed in at the desk, whose own names are theirs. 2 queries, however many comments.
    """
    wanted = _readings(name)
    taken = [*OF_THE_DESK.split(), publication] if user is None else []
    staff = get_user_model().objects.filter(is_staff=True, is_active=True)
    for pk, username, first_name, last_name in staff.values_list("pk", "username", "first_name", "last_name"):
        if user is None or pk != user.pk:
            taken += [username, f"{first_name} {last_name}"]
    for author, author_name in Author.objects.values_list("user", "name"):
        if user is None or author != user.pk:
            taken.append(author_name)
    return any(_is_like(one, other) for other_name in taken for other in _readings(other_name) for one in wanted)


def _readings(name):
    """The words of ``name`` as they may be read: a set of tuples, empty when there is nothing to read."""
    words = {tuple(map(_look, _WORD.findall(fold(name, shapes=shapes)))) for shapes in (False, True)}
    return words - {()}


def _look(word):
    return word.translate(_ALIKE).replace("rn", "m").replace("vv", "w")


def _is_like(words, other):
    """Whether ``words`` are those of ``other``, whatever the spaces, or hold all of several in a row."""
    if "".join(words) == "".join(other):
        return True
    return len(other) > 1 and any(words[at : at + len(other)] == other for at in range(len(words)))
