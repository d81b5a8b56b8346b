"""A store can be opened for anybody's address; what a stranger reads of it is not the opener's."""

from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from app.mail import typed
from testing.mailbox import Mailbox, text_of
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.people import Browser, Customer, Owner

STRANGER = "owner@example.com"


ADVERTISE = [
    *("Win at evil.example/x now", "evil。example", "evil．example", "ｅｖｉｌ.ｅｘａｍｐｌｅ"),
    *("ev\u2060il.\u200bexample", "evil dot example", "write ann@example.com", "www.evil"),
    *("+886 932 000 000", "(02) 2345-6789", "1\u0660\u0661\u0662 345 67"),
    *("90 % off", "$5 each", "Free!"),
]
HONEST = [
    *("Test Clinic", "Dr. Müller", "St. Mary's", "Room 12", "Café No. 5", "王醫師", "24/7"),
    *("Physiotherapie am Markt 14", "Öffnungszeit 9-17", "Dotty's", "A.B. Barber"),
]


def test_names_that_advertise_are_known_and_those_of_honest_shops_are_said() -> None:
    assert [name for name in ADVERTISE if not typed.leads_somewhere(name)] == []
    assert [name for name in HONEST if typed.leads_somewhere(name)] == []


def test_stranger_reads_nothing_in_any_mail_that_leads_somewhere(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    owner = Owner(app).opens("evil.example/x", queues=["Free!", "call 0932 000 000", "Doctor A"])
    Customer(app).joins(owner.join_code, name_0="www.evil.example", queue_0="Doctor A")
    clock.shift(timedelta(hours=2))
    Browser(app).submit("/password/forgot", {"email": STRANGER})
    run_the_jobs(app)
    clock.move_to(OPENING_DAY + timedelta(hours=23))
    run_the_jobs(app)
    clock.move_to(OPENING_DAY + timedelta(hours=24, minutes=1))
    run_the_jobs(app)
    assert len(mailbox.messages) == 4
    for mail in mailbox.messages:
        parts = [part for part in mail.walk() if part.get_content_maintype() == "text"]
        body = "".join(part.get_content() for part in parts if not part.get_filename())
        names = [part.get_filename() or "" for part in mail.iter_attachments()]
        said = " ".join((mail["Subject"], body, *names))
        for word in ("evil", "Free!", "0932"):
            assert word not in said, (word, mail["Subject"])
    report = text_of(mailbox.messages[-1])
    for name in ("Your store has closed", "Queue 1: 0 joined", "Queue 2:", "Doctor A: 1 joined"):
        assert name in report


@pytest.mark.slow
def test_stranger_gets_one_mail_an_hour_whatever_is_tried(
    app: Flask, clock: Traveller, mailbox: Mailbox
) -> None:
    def tries_everything() -> None:
        owner = Owner(app).opens("Test Clinic", queues=["Doctor A"])
        run_the_jobs(app)
        for _nth in range(3):
            Browser(app).submit("/password/forgot", {"email": STRANGER})
            owner.submit("/store", {}, action="/store/address/resend")
        owner.submit("/store/close", {})
        run_the_jobs(app)

    for _nth in range(4):
        tries_everything()
    # The report is all that is left of a store, so it has a turn of its own; others wait for it.
    subjects = sorted(mail["Subject"].partition(":")[0] for mail in mailbox.messages)
    assert subjects == ["Test Clinic", "Test Clinic is open"]
    mailbox.empty()
    clock.shift(timedelta(minutes=59))
    run_the_jobs(app)
    assert mailbox.messages == []
    clock.shift(timedelta(minutes=2))
    run_the_jobs(app)
    assert {mail["Subject"].partition(":")[0] for mail in mailbox.messages} == {"Test Clinic"}
