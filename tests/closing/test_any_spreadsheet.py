"""The report in LibreOffice of other languages and with other separators: nothing is live."""

from __future__ import annotations

import subprocess
import time
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import TypeAlias

import pytest
from flask import Flask

from app.report.csv import to_csv
from app.report.xlsx import to_xlsx
from tests.closing.test_spreadsheet import Cell, columns_of, office_or_skip, row
from tests.support.jobs import OPENING_DAY

pytestmark = pytest.mark.long

# English, German and French, as LibreOffice numbers them.
ENGLISH, GERMAN, FRENCH = LANGUAGES = (1033, 1031, 1036)
ODD = [
    *("May 4", "9 AM", "10:30 PM", "True", "50%", "$5", "(5)", "Oct-4", "4. Mai", "5 €", "WAHR"),
    *("0931 000 000", "VRAI", "4 mai 2026", "1/2", "1 1/2", "12 345,5", "5,5", "1.234", "1e5"),
    *(
        "March 2026",
        "Mi 4. Mai",
        "9am",
        "FALSCH",
        "4/mai",
        "12.5.",
        "5月4日",
        "007",
        "+886 932 000",
        *("SEPT2", "MARCH1", "MAR 3", "06-8108", "2E3", "1D5", "#N/A", "#REF!", "10h30", "午後3時"),
        # Names of genes, flats, sizes, dates and sums in other places.
        *("DEC1", "AUG-24", "Jan-26", "1st Jan", "10-4", "3/4/26", "2026-03-01", "12:30", "1.2.3"),
        *("1e-5", "1E+5", "0x1F", "₹5", "¥5", "1,234", "1 000,00", "5.-", "٣", "½"),
        *("TRUE()", "INF", "NaN", "N/A", "1;2", "1:2:3", "12.", ".5", "5%", "令和8年3月1日"),
    ),
]
# The French write thousands so; other programs rely on the CSV's phone numbers as they are.
RIGHT_IN_THE_WORKBOOK = {"0931 000 000", "+886 932 000"}

SEPARATORS = [",", ";", "\t", " ", "|", ":", "~", "^", "\n", "\r"]
STARTERS = [
    *("=1+41", "+1+41", "-1+43", "@SUM(1;41)", "＝1+41", "＋1+41", "－1+43", "＠SUM(1)"),
    *('=HYPERLINK("http://evil.example";"me")', "=cmd|'/C calc'!A0", '=1+41&"', '"=1+41'),
    *("+cmd|'/C calc'!A0", "-cmd|x!A0", "='=1+41", " =1+41", '=DDE("soffice";"x";"y")'),
    *("\u00a0=1+41", "\u3000=1+41", "'=1+41", "++1+41", "=-1+42", "\ufeff=1+41", "%=1+41"),
]
PAYLOADS = [
    text
    for separator, starter in product(SEPARATORS, STARTERS)
    for text in (f"{separator}{starter}{separator}", f"Ann{separator}{starter}", f"{starter}")
]
Columns: TypeAlias = dict[str, list[Cell]]


def opened(office: str, file: Path, filter_: str = "") -> Columns:
    """The cells of a file below each heading."""
    command = [office, "--headless", f"-env:UserInstallation={(file.parent / 'profile').as_uri()}"]
    if filter_:
        command.append(f"--infilter=Text - txt - csv (StarCalc):{filter_}")
    subprocess.run(
        [*command, "--convert-to", "fods", "--outdir", file.parent, file],
        check=True,
        capture_output=True,
        timeout=90,
    )
    return columns_of(file.with_suffix(".fods"))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_shown_as_typed_in_the_csv_in_every_language(
    tmp_path: Path, language: int
) -> None:
    office, file = office_or_skip(), tmp_path / "report.csv"
    file.write_bytes(to_csv([row(nth, text) for nth, text in enumerate(ODD)], "Asia/Taipei"))
    for detect in ("true", "false"):
        columns = opened(office, file, f"44,34,76,1,,{language},false,{detect}")
        shown = {cell.shown.rstrip("\t") for cell in columns["customer_name"]}
        lost = RIGHT_IN_THE_WORKBOOK if language == FRENCH else set()
        assert set(ODD) - lost <= shown


@pytest.mark.slow
def test_workbook_has_types_whatever_the_language(app: Flask, tmp_path: Path) -> None:
    office, file = office_or_skip(), tmp_path / "report.xlsx"
    rows = [row(nth, text) for nth, text in enumerate(ODD + PAYLOADS[:60])]
    with app.test_request_context():
        file.write_bytes(to_xlsx(rows, "Asia/Taipei", OPENING_DAY))
    columns = opened(office, file)
    assert [cell.shown for cell in columns["Name"]][: len(ODD)] == ODD
    assert {cell.kind for name in ("Queue", "Name", "Phone") for cell in columns[name]} == {
        "string"
    }
    assert {cell.kind for cell in columns["Wait (min)"]} == {"float"}
    assert {(cell.kind, cell.shown) for cell in columns["Joined"]} == {
        ("date", "2026-03-05 09:00:00")
    }
    assert not any(cell.formula for column in columns.values() for cell in column)


@pytest.mark.slow
@pytest.mark.parametrize(
    "separator", [44, 59, 9, 32, 124, 58, 126, 94, "44/59/9/32", "MRG"], ids=str
)
def test_no_payload_is_live_under_any_separator(tmp_path: Path, separator: int | str) -> None:
    office, file = office_or_skip(), tmp_path / "report.csv"
    file.write_bytes(to_csv([row(nth, text) for nth, text in enumerate(PAYLOADS)], "UTC"))
    between = "44/59/9/32/124/MRG" if separator == "MRG" else separator
    # UTF-8, in English, numbers and dates are looked for, formulas are run.
    as_it_comes = "76,1,,1033,false,true"
    for quote in (34, 39, ""):
        subprocess.run(
            [
                *(office, "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"),
                f"--infilter=Text - txt - csv (StarCalc):{between},{quote},{as_it_comes}",
                *("--convert-to", "fods", "--outdir", tmp_path, file),
            ],
            check=True,
            capture_output=True,
            timeout=90,
        )
        (sheet,) = tmp_path.glob("*.fods")
        live = [line for line in sheet.read_text().splitlines() if "table:formula=" in line]
        sheet.unlink()
        assert live == [], (quote, live[:3])


def test_workbook_of_a_long_day_is_made_at_once(app: Flask) -> None:
    rows = [row(nth, "Ann") for nth in range(2_000)]
    with app.test_request_context():
        began = time.process_time()
        assert to_xlsx(rows, "Asia/Taipei", OPENING_DAY + timedelta(days=1)).startswith(b"PK")
    assert time.process_time() - began < 2
