"""Whose address counts: the peer's, unless a proxy that we listed says whose it passes on."""

import ipaddress

import pytest
from django.test import RequestFactory

from articles.clients import client_address, is_foreign


def address(settings, *, peer, forwarded=None, trusted=(), **headers):
    settings.TRUSTED_PROXIES = [name if name == "unix" else ipaddress.ip_network(name) for name in trusted]
    if forwarded is not None:
        headers["HTTP_X_FORWARDED_FOR"] = forwarded
    return client_address(RequestFactory().get("/", REMOTE_ADDR=peer, **headers))


def test_without_proxies_no_header_changes_anything(settings):
    forged = {"HTTP_X_REAL_IP": "1.1.1.1", "HTTP_FORWARDED": "for=1.1.1.1", "HTTP_CLIENT_IP": "1.1.1.1"}
    assert address(settings, peer="192.0.2.7", forwarded="1.1.1.1", **forged) == "192.0.2.7"
    assert address(settings, peer="10.0.0.1", trusted=["10.0.0.0/8"], **forged) == "10.0.0.1"


@pytest.mark.parametrize(
    ("forwarded", "found"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("1.1.1.1, 192.0.2.7", "192.0.2.7"),  # the client wrote the first itself
        ("1.1.1.1, 192.0.2.7, 10.0.0.2", "192.0.2.7"),  # two proxies of ours
        ("10.0.0.9", "10.0.0.9"),  # the request comes from within
        ("", "10.0.0.1"),
        ("unknown", "10.0.0.1"),
        ("192.0.2.7, nonsense, 10.0.0.2", "10.0.0.2"),  # nothing is believed that stands before it
        ("192.0.2.7:52100", "192.0.2.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        (",".join(["1.1.1.1"] * 5000 + ["192.0.2.7"]), "192.0.2.7"),
    ],
)
def test_listed_proxy_says_whose_request_it_passes_on(settings, forwarded, found):
    assert address(settings, peer="10.0.0.1", forwarded=forwarded, trusted=["10.0.0.0/8"]) == found


def test_proxies_have_ipv6_addresses_too(settings):
    assert address(settings, peer="fd00::1", forwarded="192.0.2.7", trusted=["fd00::/8"]) == "192.0.2.7"
    assert address(settings, peer="::ffff:10.0.0.1", forwarded="192.0.2.7", trusted=["10.0.0.1/32"]) == "192.0.2.7"
    assert address(settings, peer="fe80::1", forwarded="192.0.2.7", trusted=["fd00::/8"]) == "fe80::1"


def test_peer_of_a_unix_socket_has_no_address_and_is_believed_only_when_listed(settings):
    assert address(settings, peer="", forwarded="192.0.2.7") == ""
    assert address(settings, peer="", forwarded="192.0.2.7", trusted=["unix"]) == "192.0.2.7"
    assert address(settings, peer="not an address", forwarded="192.0.2.7", trusted=["unix"]) == ""


def posted(**headers):
    return RequestFactory().post("/", headers=headers)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "http://testserver"},
        {"Origin": "HTTP://TESTSERVER", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "https://ledger.example"},
        {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
    ],
)
def test_own_pages_may_post(headers, settings):
    settings.SITE_URL = "https://ledger.example"
    assert not is_foreign(posted(**headers))


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
        {"Origin": "https://testserver"},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://sub.testserver", "Sec-Fetch-Site": "same-site"},
    ],
)
def test_pages_of_others_may_not(headers):
    assert is_foreign(posted(**headers))
