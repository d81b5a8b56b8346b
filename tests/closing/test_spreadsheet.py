"""A real spreadsheet program opens the report, with the settings that it comes with."""

from __future__ import annotations

import os
import shutil
import subprocess
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from app.report.csv import to_csv
from app.report.rows import ReportRow
from tests.support.jobs import OPENING_DAY

pytestmark = pytest.mark.slow

NAMES = ("soffice", "libreoffice", "localc")
# Separated by commas, quoted, UTF-8: what its dialogue proposes when it sees the mark at the start.
AS_PROPOSED = "Text - txt - csv (StarCalc):44,34,76"

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

SHOWN_AS_TYPED = [
    *("王小明", "محمد عبد الله", "💈🦜", "e\u0301", "Zahnärztin"),
    *('Ben "the Fox", jr.', "a;b\tc", "two\nlines", "one, two", "O'Neill", "'quoted'"),
    # What a spreadsheet would take for something else.
    *("0912345678", "00886912345678", "007", "+886932000000", "886932000000123456789"),
    *("1E5", "2e10", "1.50", "1,000", "3-4", "1/2", "2026-03-05", "5.3.2026", "10:30", "TRUE"),
    *("+886 932 000 000", "0931 000 000", "(02) 2345-6789", "02-2345-6789", "119", "912345678"),
]
WOULD_RUN = [
    *("=1+1", "+1+1", "-2", "-2+3", "@SUM(A1)", '=HYPERLINK("http://evil.example";"me")'),
    *("=cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "+1-800-555-0199"),
]


@dataclass(frozen=True)
class Cell:
    """What stands in one cell."""

    kind: str
    shown: str
    formula: str | None


def program() -> str | None:
    """Where LibreOffice is on this computer."""
    return os.environ.get("LIBREOFFICE") or next(filter(None, map(shutil.which, NAMES)), None)


def office_or_skip() -> str:
    """The same; without it, its tests are skipped, or fail where it has to be."""
    office = program()
    if office is None:
        reason = "LibreOffice is missing: install it, or set LIBREOFFICE to where it is"
        if os.environ.get("REQUIRE_SPREADSHEET"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    return office


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Cell]]:
    """The cells of each column of a report whose names and numbers are all of the above."""
    office = office_or_skip()
    folder = tmp_path_factory.mktemp("spreadsheet")
    file = folder / "report.csv"
    rows = [row(nth, text) for nth, text in enumerate(SHOWN_AS_TYPED + WOULD_RUN)]
    file.write_bytes(to_csv(rows, "Asia/Taipei"))
    subprocess.run(
        [
            *(office, "--headless", f"-env:UserInstallation={(folder / 'profile').as_uri()}"),
            *(f"--infilter={AS_PROPOSED}", "--convert-to", "fods", "--outdir", folder, file),
        ],
        check=True,
        capture_output=True,
        timeout=90,
    )
    return columns_of(folder / "report.fods")


def row(nth: int, text: str) -> ReportRow:
    """One customer with this name, number and queue."""
    return ReportRow(
        queue_name=text,
        name=text,
        phone=text,
        state="served",
        joined_at=OPENING_DAY,
        ticket=f"A{nth + 1}",
        party=nth + 1,
        joined_via="scan",
        called_at=OPENING_DAY + timedelta(minutes=12.2),
        ended_at=OPENING_DAY + timedelta(minutes=20),
    )


def columns_of(file: Path) -> dict[str, list[Cell]]:
    """The cells below each heading."""
    lines = [cells_of(line) for line in ET.parse(file).getroot().iter(f"{TABLE}table-row")]
    head, *below = [line for line in lines if any(cell.shown for cell in line)]
    return {cell.shown: [line[nth] for line in below] for nth, cell in enumerate(head)}


def cells_of(line: ET.Element) -> list[Cell]:
    cells = []
    for element in line.iter(f"{TABLE}table-cell"):
        shown = "\n".join(shown_in(part) for part in element.findall(f"{TEXT}p"))
        kind = element.get(f"{OFFICE}value-type", "")
        cell = Cell(kind, shown, element.get(f"{TABLE}formula"))
        cells += [cell] * int(element.get(f"{TABLE}number-columns-repeated", "1"))
    return cells


def shown_in(part: ET.Element) -> str:
    said = part.text or ""
    for child in part:
        inside = {f"{TEXT}tab": "\t", f"{TEXT}s": " " * int(child.get(f"{TEXT}c", "1"))}
        said += inside.get(child.tag, shown_in(child)) + (child.tail or "")
    return said


@pytest.mark.parametrize("column", ["queue_name", "customer_name", "customer_phone"])
def test_owner_sees_every_text_as_it_was_typed(opened: dict[str, list[Cell]], column: str) -> None:
    shown = [cell.shown.rstrip("\t") for cell in opened[column][: len(SHOWN_AS_TYPED)]]
    assert shown == SHOWN_AS_TYPED


@pytest.mark.parametrize("column", ["queue_name", "customer_name", "customer_phone"])
def test_spreadsheet_runs_nothing_that_somebody_typed(
    opened: dict[str, list[Cell]], column: str
) -> None:
    cells = opened[column][len(SHOWN_AS_TYPED) :]
    assert [cell.shown for cell in cells] == [f"'{text}".replace("\r", "\n") for text in WOULD_RUN]
    assert {cell.kind for cell in cells} == {"string"}
    assert not any(cell.formula for column in opened.values() for cell in column)


def test_owner_can_reckon_with_the_minutes_and_read_the_times(
    opened: dict[str, list[Cell]],
) -> None:
    assert {(cell.kind, cell.shown) for cell in opened["wait_minutes"]} == {("float", "12.2")}
    times = {(cell.kind, cell.shown) for cell in opened["customer_created_at"]}
    assert times == {("string", "2026-03-05T09:00:00+08:00")}
    assert {cell.kind for cell in opened["ticket"]} == {"string"}
