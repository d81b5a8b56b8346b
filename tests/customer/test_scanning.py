"""A customer scans the code at the door. Each scan changes it; a look never uses it up."""

from datetime import timedelta

import psycopg
import pytest
from flask import Flask
from time_machine import Traveller

from app import database
from app.database import pools
from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.people import Browser, Customer, Owner, queue_ids, words

SECOND = timedelta(seconds=1)


def test_scan_leads_to_the_form_and_changes_the_code_on_the_screen(
    app: Flask, owner: Owner
) -> None:
    code = owner.join_code
    form = Customer(app).scans(code)
    assert (form.status_code, "You're joining the line at Test Clinic" in words(form)) == (
        200,
        True,
    )
    assert owner.join_code != code


@pytest.mark.parametrize(
    ("method", "headers"),
    [
        ("HEAD", {}),
        ("GET", {"Sec-Purpose": "prefetch"}),
        ("GET", {"Sec-Purpose": "prefetch;prerender"}),
        ("GET", {"Purpose": "prefetch"}),
    ],
)
def test_link_preview_does_not_change_the_code(
    owner: Owner, anybody: Browser, method: str, headers: dict[str, str]
) -> None:
    code = owner.join_code
    answer = anybody.ask(method, code, headers=headers)
    assert "Location" not in answer.headers
    assert owner.join_code == code


def test_whoever_only_looks_at_the_form_keeps_the_right_to_join(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    form = customer.scans(owner.join_code)
    for _nth in range(5):
        assert customer.get(customer.form).text == form.text
    filled_in = {"name-0": "Ann", "queue-0": queue_ids(form)["Doctor A"]}
    assert customer.sends(filled_in).status_code == 303
    assert owner.rows("Doctor A") == {"A1": "waiting"}


def test_people_who_scan_one_code_together_get_in_but_not_a_crowd(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    code = owner.join_code
    for name in ("Ann", "Ben"):
        Customer(app).joins(code, name_0=name)
        clock.shift(9 * SECOND)
    Customer(app).joins(code, name_0="Cid")
    assert list(owner.rows("Doctor A")) == ["A1", "A2", "A3"]
    fourth = Browser(app).get(code)
    assert fourth.status_code == 410
    assert "This code was just used" in words(fourth)


def test_ten_people_who_scan_one_code_at_the_same_moment_get_three_passes(
    app: Flask, owner: Owner
) -> None:
    code = owner.join_code
    people = [Browser(app) for _nth in range(10)]
    answers = all_at_once(people, lambda who: who.get(code).status_code, app=app, held=STORES_ROW)
    assert sorted(answers) == [303] * 3 + [410] * 7


def test_scanned_code_is_stale_after_twenty_seconds(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    code = owner.join_code
    Customer(app).scans(code)
    clock.shift(20 * SECOND)
    stale = Browser(app).get(code)
    assert stale.status_code == 410
    assert "Scan the new one on the screen" in words(stale)


def test_code_that_nobody_scans_is_replaced_after_a_minute(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    photographed = owner.join_code
    clock.shift(59 * SECOND)
    assert owner.join_code == photographed
    clock.shift(SECOND)
    assert owner.join_code != photographed
    # Somebody may just be holding up the phone.
    clock.shift(19 * SECOND)
    Customer(app).scans(photographed)
    clock.shift(SECOND)
    assert Browser(app).get(photographed).status_code == 410


def test_code_that_no_screen_shows_any_more_dies_after_a_minute_and_a_half(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    code = owner.join_code
    clock.shift(89 * SECOND)
    Customer(app).scans(code)
    code = owner.join_code
    clock.shift(90 * SECOND)
    dead = Browser(app).get(code)
    assert (dead.status_code, "too old" in words(dead)) == (410, True)


def test_customer_may_type_the_code_in_small_letters(app: Flask, owner: Owner) -> None:
    assert "joining the line" in words(Customer(app).scans(owner.join_code.lower()))


def test_customer_may_misread_digits_as_letters(app: Flask, owner: Owner) -> None:
    code = owner.join_code
    # Codes are random; somewhere among the next hundred there is a digit to misread.
    for _nth in range(100):
        if set("01") & set(code):
            break
        Customer(app).scans(code)
        code = owner.join_code
    misread = code.removeprefix("/J/").replace("0", "O").replace("1", "I", 1).replace("1", "l")
    assert misread != code.removeprefix("/J/")
    assert "joining the line" in words(Customer(app).scans(f"/J/{misread}"))


@pytest.mark.parametrize("code", ["AAAAAAAAAAA", "U" * 12, "0" * 13, "<b>", "%00" * 12, "١" * 13])
def test_what_can_be_no_code_gets_a_page_that_says_what_to_do(anybody: Browser, code: str) -> None:
    answer = anybody.get(f"/J/{code}")
    assert answer.status_code == 404
    assert "This is not a code from a screen Scan the new one" in words(answer)


def test_code_that_nobody_ever_gave_out_is_answered_as_a_used_one(anybody: Browser) -> None:
    answer = anybody.get("/J/0123456789AB")
    assert answer.status_code == 410
    assert "Scan the new one on the screen" in words(answer)


def test_link_to_a_form_that_nobody_ever_gave_out_is_unknown(anybody: Browser) -> None:
    answer = anybody.get(f"/p/{'A' * 32}")
    assert answer.status_code == 404
    assert "This link is not complete" in words(answer)


def test_form_that_lay_about_for_twenty_minutes_has_expired(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    customer = Customer(app)
    filled_in = {"name-0": "Ann", "queue-0": queue_ids(customer.scans(owner.join_code))["Doctor A"]}
    clock.shift(timedelta(minutes=20) - SECOND)
    assert customer.get(customer.form).status_code == 200
    clock.shift(SECOND)
    for answer in (customer.get(customer.form), customer.sends(filled_in)):
        assert answer.status_code == 410
        assert "This form was open for too long Scan the new one" in words(answer)
    assert owner.rows("Doctor A") == {}


def test_nobody_scans_or_joins_when_the_day_is_over_though_the_store_is_not_yet_closed(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    clock.shift(timedelta(hours=24) - SECOND)
    customer = Customer(app)
    filled_in = {"name-0": "Ann", "queue-0": queue_ids(customer.scans(owner.join_code))["Doctor A"]}
    code = owner.join_code
    clock.shift(SECOND)
    assert Browser(app).get(code).status_code == 410
    late = customer.sends(filled_in)
    assert (late.status_code, "The store has closed" in words(late)) == (410, True)


def test_scan_whose_connection_was_lost_after_it_was_done_leads_to_the_form(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can tell whether it was done, so it is sent again."""
    done, times = pools._run, []

    def lost(query: str, values: pools.Values, **more: bool) -> list[tuple[object, ...]]:
        answer = done(query, values, **more)
        if "INSERT INTO pass" in query:
            times.append(query)
            if len(times) == 1:
                raise psycopg.OperationalError("the connection is lost")
        return answer

    monkeypatch.setattr(pools, "_run", lost)
    code = owner.join_code
    assert "You're joining the line at Test Clinic" in words(Customer(app).scans(code))
    assert owner.join_code != code
    with app.app_context():
        assert database.rows("SELECT count(*) FROM pass", ()) == [(1,)]
