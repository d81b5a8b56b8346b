"""The report as a workbook: each field in a cell of its own, whatever the language of the program.

A CSV says nothing of separators and types, so a double click reads it as the program's language has
it. Here texts are texts, minutes are numbers and times are times. The only importer of xlsxwriter.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import xlsxwriter
from flask_babel import gettext as _

from app.report.rows import FEW, ReportRow
from app.system.apart import apart

# In characters, as of COLUMNS of the CSV.
_WIDTHS = (20, 24, 20, 10, 17, 8, 7, 10, 17, 17, 10, 10, 12, 6, 12)
_FIRST_DAY, _ONE_DAY = datetime(1899, 12, 30), timedelta(days=1)  # noqa: DTZ001 - a cell has no zone
_OPTIONS = {
    "in_memory": True,
    # What somebody typed is never a formula, a link or a number.
    **dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False),
}


def to_xlsx(rows: Sequence[ReportRow], zone: str, made_at: datetime) -> bytes:
    """One sheet, in the language that is spoken; times in `zone`.

    In a thread of its own: ten thousand rows take a second, and screens go on meanwhile.
    """
    words = _Words(_headings(), _states(), _ways(), _answers())
    more = ZoneInfo(zone), made_at, words
    return apart(_to_xlsx, rows, *more, trial=(rows[:FEW], *more))


@dataclass(frozen=True, slots=True)
class _Words:
    """What is said in the owner's language; a thread knows of no request and so of no language."""

    headings: tuple[str, ...]
    states: dict[str, str]
    ways: dict[str, str]
    answers: dict[str, str]


def _to_xlsx(rows: Sequence[ReportRow], zone: ZoneInfo, made_at: datetime, words: _Words) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, _OPTIONS) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None)})
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        minutes = book.add_format({"num_format": "0.0"})
        for nth, (heading, width) in enumerate(zip(words.headings, _WIDTHS, strict=True)):
            sheet.set_column(nth, nth, width)
            sheet.write_string(0, nth, heading, bold)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(rows, 1):
            texts = {
                0: row.queue_name,
                1: row.name,
                2: row.phone,
                3: words.states.get(row.state, row.state),
                5: row.ticket,
                7: words.ways.get(row.joined_via, row.joined_via),
                12: row.counter,
                14: words.answers.get(row.answer, row.answer),
            }
            for nth, text in texts.items():
                # Excel knows no empty text, only an empty cell.
                if text:
                    sheet.write_string(line, nth, text)
            sheet.write_number(line, 6, row.party)
            sheet.write_number(line, 13, row.calls)
            for nth, when in ((4, row.joined_at), (8, row.called_at), (9, row.ended_at)):
                if when is not None:
                    sheet.write_number(line, nth, _serial(when, zone), moment)
            for nth, lasted in ((10, row.wait_minutes), (11, row.service_minutes)):
                if lasted is not None:
                    sheet.write_number(line, nth, round(lasted, 1), minutes)
    return file.getvalue()


def _serial(when: datetime, zone: ZoneInfo) -> float:
    """Days since 1899-12-30 on the clock of the zone, to the second: what a time is in a cell."""
    shown = when.astimezone(zone).replace(tzinfo=None, microsecond=0)
    return (shown - _FIRST_DAY) / _ONE_DAY


def _headings() -> tuple[str, ...]:
    return (
        *(_("Queue"), _("Name"), _("Phone"), _("State"), _("Joined"), _("Ticket"), _("Party")),
        *(_("Joined via"), _("Called"), _("Ended"), _("Wait (min)"), _("Service (min)")),
        *(_("Counter"), _("Calls"), _("Answer")),
    )


def _states() -> dict[str, str]:
    return {
        "waiting": _("waiting"),
        "called": _("called"),
        "served": _("done"),
        "no_show": _("no-show"),
        "left": _("left"),
        "removed": _("removed"),
    }


def _ways() -> dict[str, str]:
    return {"scan": _("scan"), "walk-in": _("walk-in")}


def _answers() -> dict[str, str]:
    return {"coming": _("on the way"), "not_now": _("can't come")}
