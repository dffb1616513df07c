"""The scenes of Port Merrow by name, and the drawing of one."""

import math
import random

from PIL import ImageOps

from newsroom.demo.pictures.canvas import HEIGHT, OVERSAMPLING, WIDTH, Canvas
from newsroom.demo.pictures.lights import LIGHTS
from newsroom.demo.pictures.scenes.country import fields, marsh, trees
from newsroom.demo.pictures.scenes.indoors import classroom, kitchen, shelves, stage
from newsroom.demo.pictures.scenes.town import bridge, factory, market, rain, skyline, street
from newsroom.demo.pictures.scenes.waterside import ferry, lighthouse, quay, sea, turbines

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
