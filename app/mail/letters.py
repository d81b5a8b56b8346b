"""The mails that go to an owner: words in the store's language, and what is attached."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import render_template
from flask_babel import gettext as _

from app.display import languages
from app.display.times import day_in_words
from app.figures.accuracy import Accuracy
from app.mail import typed
from app.mail.message import workbook_name
from app.models import Kind, OutgoingMail, Store
from app.report.csv import file_name, to_csv
from app.report.rows import ReportRow
from app.report.summary import summary_of
from app.report.xlsx import to_xlsx

P = ParamSpec("P")


def _in_its_language(
    letter: Callable[Concatenate[Store, P], None],
) -> Callable[Concatenate[Store, P], None]:
    """The letter, written as the store speaks, whatever language whoever asked for it reads.

    A demo store mails nobody.
    """

    @wraps(letter)
    def write(store: Store, /, *args: P.args, **more: P.kwargs) -> None:
        if store.demo:
            return
        with languages.speaking(store.language):
            letter(store, *args, **more)

    return write


@_in_its_language
def welcome(store: Store, home: str, confirm: str, now: datetime) -> None:
    """Say that the store is open, and until when; ask to confirm the address."""
    subject = _("%(store)s is open", store=typed.name_of(store))
    _write(Kind.WELCOME, store, subject, "welcome", now, home=home, confirm=confirm)


@_in_its_language
def password_link(store: Store, home: str, token: str, now: datetime) -> None:
    """The link that sets a new password."""
    subject = _("Set a new password for %(store)s", store=typed.name_of(store))
    _write(Kind.NEW_PASSWORD, store, subject, "password", now, home=home, token=token)


@_in_its_language
def password_changed(store: Store, home: str, now: datetime) -> None:
    """Say that there is a new password: whoever did not set it must hear of it."""
    subject = _("The password of %(store)s was changed", store=typed.name_of(store))
    _write(Kind.PASSWORD_CHANGED, store, subject, "password_changed", now, home=home)


@_in_its_language
def reminder(store: Store, home: str, now: datetime) -> None:
    """Say that the store closes by itself soon."""
    subject = _("%(store)s closes soon", store=typed.name_of(store))
    _write(Kind.REMINDER, store, subject, "reminder", now, home=home)


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
    summary = summary_of(rows, store.timezone, in_use)
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
            date=day_in_words(store.opened_at, store.timezone),
        ),
        text=render_template("mail/report.txt", **told),
        html=render_template("mail/report.html", **told),
        attachment=to_csv(rows, store.timezone),
        attachment_name=attachment,
        workbook=to_xlsx(rows, store.timezone, now),
        now=now,
        not_before=not_before,
    )


def _write(
    kind: Kind, store: Store, subject: str, letter: str, now: datetime, **told: object
) -> None:
    told |= {"store": store, "name": typed.name_of(store), "now": now}
    OutgoingMail.write(
        kind,
        recipient=store.email,
        subject=subject,
        text=render_template(f"mail/{letter}.txt", **told),
        html=render_template(f"mail/{letter}.html", **told),
        now=now,
        store_id=store.id,
    )
