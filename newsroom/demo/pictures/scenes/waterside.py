"""The harbour, the coast and the open sea."""

import math

from newsroom.demo.pictures.canvas import FOAM, INK, LAMP, WIDTH, blend, mix, rgb
from newsroom.demo.pictures.scenery import PAINTS, SPIRE, gulls, houses, person, ridge, sky, tree, water


def foam(c, x, y, wide, count, spread=(50.0, 8.0)):
    for _ in range(count):
        at = c.rng.gauss(x, spread[0]), y + c.rng.uniform(-1, 1) * spread[1]
        c.disc(*at, wide * c.rng.uniform(0.3, 1), wide * c.rng.uniform(0.06, 0.16), FOAM, 0.15, 0.45)


CRANE = """
line #4a7c92*3 -13,0 -11,-66
line #4a7c92*3 13,0 11,-66
line #4a7c92*3 -12.5,-22 12.5,-22
line #4a7c92*1.5 -12,-24 11,-60
box #24282e -18,-3 -8,0
box #24282e 8,-3 18,0
line #4a7c92*3.3 -72,-62 38,-62
line #4a7c92*2.4 -11,-62 -3,-100 11,-62
line #4a7c92*.7 -68,-62 -3,-100 34,-62
line #4a7c92*.7 -38,-62 -3,-100
box #c9c4b4 16,-70 30,-62
box #d8c9a2 -40,-62 -34,-57
line #24282e*.4 -42,-62 -42,-46
line #24282e*.4 -32,-62 -32,-46
box #c4573f -44,-46 -30,-40
"""


def crane(c, x, base, height, depth=0.0):
    c.stamp(CRANE, x, base, height / 100, depth)
    c.glow(x - 0.03 * height, base - height, height * 0.1, (255, 120, 90), c.light.lamps)


def containers(c, x0, x1, base, depth, wide=74.0, most=4):
    """Stacks of containers along a quay or a deck."""
    x, high = x0, wide * 0.38
    while x + wide <= x1:
        for level in range(c.rng.randint(1, most)):
            y = base - high * (level + 1)
            c.box(x, y, x + wide - 2, y + high - 1.5, c.rng.choice(PAINTS), depth)
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
    c.windows(134, 510, 222, 604, 5, 5, 0.05)
    water(c, 696, 0.7)
    for x in range(800, WIDTH, 170):
        c.glow(x, 668, 110, LAMP, 0.8 * c.light.lamps)
    for x in range(790, WIDTH, 118):
        c.box(x, 674, x + 12, 710, "#24262b")


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
