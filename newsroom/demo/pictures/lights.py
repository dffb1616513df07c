"""The hours and weathers a scene can be drawn in."""

from dataclasses import dataclass


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
