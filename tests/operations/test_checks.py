"""`flask check`, `mail-test`, `version` and `restored`: what a deployer asks before people come."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from click.testing import Result
from flask import Flask
from time_machine import Traveller

from app import create_app
from app.settings import CHECKOUT, Settings, SmtpServer
from app.telemetry.version import VERSION
from testing.mailbox import Mailbox
from testing.server import Server, free_port
from tests.support.applications import let_go_of
from tests.support.bad_mail_server import BadMailServer
from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner


def types(app: Flask, *words: str) -> Result:
    """The operator types `flask --app wsgi …`."""
    return app.test_cli_runner().invoke(args=list(words))


_DEPLOYED: list[Flask] = []


def deployed(environment: dict[str, str], **more: str) -> Flask:
    _DEPLOYED.append(create_app(Settings.from_environ({**environment, **more})))
    return _DEPLOYED[-1]


@pytest.fixture(autouse=True)
def nothing_stays_connected() -> Iterator[None]:
    yield
    while _DEPLOYED:
        let_go_of(_DEPLOYED.pop())


def test_version_is_the_projects_and_is_told() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


@pytest.mark.slow
def test_deployer_whose_setup_is_good_reads_so_and_the_server_sees_its_proxies(
    environment: dict[str, str],
) -> None:
    with Server(environment) as server:
        said = types(deployed(environment, PUBLIC_URL=server.url), "check")
    assert said.exit_code == 0, said.output
    assert "WRONG" not in said.output
    assert "lets us in" in said.output
    assert f"ok    the server sees {server.url}" in said.output
    assert "ok    0 proxies in front, as PROXY_HOPS says" in said.output


@pytest.mark.slow
def test_deployer_whose_port_believes_anybody_reads_so(environment: dict[str, str]) -> None:
    with Server(environment, PROXY_HOPS="1") as server:
        here = {"PUBLIC_URL": server.url, "PROXY_HOPS": "1"}
        said = types(deployed(environment, **here), "check")
    assert said.exit_code == 1
    assert "WRONG Whoever asks can make up an address" in said.output


@pytest.mark.parametrize(("host", "noted"), [("0.0.0.0", 1), ("::", 1), ("127.0.0.1", 0)])
def test_deployer_whose_port_is_open_to_everybody_behind_a_proxy_reads_so(
    environment: dict[str, str], host: str, noted: int
) -> None:
    said = types(deployed(environment, PROXY_HOPS="1", HOST=host), "check")
    assert said.output.count("it listens everywhere") == noted


def test_deployer_reads_all_that_is_wrong_at_once(environment: dict[str, str]) -> None:
    nowhere = {
        "DATABASE_URL": f"postgresql://queue:hidden-word@localhost:{free_port()}/nothing",
        "SMTP_URL": f"smtp://localhost:{free_port()}",
        "PUBLIC_URL": f"http://localhost:{free_port()}",
    }
    said = types(deployed(environment, **nowhere), "check")
    assert said.exit_code == 1
    assert said.output.count("WRONG") == 2
    assert "WRONG The database can't be used" in said.output
    assert "WRONG The mail server can't be used" in said.output
    assert "is the server running?" in said.output
    assert "hidden-word" not in said.output


def test_deployer_sends_a_mail_to_see_it_arrive(app: Flask, mailbox: Mailbox) -> None:
    assert types(app, "mail-test", "ada@example.com").exit_code == 0
    assert mailbox.only("Queue System can send mails")["To"] == "ada@example.com"


@pytest.mark.parametrize(
    ("reply", "code"), [("450 4.2.1 later", 1), ("550 5.1.1 no such person", 2)]
)
def test_exit_code_of_a_test_mail_says_how_it_went(app: Flask, reply: str, code: int) -> None:
    kept = app.config["SETTINGS"]
    with BadMailServer({"rcpt": reply}) as bad:
        app.config["SETTINGS"] = replace(kept, smtp=SmtpServer(bad.smtp.host, bad.smtp.port))
        try:
            assert types(app, "mail-test", "ada@example.com").exit_code == code
        finally:
            app.config["SETTINGS"] = kept


def test_restored_backup_mails_no_report_again_until_somebody_says_so(
    app: Flask, clock: Traveller, owner: Owner, other_owner: Owner, mailbox: Mailbox
) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    other_owner.submit("/store/close", {})  # its report is in the backup, and was sent after it
    clock.shift(90_000)  # the other store's time is over by now
    said = types(app, "restored")
    assert said.output == (
        "2 mails are held, 0 messages to webhooks were dropped; 0 stores are open.\n"
    )
    run_the_jobs(app)
    assert mailbox.messages == []
    listed = types(app, "reports").output
    assert listed.count("stuck") == 2
    types(app, "reports", "retry", listed.split()[0])
    run_the_jobs(app)
    assert len(mailbox.messages) == 1
