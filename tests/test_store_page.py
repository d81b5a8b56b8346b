"""The owner changes what customers read of the store."""

from flask import Flask

from tests.pages import error_beside, typed_in
from tests.people import Customer, Owner, words


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


def test_owner_is_told_beside_the_field_what_is_amiss_and_nothing_changes(owner: Owner) -> None:
    for field, typed, told in (
        ("name", "", "Please give a name."),
        ("name", "n" * 65, "at most 64 characters (these are 65)"),
        ("description", "d" * 501, "at most 500 characters (these are 501)"),
        ("description", "Bell\x07", "leave out characters that can't be shown"),
    ):
        sent = {"name": "New name", "description": "New words", field: typed}
        refused = owner.submit("/store/settings", sent)
        assert refused.status_code == 422
        assert told in error_beside(refused, field)
        assert {name: typed_in(refused, name) for name in sent} == sent
    assert "Test Clinic" in words(owner.get("/store"))
