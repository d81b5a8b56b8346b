"""The owner changes what is true for the whole store, maybe on two devices at once."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Flask

from tests.support.crowd import STORES_ROW, all_at_once
from tests.support.pages import Page, error_beside, typed_in
from tests.support.people import Customer, Owner, queue_ids, words
from tests.support.store_settings import SETTINGS, saves, seen


def test_customers_read_the_new_name_and_description(app: Flask, owner: Owner) -> None:
    ann, ben = Customer(app).joins(owner.join_code, name_0="Ann"), Customer(app)
    ben.scans(owner.join_code)
    new = {"name": "Clinic <b>am</b> Markt", "description": "Closed at noon.\r\nBack at two."}
    assert owner.submit("/store/settings", new).location == "/store"
    for page in (owner.get("/store"), ann.get(ann.ticket), ben.get(ben.form)):
        assert "Clinic <b>am</b> Markt" in words(page)
        assert "Closed at noon. Back at two." in words(page)
    settings = owner.get("/store/settings")
    assert typed_in(settings, "name") == "Clinic <b>am</b> Markt"
    assert typed_in(settings, "description") == "Closed at noon.\nBack at two."


def test_owner_reads_that_it_is_saved_where_they_look_then(owner: Owner) -> None:
    assert "Saved." not in words(owner.get("/store"))
    owner.submit("/store/settings", {"name": "Clinic am Markt"})
    assert "Saved." in words(owner.get("/store"))
    assert "Saved." not in words(owner.get("/store"))
    queue = f"{owner.queue_path('Doctor A')}/settings"
    saved = owner.submit(queue, {"name": "Doctor Adam"})
    assert saved.location == "/store/settings#of-queues"
    page = owner.get("/store/settings")
    assert "Saved." in words(page)
    assert 'id="of-queues"' in page.text
    refused = owner.submit("/store/settings", {"name": ""})
    assert "Saved." not in words(refused) + words(owner.get("/store"))


def test_owner_who_opened_in_the_wrong_time_zone_corrects_it(app: Flask, owner: Owner) -> None:
    ann = Customer(app).joins(owner.join_code, name_0="Ann")
    owner.calls_next("Doctor A")
    called = datetime.fromisoformat(owner.report[0]["called_at"])
    assert f"called at {called:%H:%M}" in words(ann.get(ann.ticket))
    assert owner.submit("/store/settings", {"timezone": "Asia/Kathmandu"}).location == "/store"
    there = called.astimezone(ZoneInfo("Asia/Kathmandu"))
    assert f"called at {there:%H:%M}" in words(ann.get(ann.ticket))
    assert owner.report[0]["called_at"] == there.isoformat(timespec="seconds")
    refused = owner.submit("/store/settings", {"timezone": "Mars/Olympus"})
    assert refused.status_code == 422
    assert "Please choose one of these." in error_beside(refused, "timezone")


def test_owner_is_told_beside_the_field_what_is_amiss_and_nothing_changes(owner: Owner) -> None:
    for field, typed, told in (
        ("name", "", "Please give a name."),
        ("name", "n" * 65, "at most 64 characters (these are 65)"),
        ("description", "d" * 501, "at most 500 characters (these are 501)"),
        ("description", "Bell\x07", "leave out characters that can't be shown"),
        ("phone_asked", "maybe", "Please choose one of these."),
        ("board_shows", "phones", "Please choose one of these."),
        ("paused", "", "Please choose one of these."),
    ):
        well = {"phone_asked": "off", "board_shows": "initials", "paused": "yes"}
        sent = {"name": "New name", "description": "New words", **well, field: typed}
        refused = owner.submit("/store/settings", sent)
        assert refused.status_code == 422
        assert told in error_beside(refused, field)
        kept = sent if field in ("name", "description") else {**sent, field: ""}
        assert {name: typed_in(refused, name) for name in sent} == kept
    assert "Test Clinic" in words(owner.get("/store"))


def test_two_devices_keep_what_each_of_them_changed(owner: Owner) -> None:
    early, late = seen(owner), seen(owner)
    saves(owner, {**early, "name": "Corner Clinic"})
    # The late one still shows the old name, and doesn't touch it.
    assert saves(owner, {**late, "description": "Closed at noon.", "phone_asked": "off"}) == 303
    now = seen(owner)
    assert (now["name"], now["description"]) == ("Corner Clinic", "Closed at noon.")
    assert (now["phone_asked"], now["board_shows"]) == ("off", "numbers")


def test_who_was_slower_with_the_same_field_is_told_and_may_insist(owner: Owner) -> None:
    mine = {
        **seen(owner),
        "name": "My Clinic",
        "description": "My words.",
        "board_shows": "initials",
    }
    saves(
        owner,
        {**seen(owner), "name": "Your Clinic", "description": "", "board_shows": "first_names"},
    )
    told = owner.submit(SETTINGS, mine)
    assert told.status_code == 409
    assert error_beside(told, "name") == (
        "Somebody has just changed this to “Your Clinic”. Save again to replace it."
    )
    assert "Somebody has just emptied this." in error_beside(told, "description")
    assert "changed this to “By number and first name”" in error_beside(told, "board_shows")
    kept = {name: mine[name] for name in ("name", "description", "board_shows")}
    assert {name: typed_in(told, name) for name in kept} == kept
    # Nothing was written yet, not even what nobody else had touched.
    assert seen(owner)["name"] == "Your Clinic"
    again = {**mine, **{name: typed_in(told, name) for name in mine if name.startswith("was-")}}
    assert saves(owner, again) == 303
    assert {name: seen(owner)[name] for name in kept} == kept


def test_whoever_wants_what_somebody_else_has_just_set_is_not_told(owner: Owner) -> None:
    mine = {**seen(owner), "name": "Corner Clinic"}
    saves(owner, {**seen(owner), "name": "Corner Clinic"})
    assert saves(owner, mine) == 303


def test_of_two_who_save_the_same_field_at_once_one_is_told(app: Flask, owner: Owner) -> None:
    windows = [
        (dashboard := owner.second_window(), {**seen(dashboard), "name": f"No. {nth}"})
        for nth in range(4)
    ]
    codes = all_at_once(windows, lambda who: saves(who[0], who[1]), app=app, held=STORES_ROW)
    assert sorted(codes) == [303, 409, 409, 409]


def test_stale_page_does_not_resume_what_was_paused_meanwhile(owner: Owner) -> None:
    stale = seen(owner)
    owner.submit("/store", {"paused": "yes"}, action="/store/pause")
    assert saves(owner, {**stale, "name": "Corner Clinic"}) == 303
    assert seen(owner)["paused"] == "yes"
    assert saves(owner, {**seen(owner), "paused": "no"}) == 303
    assert "Joining is paused" not in words(owner.get("/store"))


def test_store_that_asks_for_no_phone_number_keeps_none(app: Flask, owner: Owner) -> None:
    early = Customer(app)
    queue = queue_ids(early.scans(owner.join_code))["Doctor A"]
    saves(owner, {"phone_asked": "off"})
    late = Customer(app)
    assert Page.of(late.scans(owner.join_code)).all(name="phone-0") == []
    # The form was on the phone before; what is in the field doesn't matter any more.
    for customer, phone in ((early, "0931 000 000"), (late, "call me")):
        sent = customer.sends({"name-0": "Ann", "phone-0": phone, "queue-0": queue})
        assert sent.status_code == 303
    assert [row["customer_phone"] for row in owner.report] == ["", ""]


def test_store_that_needs_a_phone_number_asks_the_first_of_a_party(
    app: Flask, owner: Owner
) -> None:
    customer = Customer(app)
    queue = queue_ids(customer.scans(owner.join_code))["Doctor A"]
    saves(owner, {"phone_asked": "required"})
    form = customer.get(customer.form)
    first, second = (Page.of(form).all(name=f"phone-{nth}")[0] for nth in (0, 1))
    assert "required" in first.attributes
    assert "required" not in second.attributes
    family = {"name-0": "Ann", "name-1": "Ben", "queue-0": queue}
    for nothing in ("", "  "):
        told = customer.sends({**family, "phone-0": nothing})
        assert told.status_code == 422
        assert error_beside(told, "phone-0") == "Please give a phone number."
        assert typed_in(told, "name-1") == "Ben"
    assert owner.rows("Doctor A") == {}
    assert customer.sends({**family, "phone-0": "0931 000 000"}).status_code == 303
    assert [row["customer_phone"] for row in owner.report] == ["0931 000 000", ""]
