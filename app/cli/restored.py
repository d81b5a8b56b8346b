"""`flask --app wsgi restored`: after a backup was restored, before the server starts."""

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import select

from app import clock
from app.cli.errors import plainly
from app.extensions import db
from app.jobs import closing
from app.models import OutgoingMail, Store, WebhookDelivery


@click.command("restored")
@click.option("--close-all", is_flag=True, help="Close the stores that are open in it, too.")
@with_appcontext
@plainly
def restored(*, close_all: bool) -> None:
    """Let a restored database tell nobody by itself what they were perhaps told before.

    Stores whose time is over are closed, and every mail is held; `reports` lists the reports, and
    `reports retry ID` sends one after all. Messages to webhooks are about moments that are long
    over: those are dropped.
    """
    settings = current_app.config["SETTINGS"]
    now = clock.now()
    closing.close_due(settings, now)
    still_open = db.session.scalars(select(Store.id)).all()
    if close_all:
        still_open = [one for one in still_open if not closing.close(one, settings, now)]
    held, dropped = OutgoingMail.hold_all(), WebhookDelivery.drop_all()
    db.session.commit()
    click.echo(
        f"{held} mails are held, {dropped} messages to webhooks were dropped; "
        f"{len(still_open)} stores are open."
    )
