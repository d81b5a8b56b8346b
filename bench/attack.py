"""`python -m bench.attack`: people with bad intentions, and what honest people notice of them.

All of it on loopback, and each for seconds. `tests/walls` plays the same with fewer. Limits in
seconds are for a machine that does nothing else; so what takes time is measured in peace, too.
"""

from __future__ import annotations

import asyncio
import contextlib
import html
import re
import resource
import socket
import time
from collections import Counter
from statistics import quantiles

from bench.hogs import hogged
from bench.table import Row, show
from testing.http import Client
from testing.server import Server
from testing.shop import Shop, cpu_seconds, product, settle, worker_of
from testing.streams import Crowd

UNFINISHED, OF_AN_ADDRESS = 10_500, 250
BACKLOG = 2_048  # gunicorn's
SIGN_INS_A_SECOND, SECONDS, TAPS = 50, 15, 40
SLOW = "a" + "\u0301" * 15_000 + "\u0334" * 15_000
HEAD = (
    b"POST /open HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    b"Content-Length: 9000\r\n\r\nname="
)


async def unfinished(server: Server) -> list[Row]:
    """Bodies that never come, from 42 addresses, while a visitor joins again and again."""
    shop = await Shop(server.port).open(1)
    worker = worker_of(server)
    await settle(4)  # what a server loads after its start is none of theirs
    before = worker.memory_info().rss
    held: list[socket.socket] = []

    def hold() -> None:
        for nth in range(UNFINISHED):
            source = (f"127.0.1.{1 + nth // OF_AN_ADDRESS}", 0)
            with contextlib.suppress(OSError):
                held.append(socket.create_connection(("127.0.0.1", server.port), 30, source))
                held[-1].sendall(HEAD)

    async def joins() -> float:
        begun = time.perf_counter()
        code = shop.code_on((await shop.owner.get("/store")).body)
        phone = Client(server.port)
        form = (await phone.get(f"/J/{code}")).location
        reply = await phone.post(form, {"name-0": "Ann", "queue-0": shop.queues[0]})
        assert reply.status == 303
        phone.close()
        return time.perf_counter() - begun

    peace = [await joins() for _nth in range(10)]
    cpu = cpu_seconds(worker)
    holding = asyncio.create_task(asyncio.to_thread(hold))
    coming = []
    while not holding.done():
        coming.append(await joins())
        await asyncio.sleep(0.2)
    times = [await joins() for _nth in range(10)]
    spent = (cpu_seconds(worker) - cpu) / len(held) * 1000
    count = len(held)
    for connection in held:
        connection.close()
    await asyncio.sleep(12)
    grown = (worker.memory_info().rss - before) / 1e6
    what = f"a visitor joins beside {count:,} unfinished connections, slowest"
    return [
        Row("a visitor joins in peace, slowest of ten", max(peace), "s"),
        Row("  while they come, all at once, slowest", max(coming), "s"),
        Row(what, max(times), "s", limit=1),
        # As many as wait to be let in before the visitor must be looked at within that second.
        Row("  CPU for each of them, joins included", spent, "ms", limit=1000 / BACKLOG),
        Row("  memory that is kept of them", grown, "MB", limit=30),
    ]


async def signed_in_wrongly(server: Server) -> list[Row]:
    """Fifty sign-ins a second, each from elsewhere and to another address."""
    shop = await Shop(server.port).open(1)
    crowd = await Crowd().open(server.port, [f"{shop.board}/events"] * 100)
    guesser = Client(server.port)
    page = (await guesser.get("/signin")).body.decode()
    token = html.unescape(re.search(r'csrf_token"[^>]*value="([^"]+)', page)[1])  # type: ignore[index]
    answers: Counter[int] = Counter()

    async def guess(nth: int) -> None:
        client = Client(server.port, guesser.cookie, f"10.{nth // 250}.{nth % 250}.1")
        typed = {"email": f"ada{nth}@example.com", "password": "wrong one", "csrf_token": token}
        answers[(await client.post("/signin", typed)).status] += 1
        client.close()

    async def flood() -> None:
        guesses = []
        for nth in range(SIGN_INS_A_SECOND * SECONDS):
            guesses.append(asyncio.create_task(guess(nth)))
            await asyncio.sleep(1 / SIGN_INS_A_SECOND)
        await asyncio.gather(*guesses)

    peace = await _taps(shop, crowd)
    flooding = asyncio.create_task(flood())
    await asyncio.sleep(1)
    flooded = await _taps(shop, crowd)
    flooding.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await flooding
    await crowd.close()
    told = ", ".join(f"{number} × {status}" for status, number in sorted(answers.items()))
    return [
        Row("tap in peace, p95", peace[0], "ms"),
        Row("  100 screens see it, p99", peace[1], "ms"),
        Row(f"tap under {SIGN_INS_A_SECOND} sign-ins/s ({told}), p95", flooded[0], "ms", limit=300),
        Row("  100 screens see it under them, p99", flooded[1], "ms", limit=500),
    ]


async def _taps(shop: Shop, crowd: Crowd) -> tuple[float, float]:
    """What a tap takes, p95, and until screens show it, p99, in milliseconds."""
    taps, tapped = [], {}
    first = max((nth for nth, _ in crowd.seen), default=0) + 1
    crowd.seen.clear()
    for nth in range(first, first + TAPS):
        tapped[nth] = time.perf_counter()
        await shop.walk_in(f"Walk In {nth}")
        taps.append((time.perf_counter() - tapped[nth]) * 1000)
        await asyncio.sleep(0.2)
    await asyncio.sleep(1)
    seen = [(when - tapped[nth]) * 1000 for nth, when in crowd.seen if nth in tapped]
    return quantiles(taps, n=100)[94], quantiles(seen, n=100)[98]


async def long_fields(server: Server) -> list[Row]:
    """A text that takes long to read, in every field of every form of a stranger."""
    shop = await Shop(server.port).open(1)
    stranger, times, waited = Client(server.port), [], []
    form = (await stranger.get(f"/J/{shop.code}")).location
    pages = {
        "/signin": ("email", "password"),
        "/open": ("email", "password", "name", "queues", "description", "timezone"),
        "/password/forgot": ("email",),
        f"{shop.board}/find": ("ticket", "pin"),
        form: ("name-0", "phone-0", "queue-0", "people"),
    }

    async def heartbeat() -> None:
        client = Client(server.port)
        while True:
            begun = time.perf_counter()
            await client.get("/livez")
            waited.append((time.perf_counter() - begun) * 1000)
            await asyncio.sleep(0.01)

    beating = asyncio.create_task(heartbeat())
    await asyncio.sleep(1)
    peace = max(waited)
    waited.clear()
    for path, fields in pages.items():
        token = b""
        page = (await stranger.get(path)).body.decode()
        if found := re.search(r'csrf_token"[^>]*value="([^"]+)', page):
            token = html.unescape(found[1]).encode()
        for field in fields:
            begun = time.perf_counter()
            reply = await stranger.post_raw(path, f"{field}={SLOW}&csrf_token=".encode() + token)
            assert reply.status < 500, (path, field)
            times.append((time.perf_counter() - begun) * 1000)
    beating.cancel()
    what = f"a field of {len(SLOW.encode()):,} bytes, slowest of {len(times)}"
    return [
        Row("whoever asks in peace waits, longest", peace, "ms"),
        Row(what, max(times), "ms", limit=100),
        Row("  whoever else asks meanwhile waits, longest", max(waited), "ms", limit=100),
    ]


def main() -> None:
    """Everything once."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    rows: list[Row] = []
    bound = {"MAX_SCANS_PER_NETWORK": "600", "PROXY_HOPS": "1"}
    with product(**bound) as (server, _):
        for addresses in (1, 20):
            rows += asyncio.run(hogged(server, addresses))
        rows += asyncio.run(long_fields(server))
        rows += asyncio.run(signed_in_wrongly(server))
    with product() as (server, _):
        rows += asyncio.run(unfinished(server))
    show([rows])


if __name__ == "__main__":
    main()
