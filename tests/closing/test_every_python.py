"""Each Python on this computer writes and sends a report as ours does, down to the last byte."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from functools import cache
from pathlib import Path

import pytest
from flask import Flask

from app.mail.message import compose
from app.models import OutgoingMail
from testing.mailbox import Mailbox
from tests.closing.test_headers_and_lines import NOW, SUBJECTS
from tests.support.people import Customer, Owner

ROOT = Path(__file__).parent.parent.parent
FROM = "Salon Genève Docteur de Grüße Lefèvre <queue@example.org>"
SENDS = """
import json, sys
sys.path.insert(0, sys.argv[1])
from base64 import b64decode, b64encode
from datetime import datetime
from types import SimpleNamespace
from app.mail import smtp
from app.mail.message import compose
from app.settings import Settings
send = smtp.sender(Settings.from_environ({"SMTP_URL": sys.argv[2], "MAIL_FROM": sys.argv[3]}))
for fields in json.load(sys.stdin):
    for name in ("attachment", "workbook"):
        fields[name] = fields[name] and b64decode(fields[name])
    now = datetime.fromisoformat(fields.pop("now"))
    send(compose(SimpleNamespace(**fields), sys.argv[3], now), fields["recipient"])
print("sent by", sys.version)
"""


@cache
def pythons() -> list[str]:
    """Those on this computer that run; `uv` brings the newest, and pyenv may have some.

    Looked for by a test, not while tests are collected: that takes a second.
    """
    minors = range(11, 20)
    found = [path for minor in minors if (path := shutil.which(f"python3.{minor}"))]
    versions = Path(os.environ.get("PYENV_ROOT", "~/.pyenv")).expanduser() / "versions"
    for minor in minors:
        found += map(str, versions.glob(f"3.{minor}.*/bin/python3"))
    if uv := shutil.which("uv"):
        # Its own: without a word it finds that of the environment that we run in.
        ask = [uv, "python", "find", "--system", "--managed-python", "3"]
        found += subprocess.run(ask, capture_output=True, text=True, check=False).stdout.split()
    # One of each version; pyenv's shims of what is not chosen run nothing.
    ask = ["-c", "import sys; print(sys.version)"]
    versions_of = {
        subprocess.run([path, *ask], capture_output=True, text=True, check=False).stdout: path
        for path in [*found, sys.executable]
    }
    return [path for version, path in versions_of.items() if version]


@pytest.fixture
def report(app: Flask) -> Iterator[OutgoingMail]:
    """Of a day with names from everywhere; not sent yet."""
    name = "Salon Genève Docteur de Grüße Lefèvre für 王小明"
    owner = Owner(app).opens(name, queues=["Zoë Brontë", "王先生"])
    for who in ("Ann Müller", "王小明", "=1+1", "💈 " * 8, "عائشة"):
        Customer(app).joins(owner.join_code, name_0=who)
    owner.calls_next("Zoë Brontë")
    owner.submit("/store/close", {})
    with app.app_context():
        (mail,) = OutgoingMail.query.filter_by(kind="report")
        yield mail


def parts(message: EmailMessage) -> list[tuple[str, object]]:
    """All that was sent: each part's type, name and content. What separates the parts is chance."""
    walked = [part for part in message.walk() if not part.is_multipart()]
    return [
        (f"{part['Content-Type']} {part['Content-Disposition']}", part.get_content())
        for part in walked
    ]


@pytest.mark.slow
def test_report_of_a_day_arrives_alike_whoever_sends_it(report: OutgoingMail) -> None:
    for python in pythons():
        arrives_alike(report, python)


def arrives_alike(report: OutgoingMail, python: str) -> None:
    """Sent by this Python it is what it is by ours."""
    fields = {
        **{name: getattr(report, name) for name in ("kind", "recipient", "text", "html")},
        "attachment_name": report.attachment_name,
        "attachment": b64encode(report.attachment or b"").decode(),
        "workbook": b64encode(report.workbook or b"").decode(),
        "id": str(report.id),
        "now": NOW.isoformat(),
    }
    subjects = [report.subject, *(" ".join(subject.split()) for subject in SUBJECTS)]
    with Mailbox() as mailbox:
        done = subprocess.run(
            [python, "-I", "-X", "utf8", "-c", SENDS, str(ROOT), mailbox.url, FROM],
            input=json.dumps([{**fields, "subject": subject} for subject in subjects]),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, (python, done.stderr)
        arrived = mailbox.messages
    ours = message_from_bytes(compose(report, FROM, NOW).as_bytes(policy=SMTP), policy=default)
    assert isinstance(ours, EmailMessage)
    assert len(parts(ours)) == 4
    for subject, message in zip(subjects, arrived, strict=True):
        assert message["Subject"] == subject, python
        assert {**dict(message.items()), "Subject": ""}.keys() >= {*ours.keys()}
        for header in ("From", "To", "Date", "Message-ID", "Auto-Submitted"):
            assert message[header] == ours[header], python
        assert parts(message) == parts(ours), python


ELSEWHERE = """
import sys
sys.path.insert(0, sys.argv[1])
from email.message import EmailMessage
from app.mail.headers import POLICY
for subject in sys.stdin.read().split("\\n"):
    message = EmailMessage(POLICY)
    message["Subject"] = subject
    message["From"] = "Salon Genève Docteur de Grüße Lefèvre <q@example.org>"
    message["To"] = "a" * 60 + "@example.com"
    message.set_content("Größe " * 50, cte="quoted-printable")
    raw = message.as_bytes(policy=message.policy.clone(linesep="\\r\\n"))
    assert b"?==?" not in raw and max(map(len, raw.split(b"\\r\\n"))) <= 76, raw
"""


@pytest.mark.slow
def test_every_python_writes_lines_and_encoded_words_that_all_servers_take() -> None:
    said = "\n".join(" ".join(subject.split()) for subject in SUBJECTS)
    for python in pythons():
        done = subprocess.run(
            [python, "-I", "-X", "utf8", "-c", ELSEWHERE, str(ROOT)],
            input=said,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, (python, done.stderr)
