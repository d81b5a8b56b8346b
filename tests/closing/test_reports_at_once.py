"""Several reports of a process that has just started are written at the same moment."""

from __future__ import annotations

import subprocess
import sys

import pytest

from testing.server import ROOT

# As a server's process does, which gevent has patched; what is loaded once is loaded now.
_PROGRAM = """
from gevent import joinall, monkey, spawn
monkey.patch_all()
from datetime import UTC, datetime
from flask import Flask
from flask_babel import Babel
from app.report.csv import to_csv
from app.report.rows import ReportRow
from app.report.xlsx import to_xlsx

now = datetime.now(UTC)
row = ReportRow("Doctor 1", "Customer 1", "0931 555 777", "waiting", now, "A1", 1, "scan", now, now)
app = Flask("app")
Babel(app)

def written():
    with app.test_request_context():
        return to_csv([row] * 5, "Asia/Taipei"), to_xlsx([row] * 5, "Asia/Taipei", now)

ended = joinall([spawn(written) for _ in range(8)], timeout=30)
print(len([one for one in ended if one.value]), flush=True)
import os
os._exit(0)
"""


@pytest.mark.slow
def test_eight_reports_at_once_are_all_written() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert ended.stdout == "8\n", ended.stderr
