"""
The demo's pictures, drawn from a seed: stylised scenes of Port Merrow and portraits of its journalists.

A scene is laid out on a sheet of 1500 × 1000 units, whatever the size asked for, and drawn at twice that size
so that reducing it smooths the edges. Colours written "#rrggbb" are a thing's own: the canvas shows them in
the scene's light and loses them in its haze with depth (0 near, 1 far). Tuples are shown as they are.
"""

import math
import random
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageOps

WIDTH, HEIGHT = 1500, 1000
OVERSAMPLING = 2
LAMP = (255, 214, 138)
FOAM = (244, 244, 236)
INK = "#171b26"


@dataclass(frozen=True)
class Light:
    """An hour and its weather. From 0 to 1: ``lamps`` that burn, ``thickness`` of haze over near things."""

    sky: tuple[str, str, str]
    sun: str
    sun_height: float
    haze: str
    tint: tuple[float, float, float]
    lamps: float = 0.0
    thickness: float = 0.0


LIGHTS = {
    "dawn": Light(("#7f9bb5", "#dcbcb2", "#f9deb0"), "#fff3d6", 0.76, "#efcdb6", (0.9, 0.8, 0.8), 0.25, 0.06),
    "day": Light(("#5f96b8", "#a3c8d6", "#e9ecdc"), "#fffdf0", 0.3, "#d5e2df", (1.0, 0.99, 0.95), 0.0, 0.02),
    "dusk": Light(("#343a63", "#a35f78", "#f3a768"), "#ffe0a8", 0.8, "#c97f70", (0.66, 0.5, 0.58), 0.6, 0.04),
    "night": Light(("#0c1530", "#1b2c50", "#43597a"), "#f5f0da", 0.28, "#324868", (0.3, 0.36, 0.52), 0.8, 0.02),
    "fog": Light(("#b4bfc2", "#c9cfcd", "#dddcd3"), "#f8f5ea", 0.45, "#d0d4d0", (0.8, 0.82, 0.82), 0.3, 0.3),
}
HOUSES = ("#b5654a", "#d9b48a", "#8a9a9b", "#e4d6bd", "#7d5a4c", "#9fb0a2", "#c98d5e", "#5f7480")
ROOFS = ("#6b3d35", "#4b4f58", "#84493a")
COATS = ("#2f3d52", "#8c4a3c", "#4f5f4a", "#4a5a6a", "#a8703c", "#5c5a4a", "#7a3b44")
BOXES = ("#b8503c", "#3f6f86", "#d0a04a", "#6d8a5c", "#8c8f92", "#a8663e", "#2f4a66")
SPINES = ("#8c3f36", "#3d5a6c", "#c9a860", "#5c7452", "#7a5a74", "#d9cbb0", "#a8663e", "#2f3f4c", "#b08a8a")


def rgb(colour):
    """Colour as a tuple, from "#rrggbb" or a tuple."""
    return ImageColor.getrgb(colour) if isinstance(colour, str) else tuple(colour)


def mix(first, second, share):
    """Tuple between two colours: ``share`` 0 is the first, 1 the second."""
    return tuple(round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))


def blend(first, second, share):
    """Like ``mix``, but a thing's own colour, to be lit yet: "#rrggbb"."""
    return "#{:02x}{:02x}{:02x}".format(*mix(first, second, share))


def rectangle(x0, y0, x1, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def rounded(points):
    """Points of the closed curve that a polygon becomes when its corners are cut three times."""
    for _ in range(3):
        pairs = zip(points, points[1:] + points[:1], strict=True)
        points = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairs for t in (0.25, 0.75)]
    return points


class Canvas:
    """A sheet with a light on it. Positions and lengths are units of the sheet, y downwards."""

    def __init__(self, light, rng, width, height):
        self.light, self.rng, self.scale = light, rng, width / WIDTH
        self.image = Image.new("RGB", (width, height), rgb(light.haze))
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        self.sun = (WIDTH * rng.uniform(0.18, 0.44), 0)

    def tone(self, colour, depth=0.0):
        """Tuple: the colour as seen in this light at this depth."""
        if not isinstance(colour, str):
            return mix(colour, self.light.haze, depth)
        seen = [part * tint for part, tint in zip(rgb(colour), self.light.tint, strict=True)]
        return mix(seen, self.light.haze, self.light.thickness + (1 - self.light.thickness) * depth)

    def _ink(self, colour, depth, alpha):
        return (*self.tone(colour, depth), round(255 * alpha))

    def _pixels(self, points):
        return [(x * self.scale, y * self.scale) for x, y in points]

    def shape(self, points, colour, depth=0.0, alpha=1.0):
        self.pen.polygon(self._pixels(points), self._ink(colour, depth, alpha))

    def box(self, x0, y0, x1, y1, colour, depth=0.0, alpha=1.0, radius=0.0):
        corners = self._pixels([(min(x0, x1), min(y0, y1)), (max(x0, x1), max(y0, y1))])
        self.pen.rounded_rectangle(corners, radius * self.scale, self._ink(colour, depth, alpha))

    def disc(self, x, y, rx, ry, colour, depth=0.0, alpha=1.0):
        self.pen.ellipse(self._pixels([(x - rx, y - ry), (x + rx, y + ry)]), self._ink(colour, depth, alpha))

    def line(self, points, colour, width, depth=0.0, alpha=1.0):
        thick = max(1, round(width * self.scale))
        joint = "curve" if alpha == 1 else None  # the rounding of a joint would show through
        self.pen.line(self._pixels(points), self._ink(colour, depth, alpha), thick, joint)

    def fade(self, points, top, bottom, depth=0.0, middle=None):
        """Fill a polygon with a gradient from its highest point to its lowest."""
        points = self._pixels(points)
        (x0, x1), (y0, y1) = ((math.floor(min(axis)), math.ceil(max(axis))) for axis in zip(*points, strict=True))
        x0, y0, x1, y1 = max(0, x0), max(0, y0), min(x1, self.image.width), min(y1, self.image.height)
        if x1 <= x0 or y1 <= y0:
            return
        mask = Image.new("L", (x1 - x0, y1 - y0))
        ImageDraw.Draw(mask).polygon([(x - x0, y - y0) for x, y in points], 255)
        ramp = Image.linear_gradient("L").resize((1, y1 - y0))
        middle = middle and self.tone(middle, depth)
        colours = ImageOps.colorize(ramp, self.tone(top, depth), self.tone(bottom, depth), middle)
        self.image.paste(colours.resize(mask.size), (x0, y0), mask)

    def glow(self, x, y, radius, colour, alpha, flat=1.0):
        """Soft light around a point; ``flat`` is height over width."""
        across, down = (max(2, round(2 * radius * share * self.scale)) for share in (1, flat))
        left, top = round(x * self.scale - across / 2), round(y * self.scale - down / 2)
        x0, y0 = max(0, left), max(0, top)
        x1, y1 = min(self.image.width, left + across), min(self.image.height, top + down)
        if x1 <= x0 or y1 <= y0:
            return
        # The gradient's middle edges are at 181, its corners at 255.
        mask = Image.radial_gradient("L").point(lambda v: round(255 * alpha * max(0, 1 - v / 178) ** 2))
        seen = [(x0 - left) / across, (y0 - top) / down, (x1 - left) / across, (y1 - top) / down]
        seen = tuple(256 * share for share in seen)
        mask = mask.resize((x1 - x0, y1 - y0), Image.Resampling.BILINEAR, seen)
        self.image.paste(self.tone(colour), (x0, y0, x1, y1), mask)

    def cloud(self, x, y, width, colour, alpha):
        """A heap of soft puffs on a flat foot, drawn small and enlarged as it has no edges to keep."""
        grain = 4
        across = round(width * self.scale / grain)
        high = max(1, across // 3)
        mask = Image.new("L", (across, high))
        pen = ImageDraw.Draw(mask)
        for _ in range(14):
            share = self.rng.uniform(0.14, 0.86)
            size = high * 0.36 * math.sin(share * math.pi) ** 1.5 * self.rng.uniform(0.5, 1)
            cx, cy = share * across, high * 0.8 - size * 0.9
            pen.ellipse((cx - size * 1.5, cy - size, cx + size * 1.5, cy + size), 255)
        pen.rectangle((0, high * 0.79, across, high), 0)
        thinning = Image.linear_gradient("L").point(lambda v: round(alpha * (255 - 0.75 * v))).resize(mask.size)
        mask = ImageChops.multiply(mask.filter(ImageFilter.GaussianBlur(high / 26)), thinning)
        mask = mask.resize((across * grain, high * grain), Image.Resampling.BICUBIC)
        self.image.paste(self.tone(colour), (round((x - width / 2) * self.scale), round(y * self.scale)), mask)

    def reflect(self, shore, bottom, strength, left=0.0, right=WIDTH):
        """Mirror what stands above ``shore`` in the water below, rippled, and weaker towards ``bottom``."""
        grain, left, right = 4, max(0, left), min(WIDTH, right)
        x0, x1 = round(left * self.scale), round(right * self.scale)
        top, height = round(shore * self.scale), round((min(bottom, HEIGHT) - shore) * self.scale)
        size = ((x1 - x0) // grain, height // grain)
        if min(size) < 2:
            return
        source = self.image.crop((x0, max(0, top - round(height * 1.25)), x1, top))
        mirror = ImageOps.flip(source.resize(size, Image.Resampling.BOX))
        rippled, row, shift = mirror.copy(), 0, 0.0
        while row < size[1]:
            near = row / size[1]
            step = 1 + round(3 * near)
            shift = 0.5 * shift + self.rng.uniform(-1, 1) * (0.8 + 5 * near) * self.scale
            strip = ImageChops.offset(mirror.crop((0, row, size[0], row + step)), round(shift), 0)
            rippled.paste(strip, (0, row))
            row += step
        rippled = rippled.filter(ImageFilter.GaussianBlur(0.7)).resize((x1 - x0, height), Image.Resampling.BICUBIC)
        ramp = Image.linear_gradient("L").point(lambda v: round(strength * (255 - 0.75 * v)))
        mask = ramp.resize((x1 - x0, height))
        if right - left < WIDTH:
            edges = Image.linear_gradient("L").rotate(90).point(lambda v: min(255, 6 * min(v, 255 - v)))
            mask = ImageChops.multiply(mask, edges.resize(mask.size))
        self.image.paste(rippled, (x0, top), mask)

    def stamp(self, drawing, x=0.0, y=0.0, size=1.0, depth=0.0, colour=None):
        """
        Draw rows of "verb ink x,y x,y …" with their origin at x, y, enlarged ``size`` times.

        An ink is "#colour", or "own" for ``colour``; "/25" makes it 25 % opaque, "*3" is a line's width. A
        fade has two, "#top>#bottom"; windows have "columns×rows" instead. A disc is a centre and its radii; a
        box, a pill (round-cornered) and windows are two corners; a shape, a blob (a shape without corners), a
        fade and a line are their points.
        """
        for row in drawing.strip().splitlines():
            verb, ink, *pairs = row.split()
            pairs = [tuple(map(float, pair.split(","))) for pair in pairs]
            points = [(x + px * size, y + py * size) for px, py in pairs]
            ink, _, width = ink.partition("*")
            ink, _, alpha = ink.partition("/")
            ink, alpha, width = (
                colour if ink == "own" else ink,
                float(alpha or 100) / 100,
                float(width or 1) * size,
            )
            match verb:
                case "shape" | "blob":
                    self.shape(rounded(points) if verb == "blob" else points, ink, depth, alpha)
                case "fade":
                    self.fade(points, *ink.split(">"), depth)
                case "line":
                    self.line(points, ink, width, depth, alpha)
                case "disc":
                    self.disc(*points[0], pairs[1][0] * size, pairs[1][1] * size, ink, depth, alpha)
                case "box" | "pill":
                    self.box(
                        *points[0],
                        *points[1],
                        ink,
                        depth,
                        alpha,
                        min(8, abs(pairs[1][1] - pairs[0][1]) / 3) * size if verb == "pill" else 0,
                    )
                case "windows":
                    windows(self, *points[0], *points[1], *map(int, ink.split("×")), depth, 0.64)

    def finish(self, size):
        """The picture at its final size, with a little grain so that gradients print without bands."""
        picture = ImageOps.fit(self.image, size, Image.Resampling.LANCZOS)
        tile = Image.frombytes("L", (256, 256), self.rng.randbytes(256 * 256)).point(lambda v: 128 + (v - 128) // 20)
        grain = Image.new("L", size)
        for x in range(0, size[0], 256):
            for y in range(0, size[1], 256):
                grain.paste(tile, (x, y))
        return ImageChops.soft_light(picture, Image.merge("RGB", [grain] * 3))


# What scenes are made of --------------------------------------------------------------------------


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


def foam(c, x, y, wide, count, spread=(50.0, 8.0)):
    for _ in range(count):
        at = c.rng.gauss(x, spread[0]), y + c.rng.uniform(-1, 1) * spread[1]
        c.disc(*at, wide * c.rng.uniform(0.3, 1), wide * c.rng.uniform(0.06, 0.16), FOAM, 0.15, 0.45)


def gulls(c, count, low, high):
    for _ in range(count):
        x, y = c.rng.uniform(100, WIDTH - 100), c.rng.uniform(low, high)
        c.stamp("line #33363d*1.6 -10,-3 -5,-5 0,0 5,-5 10,-4", x, y, c.rng.uniform(0.7, 1.5), 0.2)


def windows(c, x0, y0, x1, y1, columns, rows, depth=0.0, fill=0.46):
    """A grid of windows, some of them lit when lamps burn."""
    across, down = (x1 - x0) / columns, (y1 - y0) / rows
    for n in range(columns * rows):
        x, y = x0 + across * (n % columns + 0.5 - fill / 2), y0 + down * (0.2 + n // columns)
        pane(c, rectangle(x, y, x + across * fill, y + down * 0.6), depth, 0.55)


def pane(c, points, depth, share):
    """One window, lit in ``share`` of the cases when all lamps burn."""
    if c.rng.random() < c.light.lamps * share:
        c.shape(points, c.tone(LAMP, depth * 0.5), 0, 0.95)
    else:
        c.shape(points, "#2c3a44", depth, 0.66)


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
        windows(c, x + width * 0.06, top + 6, x + width * 0.94, base - 8, *grid, depth, 0.42)
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


def people(c, at, places, depth=1 / 70):
    """People in perspective: ``places`` are pairs of x and z."""
    for x, z in sorted(places, key=lambda place: -place[1]):
        foot, head = at(x, 0, z), at(x, 1.75, z)
        person(c, *foot, foot[1] - head[1], z * depth)


def perspective(x0, horizon, focal=600.0, eye=1.7):
    """Function of x, height and z in metres, seen from ``eye`` metres up, that gives a point of the sheet."""

    def at(x, height, z):
        return x0 + x * focal / z, horizon + (eye - height) * focal / z

    return at


def strip(at, x0, x1, far, near, height=0.0):
    """Points of a level strip running away from us, as for ``shape``."""
    return [at(x0, height, far), at(x1, height, far), at(x1, height, near), at(x0, height, near)]


def upright(at, x, low, high, near, far):
    """Points of an upright rectangle along the way away from us."""
    return [at(x, low, near), at(x, high, near), at(x, high, far), at(x, low, far)]


def indoors(c, warmth=0.5):
    """From here on, things stand in a room: less haze, and the lamps' warmth instead of the night."""
    warm, share = (1.0, 0.87, 0.7), min(1, warmth * (0.4 + c.light.lamps))
    tint = tuple(a + (b - a) * share for a, b in zip(c.light.tint, warm, strict=True))
    c.light = replace(c.light, tint=tint, thickness=c.light.thickness * 0.2)


def sunshine(c, points, alpha):
    """Light falling through a window, which lamps drown."""
    c.shape(points, rgb(c.light.sun), 0, alpha * max(0.25, 1 - c.light.lamps))


# Scenes -------------------------------------------------------------------------------------------

CRANE = """
line own*3 -13,0 -11,-66
line own*3 13,0 11,-66
line own*3 -12.5,-22 12.5,-22
line own*1.5 -12,-24 11,-60
box #24282e -18,-3 -8,0
box #24282e 8,-3 18,0
line own*3.3 -72,-62 38,-62
line own*2.4 -11,-62 -3,-100 11,-62
line own*.7 -68,-62 -3,-100 34,-62
line own*.7 -38,-62 -3,-100
box #c9c4b4 16,-70 30,-62
box #d8c9a2 -40,-62 -34,-57
line #24282e*.4 -42,-62 -42,-46
line #24282e*.4 -32,-62 -32,-46
box #c4573f -44,-46 -30,-40
"""


def crane(c, x, base, height, depth=0.0, colour="#4a7c92"):
    c.stamp(CRANE, x, base, height / 100, depth, colour)
    c.glow(x - 0.03 * height, base - height, height * 0.1, (255, 120, 90), c.light.lamps)


def containers(c, x0, x1, base, depth, wide=74.0, most=4):
    """Stacks of containers along a quay or a deck."""
    x, high = x0, wide * 0.38
    while x + wide <= x1:
        for level in range(c.rng.randint(1, most)):
            y = base - high * (level + 1)
            c.box(x, y, x + wide - 2, y + high - 1.5, c.rng.choice(BOXES), depth)
            for rib in range(1, 9):
                c.box(x + rib * wide / 9, y + 4, x + rib * wide / 9 + 1.5, y + high - 5, INK, depth, 0.16)
        x += wide + c.rng.choice((0, 0, 2, 24))


def quay(c):
    sky(c, 690)
    ridge(c, 590, 70, "#6c8a86", 0.72)
    houses(c, 0, WIDTH, 660, 20, 70, 0.7, (30, 80))
    for x in (330, 470, 640):
        crane(c, x + c.rng.uniform(-30, 30), 672, c.rng.uniform(230, 270), 0.5)
    containers(c, 0, WIDTH, 676, 0.4, 48, 3)
    c.box(0, 674, WIDTH, 692, "#6d6a64", 0.35)
    containers(c, 850, 1500, 668, 0.06)
    crane(c, 1130, 672, 560)
    c.stamp("box #57534e 760,664 1500,698\nbox #8d877c 760,664 1500,669")
    c.stamp("shape #31465a 80,590 92,616 130,696 690,696 728,600 660,612")
    c.stamp("shape #9c4237 116,664 130,696 690,696 702,664")
    containers(c, 250, 620, 612, 0.05, 58)
    c.stamp("box #b8503c 160,450 190,492\nbox #e6e0d2 130,500 226,612\nbox #cfc8b8 122,490 234,506")
    windows(c, 134, 510, 222, 604, 5, 5, 0.05)
    water(c, 696, 0.7)
    for x in range(800, WIDTH, 170):
        c.glow(x, 668, 110, LAMP, 0.8 * c.light.lamps)
    for x in range(790, WIDTH, 118):
        c.box(x, 674, x + 12, 710, "#24262b")


DOME = """
disc #6d9184 0,0 66,66
line #6d9184*5 0,-60 0,-96
box #c9b495 -66,0 66,100
windows 7×1 -60,14 60,86
"""


def skyline(c):
    sky(c, 640, 5)
    ridge(c, 500, 90, "#7b8f92", 0.8)
    houses(c, 0, WIDTH, 640, 120, 250, 0.66, (50, 90))
    c.stamp(SPIRE, 420, 640, 4, 0.5)
    for x, height, width in ((760, 360, 80), (860, 300, 96), (985, 390, 70), (1180, 280, 90)):
        c.fade(rectangle(x, 640 - height, x + width, 640), "#71879a", "#8c9aa2", 0.42)
        c.box(x + width * 0.7, 640 - height, x + width, 640, INK, 0.4, 0.18)
        windows(c, x + 6, 650 - height, x + width - 6, 580, width // 13, height // 22, 0.4)
    houses(c, 0, WIDTH, 640, 90, 180, 0.32, (50, 100))
    c.stamp(DOME, 240, 470, 1, 0.26)
    c.stamp(SPIRE, 1330, 640, 3.3, 0.2)
    houses(c, 0, WIDTH, 632, 50, 130, 0.08, (54, 104))
    for x in range(-20, WIDTH, 130):
        tree(c, x + c.rng.uniform(-30, 30), 636, c.rng.uniform(50, 84), 0.06)
    c.stamp("box #5a5148 0,624 1500,648\nbox #8d8373 0,622 1500,627")
    water(c, 646, 0.75)


def reeds(c, x, base, height, count, spread):
    """A clump of reeds, some with heads."""
    for _ in range(count):
        foot, lean, tall = x + c.rng.gauss(0, spread), c.rng.gauss(0, 0.16), height * c.rng.uniform(0.5, 1.1)
        green = c.rng.choice(("#5b6338", "#7a7442", "#8f8450", "#434d33"))
        blade = f"line own*{max(0.015, 1.5 / tall)} 0,0 {lean * 0.35},-.55 {lean},-1"
        c.stamp(blade, foot, base, tall, 0, green)
        if c.rng.random() < 0.3:
            c.stamp(f"line #5a3d2a*.045 {lean},-1 {lean * 0.84},-.84", foot, base, tall)


def marsh(c):
    sky(c, 500, 5)
    ridge(c, 462, 60, "#7c9290", 0.78)
    ridge(c, 484, 24, "#66806a", 0.55, 6)
    water(c, 500, 0.75, "#47727a")
    for n in range(10):
        near = (n / 9) ** 1.8
        y, thick = 506 + 440 * near, 5 + 50 * near
        for side in (-1, 1):
            channel = 750 + 260 * math.sin(n * 0.8 + 0.4) * (0.5 + near * 0.4) + side * (60 + 330 * near)
            reach, edge = (WIDTH / 2 + 70) * side + WIDTH / 2, c.rng.uniform(30, 110)
            bank = [(reach, y - thick)]
            for k in range(9):
                a = math.pi * (k / 8 - 0.5)
                bank.append((channel + side * edge * (1 - math.cos(a)), y + thick * (0.2 + 0.75 * math.sin(a))))
            c.fade([*bank, (reach, y + thick)], "#b0a765", "#5c6740", 0.45 * (1 - near))
            for _ in range(26):
                at = c.rng.uniform(*sorted((channel + side * edge * 0.6, reach)))
                reeds(c, at, y + thick * c.rng.uniform(-0.3, 0.4), 14 + 74 * near, 3, 8)
    for n, x in enumerate(range(600, 900, 68)):
        c.line([(x, 640 + 26 * n), (x, 600 + 21 * n)], "#3d342d", 6 + n * 1.4)
    for x in (60, 220, 1290, 1430):
        reeds(c, x, 1010, c.rng.uniform(240, 380), 46, 62)
    gulls(c, 7, 150, 380)


TRAWLER = f"""
line #3a342e*4 34,-28 34,-138
line #3a342e*3 34,-44 -6,-110
line #3a342e*1.2 104,-46 34,-136 -40,-90
line #3a342e*1.2 34,-136 -96,-36
box #e9e2d2 -66,-84 -14,-30
box {INK}/14 -30,-84 -14,-30
box #a8432f -72,-90 -8,-82
windows 4×1 -64,-80 -16,-52
shape #2c4a63 -100,-36 -84,14 80,14 108,-48 40,-28
shape #a8432f -89,-2 -84,14 80,14 88,-2
line #e6e0d2*3 -100,-35 40,-28 108,-47
disc #d9843a -40,-22 7,7
"""


def sea(c):
    sky(c, 520, 6)
    c.stamp("fade #7d8472>#6a6a62 1500,330 1380,352 1300,420 1200,452 1150,524 1500,524", depth=0.45)
    c.stamp("shape #7a8d92 0,492 180,480 330,506 420,522 0,522", depth=0.7)
    water(c, 520, 0.5, "#245466", 200)
    for n in range(10):
        near = (n / 9) ** 1.6
        y, high, phase, long = 546 + 390 * near, 3 + 24 * near, c.rng.uniform(0, 6), 60 + 150 * near
        crest = []
        for x in range(0, WIDTH + 12, 12):
            # A trochoid's sharp crests and round troughs, uneven as two swells meet.
            swell = abs(math.sin(x / long + phase)) + 0.5 * abs(math.sin(x / long * 0.43 + phase * 2))
            crest.append((x, y + high * (swell - 0.7)))
        blue = blend("#5c93a0", "#1c4757", near)
        c.fade(
            [*crest, (WIDTH, y + 140 + 60 * near), (0, y + 140 + 60 * near)],
            blue,
            blend(blue, "#1c4757", 0.4),
            0.3 * (1 - near),
        )
        for (x, low), (_, mid), (_, after) in zip(crest, crest[1:], crest[2:], strict=False):
            if mid < low and mid <= after:
                c.disc(x + 12, mid + 2 + 2 * near, 16 + 50 * near, 1.2 + 3 * near, FOAM, 0.2, 0.5)
        for _ in range(14):
            at = c.rng.gauss(c.sun[0], 60 + 110 * near), y + c.rng.uniform(10, 20 + 50 * near)
            c.disc(*at, 14 + 40 * near, 1 + 2 * near, rgb(c.light.sun), 0, 0.25)
        if n == 4:
            c.stamp(TRAWLER, 640, y - 2, 1.35)
            foam(c, 640, y + 16, 60, 12, (70, 3))
    gulls(c, 9, 120, 430)


FARM = f"""
disc #4a6440 -40,-78 17,80
disc #6a8450/80 -45,-84 9,66
disc #4a6440 330,-78 17,80
disc #6a8450/80 325,-84 9,66
box #e8dcc4 0,-54 120,0
shape #8a4636 -8,-52 16,-104 104,-104 128,-52
box #7a4438 84,-122 98,-96
windows 5×1 6,-48 114,-4
box #9c4a38 150,-70 290,0
shape #5a4a48 142,-68 166,-122 274,-122 298,-68
box #4a2f2a 196,-48 244,0
line #e8dcc4*2 196,0 196,-48 244,-48 244,0
box {INK}/15 100,-54 120,0
box {INK}/15 256,-70 290,0
"""


def fields(c):
    sky(c, 490, 5)
    ridge(c, 410, 90, "#7d97a0", 0.82)
    ridge(c, 450, 80, "#7f9a80", 0.62)
    crops = ["#c2ac56", "#7f9a4f", "#d8c070", "#6a8a4a", "#b0a552", "#8f9f50"]
    c.rng.shuffle(crops)
    for n, crop in enumerate(crops):
        near = n / 5
        base = 480 + 370 * near**1.35
        ridge(c, base, 50 + 50 * near, crop, 0.5 * (1 - near), 1.2 + near * 0.6, foot=420)
        hedges = [(c.rng.uniform(0, WIDTH), c.rng.uniform(60, 200)) for _ in range(6 - n)]
        for middle, long in hedges:
            for _ in range(round(long / (7 + 12 * near))):
                size = c.rng.uniform(0.6, 1.15) * (20 + 64 * near)
                slope = base + 14 + 34 * near + c.rng.uniform(-3, 3)
                tree(c, middle + c.rng.uniform(-long, long), slope, size, 0.45 * (1 - near), "#54703f", 9)
        if n == 3:
            c.stamp(FARM, 960, base + 40, 1, 0.12)
    at = perspective(760, 660, 700, 2.2)
    mist(c, 600)
    for k in range(-60, 61):
        c.shape(strip(at, k * 0.55 - 0.07, k * 0.55 + 0.07, 8.2, 2.8), "#5d5a2c", 0.05, 0.4)
    gulls(c, 4, 120, 300)


def terrace(c, at, x, near, far, depth):
    """One gabled house of a street's side, its front at ``x``."""
    high, middle, side = c.rng.uniform(8.4, 11.5), (near + far) / 2, math.copysign(1, x)
    colour, sunny = c.rng.choice(HOUSES), (c.sun[0] < 760) != (x < 0)
    top = high + 2.4
    roof = [
        at(x, high, near),
        at(x, top, middle),
        at(x + side * 5, top, middle),
        at(x + side * 5, high, near),
    ]
    c.shape(roof, c.rng.choice(ROOFS), depth)
    front = [at(x, high, near), at(x, top, middle), at(x, high, far), at(x, 0, far), at(x, 0, near)]
    c.shape(front, colour, depth)
    c.shape(front, "#1c2230", depth, 0.06 if sunny else 0.3)
    c.line(front[:3], "#f0e6d2", 14 / near, depth, 0.8)
    for row, (low, tall) in enumerate(((0.5, 2.2), (3.7, 1.6), (6.1, 1.4), (8.5, 1.1))):
        for k in ((0, 2), (0, 1, 2), (0, 1, 2), (1,))[row]:
            z0, z1 = (near + (far - near) * (k + share) / 3 for share in (0.24, 0.76))
            if low + tall < high + 0.9:
                c.shape(
                    upright(at, x, low - 0.12, low + tall + 0.12, z0 * 0.992, z1 * 1.008),
                    "#f0e6d2",
                    depth,
                    0.7,
                )
                pane(c, upright(at, x, low, low + tall, z0, z1), depth, 0.8 if row == 0 else 0.5)
                c.line([at(x, low + tall / 2, z0), at(x, low + tall / 2, z1)], "#f0e6d2", 10 / near, depth, 0.7)
    c.shape(upright(at, x, 3.0, 3.2, near, far), "#f0e6d2", depth, 0.7)
    door = (near + (far - near) * share for share in (0.42, 0.58))
    c.shape(upright(at, x, 0, 2.5, *door), c.rng.choice(BOXES), depth)


TRAM = """
pill #b5433a -125,-310 125,-5
pill #efe5cf -125,-262 125,-120
pill own -108,-252 108,-134
line #efe5cf*6 0,-252 0,-134
pill #efe5cf -56,-298 56,-272
box #2a2c30 -112,-26 112,8
disc #fff4d6 -78,-58 15,15
disc #fff4d6 78,-58 15,15
line #2b2f36*5 -40,-308 30,-400 -30,-500
"""


def street(c):
    at = perspective(760, 560, 560)
    sky(c, 640)
    houses(c, 560, 980, 574, 50, 100, 0.72, (24, 44))
    c.stamp(SPIRE, 790, 574, 2.1, 0.66)
    c.fade(rectangle(0, 574, WIDTH, HEIGHT), "#a39a8c", "#6e6860")
    mist(c, 560)
    for z in range(58, 1, -4):
        for side in (-8, 8):
            terrace(c, at, side, z, z + 4, z / 62)
    for side in (-1, 1):
        c.shape(strip(at, side * 8, side * 5, 60, 1), "#b9af9f", 0.05)
        c.shape(strip(at, side * 5, side * 4.85, 60, 1), "#3a3734", 0.05, 0.5)
    for rail in (-2.4, -0.95, 0.95, 2.4):
        c.shape(strip(at, rail, rail + 0.09, 60, 1), "#383a40")
        c.shape(strip(at, rail, rail + 0.03, 60, 1), mix(c.light.sky[2], c.light.sun, 0.4), 0, 0.8)
    for wire in (-1.7, 1.7):
        c.line([at(wire, 5.6, 60), at(wire, 5.6, 1.2)], "#2b2f36", 1.8, 0.1)
    for z in (36, 24, 15, 9):
        c.line([at(-8, 7, z), at(0, 5.8, z), at(8, 7, z)], "#2b2f36", 1.2, 0.15)
    c.shape(upright(at, 0.45, 0.3, 3.1, 13, 22), "#7a2f2c", 0.16)
    c.shape(upright(at, 0.45, 1.5, 2.6, 13, 22), "#3b4750", 0.16)
    (x, y), size = at(1.7, 0.2, 13), 5.6 / 13
    c.stamp(TRAM, x, y, size, 0.12, LAMP if c.light.lamps > 0.5 else "#4b5c66")
    for lamp in (x - 78 * size, x + 78 * size):
        c.glow(lamp, y - 58 * size, 110 * size, (255, 240, 200), 0.25 + 0.6 * c.light.lamps)
    people(c, at, [(-6, 20), (-6.6, 12), (6.2, 17), (-5.7, 8.2), (6.4, 7.4), (5.8, 30), (-6.4, 26)])
    for z in (30, 18, 10.5):
        for side in (-5.3, 5.3):
            foot = at(side, 0, z)
            lamp_post(c, *foot, foot[1] - at(0, 4.4, z)[1], z / 80)


def bridge(c):
    far, near, span = 600, 700, 410
    sky(c, far, 5)
    ridge(c, 510, 80, "#7b9290", 0.78)
    houses(c, 0, WIDTH, far - 6, 60, 140, 0.58, (40, 80))
    c.stamp(SPIRE, 1080, far - 6, 2.7, 0.5)
    for x in range(0, WIDTH, 74):
        tree(c, x + c.rng.uniform(-20, 20), far, c.rng.uniform(40, 74), 0.44)
    c.box(0, far - 7, WIDTH, far + 3, "#7a7064", 0.45)
    water(c, far, 0.7)

    def road(x):
        return 452 + 46 * ((x - 750) / 750) ** 2

    deck = [(x, road(x)) for x in range(-30, WIDTH + 31, 30)]
    turns = [(math.cos(math.pi * n / 28), math.sin(math.pi * n / 28)) for n in range(29)]
    arches = [(750 + k * span, 160 - 26 * abs(k)) for k in (2, 1, 0, -1, -2)]
    for shift, colour in ((18, "#5c4d44"), (0, "#b89e82")):
        under = [(x + shift + 171 * dx, near - high * dy) for x, high in arches for dx, dy in turns]
        stone = [*deck, (WIDTH + 60, near + 10), *under, (-60, near + 10)]
        c.fade(stone, colour, mix(c.tone(colour), c.tone("#3c3a3a"), 0.45))
    for x, high in arches:
        for dx, dy in turns[1:-1]:
            stone = [(x + 171 * dx, near - high * dy), (x + 192 * dx, near - (high + 21) * dy)]
            c.line(stone, "#4a3f38", 1.8, 0, 0.5)
        c.line([(x + 193 * dx, near - (high + 22) * dy) for dx, dy in turns], "#4a3f38", 2, 0, 0.5)
    for k in range(6):
        pier = "fade #c4ab8e>#6d6055 -28,-115 26,-115 40,16 -40,16\nshape #8b7762 -34,-113 0,-140 32,-113"
        c.stamp(pier, 750 + (k - 2.5) * span, near)
    c.line(deck, "#d6c0a0", 9)
    c.line([(x, y + 12) for x, y in deck], "#6b5a4d", 3)
    for x in (180, 420, 1000):
        place = x + c.rng.uniform(-40, 40)
        person(c, place, road(place) - 4, 56, 0.05)
    c.line([(x, y - 26) for x, y in deck], "#8f7b66", 6)
    for x, y in deck:
        c.line([(x, y), (x, y - 26)], "#8f7b66", 5)
    for x in (100, 370, 640, 910, 1180, 1440):
        lamp_post(c, x, road(x), 120)
    water(c, near + 10, 0.62)


LIGHTHOUSE = f"""
box #eee6d6 170,-78 340,4
shape #a04a38 158,-74 194,-132 316,-132 352,-74
box #7a4438 288,-156 308,-118
windows 4×1 178,-72 332,-12
box {INK}/14 300,-78 340,4
shape #efe8da -34,-378 34,-378 60,0 -60,0
shape #b5433a -38,-324 38,-324 41.5,-270 -41.5,-270
shape #b5433a -45,-216 45,-216 49,-162 -49,-162
shape #b5433a -53,-108 53,-108 56.5,-54 -56.5,-54
pill #35424c -8,-300 8,-276
pill #35424c -8,-190 8,-166
pill #35424c -12,-40 12,0
shape {INK}/20 12,-378 34,-378 60,0 22,0
box #2f353d -52,-388 52,-374
line #2f353d*3 -50,-388 -50,-410 50,-410 50,-388
line #2f353d*2 -25,-388 -25,-410
line #2f353d*2 25,-388 25,-410
box own -24,-440 24,-388
line #2f353d*3 -24,-388 -24,-440
line #2f353d*3 -8,-388 -8,-440
line #2f353d*3 8,-388 8,-440
line #2f353d*3 24,-388 24,-440
shape #a03c34 -32,-438 -16,-464 0,-474 16,-464 32,-438
"""


def lighthouse(c):
    sky(c, 600, 6)
    ridge(c, 590, 30, "#7a939b", 0.8, 1.4, 10)
    water(c, 600, 0.45, "#245466", 150)
    cliff = [
        (500, 905),
        (560, 800),
        (640, 702),
        (710, 628),
        (800, 575),
        (960, 548),
        (1180, 556),
        (1340, 520),
        (1500, 500),
    ]
    c.fade([*cliff, (1500, 1000), (440, 1000)], "#a39a7c", "#5c544c")
    for _ in range(46):
        x = c.rng.uniform(560, 1500)
        top = max(606, 880 - (x - 480) * 0.95) + c.rng.uniform(0, 150)
        wide, high = c.rng.uniform(20, 70), c.rng.uniform(60, 220)
        corners = f"0,0 {wide},{high * 0.16} {wide * 0.7},{high} -{wide * 0.6},{high * 0.86}"
        face = f"shape own/{c.rng.randint(10, 26)} {corners}"
        c.stamp(face, x, top, 1, 0, c.rng.choice(("#2e2c30", "#d8c8a4", "#3a3438", "#c8b08c")))
    top = "690,640 800,572 960,546 1180,554 1340,518 1500,498"
    edge = "1500,612 1380,640 1240,622 1100,650 980,612 860,640 780,622"
    c.stamp(f"fade #9aac62>#66773f {top} {edge}")
    x, base = 960, 568
    c.stamp(LIGHTHOUSE, x, base, 1, 0, mix("#f4e3a8", LAMP, c.light.lamps))
    for spread in (130, 85, 45):
        beam = [(x, base - 414), (-40, base - 424 - spread), (-40, base - 424 + spread)]
        c.shape(beam, (255, 240, 196), 0, 0.02 + 0.12 * c.light.lamps + c.light.thickness * 0.3)
    c.glow(x, base - 414, 200, (255, 240, 196), 0.25 + 0.6 * c.light.lamps)
    for k in range(7):
        foam(c, 490 - 10 * k, 890 + 18 * k, 34, 9, (20, 12))
    gulls(c, 7, 120, 430)


STALL = """
box #5a4436 2,-62 6,0
box #5a4436 94,-62 98,0
box #2d2a2c/45 5,-62 95,-18
"""
STALL_COUNTER = """
box #7d5c42 0,-21 100,0
box #a37d5a 0,-21 100,-18.6
"""
CRATE = """
box #b08c62 2,-21 18,-10
box #5a4436 2,-16 18,-15.2
"""


def stall(c, x, base, width, colours, depth=0.0):
    """A market stall: striped awning, counter, crates of produce."""
    size = width / 100
    c.stamp(STALL, x, base, size, depth)
    c.glow(x + width / 2, base - 37 * size, width * 0.5, LAMP, 0.3 + 0.5 * c.light.lamps if c.light.lamps else 0)
    person(c, x + width * c.rng.uniform(0.35, 0.65), base, 54 * size, depth)
    c.stamp(STALL_COUNTER, x, base, size, depth)
    for k in range(5):
        fruit = c.rng.choice(("#c4483a", "#d99a3a", "#7f9a4a", "#e0c45c", "#8a4a6a", "#c8d0c8"))
        for n in range(15):
            at = f"{3.6 + 2.9 * (n % 5) + (n // 5 % 2)},{-22.3 - 1.6 * (n // 5)}"
            piece = f"disc own {at} 2.2,2.2\ndisc #fff4dc/35 {at} .8,.8"
            c.stamp(piece, x + 20 * k * size, base, size, depth, fruit)
        c.stamp(CRATE, x + 20 * k * size, base, size, depth)
    hem, ridge_line = base - 56 * size, base - 80 * size
    for k in range(10):
        colour, top0, top1 = colours[k % 2], x + width * (0.06 + 0.088 * k), x + width * (0.148 + 0.088 * k)
        low0, low1 = x - width * (0.06 - 0.112 * k), x + width * (0.052 + 0.112 * k)
        c.disc((low0 + low1) / 2, hem, (low1 - low0) / 2, 3.7 * size, colour, depth)
        cloth = [(top0, ridge_line), (top1, ridge_line), (low1, hem), (low0, hem)]
        c.fade(cloth, blend(colour, "#fff4dc", 0.25), colour, depth)


def market(c):
    sky(c, 600, 3)
    houses(c, -20, WIDTH, 600, 250, 350, 0.42, (90, 140))
    c.fade(rectangle(0, 596, WIDTH, HEIGHT), "#b8ab98", "#7a7068")
    mist(c, 590)
    at = perspective(750, 560)
    for k in range(-40, 41):
        c.line([at(k * 0.9, 0, 24), at(k * 0.9, 0, 2)], "#4a443e", 1.4, 0.2, 0.22)
    for n in range(12):
        y = at(0, 0, 2.2 * 1.22**n)[1]
        c.line([(0, y), (WIDTH, y)], "#4a443e", 1.4, 0.2, 0.22)
    awnings = [(colour, "#f0e6d2") for colour in ("#b5433a", "#3f6f7f", "#5f7f4c", "#d0a04a")]
    c.rng.shuffle(awnings)
    for k, x in enumerate(range(-40, WIDTH, 262)):
        stall(c, x, 672, 190, awnings[k % 4], 0.28)
    for x in (190, 640, 1010, 1390):
        person(c, x + c.rng.uniform(-50, 50), 742, 158, 0.14)
    for k, x in enumerate((-90, 430, 1010)):
        stall(c, x, 890, 400, awnings[(k + 1) % 4])
    for x, y in ((372, 962), (930, 940), (1000, 950)):
        person(c, x + c.rng.uniform(-20, 20), y, 262)
    rope = [(x, 300 + 46 * math.sin(x % 500 / 500 * math.pi)) for x in range(0, WIDTH + 20, 20)]
    c.line(rope, "#2b2f36", 2, 0.1)
    for x, y in rope[1::3]:
        c.disc(x, y + 8, 7, 7, mix("#fff1c8", LAMP, 0.4))
        c.glow(x, y + 8, 56, LAMP, 0.9 * c.light.lamps)


def stage(c):
    sky(c, 700, 2)
    ridge(c, 560, 100, "#7a8a92", 0.6)
    ridge(c, 640, 80, "#5c6f70", 0.3)
    c.light = replace(c.light, tint=(0.9, 0.78, 0.74), thickness=0.0, haze="#1a1216")
    at = perspective(750, 610, 640)
    c.fade(rectangle(0, 690, WIDTH, 850), "#8a6242", "#4f3626")
    for k in range(-30, 31):
        c.line([at(k * 0.8, 0, 13.6), at(k * 0.8, 0, 4.4)], "#2a1a14", 1.6, 0, 0.5)
    c.box(0, 0, WIDTH, HEIGHT, (18, 12, 18), 0, 0.32)
    for source, pool in ((330, 700), (750, 760), (1150, 820)):
        for wide in (190, 137, 86):
            beam = [(source - 8, 60), (source + 8, 60), (pool + wide, 790), (pool - wide, 790)]
            c.shape(beam, (255, 240, 205), 0, 0.09)
    c.glow(760, 785, 460, (255, 236, 190), 0.85, 0.24)
    c.disc(760, 785, 230, 40, (255, 236, 190), 0, 0.3)
    c.disc(765, 792, 62, 9, (30, 18, 16), 0, 0.55)
    person(c, 760, 792, 250)
    c.stamp("line #1f1a1c*7 880,792 880,700 940,700 940,792\nline #1f1a1c*7 940,700 940,620")
    edges = []
    for k in range(16):
        reach = [400 * k / 15 * (1 - 0.34 * math.sin(min(1, y / 820) * math.pi) ** 2) for y in range(0, 861, 43)]
        edges.append([(x, 43 * n) for n, x in enumerate(reach)])
    for k, (inner, outer) in enumerate(zip(edges, edges[1:], strict=False)):
        red = blend("#4a0f18", "#b0303a", 0.5 + 0.5 * math.sin(k * 2.1))
        fold = [*inner, *outer[::-1]]
        for cloth in (fold, [(WIDTH - x, y) for x, y in fold]):
            c.fade(cloth, blend(red, "#12060a", 0.25), red)
    for k in range(20):
        drop = 118 + 34 * math.sin(k / 19 * math.pi * 4) ** 2
        hem = [(75 * k, drop - 18), (75 * k + 37.5, drop), (75 * k + 75, drop - 18)]
        c.fade([(75 * k, 0), *hem, (75 * k + 75, 0)], "#3d0c14", "#a82e38" if k % 2 else "#8a222c")
        c.line(hem, "#d9b25c", 6)
    c.stamp("fade #3a2626>#120c10 0,850 1500,850 1500,1000 0,1000\nbox #c9a25c/70 0,846 1500,854")
    for row, (base, size, shade) in enumerate(((930, 34, "#21171b"), (985, 44, "#0d090d"))):
        for k in range(-1, 20 - 3 * row):
            x = (k + 0.5 * row + c.rng.uniform(0.3, 0.6)) * size * 2.35
            rim = "disc #a8744c/70 0,-1.2 .54,.66\ndisc own 0,-1.12 .53,.64\ndisc own 0,.7 1,1.2"
            c.stamp(rim, x, base, size, 0, shade)


def books(c, x0, x1, base, high):
    """One shelf of books, upright, a few leaning, with a gap here and there."""
    x = x0 + 6
    while x < x1 - 34:
        if c.rng.random() < 0.08:
            x += c.rng.uniform(20, 50)
            continue
        w, h, lean = c.rng.uniform(12, 28), high * c.rng.uniform(0.66, 0.98), c.rng.choice((0, 0, 0, 0, 0, 9))
        book = f"shape own {lean},{-h} {w + lean},{-h} {w},0 0,0\n"
        book += f"shape {INK}/22 {w * 0.75 + lean},{-h} {w + lean},{-h} {w},0 {w * 0.75},0\n"
        for up in (0.84, 0.76, 0.2):
            book += f"line #e9d8a8/55*1.8 {lean * up + 2},{-h * up} {w + lean * up - 2},{-h * up}\n"
        c.stamp(book, x, base, 1, 0, c.rng.choice(SPINES))
        x += w + 1.5 + lean


READING_DESK = """
box #9c744e 560,800 940,818
box #6b4a32 590,818 606,960
box #6b4a32 894,818 910,960
shape #f4ead4 790,799 850,787 910,799 910,791 850,777 790,791
pill #a8503c 640,782 760,799
pill #3f6478 646,764 744,781
pill #c9a25c 640,746 748,763
line #c9a25c*6 714,799 714,716
shape #4f7a64 680,722 696,682 732,682 748,722
"""


def shelves(c):
    sky(c, 640, 3)
    ridge(c, 560, 80, "#6d8a86", 0.6)
    houses(c, 560, 940, 700, 40, 90, 0.45, (40, 60))
    indoors(c)
    wall = "#7a5a42"
    arch = [(750 + 190 * math.cos(math.pi * k / 24), 250 - 150 * math.sin(math.pi * k / 24)) for k in range(25)]
    c.shape([(558, 0), (942, 0), (942, 250), *arch, (558, 250)], wall)
    for area in ((0, 0, 560, HEIGHT), (940, 0, WIDTH, HEIGHT), (558, 690, 942, HEIGHT)):
        c.fade(rectangle(*area), wall, "#4a3426")
    for x, top in ((560, 250), (687, 108), (813, 108), (940, 250)):
        c.line([(x, top), (x, 690)], "#e9dec6", 9)
    for y in (250, 400, 550):
        c.line([(560, y), (940, y)], "#e9dec6", 8)
    c.line(arch, "#e9dec6", 13)
    c.box(544, 684, 956, 706, "#e9dec6")
    for x0 in (30, 290, 970, 1230):
        c.box(x0 - 12, 40, x0 + 252, 880, "#3a271c")
        for base in range(196, 880, 166):
            books(c, x0, x0 + 240, base, 128)
            c.box(x0 - 4, base, x0 + 244, base + 12, "#a37a54")
        frame = "box #8d6746 -12,40 -2,880\nbox #8d6746 242,40 252,880\nbox #a37a54 -22,24 262,46"
        c.stamp(frame, x0)
    c.fade(rectangle(0, 880, WIDTH, HEIGHT), "#8a6a4a", "#5c4430")
    for inset in (0, 40):
        sunshine(c, [(560 + inset, 250), (940 - inset, 250), (1330 - inset, 1000), (640 + inset, 1000)], 0.1)
    c.stamp(READING_DESK)
    c.glow(714, 740, 260, LAMP, 0.15 + 0.6 * c.light.lamps)
    for k in range(13):
        share = k / 13
        c.line([(1110 + 70 * share, 930 - 830 * share), (1190 + 50 * share, 930 - 830 * share)], "#a87f52", 8)
    c.stamp("line #c49a68*11 1110,960 1180,100\nline #c49a68*11 1190,960 1240,100")


TURBINE = """
disc #f4f4ec/40 0,1.6 6,1
box #d9a23a -2.2,-8 2.2,1.6
box #b57f2a .6,-8 2.2,1.6
box #d9a23a -4,-9 4,-7.6
shape #f6f4ee -1,-66 1,-66 2,-9 -2,-9
shape #55677a/55 0,-66 1,-66 2,-9 .2,-9
shape #e4e4e0 -1.6,-67.6 3.4,-67.6 3.4,-64.6 -1.6,-64.6
"""
WORKBOAT = """
disc #f4f4ec/40 -150,44 220,5
shape #c4573f -96,2 -84,44 84,44 118,-6 20,2
shape #26323e -88,30 -84,44 84,44 94,30
box #eee6d6 -10,-50 62,0
windows 4×1 -6,-46 60,-16
line #2b2f36*4 6,-50 6,-92
line #d9a23a*6 -70,2 -70,-46 -30,-60
"""
BLADE = ((0.02, -0.03), (0.14, -0.055), (0.3, -0.042), (1, -0.006), (1, 0.004), (0.14, 0.03))


def turbine(c, x, base, height, depth):
    """An offshore wind turbine on its yellow foundation."""
    hub, reach, start = base - height * 0.66, height * 0.36, c.rng.uniform(0, 2)
    c.stamp(TURBINE, x, base, height / 100, depth)
    for k in range(3):
        dx, dy = math.cos(start + k * math.tau / 3), math.sin(start + k * math.tau / 3)
        for colour, points, alpha in (("#f8f6f0", BLADE, 1), ("#55677a", [*BLADE[3:], (0.02, 0)], 0.5)):
            blade = [(x + reach * (u * dx - v * dy), hub + reach * (u * dy + v * dx)) for u, v in points]
            c.shape(blade, colour, depth, alpha)
    c.disc(x, hub, height * 0.018, height * 0.018, "#dcd8cc", depth)
    c.glow(x, hub - height * 0.02, height * 0.06, (255, 90, 70), max(0, c.light.lamps - 0.3) * 1.6)


def turbines(c):
    sky(c, 640, 6)
    water(c, 640, 0.5, "#245466", 190)
    for x, height, depth in (
        (130, 190, 0.6), (330, 210, 0.56), (560, 200, 0.58), (1330, 200, 0.58),
        (930, 310, 0.38), (1190, 360, 0.3), (360, 480, 0.14), (1060, 690, 0.0),
    ):  # fmt: skip
        base = 644 + 150 * (1 - depth / 0.6) ** 1.6
        turbine(c, x + c.rng.uniform(-30, 30), base, height, depth)
        c.reflect(base + height * 0.02, base + height * 0.3, 0.3, x - height * 0.12, x + height * 0.12)
    c.stamp(WORKBOAT, 650, 808)
    c.reflect(852, 940, 0.4, 500, 800)
    gulls(c, 6, 200, 560)


CHIMNEY = f"""
fade #a8604a>#7a4638 -62,0 62,0 100,600 -100,600
shape {INK}/22 20,0 62,0 100,600 30,600
box #e4d6bd -70,0 70,18
box #e4d6bd -72,60 72,78
"""
ARCHED_WINDOW = """
disc own 22,-36 22,22
box own 0,-36 44,50
line #e0cdb0*2.4 15,-56 15,50
line #e0cdb0*2.4 29,-56 29,50
line #e0cdb0*2.4 0,0 44,0
box #e0cdb0 -4,50 48,58
"""
SAW_TOOTH = """
shape #5f5a5c 0,0 0,-120 168,0
shape #8b8684 0,-120 168,0 152,0 0,-108
fade own>own 0,-114 34,-90 34,0 0,0
line #3a3a40*2 0,-84 34,-66
line #3a3a40*2 0,-54 34,-42
line #3a3a40*2 0,-26 34,-20
"""


def factory(c):
    ground = 800
    sky(c, ground - 40)
    ridge(c, 640, 90, "#7d9092", 0.75)
    houses(c, 0, WIDTH, ground - 20, 60, 130, 0.6, (40, 80))
    for x, top, wide, depth in ((1120, 190, 0.34, 0.12), (1250, 300, 0.28, 0.25)):
        drift, smoke = c.rng.uniform(0.8, 1.2), mix(c.light.haze, "#ffffff", 0.35)
        for k in range(16):
            puff = x - 8 - (k * 20 + k * k * 1.6) * drift, top - 16 - k * 9
            c.glow(*puff, 46 + k * 11, smoke, 0.55 - k * 0.026, 0.7)
        mist(c, 760)
        c.stamp(CHIMNEY, x, top, wide, depth)
        c.box(x - 100 * wide, top + 590 * wide, x + 100 * wide, ground, "#7a4638", depth)
    c.stamp(
        "box #8a4f3e 1060,520 1420,800\nbox #5c3a32 1052,508 1428,524\nwindows 7×3 1080,536 1400,780",
        depth=0.06,
    )
    glass = c.tone(LAMP) if c.light.lamps > 0.3 else c.tone("#86aab6")
    for x in range(70, 1070, 168):
        c.stamp(SAW_TOOTH.replace("fade own>own", "shape own"), x, 590, 1, 0, glass)
    c.stamp("fade #b5684e>#8a4a3c 70,588 1078,588 1078,800 70,800\nbox #e0cdb0 70,588 1078,600")
    for y in range(612, ground, 13):
        c.line([(70, y), (1078, y)], "#5a2f28", 1.2, 0, 0.28)
    for k in range(12):
        lit = c.rng.random() < c.light.lamps
        c.stamp(ARCHED_WINDOW, 90 + 84 * k, 690, 1, 0, LAMP if lit else "#4a5c66")
    c.stamp("box #e0cdb0 660,650 752,800\nbox #3d4a50 668,658 744,800\nline #2b343a*3 706,658 706,800")
    c.fade(rectangle(0, ground - 4, WIDTH, HEIGHT), "#8d8676", "#5a564e")
    for x in range(-60, WIDTH + 60, 66):
        c.line([(x, 868), (x - 36, 908)], "#4a3a30", 13)
    for y in (874, 898):
        c.line([(0, y), (WIDTH, y)], "#33363c", 6)
        c.line([(0, y - 2), (WIDTH, y - 2)], mix(c.light.sky[2], c.light.sun, 0.4), 1.6, 0, 0.8)
    for x in range(20, WIDTH, 60):
        c.line([(x, 1000), (x, 938)], "#3a3f40", 5)
    c.stamp("line #3a3f40*3 0,950 1500,950\nline #3a3f40*3 0,972 1500,972")
    for _ in range(9):
        reeds(c, c.rng.uniform(0, WIDTH), 1005, 60, 12, 26)
    for x in (590, 650):
        person(c, x + c.rng.uniform(-20, 20), 850, 96)
    lamp_post(c, 1000, 850, 190)


def rain(c):
    light = c.light
    grey = tuple(mix(colour, c.tone("#a3adb4"), 0.65) for colour in light.sky)
    lamps, thickness = max(0.35, light.lamps), light.thickness + 0.1
    c.light = replace(light, sky=grey, sun=light.haze, lamps=lamps, thickness=thickness)
    at = perspective(750, 560, 620)
    sky(c, 600, 9)
    c.box(0, 0, WIDTH, 620, "#6a7884", 0, 0.35)
    houses(c, 430, 1080, 600, 110, 200, 0.68, (50, 80))
    c.fade(rectangle(0, 586, WIDTH, HEIGHT), "#8a9298", "#454c56")
    for z in range(30, 1, -4):
        for side in (-7, 7):
            terrace(c, at, side, z, z + 4, 0.12 + z / 50)
    for side in (-7, 7):
        c.shape(strip(at, side, side * 0.7, 34, 1), "#8a8f94", 0.1)
    for z in (22, 14, 9):
        for side in (-5.2, 5.2):
            foot = at(side, 0, z)
            c.glow(foot[0], foot[1] + 300 / z, 900 / z, LAMP, 0.4, 0.5)
            lamp_post(c, *foot, foot[1] - at(0, 4.2, z)[1], z / 50)
    umbrellas = ["#3f6f7f", "#b5433a", "#c99a3a", "#7a5a74", "#3f5f78", "#5f7f4c", "#a83c3c", "#d9d0bc"]
    c.rng.shuffle(umbrellas)
    places = [
        (2.4, 17),
        (-3.5, 15),
        (0.3, 12.5),
        (4.1, 10.5),
        (-1.6, 8.8),
        (1.7, 7.0),
        (-3.3, 5.6),
        (3.0, 4.7),
    ]
    for (x, z), colour in zip(places, umbrellas, strict=True):
        foot = at(x + c.rng.uniform(-0.4, 0.4), 0, z)
        tall = 1.75 * 620 / z
        person(c, *foot, tall, z / 46, colour)
        c.reflect(foot[1], foot[1] + tall * 0.8, 0.4, foot[0] - 0.36 * tall, foot[0] + 0.5 * tall)
    for _ in range(60):
        near = c.rng.random()
        x, y = c.rng.uniform(0, WIDTH), 640 + 350 * near
        c.disc(x, y, 12 + 50 * near, 1.5 + 4 * near, c.light.sky[2], 0, 0.1)
        c.disc(x, y, 5 + 12 * near, 1.2 + 2 * near, FOAM, 0, 0.16)
    for _ in range(420):
        x, y, long = c.rng.uniform(-40, WIDTH), c.rng.uniform(-40, HEIGHT), c.rng.uniform(14, 58)
        c.line([(x, y), (x - long * 0.2, y + long)], (226, 232, 236), 1.3, 0, c.rng.uniform(0.12, 0.4))


FERRY = f"""
shape #24465c -430,-84 -400,0 390,0 470,-96
shape #a8432f -410,-26 -400,0 390,0 412,-26
shape #efe6d2 -430,-84 -426,-72 460,-84 470,-96
box #f0e8d8 -370,-168 330,-80
windows 16×1 -356,-160 320,-92
box #cfc6b2 -390,-178 352,-166
shape #a8432f -130,-246 -118,-352 -52,-352 -48,-246
shape #26282e -121,-330 -118,-352 -52,-352 -51,-330
shape {INK}/16 -76,-246 -70,-352 -52,-352 -48,-246
box #f0e8d8 -260,-246 210,-176
windows 11×1 -250,-240 204,-184
box #cfc6b2 -280,-256 232,-244
box #f0e8d8 60,-318 186,-254
windows 5×1 66,-312 184,-272
box #a8432f 48,-328 200,-316
line #2b2f36*4 130,-328 130,-400
shape #3f6f86 130,-398 178,-388 130,-376
line #e0d8c6*3 -384,-178 -384,-198 -262,-198
line #e0d8c6*3 212,-198 345,-198 345,-178
box {INK}/10 -370,-100 330,-80
"""


def ferry(c):
    sky(c, 560, 5)
    ridge(c, 470, 80, "#7b9290", 0.76)
    houses(c, 0, WIDTH, 554, 70, 150, 0.5, (44, 84))
    c.stamp(SPIRE, 260, 554, 2.5, 0.42)
    for x in range(0, WIDTH, 66):
        tree(c, x + c.rng.uniform(-20, 20), 560, c.rng.uniform(36, 66), 0.36)
    c.box(0, 552, WIDTH, 564, "#6d655a", 0.36)
    water(c, 560, 0.7)
    x, base = 770, 790
    for k in range(12):
        c.disc(x - 420 - k * 26, base + 2 + k * 1.5, 120, 3 + k * 0.5, FOAM, 0, 0.16)
    for k in range(8):
        c.glow(
            x - 86 - k * 24,
            base - 366 - k * 8,
            28 + k * 10,
            mix(c.light.haze, "#ffffff", 0.3),
            0.45 - k * 0.04,
            0.7,
        )
    for place in (-340, -310, 250, 284, 310):
        person(c, x + place, base - 178, 46)
    c.stamp(FERRY, x, base)
    for k in range(-5, 6):
        c.disc(x + k * 62, base - 52, 8, 8, "#dfe6e4", 0, 0.8)
    c.reflect(base, 980, 0.62, x - 480, x + 500)
    foam(c, x + 400, base, 36, 26, (50, 6))
    gulls(c, 7, 140, 420)


def trees(c):
    at = perspective(750, 560, 620)
    sky(c, 600, 3)
    houses(c, 560, 940, 590, 40, 80, 0.78, (30, 50))
    c.fade(rectangle(0, 584, WIDTH, HEIGHT), "#9aa865", "#55703c")
    c.fade(strip(at, -2.4, 2.4, 44, 1.5), "#dccaa4", "#b39a74")
    mist(c, 580)
    leaves = c.rng.choice(
        (("#5f8046", "#7a9450"), ("#b5803a", "#c99a48"), ("#6a8a52", "#a89a4c"), ("#a8603a", "#c98a42"))
    )
    slant = 1 if c.sun[0] < 750 else -1
    for z in (40, 32, 25.5, 20, 15.6, 12, 9.2, 7.0):
        for side in (-4.6, 4.6):
            x, y = at(side, 0, z)
            c.disc(x + slant * 1400 / z, y + 4, 2200 / z, 120 / z, "#22301f", z / 54, 0.34)
            tree(c, x, y, y - at(0, 8.4, z)[1], z / 54, c.rng.choice(leaves), round(12 + 330 / z))
        if z in (25.5, 15.6, 9.2):
            foot = at(-2.9, 0, z)
            lamp_post(c, *foot, foot[1] - at(0, 3.6, z)[1], z / 54)
        if z in (20, 12):
            for height in (0.45, 0.8):
                c.shape(upright(at, 3.3, height, height + 0.16, z, z + 2.4), "#6b4a34", z / 54)
            c.shape(strip(at, 2.8, 3.3, z + 2.4, z, 0.45), "#7d5a40", z / 54)
            for end in (z, z + 2.4):
                c.line([at(2.85, 0.45, end), at(2.85, 0, end)], "#2b2f36", 40 / z, z / 54)
                c.line([at(3.3, 0.9, end), at(3.3, 0, end)], "#2b2f36", 40 / z, z / 54)
    for _ in range(60):
        z = c.rng.uniform(3.4, 24)
        x, y = at(c.rng.uniform(-2.2, 2.2), 0, z)
        sunlight = rgb(c.light.sun)
        c.disc(x, y, 170 / z, 36 / z, sunlight, 0, 0.16 if c.light.lamps < 0.7 else 0.03)
    people(c, at, [(-0.9, 22), (0.7, 13), (1.25, 13), (-0.8, 8)])
    for _ in range(140):
        x, y = at(c.rng.uniform(-7, 7), 0, c.rng.uniform(3.4, 14))
        c.disc(x, y, c.rng.uniform(2, 5), c.rng.uniform(1, 2.4), c.rng.choice(leaves), 0, 0.8)


def desk(c, at, x, z, wide):
    """A desk for two, its chairs towards us."""
    for leg, deep in ((0.08, 0.62), (wide - 0.08, 0.62), (0.08, 0), (wide - 0.08, 0)):
        c.line([at(x + leg, 0.72, z + deep), at(x + leg, 0, z + deep)], "#4a5258", 24 / z)
    c.shape(strip(at, x, x + wide, z + 0.62, z, 0.74), "#d9b47f")
    c.shape([at(x, 0.74, z), at(x + wide, 0.74, z), at(x + wide, 0.69, z), at(x, 0.69, z)], "#9c744e")
    page = x + wide * c.rng.uniform(0.15, 0.6)
    c.shape(strip(at, page, page + 0.3, z + 0.42, z + 0.15, 0.75), c.rng.choice(("#f4eee0", "#b5433a", "#3f6f86")))
    near = z - 0.28
    for seat in (x + 0.12, x + wide - 0.54):
        for leg in (seat + 0.03, seat + 0.39):
            c.line([at(leg, 0.85, near), at(leg, 0, near)], "#5a6268", 20 / z)
        c.shape(strip(at, seat, seat + 0.42, near + 0.3, near, 0.45), "#6a8676")
        c.box(*at(seat, 0.88, near), *at(seat + 0.42, 0.66, near), "#7f9a8a", radius=24 / z)


BLACKBOARD = """
box #8a6242 -9,-9 341,132
fade #3f6355>#345447 0,0 332,0 332,123 0,123
line #e4ece2/70*2 36,20 36,96 140,96
line #e4ece2/80*2.4 38,92 62,86 84,66 104,40 134,30
line #e4ece2/80*2.4 240,30 216,86 264,86 240,30
line #e4ece2/60*2 240,30 240,86
line #e4ece2/50*2 166,34 206,34
line #e4ece2/50*2 166,52 200,52
line #e4ece2/50*2 166,70 204,70
box #6b4a34 -4,132 336,138
"""
GLOBE = """
line #5a4436*4 0,26 0,0
box #5a4436 -9,23 9,27
disc #4f8498 0,0 21,21
disc #9fae64 -6,-5 9,7
disc #9fae64 7,7 6,5
"""


def classroom(c):
    at = perspective(790, 430, 620, 1.5)
    sky(c, 560, 3)
    ridge(c, 470, 70, "#6d8a76", 0.5, 5, 400)
    indoors(c, 0.45)
    side, back, top, wall, frame = 4.2, 8.6, 3.5, "#d8cdb4", "#f4eee0"
    panes = ((2.3, 3.5), (3.9, 5.1), (5.5, 6.7), (7.1, 8.2))
    c.shape(upright(at, -side, 0, 0.95, 1, back), wall)
    c.shape(upright(at, -side, 3.1, top, 1, back), wall)
    for near, far in ((1, 2.3), (3.5, 3.9), (5.1, 5.5), (6.7, 7.1), (8.2, back)):
        c.shape(upright(at, -side, 0.9, 3.2, near, far), wall)
    for near, far in panes:
        middle = math.sqrt(near * far)
        c.line([at(-side, 0.95, middle), at(-side, 3.1, middle)], frame, 34 / middle)
        for level in (0.95, 2.3, 3.1):
            c.line([at(-side, level, near), at(-side, level, far)], frame, 44 / middle)
    c.fade(rectangle(*at(-side, top, back), *at(side, 0, back)), "#e6dcc4", "#cfc2a6")
    c.shape(upright(at, side, 0, top, 1, back), "#c4b698")
    c.shape(strip(at, -side, side, back, 1, top), "#efe8d6")
    c.shape(strip(at, -side, side, back, 1), "#b08a62")
    for k in range(-10, 11):
        c.line([at(k * 0.42, 0, back), at(k * 0.42, 0, 1.5)], "#6b4a34", 1.4, 0, 0.35)
    for near, far in panes:
        sunshine(c, [at(-3.6, 0, near), at(-3.6, 0, far), at(0.4, 0, far + 0.2), at(0.4, 0, near + 0.2)], 0.24)
    for near, far in ((4.2, 5.4), (5.8, 7.6)):
        c.shape(upright(at, side - 0.02, 1.2, 2.6, near, far), "#a87f52")
        for n in range(6):
            z = near + (far - near) * (n % 3 + 0.15) / 3
            low = 1.3 + 0.66 * (n // 3)
            c.shape(
                upright(at, side - 0.04, low, low + 0.5, z, z + (far - near) * 0.24),
                c.rng.choice((*BOXES, frame)),
                0,
                0.9,
            )
    c.stamp(BLACKBOARD, *at(-2.3, 2.75, back))
    c.stamp("disc #5a4436 1032,190 26,26\ndisc #f4eee0 1032,190 22,22\nline #2b2f36*3 1032,176 1032,190 1042,196")
    desk(c, at, 1.2, 7.4, 1.6)
    c.stamp(GLOBE, *at(2.4, 0.98, 7.5))
    for z in (7.4, 4.6):
        x, y = at(0, 2.75, z)
        c.line([(x, at(0, top, z)[1]), (x, y)], "#2b2f36", 3)
        c.stamp("shape #4f6a5c -33,13 -11,0 11,0 33,13", x, y, 10 / z)
        c.glow(x, y + 130 / z, 1400 / z, LAMP, 0.12 + 0.5 * c.light.lamps, 0.6)
    for z in (6.0, 4.7, 3.55, 2.6):
        for x in (-2.5, -0.3, 1.9):
            desk(c, at, x, z, 1.35)


KITCHEN_UNITS = """
fade #c49a6c>#8d6746 0,640 1500,640 1500,672 0,672
fade #5f7f80>#43595c 0,672 1500,672 1500,1000 0,1000
box #e6e0d2 120,690 470,1000
pill #3d4248 150,770 440,940
line #b8c0c0*9 160,756 430,756
disc #33363c 170,726 15,15
disc #33363c 245,726 15,15
disc #33363c 345,726 15,15
disc #33363c 420,726 15,15
box #2b2f36 130,632 460,644
box #8fa0a4 690,640 880,654
line #b8c0c0*11 785,640 785,560 790,545 815,545 820,575
"""
FRUIT = """
disc #c4483a 1050,584 25,23
disc #8fa04a 1136,584 25,23
disc #e0b84c 1072,564 25,23
disc #c4483a 1114,562 25,23
disc #d99a3a 1092,578 25,23
disc #fff4dc/40 1064,556 7,5
disc #fff4dc/40 1106,554 7,5
disc #fff4dc/40 1084,570 7,5
shape #f0e8d8 1006,592 1184,592 1146,640 1044,640
shape #171b26/12 1100,592 1184,592 1146,640 1090,640
pill #a87f52 1250,628 1440,641
disc #b8834c 1340,604 68,27
line #e9cf9c*6 1302,594 1318,610
line #e9cf9c*6 1332,592 1348,608
line #e9cf9c*6 1362,594 1378,610
"""
POT = f"""
pill #33363c -12,-76 112,-58
pill own 0,-100 100,0
pill {INK}/20 68,-100 100,0
pill own -5,-112 105,-96
disc #33363c 50,-116 9,9
"""
PAN = f"""
line #33363c*13 0,0 0,180
disc own 0,250 100,100
disc {INK}/20 0,250 80,80
disc #fff4dc/14 -25,225 30,30
"""
JAR = """
pill #dfe6e0/85 0,-80 50,0
pill own 4,-54 46,-3
pill #8d6746 4,-90 46,-76
"""


def kitchen(c):
    left, right, top, sill = 500, 1000, 130, 520
    sky(c, 470, 3)
    ridge(c, 400, 60, "#7b9290", 0.6)
    houses(c, left, right, 470, 30, 70, 0.5, (40, 60))
    ridge(c, 470, 30, "#6a8452", 0.25, 5, 100)
    indoors(c)
    for area in (
        (0, 0, left, 640),
        (right, 0, WIDTH, 640),
        (left - 1, 0, right + 1, top),
        (left, sill, right, 640),
    ):
        c.box(*area, "#cfd0b8")
    c.box(0, 530, WIDTH, 650, "#e9e4d4")
    for x in range(0, WIDTH, 40):
        c.line([(x, 530), (x, 650)], "#b8b09c", 1.6)
    for y in (530, 570, 610):
        c.line([(0, y), (WIDTH, y)], "#b8b09c", 1.6)
    for x in (left, (left + right) / 2, right):
        c.line([(x, top), (x, sill)], "#f6f0e2", 15)
    for y in (top, 290, sill):
        c.line([(left - 7, y), (right + 7, y)], "#f6f0e2", 15)
    c.box(left - 34, sill - 4, right + 34, sill + 16, "#f6f0e2")
    for side, edge in ((1, left), (-1, right)):
        for k in range(5):
            x0, x1 = (edge + side * (24 * n - 40) for n in (k, k + 1))
            fold = [(x0, 96), (x1, 96), (x1 - side * 6 * (k + 1), 470), (x0 - side * 6 * k, 470)]
            c.fade(fold, "#d08a6e", "#b5604c" if k % 2 else "#c47a60")
    c.line([(left - 70, 96), (right + 70, 96)], "#6b4a34", 9)
    for x, leaf in ((560, "#5f7f4c"), (930, "#6f8f5a")):
        for k in range(13):
            a, long = math.pi * (0.1 + 0.8 * k / 12), c.rng.uniform(0.6, 1)
            tip = (x + 62 * math.cos(a) * long, sill - 58 - 78 * math.sin(a) * long)
            c.line([(x, sill - 52), tip], leaf, 5)
            c.disc(*tip, 12, 9, leaf)
        c.stamp("shape #b5684e -32,-54 32,-54 23,0 -23,0\nbox #c47a5c -36,-60 36,-48", x, sill - 4)
    for y in (190, 360):
        c.box(1100, y, 1450, y + 14, "#8d6746")
        for x in range(1116, 1400, 67):
            filling = c.rng.choice(("#b5683a", "#d0b060", "#7f8f5a", "#a8483a", "#e4d6b4"))
            c.stamp(JAR, x + c.rng.uniform(-4, 4), y, c.rng.uniform(0.85, 1.15), 0, filling)
    c.line([(50, 170), (410, 170)], "#33363c", 8)
    for k, size in enumerate((0.56, 0.46, 0.4, 0.34)):
        c.stamp(PAN, 96 + k * 92, 170, size, 0, ("#b06a42", "#3d4248", "#b06a42", "#5a6268")[k])
    c.stamp(KITCHEN_UNITS)
    for x in (520, 770, 1020, 1270):
        c.stamp("pill #6f9090/55 0,700 226,990\ndisc #d9b25c 196,830 8,8", x)
    c.stamp(POT, 150, 632, 1.1, 0, "#b5433a")
    c.stamp(POT, 330, 632, 0.8, 0, "#d9b25c")
    for k in range(9):
        c.glow(
            204 + 22 * math.sin(k * 0.9),
            500 - k * 34,
            40 + k * 9,
            mix(c.light.haze, "#ffffff", 0.5),
            0.4 - k * 0.035,
        )
    c.stamp(FRUIT)
    c.glow(750, -40, 900, LAMP, 0.6 * c.light.lamps)
    sunshine(c, [(left, sill), (right, sill), (1180, HEIGHT), (420, HEIGHT)], 0.1)


SCENES = {
    scene.__name__: scene
    for scene in (
        quay, skyline, marsh, sea, fields, street, bridge, lighthouse, market,
        stage, shelves, turbines, factory, rain, ferry, trees, classroom, kitchen,
    )
}  # fmt: skip


def draw_scene(scene, light, seed, size=(1600, 1067)):
    """
    The RGB image, ``size`` pixels, of a scene in a light; the same every time for the same arguments.

    Raise ``ValueError`` naming the known ones if ``scene`` or ``light`` is not one of them.
    """
    for what, name, known in (("scene", scene, SCENES), ("light", light, LIGHTS)):
        if name not in known:
            raise ValueError(f"No {what} is called “{name}”. Known: {', '.join(known)}.")
    rng = random.Random(f"{scene} {light} {seed}")
    width = OVERSAMPLING * max(size[0], math.ceil(size[1] * WIDTH / HEIGHT))
    canvas = Canvas(LIGHTS[light], rng, width, math.ceil(width * HEIGHT / WIDTH))
    SCENES[scene](canvas)
    if rng.random() < 0.5:
        canvas.image = ImageOps.mirror(canvas.image)
    return canvas.finish(size)


# Portraits ----------------------------------------------------------------------------------------

# Head and shoulders on a square of 100, x from the middle. The words for inks are the sitter's own colours.
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
    c = Canvas(LIGHTS["day"], random.Random(f"portrait {seed}"), width, width)
    c.light = replace(c.light, tint=(1.0, 1.0, 1.0), thickness=0.0)
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
