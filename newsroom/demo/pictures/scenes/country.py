"""The fields, the marsh and an avenue of trees."""

import math

from newsroom.demo.pictures.canvas import HEIGHT, INK, WIDTH, rectangle, rgb
from newsroom.demo.pictures.perspective import perspective, strip, upright
from newsroom.demo.pictures.scenery import gulls, houses, lamp_post, mist, people, reeds, ridge, sky, tree, water


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
