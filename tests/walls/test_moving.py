"""Two who let each other go first, again and again, fill nothing."""

import pytest
from flask import Flask
from sqlalchemy import Text, cast, func, select

from app import clock as clocks
from app.extensions import db
from app.models import Customer, reordering
from app.models.change import Change
from app.models.reordering import Where
from tests.support.people import Customer as Phone
from tests.support.people import Owner

PATIENT = 60


def lets_others_go_first(app: Flask, owner: Owner, times: int) -> int:
    """The first of two lets the other go first, over and over; how often that went well."""
    for name in ("Ann", "Ben", "Cid"):
        Phone(app).joins(owner.join_code, name_0=name)
    went_well = 0
    with app.app_context():
        for _nth in range(times):
            waiting = db.session.scalars(select(Customer).order_by(Customer.place)).all()
            db.session.rollback()
            made = reordering.move(
                waiting[0].store_id, waiting[0].id, Where(by=1), clocks.now(), by_themselves=True
            )
            went_well += made is not None
    return went_well


def test_customers_let_others_go_first_only_so_often(app: Flask, owner: Owner) -> None:
    went_well = lets_others_go_first(app, owner, 3 * reordering.MOST_POSTPONED)
    assert went_well <= 2 * reordering.MOST_POSTPONED
    with app.app_context():
        assert (db.session.scalar(select(func.count()).select_from(Change)) or 0) <= went_well


def test_places_stay_short_however_often_people_are_moved(
    app: Flask, owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reordering, "MOST_POSTPONED", 1_000)
    assert lets_others_go_first(app, owner, PATIENT) == PATIENT
    with app.app_context():
        longest = db.session.scalar(select(func.max(func.length(cast(Customer.place, Text)))))
        assert longest is not None
        assert longest < 30
    # Those who join later come last all the same.
    Phone(app).joins(owner.join_code, name_0="Dan")
    assert list(owner.rows("Doctor A"))[-1] == "A4"
