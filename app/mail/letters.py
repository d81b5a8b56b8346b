"""The mails that go to an owner: words in the store's language, and what is attached."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from app.display.times import day
from app.figures.accuracy import Accuracy
from app.models import Kind, OutgoingMail, Store
from app.report.csv import file_name, to_csv, workbook_name
from app.report.rows import Row
from app.report.summary import Summary
from app.report.xlsx import to_xlsx

P = ParamSpec("P")


def _in_its_language(
    letter: Callable[Concatenate[Store, P], None],
) -> Callable[Concatenate[Store, P], None]:
    """The letter, written as the store speaks, whatever language whoever asked for it reads."""

    @wraps(letter)
    def write(store: Store, /, *args: P.args, **more: P.kwargs) -> None:
        with force_locale(store.language):
            letter(store, *args, **more)

    return write


@_in_its_language
def welcome(store: Store, home: str, confirm: str, now: datetime) -> None:
    """Say that the store is open, and until when; ask to confirm the address."""
    _write(
        Kind.WELCOME,
        store,
        _("%(store)s is open", store=store.name),
        render_template("mail/welcome.txt", store=store, home=home, confirm=confirm, now=now),
        now,
    )


@_in_its_language
def password_link(store: Store, home: str, token: str, now: datetime) -> None:
    """The link that sets a new password."""
    _write(
        Kind.NEW_PASSWORD,
        store,
        _("Set a new password for %(store)s", store=store.name),
        render_template("mail/password.txt", store=store, home=home, token=token),
        now,
    )


@_in_its_language
def reminder(store: Store, home: str, now: datetime) -> None:
    """Say that the store closes by itself soon."""
    _write(
        Kind.REMINDER,
        store,
        _("%(store)s closes soon", store=store.name),
        render_template("mail/reminder.txt", store=store, home=home, now=now),
        now,
    )


@_in_its_language
def report(
    store: Store, rows: Sequence[Row], accuracy: Accuracy, again: str, now: datetime
) -> None:
    """What is left of a store that closes: figures, the CSV, and the link that opens it again."""
    attachment = file_name(store.name, now, store.timezone)
    # A queue that was retired is told of only if somebody was in it.
    names = {row.queue_name for row in rows}
    names.update(queue.name for queue in store.queues if queue.retired_at is None)
    told = {
        "store": store,
        "summary": Summary.of(
            rows, store.timezone, [queue.name for queue in store.queues if queue.name in names]
        ),
        "accuracy": accuracy,
        "attachment": attachment,
        "workbook": workbook_name(attachment),
        "again": again,
        "now": now,
    }
    OutgoingMail.write(
        Kind.REPORT,
        recipient=store.email,
        subject=_(
            "%(store)s: report of %(date)s",
            store=store.name,
            date=day(store.opened_at, store.timezone),
        ),
        text=render_template("mail/report.txt", **told),
        html=render_template("mail/report.html", **told),
        attachment=to_csv(rows, store.timezone),
        attachment_name=attachment,
        workbook=to_xlsx(rows, store.timezone, now),
        now=now,
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
