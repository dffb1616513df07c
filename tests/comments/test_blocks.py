"""Blocks: of e-mail addresses, domains and networks; with a reason, an end, and over the weeks of the hash's key."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from comments.models import Block, Comment, LogLine
from comments.network import address_hash, week_of
from comments.spam import BLOCKED, BLOCKED_AS_SPAM, blocks
from comments.spam.post import Post
from tests.comments.factories import create_comment
from tests.factories import create_user

pytestmark = pytest.mark.django_db

Kind, Action = Block.Kind, Block.Action


def names(*, at=None, address="", **fields):
    post = Post(Comment(**fields), at or timezone.now(), address=address)
    return [signal["name"] for signal in blocks.signals(post)]


def block(kind, value, **fields):
    made = Block(kind=kind, value=value, **{"reason": "advertising", **fields})
    made.full_clean()
    made.save()
    return made


def test_email_address_is_blocked_and_no_other():
    block(Kind.EMAIL, " Seller@Spam.example ")
    assert names(email="seller@spam.example") == [BLOCKED]
    assert names(email="buyer@spam.example") == []
    assert names(email="") == []


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "a@spam.example"},
        {"email": "a@mail.spam.example"},
        {"url": "https://www.spam.example/x"},
        {"body": "see http://deep.down.spam.example:8080/x?y"},
        {"body": "see www.SPAM.example"},
        {"name": "www.spam.example"},
    ],
)
def test_domain_is_blocked_with_all_below_it_wherever_it_stands(fields):
    block(Kind.DOMAIN, "https://www.Spam.example/buy", action=Action.SPAM)
    assert names(**fields) == [BLOCKED_AS_SPAM]


@pytest.mark.parametrize(
    "fields",
    [
        {"email": "a@notspam.example"},
        {"url": "https://spam.example.org/"},
        {"body": "spam.example is no link to us, example alone neither: https://example.net"},
    ],
)
def test_domain_that_only_looks_alike_is_not_blocked(fields):
    block(Kind.DOMAIN, "spam.example")
    assert names(**fields) == []


def test_block_says_why_and_until_when_and_ends():
    block(Kind.EMAIL, "a@spam.example", expires_at=datetime(2030, 12, 3, tzinfo=UTC))
    [signal] = blocks.signals(Post(Comment(email="a@spam.example"), datetime(2030, 12, 2, tzinfo=UTC)))
    assert signal["words"] == "e-mail address a@spam.example is blocked until 3 December 2030: advertising"
    assert signal["points"] == 0
    assert names(email="a@spam.example", at=datetime(2030, 12, 3, tzinfo=UTC)) == []


def test_network_stays_blocked_when_the_key_of_the_week_changes():
    made_on = timezone.now() - timedelta(days=20)
    comment = create_comment(address_hash=address_hash("192.0.2.7", on=made_on.date()), created_at=made_on)
    made = Block.from_comment(comment, Kind.NETWORK, by=create_user(), reason="a flood")
    assert made.week == week_of(made_on.date())
    for days in (0, 7, 29):
        assert names(address="192.0.2.7", at=timezone.now() + timedelta(days=days)) == [BLOCKED], days
    assert names(address="192.0.2.8") == []
    assert names(address="") == []
    assert names(address="192.0.2.7", at=timezone.now() + timedelta(days=31)) == []


def test_network_typed_at_the_desk_is_kept_as_a_hash():
    made = block(Kind.NETWORK, "2001:db8:1:2::7", expires_at=timezone.now() + timedelta(days=9))
    assert "2001" not in made.value
    assert len(made.value) == 64
    assert str(made) == f"network address {made.value[:8]}"
    assert names(address="2001:db8:1:2::99") == [BLOCKED]
    made.full_clean()  # opened again, it stays what it is
    assert names(address="2001:db8:1:2::99") == [BLOCKED]


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        (Kind.EMAIL, "spam.example", {}),
        (Kind.EMAIL, "a b@spam.example", {}),
        (Kind.DOMAIN, "com", {}),
        (Kind.DOMAIN, "not a domain", {}),
        (Kind.DOMAIN, "https://", {}),
        (Kind.NETWORK, "somewhere", {}),
        (Kind.NETWORK, "192.0.2.7", {"expires_at": None}),
        (Kind.NETWORK, "192.0.2.7", {"expires_at": timezone.now() + timedelta(days=91)}),
        (Kind.EMAIL, "a@spam.example", {"reason": ""}),
    ],
)
def test_what_is_none_is_refused_with_a_sentence(kind, value, fields):
    with pytest.raises(ValidationError):
        block(kind, value, **fields)


def test_block_made_from_a_comment_is_logged_and_made_once():
    comment = create_comment(email="a@spam.example", url="https://www.shop.example/x")
    user = create_user()
    assert Block.from_comment(comment, Kind.EMAIL, by=user, reason="one").value == "a@spam.example"
    assert Block.from_comment(comment, Kind.DOMAIN, by=user, reason="two").value == "shop.example"
    with pytest.raises(ValueError, match=r"^Domain shop\.example is blocked: two\. To change that"):
        Block.from_comment(comment, Kind.DOMAIN, by=user, reason="other", until=timezone.now() + timedelta(days=1))
    Block.objects.filter(kind=Kind.DOMAIN).update(expires_at=timezone.now())
    Block.from_comment(comment, Kind.DOMAIN, by=user, reason="three", action=Action.SPAM)
    assert Block.objects.count() == 2
    assert Block.objects.get(kind=Kind.DOMAIN).reason == "three"
    assert comment.commenter.log.count() == 3
    assert LogLine.objects.filter(action=LogLine.Action.FILTER, comment=comment, by=user).count() == 3
    assert not LogLine.objects.filter(note__contains="a@spam.example").exists()
    without = create_comment(email="a@spam.example")
    assert Block.from_comment(without, Kind.DOMAIN, by=user, reason="four").value == "spam.example"
    with pytest.raises(ValueError, match="Nothing is known"):
        Block.from_comment(without, Kind.NETWORK, by=user, reason="five")
    known = create_comment(address_hash="a" * 64)
    with pytest.raises(ValueError, match="ends within 90 days"):
        Block.from_comment(known, Kind.NETWORK, by=user, reason="six", until=timezone.now() + timedelta(days=365))


def test_blocks_are_looked_up_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        names(email="a@b.example", body=" ".join(f"https://a{n}.b{n}.example" for n in range(99)), address="192.0.2.7")
