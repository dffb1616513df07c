import gc
import os
import shutil
import tempfile
import time

import hypothesis
import pytest
from django.conf import settings

# A slow machine is no fault: what takes long is measured in benchmarks/.
hypothesis.settings.register_profile(
    "patient",
    hypothesis.settings(),
    deadline=None,
    derandomize=True,  # the same texts in every run: what is found by chance is sought by the profile below
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
# For a look that takes its time: pytest --hypothesis-profile=thorough tests/newsroom/test_any_text.py
hypothesis.settings.register_profile(
    "thorough", hypothesis.settings.get_profile("patient"), derandomize=False, max_examples=1000
)
hypothesis.settings.load_profile("patient")

# What these say of texts, pictures, pages and processes depends on no database: the rows that they need are written and
# read in the other files too. The checks run them on one (``-m "not once"``).
ONCE = (
    "articles/test_cards.py",
    "articles/test_cost_of_text.py",
    "articles/test_desk_preview.py",
    "articles/test_diffs.py",
    "articles/test_embeds.py",
    "articles/test_hostile_images.py",
    "articles/test_image_processing.py",
    "articles/test_languages_of_cards.py",
    "articles/test_machines.py",
    "articles/test_richtext.py",
    "articles/test_richtext_properties.py",
    "articles/test_richtext_tables.py",
    "articles/test_text.py",
    "newsroom/test_benchmarks.py",
    "newsroom/test_demo.py",
    "newsroom/test_media.py",
    "newsroom/test_rights.py",
    "newsroom/test_second_look.py",
    "newsroom/test_settings.py",
    "newsroom/test_start.py",
    "newsroom/test_variables.py",
)


def pytest_xdist_auto_num_workers():
    """
    For ``-n auto``, one process more than there are cores: what waits for a browser leaves a core idle. They get the
    tests in order (``--dist load``, the default), so that those which flush the database come last on all of them.
    """
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" not in os.environ:
        return (os.cpu_count() or 1) + 1
    return None


def pytest_collection_finish():
    """Let the collector of garbage leave alone what is there for the whole run: it took a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_collection_modifyitems(items):
    for item in items:
        if str(item.path).endswith(ONCE):
            item.add_marker(pytest.mark.once)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Begin no test in the last half minute of a day: many look at what is of today."""
    left = 86_400 - time.time() % 86_400
    if left < 30:
        time.sleep(left)


def pytest_unconfigure(config):
    """Throw the files of the run away, when the last process is done with them."""
    folder = settings.VAR_DIR if settings.configured else None
    if not folder or hasattr(config, "workerinput"):
        return
    if folder.name.startswith("newsroom-tests-") and folder.parent.samefile(tempfile.gettempdir()):
        shutil.rmtree(folder, ignore_errors=True)
