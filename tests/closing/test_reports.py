"""What the owner gets when the store closes: the files in `golden/`, byte by byte."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from time_machine import Traveller

from app.report.csv import to_csv
from app.report.rows import ReportRow
from testing.mailbox import Mailbox, csv_of, html_of, text_of
from tests.support.jobs import run_the_jobs
from tests.support.people import Customer, Owner, opening

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def clinic(app: Flask, clock: Traveller, mailbox: Mailbox) -> Owner:
    """A clinic after a long morning with everything in it that a report may have to tell."""
    owner = Owner(app)
    owner.submit("/open", opening(queues="=Doctor A\nDoctor B"))
    run_the_jobs(app)
    door = owner.join_code
    Customer(app).joins(door, name_0="Ting", phone_0="0931 000 000", queue_0="=Doctor A")
    clock.shift(timedelta(minutes=1))
    Customer(app).joins(
        owner.join_code,
        name_0="王小明",
        phone_0="+886 932 000 000",
        name_1='=HYPERLINK("http://evil.example";"me")',
        phone_1="+1-800-555-0199",
        queue_1="Doctor B",
        name_2="+1+1",
        name_3="-2",
        name_4="@SUM(A1)",
    )
    clock.shift(timedelta(minutes=1, seconds=15))
    walk_in = {"name": 'Ben "the Fox", jr.', "phone": "(02) 2345-6789"}
    path = owner.queue_path("Doctor B")
    owner.submit(path, walk_in, action=f"{path}/customers")
    clock.shift(timedelta(minutes=10))
    owner.sets("=Doctor A", "A1", "called")
    owner.sets("Doctor B", "B1", "called")
    owner.sets("Doctor B", "B2", "removed")
    clock.shift(timedelta(minutes=7, seconds=30))
    owner.sets("=Doctor A", "A1", "served")
    owner.sets("Doctor B", "B1", "no_show")
    owner.sets("=Doctor A", "A2", "called")
    owner.sets("=Doctor A", "A3", "left")
    clock.shift(timedelta(hours=2))
    mailbox.empty()
    return owner


def test_report_is_the_csv_that_other_tools_rely_on(
    app: Flask, clinic: Owner, mailbox: Mailbox
) -> None:
    clinic.submit("/store/close", {})
    run_the_jobs(app)
    assert csv_of(mailbox.only("report")) == (GOLDEN / "report.csv").read_bytes()


def test_owner_downloads_the_same_report_as_the_one_that_is_mailed(
    app: Flask, clinic: Owner, mailbox: Mailbox
) -> None:
    download = clinic.get("/store/report.csv")
    clinic.submit("/store/close", {})
    run_the_jobs(app)
    report = mailbox.only("report")
    attachment, _workbook = report.iter_attachments()
    assert download.data == csv_of(report)
    assert download.mimetype == attachment.get_content_type() == "text/csv"
    assert f'filename="{attachment.get_filename()}"' in download.headers["Content-Disposition"]


def test_mail_sums_the_day_up(app: Flask, clinic: Owner, mailbox: Mailbox) -> None:
    clinic.submit("/store/close", {})
    run_the_jobs(app)
    report = mailbox.only("report")
    for said, golden in ((text_of(report), "report.txt"), (html_of(report), "report.html")):
        assert without_token(said) == (GOLDEN / golden).read_text().splitlines()
    assert report["Subject"] == "Test Clinic: report of 5 March 2026"
    assert report["Auto-Submitted"] == "auto-generated"


def without_token(said: str) -> list[str]:
    """The lines of a mail, but for what is another each time."""
    return re.sub(r"again=[\w.-]+", "again=TOKEN", said).splitlines()


def test_spreadsheet_reads_the_report_right() -> None:
    golden = (GOLDEN / "report.csv").read_bytes()
    # The mark by which spreadsheets know UTF-8, and a line end for each row.
    assert golden.startswith(b'\xef\xbb\xbf"queue_name",')
    assert golden.count(b"\r\n") == golden.count(b"\n") == 8


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("a/b", "a-b"),
        ("..", "store"),
        ("💈" * 64, "store"),
        ('"x"; filename=evil', "x-filename-evil"),
        ("Zahnärztin Łuk", "zahnarztin-uk"),
        ("x" * 64, "x" * 40),
    ],
)
@pytest.mark.usefixtures("clock")
def test_report_is_a_safe_file_whatever_the_store_is_called(
    app: Flask, mailbox: Mailbox, name: str, slug: str
) -> None:
    owner = Owner(app)
    owner.submit("/open", opening(name=name))
    expected = f"{slug}-2026-03-05.csv"
    download = owner.get("/store/report.csv").headers["Content-Disposition"]
    assert download == f'attachment; filename="{expected}"'
    owner.submit("/store/close", {})
    run_the_jobs(app)
    report = mailbox.only("report of")
    assert report["Subject"] == f"{name}: report of 5 March 2026"
    assert [part.get_filename() for part in report.iter_attachments()] == [
        expected,
        expected.replace(".csv", ".xlsx"),
    ]


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("a;=1+1;b", "a;'=1+1;b"),
        ('a; "@SUM(1)', "a; \"'@SUM(1)"),
        ("a\t-1", "a\t'-1"),
        ("Ann; Ben", "Ann; Ben"),
        ("1;2", "1;2"),
    ],
)
def test_cell_runs_nothing_where_semicolons_separate_cells_either(typed: str, cell: str) -> None:
    moment = datetime(2026, 3, 5, 9, tzinfo=UTC)
    row = ReportRow("Doctor A", typed, "", "waiting", moment, "A1", 1, "scan", None, None)
    written = to_csv([row], "UTC").decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(written)))[1][1] == cell
