"""A tap on a number dials what its owner meant, or there is nothing to tap."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.display import countries
from app.display.phones import dialled
from app.forms import rules
from tests.support.people import Customer, Owner, opening


@dataclass
class Shop:
    """Where a shop is."""

    timezone: str = "Asia/Taipei"
    country: str = ""


ANYWHERE = {
    "\u202d+49 151 23456789\u202c": "+4915123456789",
    "\u200e+49 151 23456789": "+4915123456789",
    "\ufeff+4915123456789": "+4915123456789",
    "＋81 90 1234 5678": "+819012345678",
    "（０９０）１２３４−５６７８".replace("−", "-"): "09012345678",
    "+49\u00a0151\u201123456789": "+4915123456789",
    "(+49) 151 234567": "+49151234567",
    "+49 (0) 151 234567": "+49151234567",
    "+49(0)151/234567": "+49151234567",
    "+49 0151 234567": "+49151234567",
    "Tel. +49 151 234567": "+49151234567",
    "Mobil: 0151 234567": "0151234567",
    "WhatsApp: +44 7700 900123": "+447700900123",
    "☎ 0151 234567": "0151234567",
    "tel:+49-151-234567": "+49151234567",
    "+49151234567,,12": "+49151234567",
    "+49151234567;12": "+49151234567",
    "+49151234567p12": "+49151234567",
    "+44 20 7946 0000 x12": "+442079460000",
    "0151 234567 (Anna)": "0151234567",
    "0151 234567 / 0152 987654": "0151234567",
    "0151/234567": "0151234567",
    "0049 151 23456789": "+4915123456789",
    "+39 06 1234 5678": "+390612345678",
    "1-800-FLOWERS": "18003569377",
    "119": "119",
    "٠٩٣١ ٠٠٠ ٠٠٠": "0931000000",
    "+5493516315733 ext.": "+5493516315733",
    "4084568908#": "4084568908",
    "4084568908#6": "4084568908",
    "tel:+44-114-272-6444;ext=1234": "+441142726444",
    "+390292189312,12345678": "+390292189312",
    "+49 151 23456789 ☎": "+4915123456789",
    "+49 151 23456789 ✅": "+4915123456789",
    "O151 234567": "0151234567",
    "0151 234567 o 0152 987654": "0151234567",
    "https://wa.me/4915123456789": "+4915123456789",
    "wa.me/?phone=4915123456789": "+4915123456789",
    "wa.me/4915123456789?text=hi": "+4915123456789",
    "https://t.me/+4915123456789": "+4915123456789",
    "sms:+4915123456789?body=hi": "+4915123456789",
    "tel:+49%20151%2023456789": "+4915123456789",
    "tel://+4915123456789": "+4915123456789",
    # The slash of an area code, or the country's code once more.
    "+49 123 / 42 42 42": "+49123424242",
    "030 / 1234567": "0301234567",
    "+49 30 / 12345 / 67": "+493012345",
    "030 / 1234567 / 0152 987654": "0301234567",
    "+44+447700900415": "+447700900415",
    "+49 ++49 151 23456789": "+4915123456789",
    "+0049 151 23456789": "+4915123456789",
    "+0151 234567": "0151234567",
    "0049(0)15123456789": "+4915123456789",
    "0049 0151 23456789": "+4915123456789",
    "0039 06 1234 5678": "+390612345678",
    "+49 [0] 151 234567": "+49151234567",
    "+49_151_234567": "+49151234567",
    "0️⃣1️⃣5️⃣1️⃣ 234567": "0151234567",
    "1) 0151-234567": "0151234567",
    "2. +49 151 234567": "+49151234567",
    "Tel 1: 0151-234567": "0151234567",
    "Phone 1 - Value: +49151234567": "+49151234567",
    "24h: 0151 234567": "0151234567",
    "0151 234567 ab 18:00": "0151234567",
    "*0151 234567*": "0151234567",
    # Kept as they are, and nothing to tap.
    "*31#+4915123456789": "",
    "*100#": "",
    "Tel. *#100#": "",
    "https://wa.me/message/ABCD1234567": "",
    "wa.me/qr/ABCD1234567890": "",
    "t.me/ann1234567": "",
    "ring 5, then 33": "",
    "12345678901234567890": "",
    "1 2 3 4 or so": "1234",
}


@pytest.mark.parametrize("typed", ANYWHERE)
@pytest.mark.parametrize("zone", ["Asia/Taipei", "Europe/Berlin", "UTC"])
def test_what_is_dialled_is_what_a_person_would_dial(typed: str, zone: str) -> None:
    assert dialled(rules.phone(typed), Shop(zone)) == ANYWHERE[typed]


def test_number_without_a_plus_is_read_as_in_the_stores_country() -> None:
    assert dialled("886932000000", Shop("Asia/Taipei")) == "+886932000000"
    assert dialled("886932000000", Shop("Europe/Berlin")) == "886932000000"
    assert dialled("886932000000", Shop("Europe/Berlin", country="TW")) == "+886932000000"
    assert dialled("011 44 20 7946 0000", Shop("America/New_York")) != ""


def test_country_is_that_of_the_time_zone() -> None:
    zones = (
        "Asia/Taipei",
        "Europe/Kyiv",
        "Asia/Kolkata",
        "America/New_York",
        "UTC",
        "Mars/Olympus",
    )
    assert [countries.of_zone(zone) for zone in zones] == ["TW", "UA", "IN", "US", "", ""]


@settings(max_examples=300, database=None, deadline=None)
@given(st.text(st.sampled_from("+0123456789 ()-./,;pwx#extTel:abc٠９"), max_size=40))
def test_whatever_is_typed_a_link_holds_a_number(typed: str) -> None:
    assert re.fullmatch(r"|\+?[0-9]{3,17}", dialled(typed, Shop()))


def test_number_is_kept_clean_and_one_that_cannot_be_read_is_not_linked(
    app: Flask, owner: Owner
) -> None:
    for phone in ("\u202d+49 151 23456789\u202c", "ring 5, then 33"):
        Customer(app).joins(owner.join_code, name_0="Ann", phone_0=phone)
    page = owner.get(owner.queue_path("Doctor A")).text
    assert re.search(r'<a href="tel:\+4915123456789">.{,200}>\+49 151 23456789</span></a>', page)
    assert re.search(r"<span>.{,200}>ring 5, then 33</span></span>", page)
    assert page.count('href="tel:') == 1


def test_owner_says_which_country_the_numbers_are_of(app: Flask) -> None:
    owner = Owner(app)
    owner.submit("/open", opening(timezone="Europe/Berlin"))
    Customer(app).joins(owner.join_code, name_0="Ann", phone_0="886932000000")
    page = owner.queue_path("Doctor A")
    assert 'href="tel:886932000000"' in owner.get(page).text
    assert owner.submit("/store/settings", {"country": "TW"}).status_code == 303
    assert 'href="tel:+886932000000"' in owner.get(page).text
    assert owner.submit("/store/settings", {"country": "XX"}).status_code == 422
