"""What a writer can do with the link to a comment."""

import pytest

from comments import links
from tests.comments.factories import create_comment

pytestmark = pytest.mark.django_db


def shown(response):
    return response.content.decode()


def test_the_link_shows_the_comment_and_nobody_keeps_it(client):
    comment = create_comment(body="I saw <b>it</b>.")
    response = client.get(links.for_comment(comment))
    assert "I saw &lt;b&gt;it&lt;/b&gt;." in shown(response)
    assert "Waiting for a moderator" in shown(response)
    assert comment.email not in shown(response)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
