"""Who lost the status page finds it again; who guesses finds nothing."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, words
from tests.support.shops import BusyShop

NO_SUCH = "No ticket has this number and this PIN. Please look again."


def pin_of(customer: Customer) -> str:
    """What stands below the ticket."""
    found = re.search(r'class="pin">(\d{6})<', customer.get(customer.ticket).text)
    assert found is not None
    return found[1]


def wrong_pin(customer: Customer, nth: int = 0) -> str:
    """Some PIN that is not this customer's; the nth of them."""
    return f"{(int(pin_of(customer)) + 1 + nth) % 1_000_000:06}"


def at(who: Browser, path: str, ticket: str, pin: str, address: str = "127.0.0.1") -> str:
    """Fill in the form there; where it leads, or what the page says."""
    answer = who.post(
        path, {"ticket": ticket, "pin": pin}, environ_overrides={"REMOTE_ADDR": address}
    )
    if answer.status_code == 303:
        return answer.location
    assert "/t/" not in answer.text
    return words(answer)


@pytest.fixture
def board_find(shop: BusyShop) -> str:
    """The form on the board."""
    return f"{shop.board}/find"


def test_customer_finds_the_ticket_at_the_board_at_the_form_and_with_a_used_code(
    shop: BusyShop, anybody: Browser
) -> None:
    pin = pin_of(shop.ann)
    code = shop.owner.join_code
    for _nth in range(3):
        Customer(shop.app).scans(code)
    for page, link in (
        (shop.board, f"{shop.board}/find"),
        (shop.ben.form, f"{shop.ben.form}/find"),
        (code, f"{code}/find"),
    ):
        assert f'href="{link}"' in anybody.get(page).text
        assert "Find my ticket" in words(anybody.get(link))
        assert at(anybody, link, "A1", pin) == shop.ann.ticket
        # As people type it on a phone.
        assert at(anybody, link, " a 01", f"{pin[:3]} {pin[3:]} ") == shop.ann.ticket


def test_customer_finds_the_ticket_while_nobody_new_can_join(
    shop: BusyShop, anybody: Browser
) -> None:
    code = shop.owner.join_code
    shop.owner.submit("/store", {"paused": "yes"}, action="/store/pause")
    for page, link in ((code, f"{code}/find"), (shop.ben.form, f"{shop.ben.form}/find")):
        assert f'href="{link}"' in anybody.get(page).text
        assert at(anybody, link, "A1", pin_of(shop.ann)) == shop.ann.ticket


def test_link_to_the_board_is_not_given_to_who_has_an_old_code(
    shop: BusyShop, anybody: Browser
) -> None:
    # The board shows the code of the moment, and that is for those who stand before it.
    code = shop.owner.join_code
    for _nth in range(3):
        Customer(shop.app).scans(code)
    for page in (code, f"{code}/find", shop.ben.form, f"{shop.ben.form}/find"):
        assert shop.board not in anybody.get(page).text


def test_answer_is_the_same_for_an_unknown_ticket_and_a_wrong_pin(
    shop: BusyShop, anybody: Browser, board_find: str
) -> None:
    known = anybody.post(board_find, {"ticket": "A1", "pin": wrong_pin(shop.ann)})
    unknown = anybody.post(board_find, {"ticket": "A2", "pin": wrong_pin(shop.ann)})
    assert known.status_code == unknown.status_code == 422
    assert error_beside(known, "pin") == error_beside(unknown, "pin") == NO_SUCH
    assert known.text.replace('value="A1"', 'value="A2"') == unknown.text


def test_ticket_of_another_store_is_not_found(
    shop: BusyShop, other_owner: Owner, board_find: str
) -> None:
    guest = Customer(shop.app).joins(other_owner.join_code, name_0="Guest")
    assert NO_SUCH in at(guest, board_find, "A1", pin_of(guest))


def test_what_can_be_no_ticket_is_said_beside_the_field_and_does_not_count(
    shop: BusyShop, anybody: Browser, board_find: str
) -> None:
    for ticket in ("", "13", "A", "A0", "A13; --", "\0", "А1", "A" * 500, "A9999999"):
        answer = anybody.post(board_find, {"ticket": ticket, "pin": "12a4"})
        assert answer.status_code == 422
        assert "like A13" in error_beside(answer, "ticket"), ticket
        assert error_beside(answer, "pin") == "A PIN has six digits."
        assert typed_in(answer, "pin") == "12a4"
    assert anybody.post(board_find).status_code == 422
    assert at(anybody, board_find, "A1", pin_of(shop.ann)) == shop.ann.ticket


def test_whoever_tries_a_ticket_too_often_is_slowed_down(
    clock: Traveller, shop: BusyShop, anybody: Browser, board_find: str
) -> None:
    pin = pin_of(shop.ann)
    for nth in range(10):
        # From elsewhere each time, and at whichever of the forms.
        where = board_find if nth % 2 else f"{shop.ben.form}/find"
        assert NO_SUCH in at(anybody, where, "A1", wrong_pin(shop.ann, nth), f"10.0.{nth // 2}.1")
    # Now the right one is of no use there either, or one could go on guessing.
    refused = anybody.post(
        board_find, {"ticket": "A1", "pin": pin}, environ_overrides={"REMOTE_ADDR": "10.0.0.1"}
    )
    assert refused.status_code == 429
    assert "There were too many wrong tries." in words(refused)
    assert "try again in 3 minutes" in words(refused)
    assert refused.headers["Retry-After"] == str(3 * 60)
    assert typed_in(refused, "ticket") == "A1"
    # Its holder, who is elsewhere, is not kept from it, nor are others from theirs.
    assert at(anybody, board_find, "A1", pin, "10.1.0.1") == shop.ann.ticket
    ben = Customer(shop.app).joins(shop.owner.join_code, name_0="Ben")
    assert at(anybody, board_find, "A2", pin_of(ben), "10.0.0.1") == ben.ticket
    clock.shift(timedelta(minutes=2))
    assert at(anybody, board_find, "A1", pin, "10.0.0.1") == shop.ann.ticket


def test_right_try_counts_for_nothing(shop: BusyShop, anybody: Browser, board_find: str) -> None:
    for _nth in range(20):
        assert at(anybody, board_find, "A1", pin_of(shop.ann)) == shop.ann.ticket


def test_people_behind_one_wifi_find_their_tickets_while_somebody_guesses_there(
    shop: BusyShop, anybody: Browser, board_find: str
) -> None:
    # A network of IPv6 has more addresses than there are PINs.
    for nth in range(20):
        assert NO_SUCH in at(anybody, board_find, f"B{nth + 1}", "000000", f"2001:db8::{nth}")
    for nth in range(40):
        at(anybody, board_find, "B1", "000000", f"2001:db8::{nth}")
    assert "too many wrong tries" in at(anybody, board_find, "B1", "000000", "2001:db8::ffff")
    assert at(anybody, board_find, "A1", pin_of(shop.ann), "2001:db8::fffe") == shop.ann.ticket


@pytest.mark.slow
def test_many_networks_together_slow_a_store_down_and_shut_nobody_out(
    clock: Traveller, shop: BusyShop, anybody: Browser, board_find: str
) -> None:
    looked_at = 0
    for nth in range(400):
        said = at(anybody, board_find, f"B{nth % 5 + 1}", "000000", f"10.0.{nth % 20}.1")
        looked_at += NO_SUCH in said
        clock.shift(timedelta(seconds=1))
    # Twenty networks at five tickets: the first two of each at each, and what time allows.
    assert looked_at <= 20 * 5 * 2 + 60
    assert at(anybody, board_find, "A1", pin_of(shop.ann), "10.9.9.9") == shop.ann.ticket
    assert at(anybody, board_find, "A1", pin_of(shop.ann), "10.0.3.1") == shop.ann.ticket


def test_tries_at_the_same_moment_count_each(app: Flask, shop: BusyShop, board_find: str) -> None:
    wrong = wrong_pin(shop.ann)
    crowd = [Browser(app) for _nth in range(12)]
    said = all_at_once(
        crowd, lambda who: at(who, board_find, "A1", wrong), app=app, held=STORES_ROW
    )
    assert sum(NO_SUCH in one for one in said) == 10
    assert sum("too many wrong tries" in one for one in said) == 2


def test_nothing_is_found_where_no_link_was_given_out_or_the_store_has_closed(
    shop: BusyShop, anybody: Browser
) -> None:
    pin = pin_of(shop.ann)
    paths = [f"{shop.board}/find", f"{shop.ben.form}/find", f"{shop.owner.join_code}/find"]
    shop.owner.submit("/store/close", {})
    for path in paths:
        assert anybody.get(path).status_code == 410
        assert "The store has closed" in at(anybody, path, "A1", pin)
    for path in ("/b/made-up/find", "/p/made-up/find", "/J/made-up/find"):
        assert anybody.get(path).status_code == 404
        assert anybody.post(path, {"ticket": "A1", "pin": pin}).status_code == 404


def test_pins_are_spread_and_stay(app: Flask, owner: Owner) -> None:
    people = [Customer(app).joins(owner.join_code, name_0="Ann") for _nth in range(8)]
    pins = [pin_of(one) for one in people]
    assert len(set(pins)) >= 7
    assert [pin_of(one) for one in people] == pins
