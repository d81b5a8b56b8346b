"""A program works with the line as the owner does, by the same rules."""

import re
from uuid import uuid4

import pytest
from flask import Flask

from tests.support.people import Customer, Owner, words
from tests.support.programs import Program, let_in


@pytest.fixture
def till(owner: Owner) -> Program:
    """The clinic's till, with a token that may work."""
    return let_in(owner)


def test_program_adds_somebody_who_then_stands_in_line(till: Program, owner: Owner) -> None:
    answer = till.sends(f"{till.queue('Doctor A')}/customers", name=" Ann  Lee ", phone="0931 1")
    assert answer.status_code == 201
    ann = answer.get_json()
    assert (ann["ticket"], ann["name"], ann["state"], ann["ahead"]) == (
        "A1",
        "Ann Lee",
        "waiting",
        0,
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", ann["joined_at"])
    assert till.reads(answer.location)["id"] == ann["id"]
    assert owner.rows("Doctor A") == {"A1": "waiting"}
    page = Customer(till.client.application).get(ann["ticket_url"].removeprefix(till.base))
    assert "A1" in page.text


def test_program_that_sends_the_same_twice_adds_one(till: Program, owner: Owner) -> None:
    path = f"{till.queue('Doctor A')}/customers"
    first = till.sends(path, key="order-7", name="Ann")
    again = till.sends(path, key="order-7", name="Ann")
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    other = till.sends(path, key="order-7", name="Ben")
    assert other.status_code == 422
    assert other.get_json()["errors"] == {"Idempotency-Key": ["Another request had this one."]}
    assert till.sends(path, key="order-8", name="Ann").get_json()["ticket"] == "A2"
    assert list(owner.rows("Doctor A")) == ["A1", "A2"]


def test_program_says_where_to_and_reads_what_they_answer(till: Program, owner: Owner) -> None:
    owner.submit(f"{owner.queue_path('Doctor A')}/settings", {"counter": "Room 1"})
    queue = till.queue("Doctor A")
    ann, ben = (till.does(f"{queue}/customers", name=name) for name in ("Ann", "Ben"))
    assert (ann["counter"], ann["calls"], ann["answer"]) == ("Room 1", 0, "")
    called = till.does(f"{queue}/call", counter=" Till 3 ")
    assert (called["counter"], called["calls"]) == ("Till 3", 1)
    page = Customer(till.client.application)
    ticket = ann["ticket_url"].removeprefix(till.base)
    assert "Please go to Till 3" in words(page.get(ticket))
    page.post(f"{ticket}/answer", data={"customer": ann["id"], "answer": "not_now"})
    assert till.reads(f"/customers/{ann['id']}")["answer"] == "not_now"
    again = till.does(f"/customers/{ann['id']}/call", was="called", counter="Till 4")
    assert (again["counter"], again["calls"], again["answer"]) == ("Till 4", 2, "")
    assert till.does(f"/customers/{ben['id']}/call")["counter"] == "Room 1"
    refused = till.sends(f"{queue}/call", counter="x" * 31)
    assert (refused.status_code, list(refused.get_json()["errors"])) == (422, ["counter"])


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_program_that_forgets_to_say_json_calls_nobody(
    till: Program, owner: Owner, kind: str
) -> None:
    queue = till.queue("Doctor A")
    _ann, ben = (till.does(f"{queue}/customers", name=name) for name in ("Ann", "Ben"))
    only_ben = f'{{"next": "{ben["id"]}"}}'
    answer = till.ask("POST", f"{queue}/call", data=only_ben, content_type=kind)
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.get_json()["errors"] == {"Content-Type": ["Please send application/json."]}
    assert owner.rows("Doctor A") == {"A1": "waiting", "A2": "waiting"}


def test_key_of_one_program_is_nothing_to_another(till: Program, owner: Owner) -> None:
    kiosk, path = let_in(owner, name="Kiosk"), f"{till.queue('Doctor A')}/customers"
    till.does(path, key="1", name="Ann")
    assert kiosk.does(path, key="1", name="Ben")["ticket"] == "A2"


def test_program_calls_the_next_and_is_told_when_somebody_was_faster(
    till: Program, owner: Owner
) -> None:
    queue = till.queue("Doctor A")
    ann, ben = (till.does(f"{queue}/customers", name=name) for name in ("Ann", "Ben"))
    owner.calls_next("Doctor A")
    late = till.sends(f"{queue}/call", next=ann["id"])
    assert (late.status_code, late.mimetype) == (409, "application/problem+json")
    assert late.get_json()["detail"].startswith("Nobody was called")
    assert late.get_json()["fresh"] == till.reads(queue)
    assert late.get_json()["fresh"]["called"] == ["A1"]
    called = till.does(f"{queue}/call", next=ben["id"])
    assert (called["ticket"], called["state"]) == ("A2", "called")
    assert till.sends(f"{queue}/call").status_code == 409


def test_program_sets_a_state_only_if_it_is_as_it_saw(till: Program) -> None:
    till.does(f"{till.queue('Doctor A')}/customers", name="Ann")
    ann = till.customer("A1")
    assert till.does(f"{ann}/call")["state"] == "called"
    late = till.sends(f"{ann}/state", state="left", was="waiting")
    assert late.status_code == 409
    assert late.get_json()["fresh"] == till.reads(ann)
    served = till.does(f"{ann}/state", state="served", was="called")
    assert (served["state"], served["ahead"]) == ("served", None)
    assert served["ended_at"] >= served["called_at"]


def test_program_that_names_two_places_moves_nobody(till: Program, owner: Owner) -> None:
    path = f"{till.queue('Doctor A')}/customers"
    ann, ben = (till.does(path, name=name) for name in ("Ann", "Ben"))
    answer = till.sends(f"/customers/{ann['id']}/move", by=1, before=ben["id"])
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == {"before": ["Please give one of by and before."]}
    assert list(owner.rows("Doctor A")) == ["A1", "A2"]


def test_program_moves_people_within_the_line_and_to_another(till: Program) -> None:
    queue = till.queue("Doctor A")
    for name in ("Ann", "Ben", "Cy"):
        till.does(f"{queue}/customers", name=name)
    ann, cy = till.customer("A1"), till.customer("A3")
    assert till.does(f"{ann}/move", by=1, ahead=0)["ahead"] == 1
    assert till.sends(f"{ann}/move", by=1, ahead=0).status_code == 409
    assert till.does(f"{cy}/move", before=ann.rpartition("/")[2])["ahead"] == 1
    other = till.queue("Doctor B").rpartition("/")[2]
    assert till.does(f"{ann}/transfer", queue_id=other)["ticket"] == "B1"
    assert till.sends(f"{ann}/transfer", queue_id=other).status_code == 409
    assert till.sends(f"{ann}/transfer", queue_id=str(uuid4())).status_code == 422


def test_program_reads_people_by_state_and_queue_a_page_at_a_time(till: Program) -> None:
    queue, other = till.queue("Doctor A"), till.queue("Doctor B")
    for nth in range(5):
        till.does(f"{queue}/customers", name=f"Ann {nth}")
    till.does(f"{other}/customers", name="Ben")
    till.does(f"{queue}/call")
    page = till.reads("/customers?page_size=2&page=2&state=waiting,called")
    assert [one["ticket"] for one in page["customers"]] == ["A3", "A4"]
    assert (page["page"], page["page_size"], page["total"]) == (2, 2, 6)
    waiting = till.reads(f"/customers?state=waiting&queue={queue.rpartition('/')[2]}")
    assert [(one["ticket"], one["ahead"]) for one in waiting["customers"]] == [
        *(("A2", 0), ("A3", 1), ("A4", 2), ("A5", 3)),
    ]
    assert till.reads("/customers?page=9")["customers"] == []
    typed = ("page=0", "page_size=201", "state=happy", "queue=x", "page=x")
    for wrong in (*typed, "stat=called", "page=1&page=2"):
        assert till.get(f"/customers?{wrong}").status_code == 422, wrong


def test_what_a_program_types_is_checked_as_on_the_pages(till: Program, owner: Owner) -> None:
    path = f"{till.queue('Doctor A')}/customers"
    answer = till.sends(path, name="\u202e", phone="hello", surname="Lee")
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    problem = answer.get_json()
    assert problem["status"] == 422
    assert problem["errors"] == {
        "name": ["Please leave out characters that can't be shown."],
        "phone": ["This doesn't look like a phone number."],
        "surname": ["There is no such field."],
    }
    assert till.ask("POST", path, data="{").status_code == 422
    broken = till.ask("POST", path, data="{", content_type="application/json")
    assert (broken.status_code, broken.mimetype) == (400, "application/problem+json")
    assert owner.rows("Doctor A") == {}


def test_program_pauses_and_announces(till: Program, app: Flask, owner: Owner) -> None:
    store = till.does("/store", method="PATCH", paused=True, announcement="We run late.")
    assert (store["paused"], store["announcement"]) == (True, "We run late.")
    assert "We run late." in owner.get(owner.board).text
    assert Customer(app).get(owner.join_code).status_code != 303
    assert till.does("/store", method="PATCH", paused=False)["announcement"] == "We run late."
    assert till.does("/store", method="PATCH", announcement="")["announcement"] == ""
    queue = till.queue("Doctor A")
    assert till.does(queue, method="PATCH", paused=True)["paused"] is True
    assert [one["paused"] for one in till.reads("/queues")["queues"]] == [True, False]


def test_code_that_a_program_reads_leads_to_the_form(till: Program, app: Flask) -> None:
    link = till.reads("/store")["join_url"].removeprefix(till.base)
    Customer(app).joins(link, name_0="Ann")
    assert till.reads("/customers")["customers"][0]["joined_via"] == "scan"


def test_nobody_is_added_to_a_retired_queue(till: Program, owner: Owner) -> None:
    path = owner.queue_path("Doctor B")
    owner.submit(f"{path}/settings", {}, action=f"{path}/retire")
    queue = till.queue("Doctor B")
    answer = till.sends(f"{queue}/customers", name="Ann")
    assert answer.status_code == 409
    assert answer.get_json()["fresh"]["retired"] is True


def test_program_reads_the_day_and_closes_the_store(till: Program, owner: Owner) -> None:
    queue = till.queue("Doctor A")
    till.does(f"{queue}/customers", name="Ann")
    till.does(f"{queue}/call")
    till.does(f"{till.customer('A1')}/state", state="served", was="called")
    figures = till.reads("/figures")
    assert (figures["joined"], figures["served"], figures["still_in_line"]) == (1, 1, 0)
    assert [one["name"] for one in figures["queues"]] == ["Doctor A", "Doctor B"]
    report = till.get("/report.csv")
    assert (report.mimetype, report.data) == ("text/csv", owner.get("/store/report.csv").data)
    assert till.does("/store/close") == figures
    assert till.get("/store").status_code == 401
