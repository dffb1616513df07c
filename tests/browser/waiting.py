"""What a page does a moment after it was told to: asked again and again, with the patience of ``expect``."""

from tests.browser.conftest import PATIENCE

BEAT = 20  # milliseconds between two looks


def becomes(page, ask, expected=True):
    """
    Assert that what ``ask`` says of ``page`` is, or soon will be, ``expected``. ``ask``: a function of the page, or an
    expression of its script.
    """

    def said():
        return page.evaluate(ask) if isinstance(ask, str) else ask(page)

    for _ in range(PATIENCE // BEAT):
        if said() == expected:
            return
        page.wait_for_timeout(BEAT)
    assert said() == expected
