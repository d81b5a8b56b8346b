"""The limit: a bare asyncio program that sends the same bytes to as many connections."""

from __future__ import annotations

import asyncio
import contextlib
import sys


async def main(port: int, size: int) -> None:
    """Serve streams on a port; each line on standard input is sent to all of them, `size` bytes."""
    writers: set[asyncio.StreamWriter] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        writers.add(writer)
        with contextlib.suppress(ConnectionError):
            await reader.read()
        writers.discard(writer)

    server = await asyncio.start_server(serve, "127.0.0.1", port, backlog=4096)
    loop = asyncio.get_running_loop()
    commands = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    payload = b"data: " + b"x" * max(size - 32, 0) + b"\nid: 1\n\n"
    chunk = b"%X\r\n%s\r\n" % (len(payload), payload)
    print("ready", flush=True)
    while await commands.readline():
        for writer in writers:
            writer.write(chunk)
        for writer in list(writers):
            await writer.drain()
    server.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
