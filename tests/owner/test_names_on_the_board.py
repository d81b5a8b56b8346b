"""How the board calls people: by number, initials or first name, as was promised to each."""

import re
from datetime import timedelta

from time_machine import Traveller

from tests.support.people import Browser, Customer, Owner, queue_ids, words
from tests.support.shops import BusyShop
from tests.support.store_settings import SETTINGS, saves
from tests.support.watching import watching


def test_board_calls_people_as_the_owner_said(
    clock: Traveller, shop: BusyShop, anybody: Browser
) -> None:
    for nth, (shows, called) in enumerate(
        (("numbers", "1"), ("initials", "2 A. O."), ("first_names", "3 Ann")), 1
    ):
        saves(shop.owner, {"board_shows": shows})
        clock.shift(timedelta(seconds=1))
        if nth > 1:
            Customer(shop.app).joins(
                shop.owner.join_code, name_0="Ann Onymous", phone_0="0931 555 777"
            )
        shop.owner.calls_next("Doctor A")
        board = anybody.get(shop.board)
        assert f"A{called} B Doctor B" in words(board)
        assert "Onymous" not in board.text
        assert "931555" not in re.sub(r"\s", "", board.text)


def test_board_keeps_what_was_promised_to_who_came_before(
    clock: Traveller, shop: BusyShop, anybody: Browser
) -> None:
    # Ben has the form open, which says that only the store sees his name.
    assert "Only the store sees your name" in words(shop.ben.get(shop.ben.form))
    walks_in(shop.owner, "Wilma")
    clock.shift(timedelta(seconds=1))
    saves(shop.owner, {"board_shows": "first_names"})
    clock.shift(timedelta(seconds=1))
    shop.ben.sends({"name-0": "Ben", "queue-0": queue_ids(shop.ben.get(shop.ben.form))["Doctor A"]})
    Customer(shop.app).joins(shop.owner.join_code, name_0="Cy")
    walks_in(shop.owner, "Xena")
    named = []
    for _nth in range(5):
        shop.owner.calls_next("Doctor A")
        lane = words(anybody.get(shop.board)).partition(" A Doctor A ")[2]
        named.append(re.sub("^.*?(?=A[0-9])", "", lane.partition(" B Doctor B")[0]))
        shop.owner.sets("Doctor A", named[-1].split()[0], "served")
    assert named == ["A1", "A2", "A3", "A4 Cy", "A5 Xena"]


def test_name_that_was_promised_to_be_shown_stays_on_the_board_when_the_setting_is_saved_again(
    clock: Traveller, shop: BusyShop, anybody: Browser
) -> None:
    saves(shop.owner, {"board_shows": "first_names"})
    clock.shift(timedelta(seconds=1))
    Customer(shop.app).joins(shop.owner.join_code, name_0="Cy Young")
    clock.shift(timedelta(seconds=1))
    saves(shop.owner, {"board_shows": "first_names", "name": "Corner Clinic"})
    shop.owner.sets("Doctor A", "A2", "called")
    assert "A2 Cy" in words(anybody.get(shop.board))
    # Less is always fine; and what was not promised to her meanwhile, not again.
    saves(shop.owner, {"board_shows": "initials"})
    assert "A2 C. Y." in words(anybody.get(shop.board))
    clock.shift(timedelta(seconds=1))
    saves(shop.owner, {"board_shows": "first_names"})
    assert "Cy" not in words(anybody.get(shop.board))


def test_settings_say_that_names_are_shown_from_now_on(owner: Owner) -> None:
    told = "From now on: people already in line were promised otherwise."
    for shows, times in (("numbers", 2), ("initials", 1), ("first_names", 0)):
        saves(owner, {"board_shows": shows})
        assert words(owner.get(SETTINGS)).count(told) == times


def test_customer_is_told_before_typing_what_the_board_will_show(shop: BusyShop) -> None:
    for shows, told in (
        ("numbers", "Only the store sees your name and phone. Everything is deleted"),
        ("initials", "the screen here shows your initials when you're called. Everything"),
        ("first_names", "the screen here shows your first name when you're called. Everything"),
    ):
        saves(shop.owner, {"board_shows": shows})
        assert told in words(shop.ben.get(shop.ben.form))


def test_board_hears_that_people_are_called_differently(
    clock: Traveller, shop: BusyShop, anybody: Browser
) -> None:
    saves(shop.owner, {"board_shows": "first_names"})
    clock.shift(timedelta(seconds=1))
    Customer(shop.app).joins(shop.owner.join_code, name_0="Cy Young")
    shop.owner.sets("Doctor A", "A2", "called")
    with watching(anybody, shop.board) as (board,):
        assert 'data-name="Cy"' in board.shows()["lanes"]
        saves(shop.owner, {"board_shows": "initials"})
        assert 'data-name="C. Y."' in "".join(board.shows().values())


def walks_in(owner: Owner, name: str) -> None:
    """Put somebody without a phone into the line of Doctor A."""
    path = owner.queue_path("Doctor A")
    owner.submit(path, {"name": name, "phone": ""}, action=f"{path}/customers")
