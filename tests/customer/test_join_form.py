"""The join form: what may be typed, and what it says when something is wrong."""

import re

import pytest
from flask import Flask

from tests.support.pages import error_beside, typed_in
from tests.support.people import Customer, Owner, queue_ids, words

FIVE = {f"name-{nth}": name for nth, name in enumerate(["Ann", "Ben", "Cid", "Dee", "Eve"])}


def test_six_people_are_told_that_five_can_join_at_a_time(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    queues = queue_ids(customer.scans(owner.join_code))
    answer = customer.sends({**FIVE, "name-5": "Fay", "queue-0": queues["Doctor A"]})
    assert answer.status_code == 422
    assert "At most five people can join at a time." in words(answer)
    assert [typed_in(answer, name) for name in FIVE] == list(FIVE.values())
    assert owner.rows("Doctor A") == {}


def test_company_without_the_first_name_is_asked_for_it(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    queues = queue_ids(customer.scans(owner.join_code))
    answer = customer.sends({"name-1": "Ben", "queue-0": queues["Doctor A"]})
    assert (answer.status_code, error_beside(answer, "name-0")) == (422, "Please give a name.")


AMISS = [
    ("name-0", "", "Please give a name."),
    ("name-0", " \u200d\u2060", "Please give a name."),
    ("name-0", "n" * 65, "at most 64 characters (these are 65)"),
    ("name-1", "Ann\x07", "leave out characters that can't be shown"),
    ("name-4", "Ann\x00", "leave out characters that can't be shown"),
    ("phone-0", "call me", "doesn't look like a phone number"),
    ("phone-1", "12", "doesn't look like a phone number"),
    ("phone-0", "1" * 41, "at most 40 characters (these are 41)"),
    ("queue-0", "", "choose one of these lines"),
    ("queue-0", "Doctor A", "choose one of these lines"),
    ("queue-1", "00000000-0000-0000-0000-000000000000", "choose one of these lines"),
]


def test_customer_is_told_beside_the_field_what_is_amiss_and_types_nothing_twice(
    app: Flask, owner: Owner
) -> None:
    customer = Customer(app)
    queues = queue_ids(customer.scans(owner.join_code))
    well = {
        "name-0": "Ann",
        "phone-0": "0931 000 000",
        "queue-0": queues["Doctor B"],
        "name-1": "<b>Ben</b>",
        "phone-1": "",
        "queue-1": queues["Doctor A"],
    }
    for field, typed, told in AMISS:
        answer = customer.sends({**well, field: typed})
        assert answer.status_code == 422
        assert told in error_beside(answer, field)
        kept = {**well, field: typed}
        if field.startswith("queue"):
            # What is not among the choices can't be shown as chosen.
            kept[field] = ""
        assert {name: typed_in(answer, name) for name in kept} == kept
        assert re.search('name="people" value="[25]" checked', answer.text)
    assert owner.rows("Doctor A") == owner.rows("Doctor B") == {}


PHONES = [
    *("0931 000 000", "+886 932 000 000", "(02) 2345-6789", "119", "555 1234 ext. 5"),
    *("1-800-FLOWERS", "٠٩٣١ ٠٠٠ ٠٠٠", "０９３１０００", "+1 (555) 010-9999", "tel:0931000000"),
]


def test_phone_number_is_kept_as_it_was_typed(app: Flask, owner: Owner) -> None:
    for phone in PHONES:
        Customer(app).joins(owner.join_code, name_0="Ann", phone_0=f" {phone} ")
        assert f">{phone}</span></a>" in owner.get(owner.queue_path("Doctor A")).text


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("٠٩٣١ ٠٠٠ ٠٠٠", "0931000000"),
        ("555 1234 ext. 5", "5551234"),
        ("+44 20 7946 0000 x12", "+442079460000"),
        ("1-800-FLOWERS", "18003569377"),
        ("tel:0931000000", "0931000000"),
    ],
)
def test_number_is_dialled_as_its_owner_meant_it(
    app: Flask, owner: Owner, typed: str, dialled: str
) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann", phone_0=typed)
    assert f'href="tel:{dialled}"' in owner.get(owner.queue_path("Doctor A")).text


def test_what_can_be_no_phone_number_is_refused(app: Flask, owner: Owner) -> None:
    customer = Customer(app)
    queues = queue_ids(customer.scans(owner.join_code))
    for phone in ("call me", "12", "---", "n/a", "@ann", "=1+1", "📞"):
        answer = customer.sends({"name-0": "Ann", "phone-0": phone, "queue-0": queues["Doctor A"]})
        assert answer.status_code == 422
        assert "doesn't look like a phone number" in error_beside(answer, "phone-0")


NAMES = [
    *("王小明", "محمد بن سلمان", "👨\u200d👩\u200d👧\u200d👦 Šimek", "ក្រុម", "O'Neill <script>"),
    *("x" * 64, "👍" * 64),
]


def test_name_is_shown_as_it_was_typed(app: Flask, owner: Owner) -> None:
    for name in NAMES:
        customer = Customer(app).joins(owner.join_code, name_0=name)
        assert name in words(customer.get(customer.ticket))
        assert name in words(owner.get(owner.queue_path("Doctor A")))


def test_form_that_needs_another_look_says_so_in_its_title_and_leads_to_the_first_field(
    app: Flask, owner: Owner
) -> None:
    ann = Customer(app)
    ann.scans(owner.join_code)
    page = ann.sends({"name-0": "Ann", "phone-0": "call me", "people": "2"})
    assert page.status_code == 422
    assert "<title>Error: Join the line" in page.text
    assert re.findall(r'<input id="([\w-]+)"[^>]* autofocus', page.text) == ["phone-0"]
    # Of two people the second has a name too.
    assert error_beside(page, "name-1") == "Please give a name."


def test_people_who_are_not_counted_any_more_do_not_join(app: Flask, owner: Owner) -> None:
    ann = Customer(app)
    queues = queue_ids(ann.scans(owner.join_code))
    typed = {"name-0": "Ann", "name-1": "Ben", "name-2": "Cid", "queue-0": queues["Doctor A"]}
    assert ann.sends({**typed, "people": "2"}).status_code == 303
    assert list(owner.rows("Doctor A")) == ["A1", "A2"]
