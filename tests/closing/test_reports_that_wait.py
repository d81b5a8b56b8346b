"""`flask reports`: the operator sees what can't be delivered, and nothing of the customers."""

import stat
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from time_machine import Traveller

from app import create_app
from app.settings import Settings
from testing.mailbox import Mailbox, csv_of
from testing.server import free_port
from tests.support.bad_mail_server import BadMailServer
from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner


def types(app: Flask, *words: str) -> Result:
    """`flask --app wsgi …`, as the operator types it."""
    return app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def stuck(app: Flask, clock: Traveller, owner: Owner) -> str:
    """The id of the clinic's report, which was refused two hours ago."""
    Customer(app).joins(owner.join_code, name_0="Ann", phone_0="0931 555 777")
    run_the_jobs(app)
    owner.submit("/store/close", {})
    with BadMailServer({"rcpt": "550 5.1.1 <owner@example.com>: no such person"}) as bad:
        run_the_jobs(app, smtp=bad.smtp)
    clock.shift(timedelta(hours=2, minutes=5))
    return types(app, "reports").output.split()[0]


@pytest.mark.parametrize("words", [("reports",), ("close-due",), ("deliver",)])
def test_operator_without_a_database_reads_so_in_one_line(
    environment: dict[str, str], words: tuple[str, ...]
) -> None:
    nowhere = {**environment, "DATABASE_URL": f"postgresql://localhost:{free_port()}/nothing"}
    answer = types(create_app(Settings.from_environ(nowhere)), *words)
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: The database can't be used (")
    assert answer.output.count("\n") == 1


def test_operator_without_waiting_reports_reads_so(app: Flask) -> None:
    assert types(app, "reports").output == "No report waits.\n"


def test_operator_sees_which_report_is_stuck_and_why_and_nobodys_address(
    app: Flask, stuck: str
) -> None:
    said = types(app, "reports").output
    assert f"{stuck}  stuck  2 h 05 min old, 1 attempts" in said
    assert "Test Clinic: report of 5 March 2026, to o***@example.com" in said
    assert "550" in said
    assert "no such person" in said
    for private in ("owner@", "Ann", "0931"):
        assert private not in said


def test_operator_sees_what_is_pending(app: Flask, clock: Traveller, owner: Owner) -> None:
    del clock
    owner.submit("/store/close", {})
    assert "pending  0 h 00 min old, 0 attempts" in types(app, "reports").output
    assert "not tried yet" in types(app, "reports").output


def test_operator_has_a_stuck_report_tried_again(app: Flask, stuck: str, mailbox: Mailbox) -> None:
    mailbox.empty()
    assert types(app, "reports", "retry", stuck).exit_code == 0
    assert "pending" in types(app, "reports").output
    run_the_jobs(app)
    assert b"Ann" in csv_of(mailbox.only("report of"))
    assert types(app, "reports").output == "No report waits.\n"


def test_operator_has_everything_delivered_at_once(
    app: Flask, clock: Traveller, owner: Owner, other_owner: Owner, mailbox: Mailbox
) -> None:
    del clock
    owner.submit("/store/close", {})
    other_owner.submit("/store/close", {})
    assert types(app, "deliver").output == "Tried every mail that was due.\n"
    assert {mail["To"] for mail in mailbox.messages} == {"owner@example.com", "barber@example.com"}
    assert types(app, "deliver").output == "No mail is due.\n"


def test_operator_sends_a_report_to_the_address_that_the_owner_meant(
    app: Flask, stuck: str, mailbox: Mailbox
) -> None:
    mailbox.empty()
    assert types(app, "reports", "retry", stuck, "--to", "nonsense").exit_code == 2
    assert types(app, "reports", "retry", stuck, "--to", "owner@example.net").exit_code == 0
    run_the_jobs(app)
    assert mailbox.only("report of")["To"] == "owner@example.net"


def test_operator_saves_a_report_to_hand_it_over_otherwise(
    app: Flask, stuck: str, tmp_path: Path
) -> None:
    folder = tmp_path / "new"
    said = types(app, "reports", "save", stuck, str(folder))
    assert said.exit_code == 0
    files = {path.suffix: path for path in folder.iterdir()}
    assert set(files) == {".csv", ".eml"}
    assert b"Ann" in files[".csv"].read_bytes()
    mail = message_from_bytes(files[".eml"].read_bytes(), policy=default)
    assert mail["To"] == "owner@example.com"
    assert {stat.S_IMODE(path.stat().st_mode) for path in files.values()} == {0o600}
    assert stuck in types(app, "reports").output
    # Never over what is there already.
    again = types(app, "reports", "save", stuck, str(folder))
    assert (again.exit_code, "File exists" in again.output) == (1, True)


@pytest.mark.parametrize("command", [("retry",), ("save",)])
def test_operator_who_mistypes_is_told_so(
    app: Flask, command: tuple[str, ...], tmp_path: Path
) -> None:
    folder = [str(tmp_path)] if command == ("save",) else []
    unknown = types(app, "reports", *command, str(uuid4()), *folder)
    assert (unknown.exit_code, "no such report" in unknown.output) == (1, True)
    assert types(app, "reports", *command, "x", *folder).exit_code == 2
