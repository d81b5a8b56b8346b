"""`flask --app wsgi check`, `mail-test`, `version`: is all well, before anybody is at the door."""

import os
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

import click
from flask import current_app
from flask.cli import with_appcontext

from app import clock
from app.checks import Finding, database, proxy
from app.environment.values import misspelt
from app.forms import rules
from app.mail import outbox, smtp
from app.settings import NAMES, Settings
from app.telemetry.version import VERSION

_EVERYWHERE = ("0.0.0.0:", "[::]:")
_MARKS = {True: "ok   ", False: "WRONG", None: "note "}


@click.command("check")
@with_appcontext
def check() -> None:
    """Say of all that was set up whether it can be used; exit code 1 if something can't."""
    settings: Settings = current_app.config["SETTINGS"]
    wrong = 0
    for finding in _findings(settings):
        wrong += finding.good is False
        click.echo(f"{_MARKS[finding.good]} {finding.said}")
    if wrong:
        raise SystemExit(1)


def _findings(settings: Settings) -> Iterator[Finding]:
    yield Finding(True, f"Queue System {VERSION}, settings read")
    for line in misspelt(os.environ, NAMES):
        yield Finding(None, line)
    if settings.database_url is None:
        yield Finding(None, "DATABASE_URL is not set: a private PostgreSQL starts with the server")
    else:
        yield from database.look(settings)
    yield _mail(settings)
    yield from proxy.look(settings)
    if settings.proxy_hops and any(bind.startswith(_EVERYWHERE) for bind in settings.binds):
        yield Finding(
            None,
            f"PROXY_HOPS is {settings.proxy_hops} and it listens everywhere: unless the platform "
            "keeps others away from the port, set HOST=127.0.0.1",
        )


def _mail(settings: Settings) -> Finding:
    if settings.smtp is None:
        return Finding(None, f"mails become files in {outbox.folder(settings)}")
    try:
        smtp.greet(settings.smtp)
    except smtp.MailRefused as error:
        return Finding(False, f"The mail server can't be used ({error}): check SMTP_URL")
    return Finding(True, f"the mail server {settings.smtp.host} lets us in")


@click.command("mail-test")
@with_appcontext
@click.argument("address")
def mail_test(address: str) -> None:
    """Send a mail to ADDRESS. Exit code 0 if it was accepted, 1 if not now, 2 if never."""
    settings: Settings = current_app.config["SETTINGS"]
    try:
        address = rules.email(address)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="ADDRESS") from error
    message = EmailMessage()
    message["Subject"] = "Queue System can send mails"
    message["From"] = settings.mail_from
    message["To"] = address
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=parseaddr(settings.mail_from)[1].rpartition("@")[2])
    message.set_content(f"Sent by `flask mail-test` of {settings.public_url or 'a laptop'}.\n")
    try:
        smtp.sender(settings)(message, address)
    except smtp.MailRefused as error:
        click.echo(f"Not accepted: {error}", err=True)
        raise SystemExit(2 if error.permanent else 1) from None
    where = settings.smtp.host if settings.smtp else outbox.folder(settings)
    click.echo(f"Accepted by {where}.")


@click.command("version")
def version() -> None:
    """Say which release this is."""
    click.echo(VERSION)
