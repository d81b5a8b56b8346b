"""A customer fills in the form at the door, alone or for up to five people."""

import re
from datetime import timedelta

from flask import Flask
from time_machine import Traveller

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.pages import Page, error_beside
from tests.support.people import Browser, Customer, Owner, queue_ids, words

FAMILY = {f"name-{nth}": name for nth, name in enumerate(["Ann", "Ben", "Cid", "Dee", "Eve"])}
FIELDS = ("name", "phone")


def test_customer_sees_how_long_each_queue_is(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor B")
    form = words(Customer(app).scans(owner.join_code))
    assert "A Doctor A 0 waiting B Doctor B 1 waiting" in form
    assert "Please have your card ready." in form
    assert "deleted when it closes, by" in form


def test_five_people_join_with_one_form_each_in_a_queue_of_choice(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    queues = queue_ids(customer.scans(owner.join_code))
    chosen = {"queue-0": queues["Doctor B"], "queue-2": queues["Doctor A"], "queue-4": ""}
    assert customer.sends({**FAMILY, **chosen}).status_code == 303
    assert list(owner.rows("Doctor A")) == ["A1"]
    assert list(owner.rows("Doctor B")) == ["B1", "B2", "B3", "B4"]
    status = words(customer.get(customer.ticket))
    # In the order of the queues, and in each queue in the order of the form.
    tickets = re.findall(r"\b([AB]\d) ([A-Z]\w+)", status)
    assert tickets == [("A1", "Cid"), ("B1", "Ann"), ("B2", "Ben"), ("B3", "Dee"), ("B4", "Eve")]


def test_customer_can_not_join_a_queue_of_another_store(
    app: Flask, owner: Owner, other_owner: Owner
) -> None:
    customer = Customer(app)
    customer.scans(owner.join_code)
    chair = queue_ids(Customer(app).scans(other_owner.join_code))[""]
    answer = customer.sends({"name-0": "Ann", "queue-0": chair})
    assert answer.status_code == 422
    assert "choose one of these lines" in error_beside(answer, "queue-0")
    assert other_owner.rows("Chair") == {}


def test_store_with_one_queue_does_not_ask_which(app: Flask, other_owner: Owner) -> None:
    customer = Customer(app)
    form = customer.scans(other_owner.join_code)
    assert "Which line?" not in words(form)
    assert customer.sends({"name-0": "Ann", "name-1": "Ben"}).status_code == 303
    assert list(other_owner.rows("Chair")) == ["A1", "A2"]


def test_keyboard_of_a_phone_suits_each_field(app: Flask, owner: Owner, other_owner: Owner) -> None:
    name, phone = (
        Page.of(Customer(app).scans(owner.join_code)).all(id=f"{f}-0")[0] for f in FIELDS
    )
    assert (name.attributes["autocomplete"], phone.attributes["autocomplete"]) == ("name", "tel")
    assert phone.attributes["type"] == "tel"
    # After the phone comes the choice of the line, or, where there is none, the button.
    assert phone.attributes["enterkeyhint"] == "next"
    (phone,) = Page.of(Customer(app).scans(other_owner.join_code)).all(id="phone-0")
    assert phone.attributes["enterkeyhint"] == "go"


def test_double_tap_and_reload_lead_to_the_same_status_page(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    filled_in = {"name-0": "Ann", "queue-0": queue_ids(customer.scans(owner.join_code))["Doctor A"]}
    twice = [customer.sends(filled_in), customer.sends(filled_in)]
    reload = customer.get(customer.form)
    assert {answer.headers["Location"] for answer in (*twice, reload)} == {twice[0].location}
    assert twice[0].location.startswith("/t/")
    assert owner.rows("Doctor A") == {"A1": "waiting"}


def test_reload_long_after_joining_still_leads_to_the_status_page(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    customer = Customer(app).joins(owner.join_code, name_0="Ann")
    clock.shift(timedelta(hours=3))
    assert customer.get(customer.form).location == customer.ticket


def test_ten_taps_at_the_same_moment_join_once(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    filled_in = {"name-0": "Ann", "queue-0": queue_ids(customer.scans(owner.join_code))["Doctor A"]}
    phones = [Browser(app) for _nth in range(10)]
    answers = all_at_once(
        phones, lambda who: who.post(customer.form, filled_in), app=app, held=STORES_ROW
    )
    assert {answer.status_code for answer in answers} == {303}
    assert owner.rows("Doctor A") == {"A1": "waiting"}


def test_twelve_people_who_join_at_the_same_moment_get_numbers_without_gaps(
    app: Flask, owner: Owner
) -> None:
    people = [Customer(app) for _nth in range(12)]
    forms = [who.scans(owner.join_code) for who in people]
    filled_in = {"name-0": "Ann", "name-1": "Ben", "queue-0": queue_ids(forms[0])["Doctor A"]}
    answers = all_at_once(people, lambda who: who.sends(filled_in), app=app, held=STORES_ROW)
    assert {answer.status_code for answer in answers} == {303}
    assert list(owner.rows("Doctor A")) == [f"A{nth}" for nth in range(1, 25)]


def test_customer_gets_no_cookie_and_runs_no_script_to_join(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    code = owner.join_code
    form = customer.scans(code)
    filled_in = {"name-0": "Ann", "queue-0": queue_ids(form)["Doctor A"]}
    pages = [
        customer.get(owner.join_code),
        form,
        customer.sends({}),
        customer.sends(filled_in),
        customer.get(customer.form),
        customer.get("/J/0123456789AB"),
        customer.get("/p/unknown"),
    ]
    for page in pages:
        assert "Set-Cookie" not in page.headers
        assert "<script" not in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
