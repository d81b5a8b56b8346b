"""The owner lets nobody new in for a while: everybody is told, and those in line stay there."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import text
from time_machine import Traveller

from app.extensions import db
from tests.support.crowd import all_at_once
from tests.support.pages import Page, disabled, error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, csrf_token, queue_ids, words
from tests.support.queues import pauses
from tests.support.shops import BusyShop


def test_customer_reads_before_typing_that_a_queue_is_paused(app: Flask, owner: Owner) -> None:
    pauses(owner, owner.queue_path("Doctor B"))
    customer = Customer(app)
    form = customer.scans(owner.join_code)
    assert "A Doctor A 0 waiting B Doctor B closed for now" in words(form)
    assert disabled(form, "queue-0") == {queue_ids(form)["Doctor B"]}
    pauses(owner, owner.queue_path("Doctor B"), "no")
    form = customer.get(customer.form)
    assert disabled(form, "queue-0") == set()
    assert customer.sends({"name-0": "Ann", "queue-0": queue_ids(form)["Doctor B"]}).location


def test_customer_whose_queue_is_paused_meanwhile_types_nothing_twice(
    app: Flask, owner: Owner
) -> None:
    customer = Customer(app)
    queues = queue_ids(customer.scans(owner.join_code))
    typed = {"name-0": "Ann", "phone-0": "0931 000 000", "name-1": "Ben", "queue-1": ""}
    pauses(owner, owner.queue_path("Doctor B"))
    told = customer.sends({**typed, "queue-0": queues["Doctor B"]})
    assert told.status_code == 422
    assert error_beside(told, "queue-0") == (
        "Nobody can join Doctor B just now. Please choose another line."
    )
    assert {name: typed_in(told, name) for name in typed} == typed
    # What was chosen can be sent again, should it be open by then.
    assert typed_in(told, "queue-0") == queues["Doctor B"]
    assert owner.rows("Doctor B") == {}
    assert customer.sends({**typed, "queue-0": queues["Doctor A"]}).status_code == 303
    assert list(owner.rows("Doctor A")) == ["A1", "A2"]


def test_company_that_chose_a_paused_queue_is_told_beside_theirs(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    queues = queue_ids(customer.scans(owner.join_code))
    pauses(owner, owner.queue_path("Doctor B"))
    both = {"name-0": "Ann", "queue-0": queues["Doctor A"], "name-1": "Ben"}
    told = customer.sends({**both, "queue-1": queues["Doctor B"]})
    assert error_beside(told, "queue-0") == ""
    assert "Nobody can join Doctor B just now." in error_beside(told, "queue-1")
    # Nobody of them is in line, and no number was given out.
    assert owner.rows("Doctor A") == owner.rows("Doctor B") == {}
    assert customer.sends({**both, "queue-1": ""}).status_code == 303
    assert list(owner.rows("Doctor A")) == ["A1", "A2"]


def test_paused_store_lets_nobody_in_and_says_so_everywhere(
    shop: BusyShop, anybody: Browser
) -> None:
    before = shop.ben.get(shop.ben.form)
    typed = {"name-0": "Ben", "phone-0": "119", "queue-0": queue_ids(before)["Doctor A"]}
    code = shop.owner.join_code
    assert pauses(shop.owner).location == "/store"
    # At the code: no pass, so that nobody can join from home as soon as it goes on.
    told = anybody.get(code)
    assert told.status_code == 409
    assert "Location" not in told.headers
    assert "Test Clinic Nobody can join just now" in words(told)
    # At the form, before anything is typed, and once more afterwards.
    form = shop.ben.get(shop.ben.form)
    assert "Nobody can join just now" in words(form)
    assert Page.of(form).all(name="name-0") == []
    sent = shop.ben.sends(typed)
    assert sent.status_code == 422
    assert "Nobody can join just now. Please try again in a while." in words(sent)
    assert {name: typed_in(sent, name) for name in typed} == typed
    # On the board, where the lanes stay.
    board = anybody.get(shop.board)
    assert "Nobody can join just now If you have a ticket, you will still be called." in words(
        board
    )
    assert "Doctor A 1 waiting" in words(board)
    assert "Scan to join" not in words(board)
    # On the dashboard, with the way back.
    assert "Joining is paused. Nobody new can join" in words(shop.owner.get("/store"))
    assert shop.owner.rows("Doctor A") == {"A1": "waiting"}
    pauses(shop.owner, paused="no")
    assert shop.ben.sends(typed).status_code == 303
    assert "Scan to join" in words(anybody.get(shop.board))


def test_of_two_devices_the_one_that_tapped_last_is_right(app: Flask, owner: Owner) -> None:
    path = owner.queue_path("Doctor A")
    for page, table in (("/store", "store"), (path, "queue")):
        pause = f"UPDATE store SET version = version + 1; UPDATE {table} SET paused = true"
        all_at_once(
            [owner],
            lambda who, page=page: pauses(who, page, "no"),  # type: ignore[misc]
            app=app,
            held=pause,
            kept=True,
        )
        with app.app_context():
            assert db.session.scalars(text(f"SELECT paused FROM {table} WHERE paused")).all() == (
                [] if table == "store" else [True]  # the other queue's
            )


def test_owner_who_wants_to_close_may_finish_the_line_first(app: Flask, owner: Owner) -> None:
    first = "Let nobody new in and finish the line first"
    assert first not in words(owner.get("/store/close"))
    Customer(app).joins(owner.join_code, name_0="Ann")
    asked = owner.get("/store/close")
    assert first in words(asked)
    token = csrf_token(asked)
    answer = owner.post("/store/pause", {"csrf_token": token, "paused": "yes"})
    assert (answer.status_code, answer.location) == (303, "/store")
    assert "Nobody can join just now" in words(owner.get("/store"))
    assert first not in words(owner.get("/store/close"))


def test_line_of_a_paused_store_is_served_and_the_owner_adds_walk_ins(shop: BusyShop) -> None:
    owner = shop.owner
    pauses(owner)
    path = owner.queue_path("Doctor A")
    pauses(owner, path)
    assert owner.submit(path, {"name": "Old Ben"}, action=f"{path}/customers").status_code == 303
    owner.calls_next("Doctor A")
    assert owner.rows("Doctor A") == {"A1": "called", "A2": "waiting"}
    assert "It's your turn" in words(shop.ann.get(shop.ann.ticket))


def test_scan_from_before_a_pause_is_good_again_for_twenty_minutes(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    customer = Customer(app)
    customer.scans(owner.join_code)
    pauses(owner)
    assert "your scan is good until 09:20" in words(customer.get(customer.form))
    clock.shift(timedelta(minutes=20))
    pauses(owner, paused="no")
    assert customer.get(customer.form).status_code == 410


def test_store_whose_queues_are_all_paused_shows_no_code(owner: Owner) -> None:
    for queue in ("Doctor A", "Doctor B"):
        assert "Scan to join" in words(owner.get("/store"))
        pauses(owner, owner.queue_path(queue))
    assert "Nobody can join just now" in words(owner.get("/store"))
    assert "Scan to join" not in words(owner.get("/store"))


def test_pause_wins_against_those_who_send_the_form_at_the_same_moment(
    app: Flask, owner: Owner
) -> None:
    """Whoever waits for the pause to be written has read the database as it was before."""
    people = [Customer(app) for _nth in range(6)]
    queues = [queue_ids(who.scans(owner.join_code))["Doctor A"] for who in people]
    path = owner.queue_path("Doctor A")
    pause = (
        "WITH locked AS (UPDATE store SET version = version + 1 RETURNING id) UPDATE queue"
        f" SET paused = true FROM locked WHERE queue.id = '{path.rpartition('/')[2]}'"
    )
    answers = all_at_once(
        people,
        lambda who: who.sends({"name-0": "Ann", "queue-0": queues[0]}),
        app=app,
        held=pause,
        kept=True,
    )
    assert {answer.status_code for answer in answers} == {422}
    assert owner.rows("Doctor A") == {}


def test_pause_that_is_neither_yes_nor_no_changes_nothing(owner: Owner) -> None:
    for nonsense in ("", "maybe", "\x00"):
        assert pauses(owner, paused=nonsense).status_code == 422
    assert "Joining is paused" not in words(owner.get("/store"))
