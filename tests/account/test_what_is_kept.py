"""What is shown with each request is verified once; it is no longer good than ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, flash, get_flashed_messages, session
from itsdangerous import BadSignature, SignatureExpired
from time_machine import Traveller

from app.security.sessions import OwnersSession
from app.security.signed import SignedOnce, VerifiedOnce
from tests.support.people import Owner

GOOD_FOR = 60


@pytest.fixture
def signs() -> VerifiedOnce:
    return VerifiedOnce("a key", salt="of the tests")


def test_signature_is_good_until_it_is_too_old(clock: Traveller, signs: VerifiedOnce) -> None:
    signed = signs.dumps({"whose": "mine"})
    for _nth in range(2):
        assert signs.loads(signed, max_age=GOOD_FOR) == {"whose": "mine"}
    clock.shift(timedelta(seconds=GOOD_FOR))
    assert signs.loads(signed, max_age=GOOD_FOR) == {"whose": "mine"}
    clock.shift(timedelta(seconds=1))
    with pytest.raises(SignatureExpired):
        signs.loads(signed, max_age=GOOD_FOR)
    assert signs.loads(signed) == {"whose": "mine"}


def test_signature_of_a_clock_that_was_ahead_is_good(clock: Traveller, signs: VerifiedOnce) -> None:
    signed = signs.dumps("mine")
    clock.shift(timedelta(hours=-3))
    assert signs.loads(signed, max_age=GOOD_FOR) == "mine"


def test_what_is_good_however_old_it_is_is_signed_once(clock: Traveller) -> None:
    signs = SignedOnce("a key", salt="of the tests")
    mine, yours = signs.dumps("mine"), signs.dumps("yours")
    clock.shift(timedelta(hours=23))
    assert signs.dumps("mine") == mine
    assert [signs.loads(mine), signs.loads(yours)] == ["mine", "yours"]
    with pytest.raises(BadSignature):
        SignedOnce("another key", salt="of the tests").loads(mine)


def test_nothing_like_it_is_good(signs: VerifiedOnce) -> None:
    signed = signs.dumps("mine")
    assert signs.loads(signed) == "mine"
    for nth, letter in enumerate(signed):
        changed = signed[:nth] + ("A" if letter != "A" else "B") + signed[nth + 1 :]
        try:
            assert signs.loads(changed) == "mine"  # the last letter has two bits that say nothing
        except BadSignature:
            continue
        assert nth == len(signed) - 1
    with pytest.raises(BadSignature):
        VerifiedOnce("another key", salt="of the tests").loads(signed)
    with pytest.raises(BadSignature):
        VerifiedOnce("a key", salt="of others").loads(signed)


def test_what_one_request_does_to_its_session_is_unknown_to_the_next(
    app: Flask, owner: Owner
) -> None:
    cookie = owner.client.get_cookie("owner", domain="queue.example")
    assert cookie is not None
    sent = {"Cookie": f"owner={cookie.value}"}
    with app.test_request_context("/store", headers=sent):
        known = dict(session)
        session.clear()
        session["_user_id"] = "forged"
    with app.test_request_context("/store", headers=sent):
        assert dict(session) == known
        assert known["_user_id"] != "forged"


def test_what_is_said_with_one_answer_is_not_said_with_another(app: Flask) -> None:
    with app.test_request_context("/store"):
        flash("Said before.")
        signer = OwnersSession().get_signing_serializer(app)
        assert signer is not None
        cookie = signer.dumps(dict(session))
    sent = {"Cookie": f"owner={cookie}"}
    for _nth in range(3):
        with app.test_request_context("/store", headers=sent):
            flash("Said now.")
            assert get_flashed_messages() == ["Said before.", "Said now."]
