"""Read this first: the whole product in one story."""

import csv
import io
import re
from datetime import timedelta

from flask import Flask
from time_machine import Traveller

from testing.mailbox import Mailbox, csv_of, text_of
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.people import Customer, Owner, words


def test_a_day_at_the_shop(app: Flask, clock: Traveller, mailbox: Mailbox) -> None:
    # The owner opens a store and is signed in. A welcome mail confirms it.
    owner = Owner(app).opens("Test Clinic", queues=["Doctor A", "Doctor B"])
    assert "open until 09:00 tomorrow" in words(owner.get("/store"))
    run_the_jobs(app)
    assert "Friday, 6 March 2026, 09:00" in text_of(mailbox.only("Test Clinic is open"))

    # A customer scans the code on the screen, which changes at once, and joins.
    code = owner.join_code
    ting = Customer(app)
    assert "0 waiting" in words(ting.scans(code))
    assert owner.join_code != code
    ting.joins(owner.join_code, name_0="Ting", phone_0="0931 000 000", queue_0="Doctor A")
    assert "You're next" in words(ting.get(ting.ticket))

    clock.shift(timedelta(seconds=30))

    # A family of two joins with one form; each has a ticket, in the order of the form.
    family = Customer(app).joins(
        owner.join_code,
        name_0="王小明",
        phone_0="+886 932 000 000",
        name_1="=cmd()",
        queue_1="Doctor B",
    )
    assert "1 person ahead of you" in words(family.get(family.ticket))
    assert list(owner.rows("Doctor A")) == ["A1", "A2"]
    assert list(owner.rows("Doctor B")) == ["B1"]

    # The owner calls; the customer's page says where to go.
    clock.shift(timedelta(minutes=11.5))
    owner.calls_next("Doctor A")
    assert "It's your turn A1 Ting Please go to Doctor A" in words(ting.get(ting.ticket))
    clock.shift(timedelta(minutes=7.5))
    owner.sets("Doctor A", "A1", "served")
    assert "Done" in words(ting.get(ting.ticket))
    assert "You're next" in words(family.get(family.ticket))

    # One of the family leaves, and another customer comes but is gone when called.
    (leaver,) = re.findall(
        r'value="([0-9a-f-]+)"[^<]*<span[^<]*</span> <span>B1',
        family.get(f"{family.ticket}/leave").text,
    )
    family.post(f"{family.ticket}/leave", {"customer": leaver})
    owner.sets("Doctor A", "A2", "called")
    owner.sets("Doctor A", "A2", "no_show")
    assert owner.rows("Doctor A") == {"A2": "no_show", "A1": "served"}

    # A second before the day is over nothing happens; then the store closes by itself.
    clock.move_to(OPENING_DAY + timedelta(hours=24, seconds=-1))
    assert not run_the_jobs(app)
    clock.shift(timedelta(seconds=1))
    assert run_the_jobs(app)

    # The owner gets the report, and everything else is gone.
    report = mailbox.only("Test Clinic: report of 5 March 2026")
    assert report["To"] == "owner@example.com"
    assert "Joined: 3" in text_of(report)
    assert "Typical wait: 16 min" in text_of(report)
    rows = list(csv.DictReader(io.StringIO(csv_of(report).decode("utf-8-sig"))))
    assert [(r["ticket"], r["customer_name"], r["customer_state"], r["party"]) for r in rows] == [
        ("A1", "Ting", "served", "1"),
        ("A2", "王小明", "no_show", "2"),
        ("B1", "'=cmd()", "left", "2"),
    ]
    assert rows[0]["customer_created_at"] == "2026-03-05T09:00:00+08:00"
    assert (rows[0]["wait_minutes"], rows[0]["service_minutes"]) == ("12.0", "7.5")
    assert rows[1]["customer_phone"] == "+886 932 000 000"
    assert ting.get(ting.ticket).status_code == 410
    assert "The store has closed" in words(ting.get(ting.ticket))
    assert owner.get("/store").headers["Location"].startswith("/signin")

    # The same address opens a store again at once.
    Owner(app).opens("Test Clinic", queues=["Doctor A"])
