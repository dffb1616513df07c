"""Addresses that are keys stand in no line of the log."""

import logging

import pytest
from django.conf import settings

from newsroom.logs import WithoutKeys


def line(message, *args):
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, message, args, None)
    assert WithoutKeys().filter(record)
    return record.getMessage()


@pytest.mark.parametrize("place", ["comments/own", "comments/all", "comments/confirm", "comments/stop", "shared"])
def test_the_key_in_an_address_is_left_out(place):
    assert line("Internal Server Error: %s", f"/{place}/WzEsMV0:abc_d-E/withdraw/") == (
        f"Internal Server Error: /{place}/…/withdraw/"
    )
    assert "secret" not in line(f'"GET /{place}/secret?edited HTTP/1.1" 200')


def test_other_lines_stay_as_they_are():
    for words in ("Not Found: /2026/11/25/shared-spaces/", "100 % of /comments/12/ %s"):
        record = logging.LogRecord("x", logging.INFO, "", 0, words, (), None)
        WithoutKeys().filter(record)
        assert record.msg == words


def test_every_handler_leaves_keys_out():
    assert all("without_keys" in handler["filters"] for handler in settings.LOGGING["handlers"].values())
