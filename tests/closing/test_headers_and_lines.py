"""Mails that every server takes, written by every Python: headers, lines, attachments."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mail.headers import POLICY
from app.mail.message import compose
from app.models import OutgoingMail

ROOT = Path(__file__).parent.parent.parent
NOW = datetime(2026, 3, 11, 9, tzinfo=UTC)
SUBJECTS = [
    "Salon Genève Docteur de Grüße Lefèvre für: report of 5 March 2026",
    "x" * 64 + ": report of 5 March 2026",
    "王小明理髮店" * 8 + ": report",
    "Ünïcödé " * 10,
    "💈 " * 30 + "closes soon",
    "Test Clinic is open",
    # A store whose name reads as an encoded word, whatever is in it.
    "=?utf-8?q?Hello?= is open",
    "=?utf-8?q?a=0D=0ABcc:_x@example.com?= is open",
    "=?utf-8?b?4oCueA==?= is open",
    "=?utf-16?q?=D8?= =?x-unknown?q?abc?= is open",
]
ACCENTED = st.text(
    st.sampled_from("aé ü ß ñ Å 王 💈 x-,.:;()\"'=?_@<>"), min_size=1, max_size=120
).map(lambda text: " ".join(text.split()))


def sent(subject: str = "Report", mail_from: str = "q@example.org", **more: object) -> bytes:
    """The bytes that go to the server."""
    fields: dict[str, object] = {
        "id": uuid4(),
        "kind": "report",
        "recipient": "ann@example.com",
        "text": "Hello",
        "subject": subject,
        "created_at": NOW - timedelta(days=6),
        **more,
    }
    message = compose(OutgoingMail(**fields), mail_from, NOW)
    return message.as_bytes(policy=message.policy.clone(linesep="\r\n"))


def read(raw: bytes) -> EmailMessage:
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def check(subject: str) -> None:
    """What a strict server looks at."""
    raw = sent(subject)
    head = raw.partition(b"\r\n\r\n")[0].decode("ascii")
    assert read(raw)["Subject"] == subject
    # Encoded words stand alone, and none is longer than it may be (RFC 2047, 2).
    (lines,) = re.findall(r"^Subject: .*(?:\r\n .*)*", head, re.MULTILINE)
    assert "?==?" not in lines
    assert all(len(line) <= 76 for line in lines.split("\r\n"))
    assert all(len(word) <= 75 for word in re.findall(r"=\?\S+?\?b\?\S+\?=", lines))


@pytest.mark.parametrize("subject", SUBJECTS)
def test_subject_is_read_as_it_was_written(subject: str) -> None:
    check(" ".join(subject.split()))


@pytest.mark.slow
@settings(max_examples=250, database=None, deadline=None)
@given(ACCENTED)
def test_hundreds_of_accented_subjects_are(subject: str) -> None:
    check(subject)


@pytest.mark.long
@settings(max_examples=2_000, database=None, deadline=None)
@given(ACCENTED)
def test_thousands_of_accented_subjects_are(subject: str) -> None:
    check(subject)


def test_sender_with_accents_and_a_long_address_are_read_as_they_were_written() -> None:
    message = read(
        sent(
            mail_from="Salon Genève Docteur de Grüße Lefèvre für alle <queue@example.org>",
            recipient=f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example.com",
        )
    )
    assert message["From"].addresses[0].display_name.startswith("Salon Genève Docteur de Grüße")
    assert message["From"].addresses[0].addr_spec == "queue@example.org"
    assert str(message["To"]) == f"{'a' * 64}@{'b' * 60}.{'c' * 60}.example.com"
    assert b"=?" not in re.search(rb"To: .*", sent(recipient="a" * 60 + "@x.example"))[0]  # type: ignore[index]


def test_lines_of_a_body_have_at_most_76_characters() -> None:
    text = "Größe = " * 60 + "x\n" + "https://queue.example.com/open?again=" + "x" * 300
    raw = sent(text=text, html=f"<p>{text}</p>", attachment=b"\xef\xbb\xbf" + b"x" * 900)
    body = raw.partition(b"\r\n\r\n")[2]
    lines = [line for line in body.split(b"\r\n") if not re.match(rb"[\w-]+: |\s|--", line)]
    assert max(map(len, lines)) <= 76
    assert raw.isascii()
    plain = read(raw).get_body(("plain",))
    assert plain is not None
    assert plain.get_content().splitlines() == text.splitlines()


def test_attachments_say_what_they_are() -> None:
    raw = sent(attachment="\ufeff王".encode(), attachment_name="a.csv", workbook=b"PK")
    table, book = read(raw).iter_attachments()
    assert table["Content-Type"].content_type == "text/csv"
    assert dict(table["Content-Type"].params) == {"charset": "utf-8", "header": "present"}
    assert table.get_content() == "\ufeff王"
    assert (table.get_filename(), book.get_filename()) == ("a.csv", "a.xlsx")
    assert book.get_content_type().endswith("spreadsheetml.sheet")


def test_date_is_that_of_the_try_and_the_id_stays() -> None:
    mail = OutgoingMail(
        id=uuid4(),
        kind="report",
        recipient="a@b.example",
        subject="x",
        text="x",
        created_at=NOW - timedelta(days=6),
    )
    first, second = (compose(mail, "q@x.example", NOW + timedelta(days=day)) for day in (-6, 0))
    assert parsedate_to_datetime(second["Date"]) == NOW
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    "domain",
    [
        "example.org",
        "queue.a-clinic-of-many-names.group.example.org",
        "our_host.of-a-clinic.example",
    ],
)
def test_id_stands_on_one_line_and_answering_machines_keep_quiet(domain: str) -> None:
    # Behind a break after the colon some find no id, and signatures of it fail.
    head = sent(mail_from=f"q@{domain}").partition(b"\r\n\r\n")[0].decode()
    assert re.search(rf"(?m)^Message-ID: <report-[\w-]+@{re.escape(domain)}>\r$", head)
    assert read(head.encode())["X-Auto-Response-Suppress"] == "All"  # Exchange knows no other


def test_policy_writes_what_others_write_where_it_has_nothing_to_add() -> None:
    message = EmailMessage(POLICY)
    message["Subject"] = "Hello"
    message["To"] = "Ann <ann@example.com>"
    message.set_content("Hello")
    assert message.as_bytes(policy=SMTP) == message.as_bytes(policy=POLICY.clone(linesep="\r\n"))
