"""Where a thing so many metres away stands on the sheet."""


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
