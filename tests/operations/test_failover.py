"""PostgreSQL's primary dies under load, and its replica takes over: who is lost, who waits."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import psycopg
import pytest

from testing.http import Client
from testing.many_stores import office, opened, unique
from testing.replica import replicated
from testing.rolling import joins_during
from testing.server import Server
from testing.shop import opened as shop_opened
from testing.streams import Crowd

pytestmark = pytest.mark.long

AWAY_SECONDS = 3.0


@pytest.mark.parametrize("synchronous", [True, False], ids=["synchronous", "asynchronous"])
def test_replica_takes_over_and_live_pages_go_on(scratch: Path, synchronous: bool) -> None:
    """A synchronous one has everybody who was told so. Another may lack the last ones: then their
    tickets say that there is no such line any more."""
    folder = scratch / f"failover-{synchronous}"
    folder.mkdir(mode=0o711)
    with replicated(folder, synchronous=synchronous) as (primary, replica, url):
        environment = {
            "DATA_DIR": str(folder / "data"),
            "DATABASE_URL": url,
            "SECRET_KEY": "k" * 32,
            "PUBLIC_URL": "http://localhost",
            "MAX_SCANS_PER_NETWORK": "0",
            "SMTP_URL": "outbox",
            "MAIL_FROM": "queue@localhost",
        }
        with Server(environment) as server, office(environment) as app:
            store = opened(app, unique("Shop"), [], 500)

            async def story() -> tuple[dict[str, int], set[str], float, float]:
                async with shop_opened(server.port, 1) as shop:
                    crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * 20)

                    async def fail_over() -> None:
                        primary.kill()
                        await asyncio.sleep(AWAY_SECONDS)
                        await asyncio.to_thread(replica.promote)

                    seen = await joins_during(server.port, store, 10, fail_over)
                    before = crowd.messages
                    await shop.walk_in()
                    changed = time.perf_counter()
                    await crowd.until(before + 20, seconds=5)
                    current = time.perf_counter() - changed
                    lost = crowd.lost
                    await crowd.close()
                    assert lost == 0, f"{lost} live pages were lost"
                    return dict(seen.answers), set(seen.tickets), seen.slowest, current

            answers, tickets, slowest, current = asyncio.run(story())
            print(f"{answers}, the slowest in {slowest:.1f} s; a change shown in {current:.2f} s")
            assert set(answers) <= {"303", "503"}, answers
            where = f"host=127.0.0.1 port={replica.port} user=postgres dbname=postgres"
            with psycopg.connect(where) as connection:
                found = connection.execute("SELECT token FROM party").fetchall()
            there = {token for (token,) in found}
            missing = [ticket for ticket in tickets if ticket.rpartition("/")[2] not in there]
            print(f"{len(missing)} of {len(tickets)} are not on the new primary")
            assert len(tickets) == answers["303"]
            assert not synchronous or not missing
            for ticket in missing:
                assert asyncio.run(_says(server.port, ticket)) == 410
            (kept, *_others) = tickets.difference(missing)
            assert asyncio.run(_says(server.port, kept)) == 200
            assert "Traceback" not in server.stop()


async def _says(port: int, path: str) -> int:
    client = Client(port)
    status = (await client.get(path)).status
    client.close()
    return status
