import pytest

from tests.factories import create_user


@pytest.fixture
def moderator(client):
    """A moderator, signed in with ``client``."""
    user = create_user(role="moderator", username="maja")
    client.force_login(user)
    return user
