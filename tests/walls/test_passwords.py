"""A password that everybody tries first is none; one that is kept is kept well."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Store
from app.security import passwords
from app.security.passwords import KIBIBYTES, LANES, ROUNDS, hash_password, matches
from tests.support.pages import error_beside
from tests.support.people import Browser, opening


@pytest.mark.parametrize("password", ["password1", "Password1", "12345678", "iloveyou1"])
def test_owner_is_asked_for_another_password_than_everybodys(
    anybody: Browser, password: str
) -> None:
    refused = anybody.submit("/open", opening(password=password))
    assert refused.status_code == 422
    assert "Many people use this one" in error_beside(refused, "password")


def test_sentence_is_a_good_password(anybody: Browser) -> None:
    assert anybody.submit("/open", opening(password="password1 of the shop")).status_code == 303


@pytest.mark.usefixtures("owner")
def test_password_is_kept_as_argon2id(app: Flask) -> None:
    with app.app_context():
        kept = db.session.scalar(select(Store.password_hash))
    assert kept is not None
    assert kept.startswith("$argon2id$v=19$")


def test_work_for_a_guess_is_what_owasp_asks_for() -> None:
    assert ROUNDS >= 2
    assert KIBIBYTES >= 19 * 1024
    assert LANES == 1


def test_guess_at_nobodys_password_is_as_much_work() -> None:
    asked = extract_parameters(passwords._NOBODY)
    assert asked == extract_parameters(PasswordHasher(ROUNDS, KIBIBYTES, LANES).hash("any"))


def test_right_password_matches_and_no_hash_matches_nothing() -> None:
    kept = hash_password("a short sentence")
    assert matches(kept, "a short sentence")
    assert not matches(kept, "another sentence")
    assert not matches(None, "")
    assert not matches("scrypt:32768:8:1$salt$hash", "a short sentence")
