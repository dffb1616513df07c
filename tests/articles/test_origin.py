import pytest
from django.test import RequestFactory

from articles.origin import is_foreign


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
