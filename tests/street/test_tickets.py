"""A ticket's number and its PIN, as people who lost the page type or paste them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.forms.lost_ticket import LostTicketForm
from tests.support.people import Browser, Customer, Owner

TWENTY = "ABCDEFGHIJKLMNOPQRST"
TICKETS = {
    *(("A7", "A7"), ("#A7", "A7"), ("A7.", "A7"), ("a 07", "A7"), ("Ａ７", "A7"), ("A-7", "A7")),
    *(("(A7)", "A7"), ("Nr. A7", "A7"), ('"A7"', "A7"), ("№A7,", "A7"), ("A٧", "A7")),
    *(("11", "I1 L1"), ("l1", "L1 I1"), ("01", "O1"), ("i1", "I1"), ("o1", "O1"), ("|1", "I1 L1")),
    *(("113", "I13 L13"), ("001", "O1")),
    # With what a messenger, a phone or a sheet of paper puts around it, and what nobody sees.
    *(("\u200eA7", "A7"), ("\u2066A7\u2069", "A7"), ("A\u200b7", "A7"), ("A\u20117", "A7")),
    *(("A–7", "A7"), ("A/7", "A7"), ("A_7", "A7"), ("[A7]", "A7"), ("*A7*", "A7"), ("A7?", "A7")),
    *(
        ("Ticket A7", "A7"),
        ("ticket: A7", "A7"),
        ("號碼：A7", "A7"),
        ("n°A7", "A7"),
        ("«A7»", "A7"),
    ),
    *(("Your ticket: A7", "A7"), ("A7️⃣", "A7"), ("|17", "I17 L17"), ("A7号", "A7")),
}


@pytest.mark.parametrize(("typed", "meant"), sorted(TICKETS))
def test_number_of_a_ticket_is_read_as_it_looks(app: Flask, typed: str, meant: str) -> None:
    with app.test_request_context():
        form = LostTicketForm(MultiDict({"ticket": typed, "pin": "333-377"}), TWENTY)
        assert form.validate()
    assert " ".join(map(str, form.ticket.cleaned)) == meant


@pytest.mark.parametrize(
    "typed",
    [
        *("1", "7", "A", "A0", "A7; --", "AA7", "A7 A8", "#", "-7", "1" * 500),
        *("A7/A8", "A7, A8", "A 7 7", "AA17", "12 A7", "A7A", "\u202eA7"),
    ],
)
def test_what_is_no_number_of_a_ticket_is_refused(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = LostTicketForm(MultiDict({"ticket": typed, "pin": "333377"}), TWENTY)
        assert not form.validate()
    assert "like A13" in str(form.ticket.errors)


PINS = [
    "333377",
    "333-377",
    "333 377",
    "３３３３７７",
    "333.377",
    "٣٣٣٣٧٧",
    " 333377 ",
    "PIN 333377",
    "333–377",
    "333_377",
    *("\u2066333377\u2069", "333\u200b377", "(333377)", "*333377*", "333•377", "PIN=333 377"),
    *("3️⃣3️⃣3️⃣3️⃣7️⃣7️⃣", "Pin-Code: 333377", "暗証番号333377", "333377!", "“333377”", "333+377"),
]


@pytest.mark.parametrize("typed", PINS)
def test_pin_is_read_however_it_is_written(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = LostTicketForm(MultiDict({"ticket": "A1", "pin": typed}), "A")
        assert form.validate(), form.errors
    assert form.pin.cleaned == "333377"


@pytest.mark.parametrize("typed", ["33337", "3333777", "333E77", "333377 A7", "PIN", "", "3" * 99])
def test_what_is_no_pin_is_refused(app: Flask, typed: str) -> None:
    with app.test_request_context():
        form = LostTicketForm(MultiDict({"ticket": "A1", "pin": typed}), "A")
        assert not form.validate()


def test_customer_of_queue_i_finds_the_ticket_by_what_it_looks_like(app: Flask) -> None:
    owner = Owner(app).opens("Twenty", queues=[f"Desk {letter}" for letter in TWENTY])
    found = {}
    for queue in ("Desk I", "Desk L", "Desk O"):
        customer = Customer(app).joins(owner.join_code, queue_0=queue, name_0=queue)
        pin = re.search(r'class="pin"[^>]*>(\d{6})<', customer.get(customer.ticket).text)
        assert pin is not None
        found[queue[-1]] = (customer.ticket, pin[1])
    for typed, letter in (("11", "I"), ("l1", "I"), ("l1", "L"), ("01", "O"), ("#O1.", "O")):
        ticket, pin_of = found[letter]
        sent = {"ticket": typed, "pin": f"{pin_of[:2]}-{pin_of[2:]}"}
        assert Browser(app).post(f"{owner.board}/find", sent).location == ticket
