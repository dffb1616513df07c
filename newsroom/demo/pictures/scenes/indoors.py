"""Under a roof: the theatre's stage, the library, a classroom and a kitchen."""

import math
from dataclasses import replace

from newsroom.demo.pictures.canvas import HEIGHT, INK, LAMP, WIDTH, blend, mix, rectangle, rgb
from newsroom.demo.pictures.perspective import perspective, strip, upright
from newsroom.demo.pictures.scenery import PAINTS, houses, person, ridge, sky


def indoors(c, warmth=0.5):
    """From here on, things stand in a room: less haze, and the lamps' warmth instead of the night."""
    warm, share = (1.0, 0.87, 0.7), min(1, warmth * (0.4 + c.light.lamps))
    tint = tuple(a + (b - a) * share for a, b in zip(c.light.tint, warm, strict=True))
    c.light = replace(c.light, tint=tint, thickness=c.light.thickness * 0.2)


def sunshine(c, points, alpha):
    """Light falling through a window, which lamps drown."""
    c.shape(points, rgb(c.light.sun), 0, alpha * max(0.25, 1 - c.light.lamps))


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


SPINES = ("#8c3f36", "#3d5a6c", "#c9a860", "#5c7452", "#7a5a74", "#d9cbb0", "#a8663e", "#2f3f4c", "#b08a8a")


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
                c.rng.choice((*PAINTS, frame)),
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
