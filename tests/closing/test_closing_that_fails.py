"""A closing that fails once, for a disk that is full or files that are used up, is made up for."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import text
from time_machine import Traveller

from app.extensions import db
from testing.mailbox import Mailbox
from tests.support.jobs import run_the_jobs
from tests.support.people import Owner

FULL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE DELETE ON store FOR EACH ROW EXECUTE FUNCTION full_disk()
"""
ROOM = "DROP FUNCTION full_disk CASCADE"


def says(app: Flask, statement: str) -> None:
    with app.app_context():
        db.session.execute(text(statement))
        db.session.commit()


def test_report_goes_as_soon_as_the_next_closing_succeeds(
    app: Flask, clock: Traveller, owner: Owner, mailbox: Mailbox
) -> None:
    assert owner.get("/store").status_code == 200
    clock.shift(timedelta(hours=25))
    says(app, FULL)
    try:
        assert not run_the_jobs(app)
    finally:
        says(app, ROOM)
    clock.shift(timedelta(minutes=1))
    assert run_the_jobs(app)
    # Nobody has confirmed the address, and to those goes one an hour: this is the first.
    assert mailbox.only("report of")["To"] == "owner@example.com"
