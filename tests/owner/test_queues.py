"""The owner's line-up of queues: added, renamed, moved, retired, brought back."""

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, csrf_token, queue_ids, words
from tests.support.shops import BusyShop
from tests.support.watching import fragments_in, watching

HTMX = {"HX-Request": "true"}
SETTINGS = "/store/settings"


def test_added_queue_is_the_last_and_has_the_next_letter(app: Flask, owner: Owner) -> None:
    assert adds(owner, " Doctor  C ").location == SETTINGS
    assert names(owner) == ["Doctor A", "Doctor B", "Doctor C"]
    Customer(app).joins(owner.join_code, name_0="Ann", queue_0="Doctor C")
    assert list(owner.rows("Doctor C")) == ["C1"]


def test_owner_is_told_why_a_queue_can_not_be_added(owner: Owner) -> None:
    for typed, told in (
        ("", "Please give a name."),
        ("doctor a", "There is a queue of this name already."),
        ("n" * 65, "at most 64 characters (these are 65)"),
        ("Bell\x07", "leave out characters that can't be shown"),
    ):
        refused = adds(owner, typed)
        assert refused.status_code == 422
        assert told in error_beside(refused, "queue")
        assert typed_in(refused, "queue") == typed
    retires(owner, "Doctor B")
    assert "Bring that one back" in error_beside(adds(owner, "Doctor B"), "queue")
    assert names(owner) == ["Doctor A"]


def test_page_with_javascript_gets_the_new_queue_alone(owner: Owner) -> None:
    token = csrf_token(owner.get(SETTINGS))
    sent = {"csrf_token": token, "queue": "Vaccines"}
    fragments = fragments_in(owner.post("/store/queues", sent, headers=HTMX).text)
    assert sorted(fragments) == ["adding", "flash", "lineup"]
    assert "<bdi>Vaccines</bdi>" in fragments["lineup"]
    assert 'value=""' in fragments["adding"]
    refused = owner.post("/store/queues", sent, headers=HTMX)
    assert refused.status_code == 422
    assert "There is a queue of this name already." in fragments_in(refused.text)["adding"]
    assert 'value="Vaccines"' in fragments_in(refused.text)["adding"]


def test_store_has_at_most_twenty_queues(owner: Owner) -> None:
    for nth in range(3, 21):
        assert adds(owner, f"Doctor {nth}").status_code == 303
    assert "at most 20 queues" in error_beside(adds(owner, "Doctor 21"), "queue")
    # One that is out of sight makes room, and then there is none to come back to.
    retires(owner, "Doctor 3")
    assert adds(owner, "Doctor 21").status_code == 303
    assert "at most 20 queues" in words(brings_back(owner, "Doctor 3"))
    assert len(names(owner)) == 20


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


def test_devices_that_add_queues_at_once_get_letters_of_their_own(app: Flask, owner: Owner) -> None:
    desks = [owner.second_window() for _nth in range(4)]
    all_at_once(
        list(enumerate(desks)), lambda who: adds(who[1], f"New {who[0]}"), app=app, held=STORES_ROW
    )
    assert sorted(names(owner)) == ["Doctor A", "Doctor B", "New 0", "New 1", "New 2", "New 3"]
    letters = re.findall(r'class="letter">(\w)<', owner.get(SETTINGS).text)
    assert letters == list("ABCDEF")


def test_renamed_queue_has_its_new_name_on_every_screen(shop: BusyShop, anybody: Browser) -> None:
    with (
        watching(anybody, shop.board) as (board,),
        watching(shop.ann, shop.ann.ticket) as (phone,),
        watching(shop.owner, "/store") as (desk,),
    ):
        for screen in (board, phone, desk):
            screen.shows()
        saves(shop.owner, "Doctor A", name="Dr. Ahn <b>")
        assert "Dr. Ahn &lt;b&gt;" in shop.owner.get(SETTINGS).text
        assert "Dr. Ahn <b>" in board.shows()["lanes"]
        assert "Dr. Ahn <b>" in phone.shows()["party"]
        assert "Dr. Ahn <b>" in desk.shows()["queues"]
    assert "Dr. Ahn <b>" in words(shop.ben.get(shop.ben.form))
    assert {row["queue_name"] for row in shop.owner.report} == {"Dr. Ahn <b>"}


def test_owner_is_told_beside_the_field_what_is_amiss_with_a_queue(owner: Owner) -> None:
    path = f"{owner.queue_path('Doctor A')}/settings"
    well = {"name": "Dr. Ahn", "minutes_guess": "7", "most_waiting": "12"}
    for field, typed, told in (
        ("name", "", "Please give a name."),
        ("name", "DOCTOR B", "There is a queue of this name already."),
        ("minutes_guess", "", "a whole number from 1 to 240"),
        ("minutes_guess", "0", "a whole number from 1 to 240"),
        ("minutes_guess", "241", "a whole number from 1 to 240"),
        ("minutes_guess", "2.5", "a whole number from 1 to 240"),
        ("most_waiting", "0", "a whole number from 1 to 999"),
        ("most_waiting", "-3", "a whole number from 1 to 999"),
        ("most_waiting", "many", "a whole number from 1 to 999"),
        ("most_waiting", "9" * 99, "a whole number from 1 to 999"),
    ):
        refused = owner.submit(path, {**well, field: typed})
        assert refused.status_code == 422
        assert told in error_beside(refused, field)
        kept = {**well, field: typed}
        assert {name: typed_in(refused, name) for name in kept} == kept
    assert names(owner) == ["Doctor A", "Doctor B"]


def test_settings_of_a_queue_are_kept_and_can_be_emptied(owner: Owner) -> None:
    page = saves(owner, "Doctor A", minutes_guess=" 7 ", most_waiting="١٢", paused="yes")
    assert page.location == SETTINGS
    assert "A Doctor A every 7 min · at most 12 · paused" in words(owner.get(SETTINGS))
    saves(owner, "Doctor A", most_waiting="", paused="no")
    assert "A Doctor A every 7 min Change" in words(owner.get(SETTINGS))


def test_link_on_the_desk_leads_to_the_queues_settings_and_back(owner: Owner) -> None:
    path = owner.queue_path("Doctor B")
    link = f"{path}/settings?from=line"
    assert f'href="{link}"' in owner.get(path).text
    assert owner.submit(link, {"name": "Dr. Bae"}).location == path


@pytest.mark.usefixtures("clock")
def test_waits_begin_with_the_owners_guess(app: Flask, owner: Owner) -> None:
    people = [Customer(app).joins(owner.join_code, name_0=f"No. {nth}") for nth in range(12)]
    for _call in range(8):
        owner.calls_next("Doctor A")
    told = []
    for guess in ("10", "20"):
        saves(owner, "Doctor A", minutes_guess=guess)
        page = words(people[-1].get(people[-1].ticket))
        told.append(page.partition("3 people ahead of you about ")[2].partition(" You can")[0])
    assert told == ["2–9 min", "4–20 min"]


def test_queues_are_moved_up_and_down_on_every_screen(
    app: Flask, owner: Owner, anybody: Browser
) -> None:
    adds(owner, "Doctor C")
    assert moves(owner, "Doctor C", "up").location == SETTINGS
    assert names(owner) == ["Doctor A", "Doctor C", "Doctor B"]
    moves(owner, "Doctor A", "down")
    assert names(owner) == ["Doctor C", "Doctor A", "Doctor B"]
    board = re.search(r'href="(/b/[^"]+)"', owner.get("/store").text)
    assert board is not None
    for page in (owner.get("/store"), anybody.get(board[1]), Customer(app).scans(owner.join_code)):
        found = [words(page).index(f"Doctor {letter}") for letter in "CAB"]
        assert found == sorted(found)
    # The letters stay with their queues.
    assert "C Doctor C" in words(owner.get(SETTINGS))


def test_ends_of_the_line_up_can_not_be_moved_over(owner: Owner) -> None:
    page = owner.get(SETTINGS).text
    first, last = move_button(owner, "Doctor A", "up"), move_button(owner, "Doctor B", "down")
    for button in (first, last):
        path = button.replace("&", "&amp;")
        assert re.search(rf'formaction="{re.escape(path)}"[^>]* disabled', page)
        assert owner.presses(button).status_code == 409
    assert names(owner) == ["Doctor A", "Doctor B"]


def test_two_devices_that_move_the_same_queue_move_it_once(owner: Owner) -> None:
    adds(owner, "Doctor C")
    button = move_button(owner, "Doctor C", "up")
    assert owner.presses(button).status_code == 303
    told = owner.presses(button)
    assert told.status_code == 409
    assert "Nothing was moved: somebody else was faster." in words(told)
    assert names(owner) == ["Doctor A", "Doctor C", "Doctor B"]


def test_page_with_javascript_gets_the_line_up_alone(owner: Owner) -> None:
    answer = owner.presses(move_button(owner, "Doctor B", "up"), headers=HTMX)
    fragments = fragments_in(answer.text)
    assert set(fragments) == {"lineup", "flash"}
    assert fragments["lineup"] in owner.get(SETTINGS).text


def test_retired_queue_vanishes_from_all_screens_and_stays_in_the_report(
    shop: BusyShop, anybody: Browser
) -> None:
    owner = shop.owner
    cid = Customer(shop.app).joins(owner.join_code, name_0="Cid", queue_0="Doctor B")
    owner.calls_next("Doctor B")
    owner.sets("Doctor B", "B1", "served")
    old_page = owner.queue_path("Doctor B")
    with watching(anybody, shop.board) as (board,), watching(owner, old_page) as (desk,):
        board.shows()
        desk.shows()
        assert retires(owner, "Doctor B").location == SETTINGS
        assert "Doctor B" not in board.shows()["lanes"]
        # Whoever looks at its line sees the first queue instead.
        shown = desk.shows()
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
    assert "Served. Thank you for coming." in words(cid.get(cid.ticket))


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


def names(owner: Owner) -> list[str]:
    """The queues on the desk, in order."""
    return re.findall(r'href="/store/queues/[^"]+"[^>]*><bdi>([^<]+)<', owner.get("/store").text)


def adds(owner: Owner, name: str) -> TestResponse:
    return owner.submit(SETTINGS, {"queue": name}, action="/store/queues")


def saves(owner: Owner, queue: str, **fields: str) -> TestResponse:
    return owner.submit(f"{owner.queue_path(queue)}/settings", fields)


def retires(owner: Owner, queue: str) -> TestResponse:
    path = owner.queue_path(queue)
    return owner.submit(f"{path}/settings", {}, action=f"{path}/retire")


def brings_back(owner: Owner, queue: str) -> TestResponse:
    found = re.search(
        rf'formaction="([^"]+/return)"\s+aria-label="Bring back {queue}"', owner.get(SETTINGS).text
    )
    assert found is not None
    return owner.presses(found[1])


def move_button(owner: Owner, queue: str, to: str) -> str:
    found = re.search(
        rf'formaction="([^"]+)"\s+aria-label="Move {to}: {queue}"', owner.get(SETTINGS).text
    )
    assert found is not None
    return found[1].replace("&amp;", "&")


def moves(owner: Owner, queue: str, to: str) -> TestResponse:
    return owner.presses(move_button(owner, queue, to))


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


def test_walk_in_for_a_queue_that_is_not_ours_is_not_found(
    owner: Owner, other_owner: Owner
) -> None:
    chair = other_owner.queue_path("Chair")
    assert owner.submit("/store", {"name": "Dee"}, action=f"{chair}/customers").status_code == 404
    assert other_owner.report == []


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
