"""Servers out of PostgreSQL's own binaries: a primary and a replica, or one by a wrong clock."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.embedded_postgres import binaries
from testing.clocks import SettableClock
from testing.server import free_port

_ALIKE = ("--encoding=UTF8", "--locale=C", "--no-sync")


class Node:
    """One server, on a port of loopback, by a clock of its own if there is one."""

    def __init__(self, folder: Path, clock: SettableClock | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self._clock = clock

    def initialise(self) -> None:
        """A new one, that a replica may copy."""
        binaries.make_private(self.folder)
        self._run("initdb", "--pgdata=data", "--username=postgres", "--auth=trust", *_ALIKE)

    def copy(self, primary: Node) -> None:
        """A replica of the primary, which it will follow."""
        binaries.make_private(self.folder)
        where = ["--host=127.0.0.1", f"--port={primary.port}", "--username=postgres"]
        how = ["--write-recovery-conf", "--checkpoint=fast", "--no-sync"]
        self._run("pg_basebackup", "--pgdata=data", *where, *how)

    def start(self) -> None:
        """Start, and wait until it answers."""
        told = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        server = []
        if self._clock is not None:
            folder = self._run("pg_config", "--bindir")
            server = ["-p", str(self._clock.before(f"{folder}/postgres"))]
        status, said = binaries.run(
            self.folder, "pg_ctl", "start", "-D", "data", "-l", "log", "-w", "-o", told, *server
        )
        assert status == 0, said + (self.folder / "log").read_text()

    def follow_at_every_commit(self) -> None:
        """On the primary: no commit without the replica, whatever it calls itself."""
        statement = "ALTER SYSTEM SET synchronous_standby_names = '*'"
        where = ["--host=127.0.0.1", f"--port={self.port}", "--username=postgres"]
        self._run("psql", *where, "-c", statement, "-c", "SELECT pg_reload_conf()")

    def kill(self) -> None:
        """The server dies without a word (SIGKILL); what it had begun ends with it."""
        record = self.folder / "data" / "postmaster.pid"
        os.kill(int(record.read_text().split()[0]), signal.SIGKILL)

    def promote(self) -> None:
        """Be the primary from now on."""
        self._run("pg_ctl", "promote", "-D", "data", "-w")

    def stop(self) -> None:
        """At the end; fine if it does not run."""
        if (self.folder / "data" / "postmaster.pid").exists():
            binaries.run(self.folder, "pg_ctl", "stop", "-D", "data", "-m", "immediate", "-w")

    def _run(self, program: str, *arguments: str) -> str:
        status, said = binaries.run(self.folder, program, *arguments)
        assert status == 0, said
        return said


@contextmanager
def by_its_own_clock(folder: Path) -> Iterator[tuple[SettableClock, str]]:
    """A server whose clock can be set while it runs, and its URL."""
    clock = SettableClock(folder)
    node = Node(folder / "postgres", clock)
    try:
        node.initialise()
        node.start()
        yield clock, f"postgresql+psycopg://postgres@127.0.0.1:{node.port}/postgres"
    finally:
        node.stop()


@contextmanager
def replicated(folder: Path, *, synchronous: bool) -> Iterator[tuple[Node, Node, str]]:
    """A primary, its replica, and the URL that finds whichever takes writes. A `synchronous`
    replica has each commit before it is told."""
    first, second = Node(folder / "first"), Node(folder / "second")
    try:
        first.initialise()
        first.start()
        second.copy(first)
        second.start()
        if synchronous:
            first.follow_at_every_commit()
        yield (
            first,
            second,
            (
                "postgresql+psycopg://postgres@/postgres?host=127.0.0.1,127.0.0.1"
                f"&port={first.port},{second.port}&target_session_attrs=read-write"
            ),
        )
    finally:
        for node in (first, second):
            node.stop()
