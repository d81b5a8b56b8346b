"""A queue that is retired: who still sees it, who still gets in, and how it is brought back."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, csrf_token, queue_ids, words
from tests.support.queues import (
    HTMX,
    SETTINGS,
    adds,
    brings_back,
    names,
    retires,
)
from tests.support.shops import BusyShop
from tests.support.watching import watching


@pytest.mark.slow
def test_letter_of_a_retired_queue_is_not_used_again(app: Flask, owner: Owner) -> None:
    retires(owner, "Doctor B")
    adds(owner, "Vaccines")
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Vaccines")
    assert list(owner.rows("Vaccines")) == ["C1"]
    for nth in range(4, 27):
        adds(owner, f"No. {nth}")
        retires(owner, f"No. {nth}")
    assert "All letters from A to Z are taken" in error_beside(adds(owner, "One more"), "queue")
    assert brings_back(owner, "Doctor B").status_code == 303


def test_retired_queue_vanishes_from_all_screens_and_stays_in_the_report(
    shop: BusyShop, anybody: Browser
) -> None:
    owner = shop.owner
    cid = Customer(shop.app).joins(owner.join_code, name_0="Cid", queue_0="Doctor B")
    owner.calls_next("Doctor B")
    owner.sets("Doctor B", "B1", "served")
    old_page = owner.queue_path("Doctor B")
    with watching(anybody, shop.board) as (board,), watching(owner, old_page) as (dashboard,):
        board.shows()
        dashboard.shows()
        assert retires(owner, "Doctor B").location == SETTINGS
        assert "Doctor B" not in board.shows()["lanes"]
        # Whoever looks at its line sees the first queue instead.
        shown = dashboard.shows()
        assert "Doctor B" not in shown["queues"]
        assert "Ann Onymous" in shown["queue"]
    for page in (
        owner.get("/store"),
        owner.get(old_page),
        anybody.get(shop.board),
        shop.ben.get(shop.ben.form),
    ):
        assert "Doctor B" not in words(page)
    assert ("Doctor B", "B1") in {(row["queue_name"], row["ticket"]) for row in owner.report}
    assert "Done. Thank you for coming." in words(cid.get(cid.ticket))


def test_customer_whose_queue_was_retired_meanwhile_is_told(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    queues = queue_ids(customer.scans(owner.join_code))
    typed = {"name-0": "Ann", "queue-0": queues["Doctor B"]}
    retires(owner, "Doctor B")
    told = customer.sends(typed)
    assert told.status_code == 422
    assert "That line has ended. Send this again to join Doctor A." in words(told)
    assert typed_in(told, "queue-0") == queues["Doctor A"]
    adds(owner, "Doctor C")
    assert "choose one of these lines" in error_beside(customer.sends(typed), "queue-0")


def test_queue_with_people_in_line_is_not_retired(shop: BusyShop) -> None:
    path = f"{shop.owner.queue_path('Doctor A')}/settings"
    assert "1 person is still in this line." in words(shop.owner.get(path))
    for state in ("waiting", "called"):
        shop.owner.sets("Doctor A", "A1", state)
        refused = retires(shop.owner, "Doctor A")
        assert refused.status_code == 409
        assert "It was not retired. 1 person is still in this line." in words(refused)
    shop.owner.sets("Doctor A", "A1", "served")
    assert retires(shop.owner, "Doctor A").status_code == 303


def test_last_queue_is_not_retired(owner: Owner) -> None:
    retires(owner, "Doctor A")
    refused = retires(owner, "Doctor B")
    assert refused.status_code == 409
    assert "A store needs at least one queue" in words(refused)
    assert names(owner) == ["Doctor B"]


def test_queue_that_is_brought_back_is_where_it_was(app: Flask, owner: Owner) -> None:
    adds(owner, "Doctor C")
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor B")
    owner.sets("Doctor B", "B1", "served")
    retires(owner, "Doctor B")
    assert "Retired B Doctor B" in words(owner.get(SETTINGS))
    assert brings_back(owner, "Doctor B").location == SETTINGS
    assert names(owner) == ["Doctor A", "Doctor B", "Doctor C"]
    Customer(app).joins(owner.join_code, name_0="Ben", queue_0="Doctor B")
    assert owner.rows("Doctor B") == {"B2": "waiting", "B1": "served"}


def test_somebody_set_back_into_a_retired_queue_is_seen_and_called(
    app: Flask, owner: Owner
) -> None:
    ann = Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor B")
    owner.sets("Doctor B", "B1", "served")
    customer = owner.customer_path("Doctor B", "B1")
    retires(owner, "Doctor B")
    owner.submit(customer, {"state": "waiting", "was": "served"}, action=f"{customer}/state")
    assert owner.rows("Doctor B") == {"B1": "waiting"}
    # Nobody else gets in.
    assert "Doctor B" not in words(Customer(app).scans(owner.join_code))
    owner.calls_next("Doctor B")
    assert "It's your turn" in words(ann.get(ann.ticket))
    owner.sets("Doctor B", "B1", "served")
    assert "Doctor B" not in words(owner.get("/store"))


def test_retiring_and_joining_at_once_loses_nobody(app: Flask, owner: Owner) -> None:
    people: list[Browser] = [Customer(app) for _nth in range(3)]
    queue = ""
    for who in people:
        assert isinstance(who, Customer)
        queue = queue_ids(who.scans(owner.join_code))["Doctor B"]

    def acts(who: Browser) -> TestResponse:
        if isinstance(who, Owner):
            return retires(who, "Doctor B")
        assert isinstance(who, Customer)
        return who.sends({"name-0": "Ann", "queue-0": queue})

    *joined, retired = all_at_once([*people, owner], acts, app=app, held=STORES_ROW)
    in_line = [answer.status_code == 303 for answer in joined]
    if retired.status_code == 303:
        assert not any(in_line)
        assert names(owner) == ["Doctor A"]
    else:
        assert any(in_line)
        assert len(owner.rows("Doctor B")) == sum(in_line)


def test_stale_page_adds_nobody_to_a_retired_queue(owner: Owner) -> None:
    path = owner.queue_path("Doctor B")
    owner.submit("/store", {}, action=f"{path}/retire")
    added = owner.submit("/store", {"name": "Dee"}, action=f"{path}/customers")
    assert added.status_code == 409
    assert "This queue is retired, so nobody was added." in words(added)
    assert owner.report == []


def test_stale_walk_in_form_keeps_what_was_typed_for_the_queue_on_the_screen(owner: Owner) -> None:
    path = owner.queue_path("Doctor B")
    sent = {"name": "Dee", "phone": "119", "csrf_token": csrf_token(owner.get(path))}
    retires(owner.second_window(), "Doctor B")
    added = owner.post(f"{path}/customers", sent, headers=HTMX)
    assert (added.status_code, typed_in(added, "name"), typed_in(added, "phone")) == (
        409,
        "Dee",
        "119",
    )
    assert f'action="{owner.queue_path("Doctor A")}/customers"' in added.text
    assert f'action="{path}/customers"' not in added.text


def test_retired_queue_that_is_back_in_sight_takes_nobody_else(app: Flask, owner: Owner) -> None:
    adds(owner, "Doctor C")
    for name, queue in (("Ann", "Doctor B"), ("Ben", "Doctor A")):
        Customer(app).joins(owner.join_code, name_0=name, queue_0=queue)
    owner.sets("Doctor B", "B1", "served")
    ann = owner.customer_path("Doctor B", "B1")
    retires(owner, "Doctor B")
    owner.submit(ann, {"state": "waiting", "was": "served"}, action=f"{ann}/state")
    retired = owner.queue_path("Doctor B").rpartition("/")[2]
    assert targets(owner, "Doctor A", "A1") == {"Doctor C"}
    # Who stands in it can still be moved out of it.
    assert targets(owner, "Doctor B", "B1") == {"Doctor A", "Doctor C"}
    added = owner.submit("/store", {"name": "Dee"}, action=f"/store/queues/{retired}/customers")
    assert added.status_code == 409
    assert "This queue is retired, so nobody was added." in words(added)
    assert owner.rows("Doctor B") == {"B1": "waiting"}
    # With no other queue left to go to, none is offered.
    retires(owner, "Doctor C")
    assert "Move to another queue" not in words(owner.get(owner.customer_path("Doctor A", "A1")))


def targets(owner: Owner, queue: str, ticket: str) -> set[str]:
    """The queues that the customer's panel offers to move over to."""
    panel = owner.get(owner.customer_path(queue, ticket)).text
    return set(re.findall(r'formaction="[^"]+/queue\?[^"]*"><bdi>([^<]+)<', panel))
