"""The product as it is deployed, as a process of its own."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Self

import psutil

from testing.nursery import Forked, Nursery

ROOT = Path(__file__).parent.parent
_START_SECONDS = 60  # beside others on a small machine; alone it takes one or two


class Server:
    """gunicorn on a free port of loopback while it is entered.

    `files` is how many it may have open, as on a platform that limits them; `folder` where its code
    is. Where there is a `nursery`, those come out of it that are like all others.
    """

    files: int | None = None
    folder: Path = ROOT
    nursery: Nursery | None = None

    def __init__(self, environment: dict[str, str], **more: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        here = {"PUBLIC_URL": self.url, "PORT": str(self.port)}
        self._environment = {**os.environ, **environment, **here, **more}
        self.process: subprocess.Popen[str] | Forked | None = None
        self._log = Path()
        self._said = ""

    def launch(self) -> None:
        """Begin to start."""
        # A file, since a pipe that nobody reads fills up, and then a server that says more waits.
        with tempfile.NamedTemporaryFile(prefix="queue-server-", delete=False) as log:
            self._log = Path(log.name)
            if self.nursery is not None and self._is_like_others(self.nursery):
                self.process = self.nursery.launch(self._environment, log.fileno())
                return
            limited = ["sh", "-c", 'ulimit -n "$0" && exec "$@"', str(self.files)]
            self.process = subprocess.Popen(
                [*(limited if self.files else ()), sys.executable, "-m", "gunicorn", "wsgi:app"],
                cwd=self.folder,
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
            )

    def _is_like_others(self, nursery: Nursery) -> bool:
        at_home = self.folder == ROOT and self.files is None
        return at_home and nursery.suits(self._environment)

    def __enter__(self) -> Self:
        self.launch()
        try:
            return self.ready()
        except BaseException:
            # Nobody else will: what is not entered is not left.
            self.stop()
            raise

    def ready(self) -> Self:
        """Wait until it answers."""
        assert self.process is not None
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise AssertionError(self.stop())
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=5):
                    return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not come up in {_START_SECONDS} s:\n{self.stop()}")

    def __exit__(self, *_: object) -> None:
        self.stop()

    def said_by_now(self) -> str:
        """What it has printed so far."""
        return self._log.read_text()

    def stop(self, number: signal.Signals = signal.SIGTERM) -> str:
        """End it, and say what it printed."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(timeout=20)
        if self._log.is_file():
            self._said = self._log.read_text()
            self._log.unlink()
        return self._said

    def refuses(self) -> tuple[int, str]:
        """Start it where it can't be served: the code with which it ends, and what it printed."""
        self.launch()
        assert self.process is not None
        try:
            code = self.process.wait(timeout=_START_SECONDS)
        finally:
            said = self.stop()
        return code, said

    def kill(self) -> None:
        """End all its processes without a word, and wait until its port is free."""
        assert self.process is not None
        assert self.process.poll() is None, self.stop()
        master = psutil.Process(self.process.pid)
        # The master first: it would start another worker.
        for process in (master, *master.children(recursive=True)):
            process.kill()
        self.stop()
        # On a busy machine a worker dies, and lets go of the port, a moment after it was killed.
        while self._listens():
            time.sleep(0.01)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


_GIVEN: set[int] = set()


def free_port() -> int:
    """A port of loopback that nothing listens on, and that nobody here was given before.

    Below those that systems give to clients (RFC 6056, 3.2): such a one might be taken meanwhile.
    """
    while True:
        port = secrets.randbelow(12_000) + 20_000
        if port in _GIVEN:
            continue
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _GIVEN.add(port)
            return port
