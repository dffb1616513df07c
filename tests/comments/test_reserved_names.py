import pytest

from comments.reserved_names import is_taken
from tests.factories import create_author, create_superuser, create_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "name",
    [
        "Mara Lind",
        "mara lind",
        "MaraLind",
        "Mara_Lind",
        "Mara  L.ind",
        "Márá Lïnd",
        "Маrа Lіnd",  # Cyrillic
        "Ｍａｒａ Ｌｉｎｄ",
        "Mara L1nd",
        "Mara Iind",
        "Mara\u200b Lind",
        "Mara Lind, Lantern Press",
        "Dr. Mara Lind",
        "ΜΑRΑ LΙΝD",
        "Tom Okafor",
        "Torn 0kafor",
        "boss",
        "Lantern Press",
        "Staff",
        "The Editors",
    ],
)
def test_name_that_reads_like_one_of_the_house_is_taken(name):
    create_author(name="Mara Lind")
    create_user(role="reporter", username="boss", first_name="Tom", last_name="Okafor")
    assert is_taken(name, publication="Lantern Press")


@pytest.mark.parametrize(
    "name", ["Mara", "Lind", "Mara B. Lind", "Tamara Lindqvist", "Tom", "Bossert", "Stafford", "Edith", "김하", "…", ""]
)
def test_other_names_are_free(name):
    create_author(name="Mara Lind")
    create_user(role="reporter", username="boss", first_name="Tom", last_name="Okafor")
    assert not is_taken(name, publication="Lantern Press")


def test_the_own_names_are_free_to_who_is_signed_in():
    user, other = (
        create_user(role="reporter", username="mlind", first_name="Mara", last_name="Lind"),
        create_superuser(),
    )
    create_author(name="M. Lind, Harbour desk", user=user)
    for name in ("Mara Lind", "mlind", "M. Lind, Harbour desk", "Editor"):
        assert is_taken(name)
        assert not is_taken(name, user=user)
    for name in ("Mara Lind", "mlind", "M. Lind, Harbour desk"):
        assert is_taken(name, user=other)


def test_who_has_left_has_no_name_to_keep_unless_it_stands_over_stories():
    create_user(role="reporter", first_name="Ada", last_name="Moss", is_active=False)
    assert not is_taken("Ada Moss")
    create_author(name="Ada Moss")
    assert is_taken("Ada Moss")


def test_two_queries_however_many_work_here(django_assert_num_queries):
    for _ in range(3):
        create_author()
        create_user(role="reporter")
    with django_assert_num_queries(2):
        is_taken("Reader")
