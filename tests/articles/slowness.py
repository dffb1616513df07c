"""How slow this machine is, for limits on processor time: they were set on one that took ``SECONDS`` for this."""

import io
import time

from PIL import Image as Pillow

from tests.articles.hostile_images import HOSTILE

SECONDS = 0.4


def slowness():
    """Return by how much to stretch a limit: 1 or more, measured now, by opening one large picture."""
    content = HOSTILE["a PNG of 160 kB that unpacks to 159 MB"].make()
    begun = time.process_time()
    Pillow.open(io.BytesIO(content)).load()
    return max(1, (time.process_time() - begun) / SECONDS)
