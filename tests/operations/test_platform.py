"""The Procfile's own command with nothing but what a platform sets: the whole of a store's life."""

from __future__ import annotations

import asyncio
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from testing.databases import database
from testing.http import Client
from testing.mailbox import csv_of
from testing.server import ROOT, free_port
from testing.shop import opened
from testing.strict_mailbox import StrictMailbox

pytestmark = pytest.mark.slow


def test_store_opens_is_joined_and_closes_and_its_report_arrives(tmp_path: Path) -> None:
    async def life(port: int) -> None:
        await answers(port)
        async with opened(port, 1) as shop:
            await shop.fill(2)
            page = (await shop.owner.get("/store/close")).body
            assert b"outbox" not in page
            reply = await shop.owner.post("/store/close", {"csrf_token": shop.csrf})
            assert reply.status in (200, 303), reply.status

    procfile = (ROOT / "Procfile").read_text().strip().removeprefix("web: ")
    with database(empty=True) as environment, StrictMailbox(tmp_path) as mailbox:
        port = free_port()
        platform = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PORT": str(port),
            "DATABASE_URL": environment["DATABASE_URL"].replace("postgresql+psycopg", "postgres"),
            "SECRET_KEY": environment["SECRET_KEY"],
            "PUBLIC_URL": f"http://localhost:{port}",
            "SMTP_URL": mailbox.url,
            "MAIL_FROM": "Queue <queue@example.com>",
            # The machine's own list of whom to believe, with this one server's word in it.
            "SSL_CERT_FILE": str(mailbox.authority),
        }
        with (tmp_path / "log").open("w") as log:
            process = subprocess.Popen(
                shlex.split(procfile), cwd=ROOT, env=platform, stdout=log, stderr=log
            )
        try:
            asyncio.run(life(port))
            deadline = time.monotonic() + 30
            while not any(mail["Subject"].count(": report of ") for mail in mailbox.messages):
                assert time.monotonic() < deadline, (tmp_path / "log").read_text()
                time.sleep(0.1)
        finally:
            process.terminate()
            process.wait(timeout=20)
        (report,) = [mail for mail in mailbox.messages if ": report of " in mail["Subject"]]
        assert csv_of(report).count(b"Customer ") == 2
        assert report["From"] == "Queue <queue@example.com>"
        assert "Traceback" not in (tmp_path / "log").read_text()


async def answers(port: int) -> None:
    deadline = time.monotonic() + 60
    client = Client(port)
    while time.monotonic() < deadline:
        try:
            if (await client.get("/healthz")).status == 200:
                client.close()
                return
        except OSError:
            await asyncio.sleep(0.1)
    raise AssertionError("the server did not come up")
