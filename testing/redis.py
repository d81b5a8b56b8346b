"""A Redis of its own, on loopback and in memory only."""

from __future__ import annotations

import socket
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

from testing.installed import installed
from testing.server import free_port


class RedisServer:
    """redis-server while it is entered; it can be killed and come back on the same port."""

    def __init__(self) -> None:
        self._program = installed("redis-server")
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._folder = tempfile.TemporaryDirectory(prefix="queue-redis-")
        self._socket = Path(self._folder.name) / "socket"
        self.url_of_socket = f"unix://{self._socket}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it listens."""
        where = ["--port", str(self._port), "--bind", "127.0.0.1"]
        where += ["--unixsocket", str(self._socket)]
        self._process = subprocess.Popen(
            [self._program, *where, "--save", "", "--appendonly", "no", "--daemonize", "no"],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.02)
        raise AssertionError("redis-server did not come up")

    def kill(self) -> None:
        """End it without a word."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._folder.cleanup()
