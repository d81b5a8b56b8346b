"""The owner's list of queues: added, renamed, set up, moved."""

import re

import pytest
from flask import Flask

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.pages import error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, csrf_token, words
from tests.support.queues import (
    HTMX,
    SETTINGS,
    adds,
    brings_back,
    move_button,
    moves,
    names,
    retires,
    saves,
)
from tests.support.screens import all_screens
from tests.support.shops import BusyShop
from tests.support.watching import fragments_in


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
    assert sorted(fragments) == ["adding", "flash", "queues"]
    assert "<bdi>Vaccines</bdi>" in fragments["queues"]
    assert 'value=""' in fragments["adding"]
    refused = owner.post("/store/queues", sent, headers=HTMX)
    assert refused.status_code == 422
    assert "There is a queue of this name already." in fragments_in(refused.text)["adding"]
    assert 'value="Vaccines"' in fragments_in(refused.text)["adding"]


@pytest.mark.slow
def test_store_has_at_most_twenty_queues(owner: Owner) -> None:
    for nth in range(3, 21):
        assert adds(owner, f"Doctor {nth}").status_code == 303
    assert "at most 20 queues" in error_beside(adds(owner, "Doctor 21"), "queue")
    # One that is out of sight makes room, and then there is none to come back to.
    retires(owner, "Doctor 3")
    assert adds(owner, "Doctor 21").status_code == 303
    assert "at most 20 queues" in words(brings_back(owner, "Doctor 3"))
    assert len(names(owner)) == 20


def test_devices_that_add_queues_at_once_get_letters_of_their_own(app: Flask, owner: Owner) -> None:
    desks = [owner.second_window() for _nth in range(4)]
    all_at_once(
        list(enumerate(desks)), lambda who: adds(who[1], f"New {who[0]}"), app=app, held=STORES_ROW
    )
    assert sorted(names(owner)) == ["Doctor A", "Doctor B", "New 0", "New 1", "New 2", "New 3"]
    letters = re.findall(r'class="badge hue-\d+"[^>]*>(\w)<', owner.get(SETTINGS).text)
    assert letters == list("ABCDEF")


def test_renamed_queue_has_its_new_name_on_every_screen(shop: BusyShop, anybody: Browser) -> None:
    with all_screens(shop, anybody) as (board, phone, dashboard):
        saves(shop.owner, "Doctor A", name="Dr. Ahn <b>")
        assert "Dr. Ahn &lt;b&gt;" in shop.owner.get(SETTINGS).text
        assert "Dr. Ahn <b>" in "".join(board.shows().values())
        assert "Dr. Ahn <b>" in phone.shows()["party"]
        assert any("Dr. Ahn <b>" in fragment for fragment in dashboard.shows().values())
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
    assert page.location == f"{SETTINGS}#of-queues"
    assert "A Doctor A every 7 min · at most 12 · paused" in words(owner.get(SETTINGS))
    saves(owner, "Doctor A", most_waiting="", paused="no")
    assert "A Doctor A every 7 min Change" in words(owner.get(SETTINGS))


def test_link_on_the_dashboard_leads_to_the_queues_settings_and_back(owner: Owner) -> None:
    path = owner.queue_path("Doctor B")
    link = f"{path}/settings?from=line"
    assert f'href="{link}"' in owner.get(path).text
    assert owner.submit(link, {"name": "Dr. Bae"}).location == path


@pytest.mark.usefixtures("clock")
def test_waits_begin_with_the_owners_guess(app: Flask, owner: Owner) -> None:
    people = [Customer(app).joins(owner.join_code, name_0=f"No. {nth}") for nth in range(5)]
    # A wait is told from the first call on, when the guess still counts.
    owner.calls_next("Doctor A")
    told = []
    for guess in ("10", "20"):
        saves(owner, "Doctor A", minutes_guess=guess)
        page = words(people[-1].get(people[-1].ticket))
        told.append(page.partition("3 people ahead of you ")[2].partition(" likely")[0])
    assert told == ["within 25 min", "6+ min"]


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
    assert "Nothing was moved: another device was first." in words(told)
    assert names(owner) == ["Doctor A", "Doctor C", "Doctor B"]


def test_page_with_javascript_gets_the_line_up_alone(owner: Owner) -> None:
    answer = owner.presses(move_button(owner, "Doctor B", "up"), headers=HTMX)
    fragments = fragments_in(answer.text)
    assert set(fragments) == {"flash", "queues"}
    assert fragments["queues"] in owner.get(SETTINGS).text


def test_walk_in_for_a_queue_that_is_not_ours_is_not_found(
    owner: Owner, other_owner: Owner
) -> None:
    chair = other_owner.queue_path("Chair")
    assert owner.submit("/store", {"name": "Dee"}, action=f"{chair}/customers").status_code == 404
    assert other_owner.report == []


def test_walk_in_that_waited_for_the_queue_to_be_retired_is_refused(
    app: Flask, owner: Owner
) -> None:
    """It began when the queue was still there."""
    path = f"{owner.queue_path('Doctor B')}/customers"
    owner.token_of("/store")
    held = (
        "WITH raised AS (UPDATE store SET version = version + 1)"
        " UPDATE queue SET retired_at = now() WHERE letter = 'B'"
    )

    def adds_dee(to: str) -> int:
        return owner.submit("/store", {"name": "Dee"}, to).status_code

    assert all_at_once([path], adds_dee, app=app, held=held, kept=True) == [409]
    assert owner.report == []
