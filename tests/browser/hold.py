"""A desk that is slow, for as long as a test wants."""

import re

from tests.browser.conftest import PATIENCE
from tests.browser.waiting import BEAT


class Hold:
    """A desk that lets every request for ``address`` wait until it is told to ``answer``."""

    def __init__(self, page, address):
        self.page, self.waiting, self.is_over, self.asked = page, [], False, 0
        page.route(re.compile(address), self.take)

    def take(self, route):
        self.asked += 1
        if self.is_over:
            route.continue_()
        else:
            self.waiting.append(route)

    def wait_for_one(self):
        for _ in range(PATIENCE // BEAT):
            if self.waiting:
                return
            self.page.wait_for_timeout(BEAT)
        raise AssertionError("The desk was asked nothing.")

    def let_one_through(self):
        self.wait_for_one()
        self.waiting.pop(0).continue_()

    def answer(self):
        """Answer all, and wait until the page has done what it does with it."""
        self.wait_for_one()
        self.is_over = True
        for route in self.waiting:
            with self.page.expect_event("requestfinished", lambda request, own=route.request: request == own):
                route.continue_()
        self.page.evaluate("() => new Promise((done) => setTimeout(done))")
