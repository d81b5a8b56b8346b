"""The mails that go to an owner while the store is open; the report is in `app.jobs.closing`."""

from datetime import datetime

from flask import render_template
from flask_babel import gettext as _

from app.models import Kind, OutgoingMail, Store


def welcome(store: Store, home: str, now: datetime) -> None:
    """Confirm that the store is open, and until when."""
    _write(
        Kind.WELCOME,
        store,
        _("%(store)s is open", store=store.name),
        render_template("mail/welcome.txt", store=store, home=home, now=now),
        now,
    )


def password_link(store: Store, home: str, token: str, now: datetime) -> None:
    """The link that sets a new password."""
    _write(
        Kind.NEW_PASSWORD,
        store,
        _("Set a new password for %(store)s", store=store.name),
        render_template("mail/password.txt", store=store, home=home, token=token),
        now,
    )


def _write(kind: Kind, store: Store, subject: str, text: str, now: datetime) -> None:
    OutgoingMail.write(
        kind,
        recipient=store.email,
        subject=subject,
        text=text,
        now=now,
        store_id=store.id,
    )
