"""`flask --app wsgi reports …`: what the operator does about reports that can't be delivered."""

import os
import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from app import clock
from app.cli.errors import plainly
from app.extensions import db
from app.forms import rules
from app.mail.message import compose
from app.models import OutgoingMail

_ADDRESS = re.compile(r"[^\s<>\"'(),:;]+@[^\s<>\"'(),:;]+")


@click.group("reports", cls=AppGroup, invoke_without_command=True)
@click.pass_context
@with_appcontext
@plainly
def reports(context: click.Context) -> None:
    """List the reports that the mail server has not accepted yet; retry or save one."""
    if context.invoked_subcommand is not None:
        return
    waiting = OutgoingMail.reports()
    if not waiting:
        click.echo("No report waits.")
        return
    for report in waiting:
        state = "pending" if report.next_attempt_at else "stuck"
        age = _words(clock.now() - report.created_at)
        click.echo(f"{report.id}  {state}  {age} old, {report.attempts} attempts")
        click.echo(f"    {masked(report.subject)}, to {masked(report.recipient)}")
        click.echo(f"    {masked(report.last_error or 'not tried yet')}")


@reports.command("retry")
@click.argument("report_id", type=click.UUID)
@click.option("--to", "address", help="Send it to this address instead.")
@plainly
def retry(report_id: UUID, address: str | None) -> None:
    """Try a report again at once, stuck or not."""
    report = _find(report_id)
    if address is not None:
        try:
            address = rules.email(address)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--to") from error
    report.retry_now(clock.now(), address)
    db.session.commit()
    click.echo("It is sent within a minute if the server runs; `flask deliver` sends it now.")


@reports.command("save")
@click.argument("report_id", type=click.UUID)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@plainly
def save(report_id: UUID, folder: Path) -> None:
    """Write a report into a folder, as the CSV and as the whole mail, to hand it over otherwise.

    Only you can read the files. The report stays where it is, and is tried further.
    """
    report = _find(report_id)
    message = compose(report, current_app.config["SETTINGS"].mail_from, clock.now())
    files = {
        f"{report.id}.eml": message.as_bytes(),
        f"{report.id}-{report.attachment_name}": report.attachment or b"",
    }
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files.items():
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            click.echo(f"Saved {folder / name}")
    except OSError as error:
        raise click.ClickException(f"{error.filename} can't be written: {error.strerror}") from None


def masked(text: str) -> str:
    """The text with every address in it made unreadable but for its first letter and domain."""
    return _ADDRESS.sub(lambda found: _mask(found[0]), text)


def _mask(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local[0]}***@{domain}"


def _find(report_id: UUID) -> OutgoingMail:
    report = OutgoingMail.report(report_id)
    if report is None:
        raise click.ClickException("There is no such report; perhaps it has just been delivered.")
    return report


def _words(age: timedelta) -> str:
    hours, seconds = divmod(int(age.total_seconds()), 3600)
    return f"{hours} h {seconds // 60:02} min"
