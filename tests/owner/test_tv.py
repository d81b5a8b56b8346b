"""A TV shows four characters; the owner types them, and it shows the board."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from app.models.tv import TYPED_FOR
from tests.support.crowd import all_at_once
from tests.support.people import Browser, Owner, words


def characters(tv: Browser, address: str) -> str:
    shown = re.search(r'class="tv-code"[^>]*>(\w{4})<', tv.get(address).text)
    assert shown is not None
    return shown[1]


def test_owner_types_what_the_tv_shows_and_it_shows_the_board(
    owner: Owner, anybody: Browser
) -> None:
    address = anybody.get("/tv").location
    code = characters(anybody, address)
    assert characters(anybody, address) == code
    typed = f" {code[:2].lower()} {code[2:].lower()} "
    assert owner.submit("/store", {"code": typed}, action="/store/tv").status_code == 303
    # Whoever mistyped reads what they typed: there may be no such TV.
    assert f"If a TV shows {code}, it shows the board in a moment." in words(owner.get("/store"))
    answer = anybody.get(address)
    assert (answer.status_code, answer.location) == (303, owner.board)


def test_characters_that_no_tv_can_show_are_refused(owner: Owner) -> None:
    answer = owner.submit("/store", {"code": "12"}, action="/store/tv")
    assert answer.status_code == 422
    assert "Please type the four characters that the TV shows." in words(answer)


def test_another_tv_and_a_late_one_find_no_board(
    clock: Traveller, owner: Owner, anybody: Browser
) -> None:
    address, other = anybody.get("/tv").location, anybody.get("/tv").location
    owner.submit("/store", {"code": characters(anybody, address)}, action="/store/tv")
    assert anybody.get(other).status_code == 200
    clock.shift(TYPED_FOR + timedelta(seconds=1))
    assert anybody.get(address).status_code == 200


def test_owner_who_types_while_the_store_closes_is_asked_to_sign_in(
    app: Flask, owner: Owner, anybody: Browser
) -> None:
    form = {"code": characters(anybody, anybody.get("/tv").location)}
    (answer,) = all_at_once(
        [owner],
        lambda one: one.submit("/store", form, action="/store/tv"),
        app=app,
        held="DELETE FROM store",
        kept=True,
    )
    assert answer.status_code == 303
    assert owner.get(answer.location).location.startswith("/signin")


def test_nobody_collects_addresses_of_tvs(anybody: Browser) -> None:
    answers = [anybody.get("/tv").status_code for _nth in range(61)]
    assert answers == [303] * 60 + [429]


@pytest.mark.slow
def test_whoever_types_all_that_a_tv_could_show_leads_few_of_them(
    owner: Owner, other_owner: Owner
) -> None:
    """A hundred made-up stores of one network are no more than one: else a TV that is just being
    set up somewhere would show a stranger's board, and their code."""

    def typed(who: Owner, nth: int) -> int:
        return who.submit("/store", {"code": f"{nth:04}"}, action="/store/tv").status_code

    answers = [typed(owner, nth) for nth in range(21)]
    assert answers == [303] * 20 + [429]
    answers = [typed(other_owner, nth) for nth in range(20)]
    assert answers == [303] * 19 + [429]
