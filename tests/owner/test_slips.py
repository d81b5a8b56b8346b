"""Whoever has no phone gets a slip of paper."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

from flask import Flask
from sqlalchemy import select
from time_machine import Traveller
from werkzeug.test import TestResponse

from app.display import qr
from app.extensions import db
from app.models import Party
from tests.support.people import Customer, Owner, words
from tests.support.watching import watching

HTMX = {"HX-Request": "true"}


def test_slip_says_what_its_holder_needs(app: Flask, clock: Traveller, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor A")
    clock.shift(timedelta(minutes=10))
    slip = owner.get(offered(add(owner, "Old Ben").location, owner))
    assert slip.status_code == 200
    told = words(slip)
    assert "Test Clinic Doctor A A2 1 person ahead of you" in told
    assert "Thursday, 5 March 2026, 09:10" in told
    # Names are no business of who finds it.
    assert "Old Ben" not in told


def test_slips_code_leads_to_the_status_page(app: Flask, owner: Owner) -> None:
    slip = owner.get(offered(add(owner, "Ben").location, owner)).text
    with app.app_context():
        (token,) = db.session.scalars(select(Party.token))
    assert qr.exact(f"http://queue.example/t/{token}") in slip
    assert "You're next" in words(owner.get(f"/t/{token}"))


def test_ticket_of_who_left_a_number_goes_there_as_a_message(app: Flask, owner: Owner) -> None:
    path = owner.queue_path("Doctor A")
    without = owner.get(add(owner, "Old Ben").location).text
    assert "Print a slip" in without
    assert "sms:" not in without
    add(owner, "Cid")
    add(owner, "Dee")
    told = {"name": "Eve", "phone": "+886 931 555 777"}
    page = owner.get(owner.submit(path, told, action=f"{path}/customers").location).text
    with app.app_context():
        newest = select(Party.token).order_by(Party.created_at.desc())
        token = db.session.scalars(newest).first()
    link = re.search(r'href="sms:\+886931555777\?body=([^"]+)">Text the ticket<', page)
    assert link is not None
    said = unquote(link[1])
    assert said == f"Your ticket at Test Clinic is A4: http://queue.example/t/{token}"


def test_slip_of_who_is_out_of_the_line_leads_nowhere(owner: Owner) -> None:
    path = offered(add(owner, "Ben").location, owner)
    owner.sets("Doctor A", "A1", "served")
    slip = owner.get(path)
    assert "A1" in words(slip)
    assert "QR code" not in slip.text
    assert "Print a slip" not in words(owner.get(path.removesuffix("/slip")))


def test_slip_of_who_was_added_by_mistake_ends_with_the_place(app: Flask, owner: Owner) -> None:
    added = add(owner, "Ben")
    with app.app_context():
        (token,) = db.session.scalars(select(Party.token))
    with watching(owner, f"/t/{token}") as (screen,):
        assert "You're next" in screen.shows()["party"]
        change = added.location.rpartition("?changed=")[2]
        owner.presses(f"/store/changes/{change}/undo")
        assert "This line has ended" in screen.shows()["page"]
    assert owner.get(f"/t/{token}").status_code == 410


def test_slip_is_offered_right_after_a_walk_in_and_from_the_panel(owner: Owner) -> None:
    added = add(owner, "Old Ben")
    path = offered(added.location, owner)
    assert "A1 Old Ben is in line. Print a slip" in words(owner.get(added.location))
    assert f'href="{path}"' in owner.get(path.removesuffix("/slip")).text
    # With JavaScript, beside the form that is ready for the next.
    token = re.search(r'name="csrf_token" value="([^"]+)"', owner.get("/store").text)
    assert token is not None
    sent = {"name": "Cid", "csrf_token": token[1]}
    reply = owner.post(f"{owner.queue_path('Doctor A')}/customers", sent, headers=HTMX)
    assert "A2 Cid is in line." in reply.text
    assert len(re.findall(r'href="/store/customers/[^"]+/slip"', reply.text)) == 1


def test_slip_of_a_store_that_phones_cannot_reach_says_so(app: Flask) -> None:
    owner = Owner(app, "http://localhost:8000").opens("Test Clinic", queues=["Doctor A"])
    slip = owner.get(offered(add(owner, "Ben").location, owner))
    assert "Phones can't reach this address" in words(slip)


def add(owner: Owner, name: str) -> TestResponse:
    path = owner.queue_path("Doctor A")
    return owner.submit(path, {"name": name}, action=f"{path}/customers")


def offered(location: str, owner: Owner) -> str:
    link = re.search(r'href="(/store/customers/[^"]+/slip)"', owner.get(location).text)
    assert link is not None
    return link[1]
