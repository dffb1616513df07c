"""What scenes of several places are made of: sky and water, houses, trees, people."""

import math

from newsroom.demo.pictures.canvas import FOAM, HEIGHT, INK, LAMP, WIDTH, blend, mix, rectangle, rgb
from newsroom.demo.pictures.lights import LIGHTS

HOUSES = ("#b5654a", "#d9b48a", "#8a9a9b", "#e4d6bd", "#7d5a4c", "#9fb0a2", "#c98d5e", "#5f7480")
ROOFS = ("#6b3d35", "#4b4f58", "#84493a")
COATS = ("#2f3d52", "#8c4a3c", "#4f5f4a", "#4a5a6a", "#a8703c", "#5c5a4a", "#7a3b44")
PAINTS = ("#b8503c", "#3f6f86", "#d0a04a", "#6d8a5c", "#8c8f92", "#a8663e", "#2f4a66")


def sky(c, horizon, clouds=4):
    """Sky down to ``horizon`` with sun or moon; remembers where it stands."""
    light, rng, sun = c.light, c.rng, rgb(c.light.sun)
    top, middle, low = map(rgb, light.sky)
    c.fade(rectangle(0, 0, WIDTH, horizon), top, low, middle=middle)
    x, y = c.sun = (c.sun[0], horizon * light.sun_height * rng.uniform(0.9, 1.05))
    if light is LIGHTS["night"]:
        for _ in range(130):
            size = rng.choice((0.8, 1.1, 1.6))
            at = rng.uniform(0, WIDTH), rng.uniform(0, horizon * 0.8)
            c.disc(*at, size, size, FOAM, alpha=rng.uniform(0.2, 0.8))
    c.glow(x, y, 700, sun, 0.5)
    c.glow(x, y, 210, sun, 0.55)
    c.disc(x, y, 42, 42, sun, alpha=0.95 if light.thickness < 0.1 else 0.55)
    for n in range(0 if light.thickness > 0.2 else clouds):
        height = horizon * (0.04 + 0.66 * (n + rng.random() * 0.6) / clouds)
        size = rng.uniform(300, 660) * (1.15 - height / HEIGHT)
        c.cloud(
            rng.uniform(100, WIDTH - 100),
            height,
            size,
            mix(low, sun, rng.uniform(0.2, 0.7)),
            rng.uniform(0.5, 0.85),
        )


def ridge(c, base, height, colour, depth, waves=2.2, foot=160.0):
    """Hills across the sheet, paler towards their foot as mist gathers there."""
    parts = [(waves * k * math.pi / WIDTH, height / k / 2, c.rng.uniform(0, 6.3)) for k in (1, 2.3, 5.1)]
    line = [(x, base - sum(h * math.sin(x * often + phase) for often, h, phase in parts)) for x in range(0, 1516, 15)]
    paler = c.tone(colour, min(1, depth + 0.25))
    c.fade([*line, (WIDTH, base + foot), (0, base + foot)], c.tone(colour, depth), paler)


def water(c, shore, strength=0.65, deep="#2f5a6b", glints=110):
    """Water from ``shore`` to the foot of the sheet, mirroring what was drawn before it."""
    low, top, rng = rgb(c.light.sky[2]), rgb(c.light.sky[0]), c.rng
    c.fade(rectangle(0, shore, WIDTH, HEIGHT), mix(low, c.tone(deep), 0.35), mix(top, c.tone(deep), 0.7))
    c.reflect(shore, HEIGHT, strength)
    for n in range(glints):
        near, sunlit = rng.random() ** 1.5, n % 3 == 0
        y = shore + 4 + (HEIGHT - shore) * near
        x = rng.gauss(c.sun[0], 40 + 90 * near) if sunlit else rng.uniform(0, WIDTH)
        size = (10 + 60 * near) * rng.uniform(0.4, 1.2)
        c.disc(x, y, size, 0.7 + 2.2 * near, c.light.sun if sunlit else low, 0, 0.16)
        c.disc(x, y, size * 0.7, 0.6 + 1.8 * near, rgb(c.light.sun) if sunlit else low, 0, 0.3 if sunlit else 0.1)
        c.disc(rng.uniform(0, WIDTH), y + 3, 12 + 80 * near, 0.8 + 2.4 * near, deep, 0, 0.18)
    mist(c, shore)


def mist(c, y):
    """A bank of mist lying along ``y``, where the light is thick enough."""
    for x in (300, 1150):
        c.glow(
            x + c.rng.uniform(-150, 150),
            y,
            1300,
            mix(c.light.haze, "#ffffff", 0.15),
            2.6 * c.light.thickness,
            0.13,
        )


def gulls(c, count, low, high):
    for _ in range(count):
        x, y = c.rng.uniform(100, WIDTH - 100), c.rng.uniform(low, high)
        c.stamp("line #33363d*1.6 -10,-3 -5,-5 0,0 5,-5 10,-4", x, y, c.rng.uniform(0.7, 1.5), 0.2)


def reeds(c, x, base, height, count, spread):
    """A clump of reeds, some with heads."""
    for _ in range(count):
        foot, lean, tall = x + c.rng.gauss(0, spread), c.rng.gauss(0, 0.16), height * c.rng.uniform(0.5, 1.1)
        green = c.rng.choice(("#5b6338", "#7a7442", "#8f8450", "#434d33"))
        blade = f"line own*{max(0.015, 1.5 / tall)} 0,0 {lean * 0.35},-.55 {lean},-1"
        c.stamp(blade, foot, base, tall, 0, green)
        if c.rng.random() < 0.3:
            c.stamp(f"line #5a3d2a*.045 {lean},-1 {lean * 0.84},-.84", foot, base, tall)


def tree(c, x, base, height, depth=0.0, leaf="#5f7f4c", puffs=12):
    """A broad-leaved tree, lit from the sun's side."""
    c.stamp("shape #4a3b30 -.035,0 -.012,-.6 .012,-.6 .035,0", x, base, height, depth)
    side, shrink = (-1 if c.sun[0] < x else 1), (12 / puffs) ** 0.4
    crown = []
    while len(crown) < puffs:
        dx, dy = c.rng.uniform(-0.3, 0.3), c.rng.uniform(-0.24, 0.24)
        if (dx / 0.3) ** 2 + (dy / 0.24) ** 2 < 1:
            crown.append((dx, 0.66 + dy, c.rng.uniform(0.1, 0.17) * shrink))
    for move, colour, alpha in (
        (0, blend(leaf, "#1f2a24", 0.42), 1),
        (0.03, leaf, 1),
        (0.06, blend(leaf, "#f3e6a8", 0.3), 0.75),
    ):
        for dx, up, size in crown:
            size *= height * (1 - move * 6)
            c.disc(
                x + (dx + move * side) * height,
                base - (up + move) * height,
                size,
                size * 0.9,
                colour,
                depth,
                alpha,
            )


def houses(c, x0, x1, base, low, high, depth, wide=(50, 110)):
    """A row of houses of differing width, height and roof, standing on ``base``."""
    rng, x = c.rng, x0
    while x < x1:
        width, top = rng.uniform(*wide), base - rng.uniform(low, high)
        c.box(x, top, x + width + 1, base, rng.choice(HOUSES), depth)
        c.box(x + width * 0.82, top, x + width + 1, base, INK, depth, 0.12)
        style, roof, peak = rng.random(), rng.choice(ROOFS), rng.uniform(0.3, 0.6)
        if style < 0.8:
            c.box(x + width * 0.7, top - width * 0.42, x + width * 0.8, top, "#5a4038", depth)
        if style < 0.6:
            c.stamp(f"shape own -.04,0 .5,-{peak} 1.04,0", x, top + 1, width, depth, roof)
            c.stamp(f"shape {INK}/15 .62,0 .5,-{peak} 1.04,0", x, top + 1, width, depth)
        elif style < 0.85:
            c.stamp("shape own -.03,0 .1,-.28 .9,-.28 1.03,0", x, top + 1, width, depth, roof)
        grid = max(2, round(width / 26)), max(2, round((base - top) / 38))
        c.windows(x + width * 0.06, top + 6, x + width * 0.94, base - 8, *grid, depth, 0.42)
        x += width + rng.choice((0, 0, 2, 5))


SPIRE = f"""
box #a58f7c -7,-60 7,0
box {INK}/15 3,-60 7,0
shape #5f8477 -8,-60 0,-100 8,-60
shape {INK}/20 3,-60 0,-100 8,-60
box #2c3a44 -2,-54 2,-44
"""

LAMP_POST = """
line #2b2f36*2 0,0 0,-100
box #2b2f36 -3.5,-100 3.5,-91
box own -2.5,-98.5 2.5,-92
"""


def lamp_post(c, x, base, height, depth=0.0):
    c.stamp(LAMP_POST, x, base, height / 100, depth, mix("#8f9490", LAMP, min(1, 0.2 + c.light.lamps * 2)))
    c.glow(x, base - height * 0.95, height * 0.6, LAMP, 0.8 * c.light.lamps)


PERSON = f"""
line #2a2a30*6 -4,-30 -6,-1
line #2a2a30*6 4,-30 6,-1
shape own -10,-78 -6,-83 6,-83 10,-78 15,-24 -15,-24
shape {INK}/22 3,-83 6,-83 10,-78 15,-24 6,-24
disc #b98a6a 0,-91 6.2,7.8
shape #3a2d28 -7,-90 -7,-95 -4,-99.5 4,-99.5 7,-95 7,-90 4,-94 -4,-94
"""

UMBRELLA = f"""
line #2a2a30*1.6 10,-58 10,-122
shape own -31,-100 -24,-113 -10,-122 10,-126 30,-122 44,-113 51,-100 40,-104 30,-100 10,-104 -10,-100 -20,-104
shape {INK}/18 10,-126 30,-122 44,-113 51,-100 40,-104 30,-100
"""


def person(c, x, base, height, depth=0.0, umbrella=None):
    """Somebody in a coat, seen from afar; ``umbrella`` is its colour."""
    c.stamp(PERSON, x, base, height / 100, depth, c.rng.choice(COATS))
    if umbrella:
        c.stamp(UMBRELLA, x, base, height / 100, depth, umbrella)


def people(c, at, places):
    """People in perspective: ``places`` are pairs of x and z."""
    for x, z in sorted(places, key=lambda place: -place[1]):
        foot, head = at(x, 0, z), at(x, 1.75, z)
        person(c, *foot, foot[1] - head[1], z / 70)
