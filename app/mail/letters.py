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
from app.mail import typed
from app.models import Kind, OutgoingMail, Store
from app.report.csv import file_name, to_csv, workbook_name
from app.report.rows import ReportRow
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
        _("%(store)s is open", store=typed.name_of(store)),
        render_template(
            "mail/welcome.txt",
            store=store,
            name=typed.name_of(store),
            home=home,
            confirm=confirm,
            now=now,
        ),
        now,
    )


@_in_its_language
def password_link(store: Store, home: str, token: str, now: datetime) -> None:
    """The link that sets a new password."""
    _write(
        Kind.NEW_PASSWORD,
        store,
        _("Set a new password for %(store)s", store=typed.name_of(store)),
        render_template(
            "mail/password.txt", store=store, name=typed.name_of(store), home=home, token=token
        ),
        now,
    )


@_in_its_language
def password_changed(store: Store, home: str, now: datetime) -> None:
    """Say that there is a new password: whoever did not set it must hear of it."""
    _write(
        Kind.PASSWORD_CHANGED,
        store,
        _("The password of %(store)s was changed", store=typed.name_of(store)),
        render_template(
            "mail/password_changed.txt", store=store, name=typed.name_of(store), home=home, now=now
        ),
        now,
    )


@_in_its_language
def reminder(store: Store, home: str, now: datetime) -> None:
    """Say that the store closes by itself soon."""
    _write(
        Kind.REMINDER,
        store,
        _("%(store)s closes soon", store=typed.name_of(store)),
        render_template(
            "mail/reminder.txt", store=store, name=typed.name_of(store), home=home, now=now
        ),
        now,
    )


@_in_its_language
def report(
    store: Store,
    rows: Sequence[ReportRow],
    accuracy: Accuracy,
    again: str,
    now: datetime,
    *,
    not_before: datetime,
) -> None:
    """What is left of a store that closes: figures, the CSV, and the link that opens it again."""
    name = typed.name_of(store)
    attachment = file_name(name, now, store.timezone)
    # A queue that was retired is told of only if somebody was in it.
    names = {row.queue_name for row in rows}
    names.update(queue.name for queue in store.queues if queue.retired_at is None)
    in_use = [queue.name for queue in store.queues if queue.name in names]
    summary = Summary.of(rows, store.timezone, in_use)
    told = {
        "store": store,
        "name": name,
        "summary": typed.summary(store, summary),
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
            store=name,
            date=day(store.opened_at, store.timezone),
        ),
        text=render_template("mail/report.txt", **told),
        html=render_template("mail/report.html", **told),
        attachment=to_csv(rows, store.timezone),
        attachment_name=attachment,
        workbook=to_xlsx(rows, store.timezone, now),
        now=now,
        not_before=not_before,
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
