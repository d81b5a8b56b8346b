"""A store's rows become CSV bytes that every spreadsheet reads right."""

import csv
import io
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from gevent import get_hub

from app.display.times import day
from app.report.rows import Row

COLUMNS = (
    "queue_name",
    "customer_name",
    "customer_phone",
    "customer_state",
    "customer_created_at",
    "ticket",
    "party",
    "joined_via",
    "called_at",
    "ended_at",
    "wait_minutes",
    "service_minutes",
    "counter",
    "calls",
    "answer",
)
# A spreadsheet runs a cell that starts with one of these as a formula (OWASP, "CSV injection").
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_INNER_RUNS = re.compile(r"(?<=.)([;\t][\s\"']*)(?=[=+\-@＝＋－＠])")
# A spreadsheet reads such a cell as a number or a date and shows another text: 0912 loses its zero,
# +886932 its plus, 1E5 becomes 100000 and a long number loses its last digits.
_READS_AS_NUMBER = re.compile(
    r"\+?[\d.,]*\d[.,]?(E[+-]?\d+)?|\d{1,4}([-/.])\d{1,2}(\2\d{1,4})?|\d{1,2}:\d{2}(:\d{2})?",
    re.ASCII | re.IGNORECASE,
)
_SHOWN_AS_IT_IS = re.compile(r"0|[1-9]\d{0,10}", re.ASCII)
_AS_TEXT = "\t"
"""After a cell it keeps the cell a text, is not seen, and goes when white space is stripped."""
# Digits in groups after one plus: nothing in it to run.
_PHONE = re.compile(r"\+\d{1,4}(?:[ .]?\(?\d{1,5}\)?){1,8}", re.ASCII)


def to_csv(rows: Sequence[Row], zone: str) -> bytes:
    """UTF-8 with BOM and CRLF, so that spreadsheets read every name right; times in `zone`.

    In a thread of its own: ten thousand rows take half a second, and screens go on meanwhile.
    """
    written: bytes = get_hub().threadpool.apply(_to_csv, (rows, zone))
    return written


def _to_csv(rows: Sequence[Row], zone: str) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            (
                _cell(row.queue_name),
                _cell(row.name),
                _cell(row.phone),
                row.state,
                _iso(row.joined_at, zone),
                row.ticket,
                row.party,
                row.joined_via,
                _iso(row.called_at, zone),
                _iso(row.ended_at, zone),
                _number(row.wait_minutes),
                _number(row.service_minutes),
                _cell(row.counter),
                row.calls,
                row.answer,
            )
        )
    return text.getvalue().encode("utf-8-sig")


def file_name(store_name: str, closed_at: datetime, zone: str) -> str:
    """A name that every system and mail program takes, whatever the store is called."""
    plain = unicodedata.normalize("NFKD", store_name).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "store"
    return f"{slug}-{day(closed_at, zone)}.csv"


def _cell(text: str) -> str:
    """A text as it has to stand in the file so that a spreadsheet shows it and runs nothing."""
    # Where a semicolon or a tab separates cells, there are more of them in this one.
    text = _INNER_RUNS.sub(r"\1'", text)
    if text.startswith(_RUNS) and not _PHONE.fullmatch(text):
        return f"'{text}"
    if _READS_AS_NUMBER.fullmatch(text) and not _SHOWN_AS_IT_IS.fullmatch(text):
        return f"{text}{_AS_TEXT}"
    return text


def _iso(moment: datetime | None, zone: str) -> str:
    if moment is None:
        return ""
    return moment.astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def _number(minutes: float | None) -> float | str:
    return "" if minutes is None else round(minutes, 1)
