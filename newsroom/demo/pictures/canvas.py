"""
The sheet that pictures are drawn on, and its colours.

A scene is laid out on a sheet of 1500 × 1000 units, whatever the size asked for, and drawn at twice that size
so that reducing it smooths the edges. Colours written "#rrggbb" are a thing's own: the canvas shows them in
the scene's light and loses them in its haze with depth (0 near, 1 far). Tuples are shown as they are.
"""

import math

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter, ImageOps

WIDTH, HEIGHT = 1500, 1000
OVERSAMPLING = 2
LAMP = (255, 214, 138)
FOAM = (244, 244, 236)
INK = "#171b26"


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

    def windows(self, x0, y0, x1, y1, columns, rows, depth=0.0, fill=0.46):
        """A grid of windows, some of them lit when lamps burn."""
        across, down = (x1 - x0) / columns, (y1 - y0) / rows
        for n in range(columns * rows):
            x, y = x0 + across * (n % columns + 0.5 - fill / 2), y0 + down * (0.2 + n // columns)
            self.pane(rectangle(x, y, x + across * fill, y + down * 0.6), depth, 0.55)

    def pane(self, points, depth, share):
        """One window, lit in ``share`` of the cases when all lamps burn."""
        if self.rng.random() < self.light.lamps * share:
            self.shape(points, self.tone(LAMP, depth * 0.5), 0, 0.95)
        else:
            self.shape(points, "#2c3a44", depth, 0.66)

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
                    self.windows(*points[0], *points[1], *map(int, ink.split("×")), depth, 0.64)

    def finish(self, size):
        """The picture at its final size, with a little grain so that gradients print without bands."""
        picture = ImageOps.fit(self.image, size, Image.Resampling.LANCZOS)
        tile = Image.frombytes("L", (256, 256), self.rng.randbytes(256 * 256)).point(lambda v: 128 + (v - 128) // 20)
        grain = Image.new("L", size)
        for x in range(0, size[0], 256):
            for y in range(0, size[1], 256):
                grain.paste(tile, (x, y))
        return ImageChops.soft_light(picture, Image.merge("RGB", [grain] * 3))
