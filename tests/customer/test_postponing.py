"""A customer who needs more time lets one go first, or five, and keeps the ticket."""

import re
from uuid import uuid4

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.people import Browser, Customer, Owner, words

LINE = [f"A{nth}" for nth in range(1, 9)]


@pytest.fixture
def people(app: Flask, owner: Owner) -> dict[str, Customer]:
    """Eight who wait for Doctor A, by their tickets."""
    return {
        ticket: Customer(app).joins(owner.join_code, name_0=f"Customer {ticket}") for ticket in LINE
    }


def offers(customer: Customer) -> dict[int, dict[str, str]]:
    """What each button of the page would send, by the number of people it speaks of."""
    page = customer.get(f"{customer.ticket}/later").text
    found = {}
    for form in re.findall(r'<form method="post" class="later">(.*?)</form>', page, re.DOTALL):
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form))
        for places in re.findall(r'name="places" value="(\d+)">', form):
            found[int(places)] = {**hidden, "places": places}
    return found


def lets_go(customer: Customer, places: int) -> TestResponse:
    """Press the button of so many, and read how it went."""
    answer = customer.post(f"{customer.ticket}/later", offers(customer)[places])
    assert answer.status_code == 303, answer.text
    return customer.get(answer.location)


def line_of(owner: Owner) -> list[str]:
    """Who waits, first one first."""
    return [ticket for ticket, state in owner.rows("Doctor A").items() if state == "waiting"]


def test_customer_lets_one_go_first(owner: Owner, people: dict[str, Customer]) -> None:
    answer = lets_go(people["A3"], 1)
    assert "You let 1 person go first: now 3 are ahead" in words(answer)
    assert line_of(owner) == ["A1", "A2", "A4", "A3", "A5", "A6", "A7", "A8"]
    assert "A3 3 people ahead of you" in words(people["A3"].get(people["A3"].ticket))
    assert "A4 2 people ahead of you" in words(people["A4"].get(people["A4"].ticket))


def test_customer_lets_five_go_first(owner: Owner, people: dict[str, Customer]) -> None:
    answer = lets_go(people["A1"], 5)
    assert "You let 5 people go first: now 5 are ahead" in words(answer)
    assert line_of(owner) == ["A2", "A3", "A4", "A5", "A6", "A1", "A7", "A8"]
    owner.calls_next("Doctor A")
    assert owner.rows("Doctor A")["A2"] == "called"


def test_fewer_than_five_behind_are_all_let_go(owner: Owner, people: dict[str, Customer]) -> None:
    assert set(offers(people["A5"])) == {1, 3}
    assert "You let 3 people go first: now 7 are ahead" in words(lets_go(people["A5"], 3))
    assert line_of(owner)[-1] == "A5"
    assert set(offers(people["A8"])) == {1}


def test_last_in_line_is_not_asked(people: dict[str, Customer]) -> None:
    last = people["A8"]
    assert "I need more time" in words(people["A7"].get(people["A7"].ticket))
    assert "I need more time" not in words(last.get(last.ticket))
    assert "There is nobody to let go first" in words(last.get(f"{last.ticket}/later"))
    assert offers(last) == {}


def test_who_does_not_wait_is_not_asked(owner: Owner, people: dict[str, Customer]) -> None:
    ann = people["A1"]
    pressed = offers(ann)[1]
    owner.calls_next("Doctor A")
    assert "I need more time" not in words(ann.get(ann.ticket))
    assert offers(ann) == {}
    # The page was open before the call.
    answer = ann.post(f"{ann.ticket}/later", pressed)
    assert (answer.status_code, answer.location) == (303, ann.ticket)
    assert owner.rows("Doctor A")["A1"] == "called"


def test_double_tap_lets_go_once(app: Flask, owner: Owner, people: dict[str, Customer]) -> None:
    ann = people["A1"]
    pressed = offers(ann)[1]
    answers = all_at_once(
        [Browser(app) for _nth in range(5)],
        lambda who: who.post(f"{ann.ticket}/later", pressed),
        app=app,
        held=STORES_ROW,
    )
    assert {(answer.status_code, answer.location) for answer in answers} == {
        (303, f"{ann.ticket}/later?customer={pressed['customer']}&let=1")
    }
    assert line_of(owner)[:3] == ["A2", "A1", "A3"]


def test_line_that_has_moved_meanwhile_is_looked_at_again(
    owner: Owner, people: dict[str, Customer]
) -> None:
    ben = people["A3"]
    pressed = offers(ben)[5]
    owner.calls_next("Doctor A")
    answer = ben.post(f"{ben.ticket}/later", pressed)
    assert answer.status_code == 409
    assert "The line has just changed, so nobody was moved." in words(answer)
    assert line_of(owner)[1] == "A3"
    assert "now 2 are ahead" in words(lets_go(ben, 1))


def test_who_was_only_overtaken_meanwhile_is_not_told_that_they_let_somebody_go(
    owner: Owner, people: dict[str, Customer]
) -> None:
    cid = people["A3"]
    pressed = offers(cid)[5]
    owner.moves("Doctor A", "A8", before="A1")
    answer = cid.post(f"{cid.ticket}/later", pressed)
    assert answer.status_code == 409
    assert "The line has just changed, so nobody was moved." in words(answer)
    assert line_of(owner) == ["A8", *LINE[:7]]


def test_second_tap_after_all_behind_were_let_go_says_the_same(
    owner: Owner, people: dict[str, Customer]
) -> None:
    cid = people["A3"]
    pressed = offers(cid)[5]
    # One of the five behind has gone, so the end is nearer than the button says.
    owner.sets("Doctor A", "A8", "left")
    answers = [cid.post(f"{cid.ticket}/later", pressed) for _tap in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "You let 4 people go first: now 6 are ahead" in words(cid.get(answers[1].location))
    assert line_of(owner)[-1] == "A3"


def test_one_of_a_party_lets_others_go_first(app: Flask, owner: Owner) -> None:
    party = Customer(app).joins(owner.join_code, name_0="Ann", name_1="Ben")
    Customer(app).joins(owner.join_code, name_0="Cy")
    asked = words(party.get(f"{party.ticket}/later"))
    assert "A1 Ann You're next, 2 behind" in asked
    assert "A2 Ben 1 ahead of you, 1 behind" in asked
    lets_go(party, 2)
    assert line_of(owner) == ["A2", "A3", "A1"]


def test_nobody_moves_another_party(owner: Owner, people: dict[str, Customer]) -> None:
    pressed = offers(people["A1"])[1]
    for other in (pressed["customer"], str(uuid4()), "A1", "", "\0"):
        answer = people["A2"].post(f"{people['A2'].ticket}/later", {**pressed, "customer": other})
        assert answer.status_code == 404
    assert line_of(owner) == LINE


@pytest.mark.parametrize(
    "wrong",
    [
        {"places": "0"},
        {"places": "-3"},
        {"places": "6"},
        {"places": "x"},
        {"places": ""},
        {"ahead": "-1"},
        {"ahead": "x"},
        {"ahead": "9" * 30},
    ],
)
def test_made_up_numbers_move_nobody(
    owner: Owner, people: dict[str, Customer], wrong: dict[str, str]
) -> None:
    ann = people["A1"]
    answer = ann.post(f"{ann.ticket}/later", {**offers(ann)[1], **wrong})
    assert answer.status_code in (404, 409)
    for made_up in ("?let=99", "?let=-1", "?let=x", "?customer=x&let=1"):
        assert ann.get(f"{ann.ticket}/later{made_up}").status_code == 200
    assert line_of(owner) == LINE


def test_who_returns_to_the_line_has_the_new_place(
    owner: Owner, people: dict[str, Customer]
) -> None:
    lets_go(people["A1"], 1)
    owner.sets("Doctor A", "A1", "no_show")
    owner.sets("Doctor A", "A1", "waiting")
    assert line_of(owner)[:3] == ["A2", "A1", "A3"]


def test_nothing_is_left_to_change_after_the_store_has_closed(
    owner: Owner, people: dict[str, Customer]
) -> None:
    ann = people["A1"]
    pressed = offers(ann)[1]
    owner.submit("/store/close", {})
    assert ann.get(f"{ann.ticket}/later").status_code == 410
    assert ann.post(f"{ann.ticket}/later", pressed).status_code == 410
