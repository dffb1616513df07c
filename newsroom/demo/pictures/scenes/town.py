"""The town: its streets, its market and its works."""

import math
from dataclasses import replace

from newsroom.demo.pictures.canvas import FOAM, HEIGHT, INK, LAMP, WIDTH, blend, mix, rectangle
from newsroom.demo.pictures.perspective import perspective, strip, upright
from newsroom.demo.pictures.scenery import (
    HOUSES,
    PAINTS,
    ROOFS,
    SPIRE,
    houses,
    lamp_post,
    mist,
    people,
    person,
    reeds,
    ridge,
    sky,
    tree,
    water,
)

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
        c.windows(x + 6, 650 - height, x + width - 6, 580, width // 13, height // 22, 0.4)
    houses(c, 0, WIDTH, 640, 90, 180, 0.32, (50, 100))
    c.stamp(DOME, 240, 470, 1, 0.26)
    c.stamp(SPIRE, 1330, 640, 3.3, 0.2)
    houses(c, 0, WIDTH, 632, 50, 130, 0.08, (54, 104))
    for x in range(-20, WIDTH, 130):
        tree(c, x + c.rng.uniform(-30, 30), 636, c.rng.uniform(50, 84), 0.06)
    c.stamp("box #5a5148 0,624 1500,648\nbox #8d8373 0,622 1500,627")
    water(c, 646, 0.75)


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
                c.pane(upright(at, x, low, low + tall, z0, z1), depth, 0.8 if row == 0 else 0.5)
                c.line([at(x, low + tall / 2, z0), at(x, low + tall / 2, z1)], "#f0e6d2", 10 / near, depth, 0.7)
    c.shape(upright(at, x, 3.0, 3.2, near, far), "#f0e6d2", depth, 0.7)
    door = (near + (far - near) * share for share in (0.42, 0.58))
    c.shape(upright(at, x, 0, 2.5, *door), c.rng.choice(PAINTS), depth)


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
shape own 0,-114 34,-90 34,0 0,0
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
        c.stamp(SAW_TOOTH, x, 590, 1, 0, glass)
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
