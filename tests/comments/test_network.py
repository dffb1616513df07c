from datetime import date

from comments import network

MONDAY, SUNDAY, NEXT_MONDAY = date(2026, 11, 23), date(2026, 11, 29), date(2026, 11, 30)


def test_address_is_kept_as_a_mark_that_lasts_a_week():
    mark = network.address_hash("192.0.2.7", MONDAY)
    assert len(mark) == 64
    assert "192" not in mark[:3]
    assert network.address_hash("192.0.2.7", SUNDAY) == mark
    assert network.address_hash("192.0.2.7", NEXT_MONDAY) != mark
    assert network.address_hash("192.0.2.8", MONDAY) != mark


def test_mark_depends_on_the_secret_key(settings):
    mark = network.address_hash("192.0.2.7", MONDAY)
    settings.SECRET_KEY = "another" * 10
    assert network.address_hash("192.0.2.7", MONDAY) != mark


def test_neighbours_in_ipv6_count_as_one():
    mark = network.address_hash("2001:db8:1:2::1", MONDAY)
    assert network.address_hash("2001:db8:1:2:ffff::9", MONDAY) == mark
    assert network.address_hash("2001:db8:1:3::1", MONDAY) != mark
    assert network.address_hash("::ffff:192.0.2.7", MONDAY) == network.address_hash("192.0.2.7", MONDAY)


def test_no_address_has_no_mark():
    assert network.address_hash("") == network.address_hash("unix:") == ""
