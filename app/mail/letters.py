"""The mails that go to an owner: words in the store's language, and what is attached."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _

from app.display.times import day_in_words
from app.figures.accuracy import Accuracy
from app.models import Kind, OutgoingMail, Store
from app.report.csv import file_name, to_csv, workbook_name
from app.report.rows import Row
from app.report.summary import Summary
from app.report.xlsx import to_xlsx

P = ParamSpec("P")

# An address of the web or of mail, or a number to call: what an advertisement can't do without.
_LEADS_SOMEWHERE = re.compile(r"://|www\.|@|\w\.\w{2}|(?:\d[ ./-]?){7}", re.IGNORECASE)


def said_name(store: Store) -> str:
    """The store's name as a mail says it.

    Anybody can open a store for anybody's address, so until somebody who reads its mail has
    confirmed it a name that leads somewhere is left out.
    """
    if store.email_confirmed_at is None and _LEADS_SOMEWHERE.search(store.name):
        return str(_("Your store"))
    return store.name


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
        with force_locale(store.language):
            letter(store, *args, **more)

    return write


@_in_its_language
def welcome(store: Store, home: str, confirm: str, now: datetime) -> None:
    """Say that the store is open, and until when; ask to confirm the address."""
    subject = _("%(store)s is open", store=said_name(store))
    _write(Kind.WELCOME, store, subject, "welcome", now, home=home, confirm=confirm)


@_in_its_language
def password_link(store: Store, home: str, token: str, now: datetime) -> None:
    """The link that sets a new password."""
    subject = _("Set a new password for %(store)s", store=said_name(store))
    _write(Kind.NEW_PASSWORD, store, subject, "password", now, home=home, token=token)


@_in_its_language
def reminder(store: Store, home: str, now: datetime) -> None:
    """Say that the store closes by itself soon."""
    subject = _("%(store)s closes soon", store=said_name(store))
    _write(Kind.REMINDER, store, subject, "reminder", now, home=home)


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
        "name": said_name(store),
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
            store=said_name(store),
            date=day_in_words(store.opened_at, store.timezone),
        ),
        text=render_template("mail/report.txt", **told),
        html=render_template("mail/report.html", **told),
        attachment=to_csv(rows, store.timezone),
        attachment_name=attachment,
        workbook=to_xlsx(rows, store.timezone, now),
        now=now,
    )


def _write(
    kind: Kind, store: Store, subject: str, letter: str, now: datetime, **told: object
) -> None:
    told |= {"store": store, "name": said_name(store), "now": now}
    OutgoingMail.write(
        kind,
        recipient=store.email,
        subject=subject,
        text=render_template(f"mail/{letter}.txt", **told),
        html=render_template(f"mail/{letter}.html", **told),
        now=now,
        store_id=store.id,
    )
