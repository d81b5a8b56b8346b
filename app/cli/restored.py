"""`flask --app wsgi restored`: after a backup was restored, before the server starts."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app import clock
from app.cli.errors import plainly
from app.extensions import db
from app.jobs import closing
from app.models import OutgoingMail, Store


@click.command("restored")
@click.option("--close-all", is_flag=True, help="Close the stores that are open in it, too.")
@with_appcontext
@plainly
def restored(*, close_all: bool) -> None:
    """Let a restored database mail nothing by itself that was perhaps mailed before.

    Stores whose time is over are closed, and every mail is held; `reports` lists the reports, and
    `reports retry ID` sends one after all.
    """
    settings = current_app.config["SETTINGS"]
    now = clock.now()
    closing.close_due(settings, now)
    still_open = db.session.scalars(select(Store.id)).all()
    if close_all:
        still_open = [one for one in still_open if not closing.close(one, settings, now)]
    held = OutgoingMail.hold_all()
    db.session.commit()
    click.echo(f"{held} mails are held; {len(still_open)} stores are open.")
