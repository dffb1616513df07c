"""The demo's pictures, drawn from a seed: stylised scenes of Port Merrow and portraits of its journalists."""

from newsroom.demo.pictures.lights import LIGHTS
from newsroom.demo.pictures.portraits import SITTERS, draw_portrait
from newsroom.demo.pictures.scenes import SCENES, draw_scene

__all__ = ["LIGHTS", "SCENES", "SITTERS", "draw_portrait", "draw_scene"]
