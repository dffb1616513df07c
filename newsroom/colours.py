"""
The colour of a publication: whether its letters can be read, what it is by night, and the style sheet that says so.

Contrast is that of WCAG 2.2 (relative luminance of sRGB, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio). A colour is
“#” and six hexadecimal digits.
"""

import re

from django.http import HttpResponse
from django.views.decorators.http import require_safe

# The grounds that letters stand on, as in static/css/tokens.css: paper, tint, voice.
BY_DAY = ("#fdfaf4", "#f4eee2", "#efe5d4")
BY_NIGHT = ("#161412", "#211e1a", "#262019")
INK_ON_IT = ("#fffaf2", "#1b0f0d")  # by day, by night
COLOUR = re.compile(r"^#[0-9A-Fa-f]{6}\Z")
ENOUGH = 4.5  # level AA for letters of the size of text
STEPS = 50  # in which a colour is made darker or lighter


class SixDigits:
    """The part of an address that is a colour."""

    regex = "[0-9a-f]{6}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


def is_colour(text):
    return bool(COLOUR.match(text))


def contrast(one, other):
    """Ratio of 1 to 21 between two colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least_contrast(colour, grounds):
    return min(contrast(colour, ground) for ground in grounds)


def readable(colour, grounds, toward):
    """``colour``, mixed with ``toward`` (colour) as little as lets letters of it be read on ``grounds``."""
    for step in range(STEPS + 1):
        mixed = _mixed(colour, toward, step / STEPS)
        if least_contrast(mixed, grounds) >= ENOUGH:
            break
    return mixed


def by_night(colour):
    """What ``colour`` is on the dark ground: the same, or lighter."""
    return readable(colour, (*BY_NIGHT, INK_ON_IT[1]), "#ffffff")


def why_unreadable(colour):
    """A sentence for who chose ``colour``, empty when letters of it can be read by day. By night it is made to be."""
    found = least_contrast(colour, BY_DAY)
    if found >= ENOUGH:
        return ""
    return (
        f"{colour} is too light for letters on our paper: its contrast is {_rounded_down(found)}, {ENOUGH} is needed. "
        f"The nearest that can be read is {readable(colour, BY_DAY, '#000000')}."
    )


@require_safe
def style(request, digits):
    """The style sheet of a publication whose colour has these digits. It says the same for good."""
    day, night = f"#{digits}", by_night(f"#{digits}")
    roles = f"--accent: light-dark({day}, {night}); --on-accent: light-dark({INK_ON_IT[0]}, {INK_ON_IT[1]});"
    response = HttpResponse(f"@layer tokens {{ :root {{ {roles} }} }}\n", content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


style.needs_no_publication = True  # type: ignore[attr-defined]


def _parts(colour):
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)]


def _luminance(colour):
    shares = [part / 255 for part in _parts(colour)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mixed(colour, other, share):
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(one + (two - one) * share):02x}" for one, two in parts)


def _rounded_down(number):
    return int(number * 10) / 10
