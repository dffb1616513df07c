"""
Cards: what other sites show of a page that has no picture, its words drawn on paper (PNG, 1200 × 630).

The letters are those of the readers' pages (static/fonts/), by the same list of what each file has. Words with other
letters, or that are written from right to left, are not drawn: the card then has the name of the publication alone, or
its sign.
"""

import hashlib
import json
import re
from functools import cache
from io import BytesIO

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630
MARGIN = 80
INK, SOFT, PAPER = 0, 90, 255  # shades, from that of ink to that of paper
COLOURS = (27, 24, 21), (253, 250, 244)  # of ink and of paper, as in tokens.css
SIZES = range(84, 43, -4)  # of the headline, in pixels: the largest at which it fits
LINES = 5
ENDING = "card.png"  # of the address of a card, after that of its page
VERSION = 2  # part of what a drawn card is called: another one when cards are drawn in another way

_FACE = re.compile(r"@font-face \{(.*?)\}", re.DOTALL)
_STATIC = settings.BASE_DIR / "static"


@cache
def faces(family):
    """List of (file, ranges of characters) of the upright faces of ``family``, as ``tokens.css`` names them."""
    found = []
    for face in _FACE.findall((_STATIC / "css/tokens.css").read_text(encoding="utf-8")):
        if f'"{family}"' in face and "italic" not in face:
            file = _STATIC / "fonts" / re.search(r'fonts/([^"]+)"', face)[1]
            ends = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", face)
            found.append((file, [range(int(first, 16), int(last or first, 16) + 1) for first, last in ends]))
    return found


def face_of(character, family):
    """The file with ``character``, or None."""
    code = ord(character)
    return next((file for file, ranges in faces(family) if any(code in span for span in ranges)), None)


def can_draw(text, family):
    return all(face_of(character, family) for character in text)


class Pen:
    """Writes one family in one weight and size (pixels)."""

    def __init__(self, family, weight, size):
        self.family, self.weight, self.size, self.fonts = family, weight, size, {}

    def font(self, file):
        if file not in self.fonts:
            font = ImageFont.truetype(file, self.size)
            font.set_variation_by_axes([self.weight])
            self.fonts[file] = font
        return self.fonts[file]

    def runs(self, text):
        """List of (font, words) that ``text`` is written with."""
        found = []
        for character in text:
            file = face_of(character, self.family)
            if found and (character == " " or found[-1][0] == file):
                found[-1][1] += character
            else:
                found.append([file, character])
        return [(self.font(file), words) for file, words in found]

    def width(self, text):
        return sum(font.getlength(words) for font, words in self.runs(text))

    def write(self, draw, at, text, colour):
        x, y = at
        for font, words in self.runs(text):
            draw.text((x, y), words, font=font, fill=colour, anchor="ls")
            x += font.getlength(words)

    def lines(self, text, width):
        """``text`` in lines (list) no wider than ``width`` pixels; a word that is wider is broken."""
        lines = [""]
        for word in text.split():
            longer = f"{lines[-1]} {word}".strip()
            if self.width(longer) <= width:
                lines[-1] = longer
                continue
            if lines[-1]:
                lines.append("")
            for character in word:
                if self.width(lines[-1] + character) > width:
                    lines.append("")
                lines[-1] += character
        return lines


def words_of(record):
    """Kicker and headline of the card of ``record``: a section, tag, author or series."""
    return "", getattr(record, "page_title", record.name)


def key(publication, kicker, headline):
    """What the card that ``draw`` makes of these words is called (32 hexadecimal digits)."""
    return hashlib.sha256(json.dumps([VERSION, publication, kicker, headline]).encode()).hexdigest()[:32]


def address(page, *words):
    """
    Where the card of ``page`` (address) is that is drawn of ``words`` (as ``draw`` takes them). Another one when the
    words change, as other sites fetch a picture once; the earlier ones go on giving the card of now.
    """
    return f"{page}{ENDING}?v={key(*words)[:8]}"


def draw(publication, kicker, headline):
    """Return the card (bytes) of the page ``headline`` in ``publication`` (name), with ``kicker`` or "" below."""
    image = Image.new("L", (WIDTH, HEIGHT), PAPER)
    canvas = ImageDraw.Draw(image)
    canvas.rectangle((0, 0, WIDTH, 14), fill=INK)
    if not can_draw(kicker, "Source Sans 3"):
        kicker = ""
    if not can_draw(headline, "Source Serif 4"):
        kicker, headline = "", publication
    if not can_draw(headline, "Source Serif 4"):
        _sign(image)
    else:
        _words(canvas, publication, kicker, headline)
    content = BytesIO()
    coloured = Image.frombytes("P", image.size, image.tobytes())
    coloured.putpalette(
        [ink + (paper - ink) * shade // 255 for shade in range(256) for ink, paper in zip(*COLOURS, strict=True)]
    )
    coloured.save(content, "PNG")
    return content.getvalue()


def _sign(image):
    with Image.open(_STATIC / "img/icon-180.png") as icon:
        icon = icon.convert("LA")
        image.paste(
            icon.getchannel("L"), ((WIDTH - icon.width) // 2, (HEIGHT - icon.height) // 2), icon.getchannel("A")
        )


def _words(canvas, publication, kicker, headline):
    name = Pen("Source Serif 4", 650, 40)
    if publication != headline and can_draw(publication, name.family):
        name.write(canvas, (MARGIN, 95), _cut(name, publication), INK)
        canvas.line((MARGIN, 122, WIDTH - MARGIN, 122), fill=INK, width=2)
        canvas.line((MARGIN, 127, WIDTH - MARGIN, 127), fill=INK, width=2)
    small = Pen("Source Sans 3", 600, 32)
    if kicker:
        small.write(canvas, (MARGIN, HEIGHT - 60), _cut(small, kicker), SOFT)
    for size in SIZES:
        pen = Pen("Source Serif 4", 620, size)
        lines = pen.lines(headline, WIDTH - 2 * MARGIN)
        if len(lines) <= LINES and len(lines) * size * 1.12 <= HEIGHT - 270:
            break
    lines = lines[:LINES]
    step = round(pen.size * 1.12)
    y = 140 + (HEIGHT - 270 - len(lines) * step) // 2 + pen.size
    for line in lines:
        pen.write(canvas, (MARGIN, y), line, INK)
        y += step


def _cut(pen, text):
    """``text`` as far as it fits on one line."""
    return pen.lines(text, WIDTH - 2 * MARGIN)[0]
