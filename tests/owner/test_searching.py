"""The owner finds somebody by what they say at the counter."""

import pytest
from flask import Flask

from tests.support.pages import Page
from tests.support.people import Customer, Owner, words

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _lines(app: Flask, owner: Owner) -> None:
    """Two lines, one of the people already served."""
    Customer(app).joins(
        owner.join_code, name_0="Ann Lee", phone_0="+886 932 000 111", name_1="王小明"
    )
    Customer(app).joins(owner.join_code, name_0="Ben", phone_0="0911-222-111", queue_0="Doctor B")
    Customer(app).joins(owner.join_code, name_0="ANNE", queue_0="Doctor B")
    owner.sets("Doctor A", "A1", "served")


def found(owner: Owner, sought: str) -> list[str]:
    """The tickets that the page shows as found."""
    page = owner.get("/store/find", query_string={"find": sought})
    assert page.status_code == 200
    rows = [e for e in Page.of(page).elements if e.attributes.get("id", "").startswith("found-")]
    return [row.text.split()[0] for row in rows if row.tag == "tr"]


SOUGHT = {
    "B1": ["B1"],
    "b2": ["B2"],
    "ann": ["B2", "A1"],  # who waits comes first
    "  aNN   lEE ": ["A1"],
    "小明": ["A2"],
    "111": ["B1", "A1"],
    "222 111": ["B1"],
    "000-111": ["A1"],
    "11": [],  # too few digits to tell anybody by
    "+886 932 000 111": ["A1"],
    "0911": ["B1"],  # as one begins to type it
    "0911-22": ["B1"],
    "+886 91": ["B1"],
    "0088691": ["B1"],
    "88693": ["A1"],
    "0932 0": ["A1"],
    "091": [],
    "0911 22 9": [],
    "+49 911": [],
    "0088 6": [],
    "Zoe": [],
    "%": [],
    "": [],
}


def test_owner_finds_by_ticket_name_or_either_end_of_a_phone(owner: Owner) -> None:
    assert {sought: found(owner, sought) for sought in SOUGHT} == SOUGHT


@pytest.mark.parametrize(
    ("name", "sought"),
    [
        ("Jürgen Müller", "muller"),
        ("Jurgen Muller", "Müller"),
        ("Sofía Ramírez", "sofia ramirez"),
        ("Søren Ærø", "soren aero"),
        ("Łukasz", "lukasz"),
        ("Weiß", "WEISS"),
        ("Zoe\u0301", "zoé"),
        ("İpek Yıldız", "ipek yildiz"),
        ("Nguyễn Đức", "nguyen duc"),
        ("김민수", "김민"),
    ],
)
def test_accents_make_no_difference(app: Flask, owner: Owner, name: str, sought: str) -> None:
    Customer(app).joins(owner.join_code, name_0=name, queue_0="Doctor B")
    assert found(owner, sought) == ["B3"]


def test_sought_accent_alone_finds_nobody(owner: Owner) -> None:
    assert found(owner, "\u0301") == []


@pytest.mark.parametrize(
    ("phone", "sought"),
    [
        ("０９３７５５５１２３", "0937"),
        ("０９３７５５５１２３", "5123"),
        ("0937 555 123", "５１２３"),
        ("٠٩٣٧٥٥٥١٢٣", "5123"),
        ("٠٩٣٧٥٥٥١٢٣", "0937"),
        ("0937 555 123", "٠٩٣٧"),
    ],
)
def test_phone_is_found_in_whichever_digits_it_is_typed(
    app: Flask, owner: Owner, phone: str, sought: str
) -> None:
    Customer(app).joins(owner.join_code, name_0="Cleo", phone_0=phone, queue_0="Doctor B")
    assert found(owner, sought) == ["B3"]


@pytest.mark.parametrize(
    ("phone", "sought"),
    [
        ("0151 2345 6789", "+49 151 2345 6789"),
        ("0151 2345 6789", "0049151"),
        ("+49 151 2345 6789", "+49 151"),
        ("+886 932 000 111", "0932 0"),
        ("(201) 555-0123", "+1 201"),
    ],
)
def test_phone_from_abroad_is_found_where_nobody_knows_the_country(
    app: Flask, phone: str, sought: str
) -> None:
    owner = Owner(app).opens("Stall", queues=["Line"], email="stall@example.com", timezone="UTC")
    Customer(app).joins(owner.join_code, name_0="Cleo", phone_0=phone)
    assert found(owner, sought) == ["A1"]


def test_phone_of_one_country_is_not_that_of_another(app: Flask) -> None:
    owner = Owner(app).opens("Stall", queues=["Line"], email="stall@example.com", timezone="UTC")
    Customer(app).joins(owner.join_code, name_0="Cleo", phone_0="+49 151 2345 6789")
    assert (found(owner, "+43 151"), found(owner, "+49 151")) == ([], ["A1"])


def test_who_is_not_there_is_said_not_to_be(owner: Owner) -> None:
    page = words(owner.get("/store/find?find=Zoe"))
    assert "Nobody found for “Zoe”" in page
    assert "Nobody found" not in words(owner.get("/store/find?find=+"))


def test_found_customer_of_another_queue_is_served_without_leaving_the_page(owner: Owner) -> None:
    on = owner.queue_path("Doctor A").rpartition("/")[2]
    page = owner.get(f"/store/find?find=B1&on={on}", headers=HTMX)
    assert "<html" not in page.text
    button = owner.call_button("Doctor B")
    called = owner.presses(f"{button}&on={on}", headers=HTMX)
    assert "<bdi>Doctor A</bdi>" in called.text
    path = owner.customer_path("Doctor B", "B1")
    served = owner.presses(f"{path}/state?state=served&was=called&on={on}")
    assert served.location.startswith(owner.queue_path("Doctor A"))


def test_owner_of_another_shop_finds_nobody_here(other_owner: Owner) -> None:
    assert found(other_owner, "Ann") == []
