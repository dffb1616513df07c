"""Portraits of the Ledger's journalists."""

import math
import random
from dataclasses import dataclass, replace

from newsroom.demo.pictures.canvas import INK, OVERSAMPLING, WIDTH, Canvas, blend, mix, rectangle
from newsroom.demo.pictures.lights import LIGHTS

STUDIO = replace(LIGHTS["day"], tint=(1.0, 1.0, 1.0), thickness=0.0)

SHOULDERS = """
shape shade -7.5,46 7.5,46 9,74 -9,74
blob cloth -50,112 -44,86 -36,78 -20,73 -9,68 0,76 9,68 20,73 36,78 44,86 50,112
blob #171b26/14 10,70 20,74.5 35,80 43,88 49,112 20,112 16,84
"""

EARS = """
disc shade -15,41 3,4.6
disc shade 15,41 3,4.6
"""

FACE = """
blob skin -15,36 -14,26 -8,19 0,17.5 8,19 14,26 15,36 14,47 10,55 4,60.5 0,61.5 -4,60.5 -10,55 -14,47
blob shade/45 3,18 9,19 14.6,27 15,38 14,47 10,55 4,60.5 1,61 8,52 10,42 9,30
disc #c4504a/10 -8.5,47 4,3
disc #c4504a/10 8.5,47 4,3
blob shade .4,38 1.2,39 2.8,47 1,49 -1.4,48.6 -.6,47.8 1.2,47.4
disc #fbf6ee -6,40 2.7,1.7
disc #fbf6ee 6,40 2.7,1.7
disc #2a211e -6,40 1.6,1.7
disc #2a211e 6,40 1.6,1.7
disc #ffffff/80 -5.4,39.4 .5,.5
disc #ffffff/80 6.6,39.4 .5,.5
line #2a211e*.7 -8.9,39.9 -8,38.8 -6,38.1 -4,38.6 -3.2,39.4
line #2a211e*.7 3.2,39.4 4,38.6 6,38.1 8,38.8 8.9,39.9
blob brow -10,36 -6.5,33.4 -2.6,34.2 -2.4,35.6 -6.2,34.9 -9.8,36.4
blob brow 10,36 6.5,33.4 2.6,34.2 2.4,35.6 6.2,34.9 9.8,36.4
blob lips -5,52.6 -2,51.6 0,52.2 2,51.6 5,52.6 2.4,55.6 -2.4,55.6
line #4a2420/70*.55 -4.4,52.5 -2,53.2 0,53 2,53.2 4.4,52.5
"""

CURLS = [(19 * math.cos(a / 9 * math.pi), 33 - 19 * math.sin(a / 9 * math.pi)) for a in range(10)]
BACK_HAIR = {
    "bob": "blob hair -18,30 -14,16 0,10 14,16 18,30 20,50 17,60 8,62 -8,62 -17,60 -20,50",
    "long": "blob hair -17,30 -13,15 0,10 13,15 17,30 21,50 20,66 26,82 12,88 -12,88 -26,82 -20,66 -21,50",
    "bun": "disc hair 0,9 8.5,7.5\nblob #171b26/20 -8,12 0,15 8,12 7,6 0,4",
    "curls": "\n".join(f"disc hair {x:.1f},{y:.1f} 7.5,7.5" for x, y in CURLS),
    "ponytail": "blob hair 8,14 20,18 26,34 25,54 30,72 20,66 16,48 14,30",
    "scarf": "blob hair -19,34 -15,16 0,8 15,16 19,34 19,52 15,68 26,80 0,88 -26,80 -15,68 -19,52",
}

FRONT_HAIR = {
    "bob": "blob hair -16.5,42 -17.5,26 -9,12 3,11 14,16 18,30 16.5,44 14,34 10,25 0,24 -8,28 -13,33",
    "crop": "blob hair -15.4,34 -15.5,24 -8,14 2,12.5 11,15 15.8,24 15.4,34 13.4,28 9,23.5 -8,23.5 -13.4,28",
    "bun": "blob hair -15.6,38 -15.4,22 -7,13.5 0,12.5 7,13.5 15.4,22 15.6,38 13,29 6,25 -2,22 -6,26 -13,30",
    "curls": "\n".join(f"disc hair {x},{22 - (144 - x * x) / 26:.1f} 5.6,5" for x in range(-12, 13, 6)),
    "long": "blob hair -16,52 -18,32 -12,14 2,10 14,16 18,32 16,52 14.2,38 11,28 3,20 -4,26 -12,32 -14.4,40",
    "swept": "blob hair -15.8,36 -16.4,24 -10,13 4,9 14,13 16.6,24 15.6,36 13,26 11,23 4,24 -4,20 -13,29",
    "ponytail": "blob hair -15.8,40 -16,22 -6,11.5 8,12 16,22 15.8,38 14,29 9,26.5 2,28 -5,26 -13,31",
    "scarf": """
blob hair -17,40 -16,22 -8,12 8,12 16,22 17,40 13.6,42 12.8,33 9,25 0,21 -9,25 -12.8,33 -13.6,42
blob hair -18,36 -13,38 -13,46 -9,55 0,61 9,55 13,46 13,38 18,36 19,54 16,66 22,76 8,86 -10,84 -24,76 -16,66
line #ffffff/22*.8 -15,25 -13.4,20 -10,16 -5,13.8 0,13.2
line #171b26/22*.9 -14,62 -8,67 0,69 8,67 15,62
line #171b26/22*.9 -17,71 -8,76 2,77 14,73
""",
}

BEARD = """
blob hair -14.8,42 -12.6,48 -6,50 0,49.4 6,50 12.6,48 14.8,42 14,52 9,62 0,66 -9,62 -14,52
blob lips -4.4,53 0,52.6 4.4,53 0,55.8
"""

COLLARS = {
    "shirt": """
shape #f4efe4 -9,67 0,80 9,67 11,72 7,88 0,80 -7,88 -11,72
shape skin -6,66 6,66 0,79
shape shade/50 -7,64 7,64 5,69 -5,68
""",
    "blazer": """
shape #f4efe4 -9,68 9,68 5,104 -5,104
shape skin -7.4,66 7.4,66 0,84
shape shade/50 -7.4,64 7.4,64 5,70 -5,69
shape cloth -9.5,67 -15,72 -18,86 -12,88 -3,106 0,96
shape cloth 9.5,67 15,72 18,86 12,88 3,106 0,96
line #171b26/40*.6 -11,70 -18,86 -12,88 0,106
line #171b26/40*.6 11,70 18,86 12,88 0,106
""",
    "roll": """
blob cloth -10,60 0,63 10,60 11.5,72 0,78 -11.5,72
line #171b26/22*.8 -9,67 -4,69 0,69.6 4,69 9,67
""",
    "round": """
blob skin -10,66 10,66 8,73 0,77 -8,73
blob shade/50 -8,63 8,63 6,69 -4,68
line #171b26/25*.9 -9,71.6 -6,75 -2,77 2,77 6,75 9,71.6
""",
    "strap": """
blob skin -9,66 9,66 6,74 0,79 -6,74
blob shade/50 -8,63 8,63 6,69 -4,68
line #23262c*2.6 -15,72 -4,104
line #23262c*2.6 15,72 4,104
pill #23262c -11,88 11,106
disc #4a5560 0,97 6,6
disc #171b26 0,97 4,4
""",
}


def glasses(roundness):
    """Drawing of a pair of glasses: ``roundness`` 1 has circles for rims, less has them squarer."""
    turns = [(math.cos(k / 16 * math.pi), math.sin(k / 16 * math.pi)) for k in range(33)]
    rows = [
        "line own*.9 -1.2,39 0,38.4 1.2,39",
        "line own*.9 -10.8,38.6 -15,38.2",
        "line own*.9 10.8,38.6 15,38.2",
    ]
    for x in (-6, 6):
        rim = [(math.copysign(abs(a) ** roundness, a), math.copysign(abs(b) ** roundness, b)) for a, b in turns]
        rows.append("line own*.9 " + " ".join(f"{x + 4.9 * a:.2f},{40.2 + 4.7 * b:.2f}" for a, b in rim))
    return "\n".join(rows)


@dataclass(frozen=True)
class Sitter:
    """Somebody to be portrayed: colours, and names from the tables above."""

    skin: str
    hair: str
    style: str
    cloth: str
    collar: str
    backdrop: str
    extras: tuple[str, ...] = ()
    rim: str = "#2a2a30"


SITTERS = (
    Sitter("#e3b48e", "#2e2422", "bob", "#2f4a5c", "blazer", "#c9b79a", (glasses(0.5),), "#7a2f2c"),
    Sitter("#6f4630", "#1d1716", "crop", "#8c4a3c", "shirt", "#a9b8b4", (BEARD,)),
    Sitter("#f2cfb4", "#c9a05a", "bun", "#4f6a5c", "round", "#d8b8a4"),
    Sitter("#53351f", "#171211", "curls", "#c99a4a", "round", "#9fb3bd", (glasses(1),), "#c9a860"),
    Sitter("#d39c74", "#4a2a20", "long", "#6a2f44", "blazer", "#b9c0a4"),
    Sitter("#ecc4a6", "#a8a49e", "swept", "#33404c", "roll", "#c4a890", (BEARD, glasses(1)), "#4a3a30"),
    Sitter("#f3d3bd", "#a8512f", "ponytail", "#5a6470", "strap", "#b4c4c4"),
    Sitter("#a87048", "#2f6670", "scarf", "#3a3550", "", "#d9c4a0"),
)


def draw_portrait(seed, size=(800, 800)):
    """The RGB image, ``size`` pixels, of one of the eight ``SITTERS``: seeds 1 to 8, then round again."""
    sitter, width = SITTERS[(seed - 1) % len(SITTERS)], OVERSAMPLING * max(size)
    c = Canvas(STUDIO, random.Random(f"portrait {seed}"), width, width)
    c.fade(
        rectangle(0, 0, WIDTH, WIDTH),
        blend(sitter.backdrop, "#ffffff", 0.3),
        blend(sitter.backdrop, INK, 0.12),
    )
    c.glow(c.rng.uniform(380, 560), 480, 900, mix(sitter.backdrop, "#fffaf0", 0.75), 0.8)
    colours = {
        "skin": sitter.skin,
        "shade": blend(sitter.skin, "#5a2a20", 0.26),
        "lips": blend(sitter.skin, "#9c3438", 0.42),
        "brow": "#3a2a24" if sitter.style == "scarf" else blend(sitter.hair, INK, 0.3),
        "hair": sitter.hair,
        "cloth": sitter.cloth,
    }
    ears = "" if sitter.style in ("bob", "long", "scarf") else EARS
    body = (BACK_HAIR.get(sitter.style, ""), SHOULDERS, COLLARS.get(sitter.collar, ""), ears, FACE)
    for drawing in (*body, *sitter.extras, FRONT_HAIR[sitter.style]):
        for word, colour in colours.items():
            drawing = drawing.replace(f" {word}", f" {colour}")
        c.stamp(drawing, WIDTH / 2, 0.06 * WIDTH, 0.94 * WIDTH / 100, 0, sitter.rim)
    return c.finish(size)
