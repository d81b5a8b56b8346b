"""What a program that listens costs, beside a board in the same run."""

from __future__ import annotations

import html
import re

from bench.fan_out import cost
from bench.table import Row
from testing.server import Server
from testing.shop import Shop, settle, worker_of
from testing.streams import Crowd

_TOKENS = 10
_EACH = 30  # streams that one token may have


async def measure(server: Server, shop: Shop) -> list[Row]:
    """CPU a delivery and memory a stream, of boards and then of as many programs."""
    worker, figures = worker_of(server), {}
    tokens = [await _token(shop, nth) for nth in range(_TOKENS)]
    board, listens = Crowd(), Crowd()
    warm = await Crowd().open(server.port, [f"{shop.board}/events"] * 50)
    await warm.close()
    await settle(2)
    for name, crowd in (("board", board), ("program", listens)):
        before = worker.memory_info().rss
        if crowd is board:
            await crowd.open(server.port, [f"{shop.board}/events"] * _TOKENS * _EACH)
        for token in tokens if crowd is listens else ():
            header = f"Authorization: Bearer {token}\r\n"
            await crowd.open(server.port, ["/api/v1/events"] * _EACH, header)
        await settle()
        memory = (worker.memory_info().rss - before) / len(crowd.streams)
        figures[name] = (*await cost(crowd, worker, shop.walk_in), memory)
        await crowd.close()
        await settle()
    (board_cpu, board_size, board_memory), (cpu, size, memory) = figures.values()
    return [
        Row(
            "CPU a delivery to a program, a change's share included",
            cpu * 1e6,
            "µs",
            limit=board_cpu * 1e6,
        ),
        Row("  bytes a delivery to a program", size, "B"),
        Row("  and to a board, which gets only the lane that changed", board_size, "B"),
        Row("memory a program's stream", memory / 1000, "kB", limit=max(board_memory / 1000, 20)),
    ]


async def _token(shop: Shop, nth: int) -> str:
    fields = {"csrf_token": shop.csrf, "name": f"Sign {nth}", "scope": "read"}
    page = (await shop.owner.post("/store/programs", fields)).body.decode()
    return html.unescape(re.search(r'id="token"[^>]*>([^<]+)<', page)[1])  # type: ignore[index]
