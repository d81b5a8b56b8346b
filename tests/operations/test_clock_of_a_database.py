"""The clock of the database is set while a server runs: the product does not go by it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from testing.databases import settings_for
from testing.mailbox import Mailbox
from testing.many_stores import fall_due, office, opened, unique
from testing.replica import by_its_own_clock
from testing.server import Server
from testing.shop import opened as shop_opened
from testing.streams import Crowd
from tests.operations.test_clock_of_a_server import HOUR, RUN_SECONDS, awaited, is_open, ran

pytestmark = pytest.mark.long


@pytest.mark.timeout(400)
@pytest.mark.parametrize("hours", [26, -1])
def test_database_whose_clock_is_set_deletes_nothing_and_stops_nothing(
    scratch: Path, mailbox: Mailbox, hours: int
) -> None:
    mailbox.empty()
    folder = scratch / f"database-{hours}"
    folder.mkdir(mode=0o755)
    with by_its_own_clock(folder) as (clock, url):
        environment = {**settings_for(folder, url), "SMTP_URL": mailbox.url}
        with office(environment) as app, Server(environment) as server:
            shop, due, patient = (opened(app, unique("Shop"), ["Ann"]) for _ in range(3))
            mailbox.unwilling.add(patient.email)
            fall_due([patient.name])
            awaited(lambda: mailbox.put_off)

            asyncio.run(changes_while(server, lambda: clock.set(hours * HOUR)))
            assert abs(ahead(url) - timedelta(hours=hours)) < timedelta(minutes=1)
            # What waited for its mail server is kept, and goes; nothing is closed early.
            mailbox.unwilling.clear()
            mailbox.wait_for("report of", 2 * RUN_SECONDS, to=patient.email)
            runs_again(server)
            assert is_open(app, shop.name)
            assert is_open(app, due.name)

            # What is due is closed meanwhile.
            fall_due([due.name])
            mailbox.wait_for("report of", RUN_SECONDS, to=due.email)
            assert not is_open(app, due.name)

            asyncio.run(changes_while(server, lambda: clock.set(0)))
            assert is_open(app, shop.name)
            said = server.stop()
    assert "Traceback" not in said
    assert " error " not in said


def ahead(url: str) -> timedelta:
    """How far the database's clock is ahead."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row is not None
    here: datetime = row[0]
    return here - datetime.now(UTC)


def runs_again(server: Server) -> None:
    """Wait until whatever closes and deletes has done so after this moment."""
    before = {job: ran(server, job) for job in ("close", "deliver")}
    awaited(lambda: all(ran(server, job) > when for job, when in before.items()), RUN_SECONDS)


async def changes_while(server: Server, clock_is_set: Callable[[], None]) -> None:
    """Each change is on a board that is open, before the clock is set and after it."""
    async with shop_opened(server.port, 1) as shop:
        crowd = await Crowd().open(server.port, [f"{shop.board}/events"])
        for nth in range(20):
            if nth == 10:
                clock_is_set()
            expected = crowd.messages + 1
            await shop.walk_in()
            await crowd.until(expected, seconds=10)
        assert await shop.fill(3)
        assert crowd.lost == 0
        await crowd.close()
