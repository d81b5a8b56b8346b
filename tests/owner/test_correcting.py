"""The owner corrects a name or a phone and keeps notes, and nobody's correction is lost."""

import re
from urllib.parse import unquote

from flask import Flask

from tests.support.pages import error_beside, typed_in
from tests.support.people import Customer, Owner, words
from tests.support.shops import BusyShop

HTMX = {"HX-Request": "true"}


def test_corrected_name_and_phone_are_everywhere(app: Flask, owner: Owner) -> None:
    ann = Customer(app).joins(owner.join_code, name_0="Anm", phone_0="0931 555 777")
    assert owner.corrects("Doctor A", "A1", name=" Ann ", phone="119").status_code == 303
    assert "Ann 119" in " ".join(
        f"{row['customer_name']} {row['customer_phone']}" for row in owner.report
    )
    assert "Ann" in words(ann.get(ann.ticket))
    assert "A1 was changed. Undo" in words(
        owner.get(owner.corrects("Doctor A", "A1", phone="").location)
    )


def test_note_is_for_the_staff_alone(shop: BusyShop) -> None:
    assert "Knee again" in words(shop.owner.get(shop.owner.queue_path("Doctor A")))
    for page in (shop.ann.get(shop.ann.ticket), shop.ann.get(shop.board)):
        assert "Knee again" not in page.text


def test_owner_is_told_beside_the_field_what_is_amiss(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    for field, typed, told in (
        ("name", "", "Please give a name."),
        ("name", "n" * 65, "at most 64 characters (these are 65)"),
        ("phone", "call me", "doesn't look like a phone number"),
        ("note", "n" * 201, "at most 200 characters (these are 201)"),
        ("note", "a\x00b", "leave out characters that can't be shown"),
    ):
        refused = owner.corrects("Doctor A", "A1", **{field: typed})
        assert refused.status_code == 422
        assert told in error_beside(refused, field)
        assert typed_in(refused, field) == typed
    assert owner.report[0]["customer_name"] == "Ann"


def test_of_two_who_correct_at_once_the_second_is_shown_the_first_ones_words(
    app: Flask, owner: Owner
) -> None:
    Customer(app).joins(owner.join_code, name_0="Anm")
    path = owner.customer_path("Doctor A", "A1")
    seen = {f"was_{field}": typed_in(owner.get(path), field) for field in ("name", "phone", "note")}
    owner.corrects("Doctor A", "A1", name="Anne", note="Two\nlines")
    late = owner.submit(path, {**seen, "name": "Ann", "phone": "", "note": "Knee"})
    assert late.status_code == 409
    assert "Somebody else has changed this meanwhile" in words(late)
    assert "what is there now: Anne · Two lines" in words(late)
    assert (typed_in(late, "name"), typed_in(late, "note")) == ("Ann", "Knee")
    assert owner.report[0]["customer_name"] == "Anne"
    # Browsers send the line breaks of what they were shown in their own way.
    seen = {f"was_{field}": typed_in(late, f"was_{field}") for field in ("name", "phone", "note")}
    seen["was_note"] = seen["was_note"].replace("\n", "\r\n")
    again = owner.submit(path, {**seen, "name": "Ann", "phone": "", "note": "Knee"})
    assert (again.status_code, owner.report[0]["customer_name"]) == (303, "Ann")


def test_state_that_changed_meanwhile_does_not_get_in_the_way(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Anm")
    path = owner.customer_path("Doctor A", "A1")
    seen = {f"was_{field}": typed_in(owner.get(path), field) for field in ("name", "phone", "note")}
    owner.calls_next("Doctor A")
    assert owner.submit(path, {**seen, "name": "Ann", "phone": "", "note": ""}).status_code == 303
    assert owner.rows("Doctor A") == {"A1": "called"}


def test_panel_with_javascript_stays_open_with_what_is_amiss(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    path = owner.customer_path("Doctor A", "A1")
    page = owner.get(path, headers=HTMX)
    sent = {"csrf_token": typed_in(page, "csrf_token"), "name": "", "phone": "", "note": ""}
    refused = owner.post(path, sent, headers=HTMX)
    assert (refused.status_code, "<html" in refused.text) == (422, False)
    assert error_beside(refused, "name") == "Please give a name."
    seen = {f"was_{field}": typed_in(page, f"was_{field}") for field in ("name", "phone", "note")}
    done = owner.post(path, {**sent, **seen, "name": "Anna"}, headers=HTMX)
    assert (done.status_code, done.headers["HX-Trigger"]) == (200, "done")
    assert "Anna" in done.text


def test_text_message_says_what_is_true_of_them_and_where_to_look(app: Flask, owner: Owner) -> None:
    for nth in range(3):
        Customer(app).joins(owner.join_code, name_0=f"No. {nth}")
    ann = Customer(app).joins(owner.join_code, name_0="Ann", phone_0="+886 931 555 777")
    where = f"http://queue.example{ann.ticket}"

    def offered() -> list[tuple[str, str]]:
        page = owner.get(owner.customer_path("Doctor A", "A4")).text
        assert 'href="tel:+886931555777"' in page
        found = re.findall(r'href="sms:\+886931555777\?body=([^"]+)">([^<]+)<', page)
        return [(label, unquote(body)) for body, label in found]

    assert offered() == [("Text the ticket", f"Your ticket at Test Clinic is A4: {where}")]
    owner.calls_next("Doctor A")
    assert offered() == [
        ("Text “Almost your turn”", f"It's almost your turn at Test Clinic: {where}")
    ]
    owner.sets("Doctor A", "A4", "called")
    assert offered() == [("Text “It's your turn”", f"It's your turn at Test Clinic: {where}")]
    owner.sets("Doctor A", "A4", "served")
    assert offered() == []


def test_made_up_field_breaks_nothing(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    path = owner.customer_path("Doctor A", "A1")
    seen = {"was_name": "A\0", "was_phone": "", "was_note": ""}
    told = owner.submit(path, {**seen, "name": "Eve", "phone": "", "note": ""})
    assert told.status_code == 409
