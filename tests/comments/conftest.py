from uuid import uuid4

import pytest

from tests.factories import create_user


@pytest.fixture
def moderator(client):
    """A moderator, signed in with ``client``."""
    user = create_user(role="moderator", username="maja")
    client.force_login(user)
    return user


@pytest.fixture
def empty_cache(settings):
    """A part of the cache with nothing in it yet. To clear it all would take what other processes have there."""
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid4().hex}}
