"""Migrations only add: the release before goes on working on the schema of this one."""

from __future__ import annotations

import ast
import asyncio
import io
import subprocess
import tarfile
from pathlib import Path

import pytest

from app import create_app
from app.database import schema
from app.settings import Settings
from testing.databases import database
from testing.server import ROOT, Server
from testing.shop import opened
from testing.streams import Crowd
from tests.support.applications import let_go_of

VERSIONS = ROOT / "migrations" / "versions"
FIRST = "0007"
"""The first migration after the release before."""
TAKES_AWAY = {"drop_table", "drop_column", "drop_constraint", "rename_table"}


def later_migrations() -> list[Path]:
    return sorted(file for file in VERSIONS.glob("*.py") if file.name >= FIRST)


@pytest.mark.parametrize("file", later_migrations(), ids=lambda file: file.stem)
def test_migration_takes_nothing_away_and_adds_nothing_that_must_be_filled(file: Path) -> None:
    (upgrade,) = [
        found
        for found in ast.parse(file.read_text()).body
        if isinstance(found, ast.FunctionDef) and found.name == "upgrade"
    ]
    for call in ast.walk(upgrade):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        assert call.func.attr not in TAKES_AWAY, ast.unparse(call)
        if call.func.attr == "add_column":
            said = ast.unparse(call)
            assert "nullable=True" in said or "server_default" in said, said


def code_before(folder: Path) -> Path:
    """The code of the release before, as it was."""
    asked = ["git", "log", "--diff-filter=A", "--format=%H", "--", f"{VERSIONS}/{FIRST}*"]
    added = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
    if not added.stdout.strip():
        pytest.skip("there is no history here")
    before = f"{added.stdout.split()[-1]}^"
    packed = subprocess.run(["git", "archive", before], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(folder, filter="data")
    return folder


@pytest.mark.long
def test_release_before_serves_a_whole_day_on_the_new_schema(tmp_path: Path) -> None:
    async def day(port: int) -> None:
        async with opened(port, 2) as shop:
            crowd = await Crowd().open(port, [f"{shop.board}/events"])
            await shop.fill(4)
            await shop.walk_in()
            await shop.call_next()
            await crowd.until(4, seconds=10)
            await crowd.close()
            answer = await shop.owner.post("/store/close", {"csrf_token": shop.csrf})
            assert answer.status in (200, 303)

    old = code_before(tmp_path / "before")
    with database(empty=True) as environment:
        before = Server(environment, SMTP_URL="")  # it knew no other name for an outbox
        before.folder = old
        with before as server:
            # The new release has started elsewhere, and this one is not yet replaced.
            schema.upgrade(app := create_app(Settings.from_environ(environment)))
            let_go_of(app)
            asyncio.run(day(server.port))
            assert "Traceback" not in server.stop()
