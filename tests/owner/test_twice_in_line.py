"""Whoever stands in line twice is seen to, by the owner."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support.people import Customer, Owner, words
from tests.support.watching import watching


def test_row_of_a_no_show_who_joined_again_and_is_set_back_says_so(
    app: Flask, owner: Owner
) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann Lee", phone_0="0931 555 777")
    owner.calls_next("Doctor A")
    owner.sets("Doctor A", "A1", "no_show")
    Customer(app).joins(owner.join_code, name_0="ann lee", phone_0="+886 931-555-777")
    assert "also A" not in words(owner.get(owner.queue_path("Doctor A")))
    with watching(owner, "/store") as [dashboard]:
        dashboard.shows()
        owner.sets("Doctor A", "A1", "waiting")
        line = words(owner.get(owner.queue_path("Doctor A")))
        assert "also A2" in line.partition("Ann Lee")[2].partition("ann lee")[0]
        assert "also A1" in line.partition("ann lee")[2]
        shown = dashboard.shows()
        assert "also A2" in shown["line"]
        assert "also A1" in shown["line"]
        # Once one of them is gone, the other is not a double any more.
        owner.sets("Doctor A", "A2", "removed")
        assert "also A" not in dashboard.shows()["line"]


def test_row_says_so_when_the_other_ticket_is_of_a_queue_that_is_not_on_the_screen(
    app: Flask, owner: Owner
) -> None:
    """There it is the only thing that is news to this queue."""
    Customer(app).joins(owner.join_code, name_0="Ann Lee", queue_0="Doctor A")
    path = owner.queue_path("Doctor A")
    with watching(owner, path) as [dashboard]:
        dashboard.shows()
        owner.submit(path, {"name": "ann lee"}, action=f"{owner.queue_path('Doctor B')}/customers")
        assert "also B1" in dashboard.shows()["line"]
        owner.sets("Doctor B", "B1", "removed")
        assert "also" not in dashboard.shows()["line"]


@pytest.mark.parametrize(
    ("first", "second", "twice"),
    [
        (("Ann", ""), ("Ann", ""), True),
        (("Ann", "0931 555 777"), ("Ann", ""), True),
        (("Ann", "0931 555 777"), ("Ann", "0932 555 777"), False),
        (("Ann", "0931 555 777"), ("Ann", "０９３１ ５５５ ７７７"), True),
        # The same name, typed another way.
        (("José Núñez", ""), ("jose nunez", ""), True),
        (("Ann Müller", ""), ("MÜLLER, Ann", ""), True),
        (("Ａｎｎ", ""), ("Ann", ""), True),
        (("İnci", ""), ("inci", ""), True),
        (("Nguyễn Văn An", ""), ("Nguyen Van An", ""), True),
        (("王小明", ""), ("王大明", ""), False),
        (("राम", ""), ("रमा", ""), False),
        (("かき", ""), ("かぎ", ""), False),
        (("Ann Lee", ""), ("Ann", ""), False),
        (("Ann", "0931 555 777"), ("Ben", "0931 555 777"), False),
        (("Zoë", ""), ("ZOË", ""), True),
    ],
)
def test_who_has_the_same_name_and_no_other_number_is_taken_for_the_same(
    app: Flask, owner: Owner, first: tuple[str, str], second: tuple[str, str], twice: bool
) -> None:
    for (name, phone), queue in ((first, "Doctor A"), (second, "Doctor B")):
        Customer(app).joins(owner.join_code, name_0=name, phone_0=phone, queue_0=queue)
    assert ("also B1" in words(owner.get(owner.queue_path("Doctor A")))) is twice


def test_party_and_guests_without_a_name_of_their_own_are_no_doubles(
    app: Flask, owner: Owner
) -> None:
    Customer(app).joins(owner.join_code, name_0="Kim", name_1="Kim")
    for _nth in range(4):
        Customer(app).joins(owner.join_code, name_0="Guest")
    assert "also A" not in words(owner.get(owner.queue_path("Doctor A")))
