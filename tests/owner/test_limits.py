"""A queue lets in only as many as the owner said, however many come at the same moment."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.pages import disabled, error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, queue_ids, words
from tests.support.shops import BusyShop


@pytest.mark.slow
def test_thirty_who_join_at_once_find_ten_places(app: Flask, owner: Owner) -> None:
    limits(owner, "Doctor A", 10)
    people = [Customer(app) for _nth in range(30)]
    queue = every_one_scans(people, owner)
    answers = all_at_once(
        people,
        lambda who: who.sends({"name-0": "Ann", "queue-0": queue}),
        app=app,
        # Each process has fifteen connections, so no more can wait at the same time.
        held=STORES_ROW,
        waiting=15,
    )
    codes = [answer.status_code for answer in answers]
    assert (codes.count(303), codes.count(422)) == (10, 20)
    for told in answers:
        if told.status_code == 422:
            assert error_beside(told, "queue-0") == (
                "Doctor A is full just now. Please choose another line."
            )
            assert typed_in(told, "name-0") == "Ann"
    # No number was given out for those who were told.
    assert list(owner.rows("Doctor A")) == [f"A{nth}" for nth in range(1, 11)]
    assert "A11" in words(walks_in(owner, "Doctor A"))


def test_parties_that_join_at_once_get_in_as_a_whole_or_not(app: Flask, owner: Owner) -> None:
    limits(owner, "Doctor A", 10)
    people = [Customer(app) for _nth in range(8)]
    queue = every_one_scans(people, owner)
    three = {f"name-{nth}": "Ann" for nth in range(3)}
    answers = all_at_once(
        people, lambda who: who.sends({**three, "queue-0": queue}), app=app, held=STORES_ROW
    )
    assert [answer.status_code for answer in answers].count(303) == 3
    assert len(owner.rows("Doctor A")) == 9


def test_walk_ins_and_joins_at_once_share_the_places(app: Flask, owner: Owner) -> None:
    """A walk-in always gets in; who joins after it finds one place less."""
    limits(owner, "Doctor A", 3)
    people = [Customer(app) for _nth in range(5)]
    queue = every_one_scans(people, owner)
    path = owner.queue_path("Doctor A")
    desks = [owner.second_window() for _nth in range(2)]

    def comes(who: Browser) -> TestResponse:
        if isinstance(who, Customer):
            return who.sends({"name-0": "Ann", "queue-0": queue})
        return who.submit(path, {"name": "Old Ben"}, action=f"{path}/customers")

    answers = all_at_once([*people, *desks], comes, app=app, held=STORES_ROW)
    joined = sum(answer.status_code == 303 for answer in answers[:5])
    assert {answer.status_code for answer in answers[5:]} == {303}
    assert 1 <= joined <= 3
    assert len(owner.rows("Doctor A")) == joined + 2


def test_full_queue_says_so_before_anybody_types_and_opens_when_one_is_called(
    app: Flask, owner: Owner
) -> None:
    limits(owner, "Doctor A", 2)
    for name in ("Ann", "Ben"):
        Customer(app).joins(owner.join_code, name_0=name)
    customer = Customer(app)
    form = customer.scans(owner.join_code)
    queue = queue_ids(form)["Doctor A"]
    assert "Doctor A 2 waiting · full" in words(form)
    assert disabled(form, "queue-0") == {queue}
    # Walk-ins may be more than the limit, which is said.
    assert "full: at most 2" in words(owner.get(owner.queue_path("Doctor A")))
    owner.calls_next("Doctor A")
    assert disabled(customer.get(customer.form), "queue-0") == set()
    assert customer.sends({"name-0": "Cid", "queue-0": queue}).status_code == 303


def test_party_is_told_how_many_places_are_left(app: Flask, owner: Owner) -> None:
    limits(owner, "Doctor A", 3)
    Customer(app).joins(owner.join_code, name_0="Ann")
    customer = Customer(app)
    queue = queue_ids(customer.scans(owner.join_code))["Doctor A"]
    family = {f"name-{nth}": "Ben" for nth in range(3)}
    told = customer.sends({**family, "queue-0": queue})
    assert error_beside(told, "queue-0").startswith("Doctor A has room for 2 more people just now.")
    assert customer.sends({**family, "name-2": "", "queue-0": queue}).status_code == 303
    assert list(owner.rows("Doctor A")) == ["A1", "A2", "A3"]


def test_line_that_was_chosen_and_is_full_has_the_focus(app: Flask, owner: Owner) -> None:
    ann = Customer(app)
    chosen = queue_ids(ann.scans(owner.join_code))["Doctor B"]
    limits(owner, "Doctor B", 1)
    Customer(app).joins(owner.join_code, name_0="Ben", queue_0="Doctor B")
    told = ann.sends({"name-0": "Ann", "queue-0": chosen})
    assert told.status_code == 422
    assert re.findall(r'value="([\w-]+)" required checked autofocus', told.text) == [chosen]
    assert told.text.count("autofocus") == 1
    # Where none was chosen, the first that has room.
    told = ann.sends({"name-0": "Ann", "queue-0": ""})
    assert re.findall(r'value="([\w-]+)" required +autofocus', told.text) != [chosen]
    assert told.text.count("autofocus") == 1


def test_store_with_one_queue_says_at_the_top_that_it_is_full(
    app: Flask, other_owner: Owner
) -> None:
    early, late = Customer(app), Customer(app)
    for customer in (early, late):
        customer.scans(other_owner.join_code)
    limits(other_owner, "Chair", 1)
    assert early.sends({"name-0": "Ann"}).status_code == 303
    told = late.sends({"name-0": "Ben"})
    assert told.status_code == 422
    assert "Chair is full just now. Please try again in a while." in words(told)
    assert typed_in(told, "name-0") == "Ben"
    assert "The line is full. Try again in a little while" in words(late.get(late.form))
    other_owner.calls_next("Chair")
    assert late.sends({"name-0": "Ben"}).status_code == 303


def test_owner_adds_walk_ins_to_a_full_queue(owner: Owner) -> None:
    limits(owner, "Doctor A", 1)
    for _nth in range(3):
        walks_in(owner, "Doctor A")
    assert len(owner.rows("Doctor A")) == 3


def test_board_says_which_queue_is_full(shop: BusyShop, anybody: Browser) -> None:
    limits(shop.owner, "Doctor A", 1)
    board = words(anybody.get(shop.board))
    assert "Doctor A 1 waiting · full" in board
    assert "Scan to join the line" in board
    limits(shop.owner, "Doctor B", 1)
    walks_in(shop.owner, "Doctor B")
    board = words(anybody.get(shop.board))
    assert "Nobody can join just now As soon as there is room, the code is here again." in board


def every_one_scans(people: list[Customer], owner: Owner) -> str:
    """The queue that they will want to join."""
    forms = [who.scans(owner.join_code) for who in people]
    return queue_ids(forms[0])["Doctor A"]


def limits(owner: Owner, queue: str, most: int) -> None:
    path = f"{owner.queue_path(queue)}/settings"
    assert owner.submit(path, {"most_waiting": str(most)}).status_code == 303


def walks_in(owner: Owner, queue: str) -> TestResponse:
    path = owner.queue_path(queue)
    assert owner.submit(path, {"name": "Old Ben"}, action=f"{path}/customers").status_code == 303
    return owner.get(path)
