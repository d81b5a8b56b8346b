"""The mails to an owner whose store is open: the files in `golden/`, but for what is secret."""

import re
from datetime import timedelta
from pathlib import Path

from flask import Flask
from time_machine import Traveller

from testing.mailbox import Mailbox, text_of
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.people import Browser, Owner

GOLDEN = Path(__file__).parent / "golden"


def test_mails_say_what_they_said_yesterday(
    app: Flask, clock: Traveller, owner: Owner, mailbox: Mailbox
) -> None:
    run_the_jobs(app)
    # One an hour, while the address is not confirmed.
    clock.shift(timedelta(hours=2))
    owner.submit("/password/forgot", {"email": "owner@example.com"})
    run_the_jobs(app)
    clock.move_to(OPENING_DAY + timedelta(hours=2, minutes=30))
    reset = re.search(r"/password/reset/\S+", text_of(mailbox.only("Set a new password")))
    assert reset is not None
    Browser(app).submit(reset[0], {"password": "another sentence"})
    clock.move_to(OPENING_DAY + timedelta(hours=23))
    run_the_jobs(app)
    for subject, golden in (
        ("Test Clinic is open", "welcome.txt"),
        ("Set a new password for Test Clinic", "password.txt"),
        ("The password of Test Clinic was changed", "password_changed.txt"),
        ("Test Clinic closes soon", "reminder.txt"),
    ):
        mail = mailbox.only(subject)
        assert (mail["To"], mail["Auto-Submitted"]) == ("owner@example.com", "auto-generated")
        said = re.sub(r"/(b|confirm|password/reset)/[\w.-]+", r"/\1/TOKEN", text_of(mail))
        assert said.splitlines() == (GOLDEN / golden).read_text().splitlines()
