"""Files run out while a server runs: it says so in a line, and goes on with what is let go."""

from __future__ import annotations

import resource
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from testing.databases import database
from testing.server import Server
from testing.shop import worker_of

pytestmark = pytest.mark.long


@contextmanager
def no_file_but(pid: int, few: int) -> Iterator[None]:
    """This process may open so few more than it has open."""
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    most = len(list(Path(f"/proc/{pid}/fd").iterdir())) + few
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (most, before[1]))
    yield
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


def test_server_without_a_file_for_another_connection_lets_go_of_those_that_wait() -> None:
    with database() as environment, Server(environment) as server, ExitStack() as open_now:
        pid = worker_of(server).pid
        with no_file_but(pid, 3):
            for _one in range(12):
                idle = socket.create_connection(("127.0.0.1", server.port), timeout=10)
                open_now.enter_context(idle)
            with urllib.request.urlopen(f"{server.url}/livez", timeout=20) as answer:
                assert answer.status == 200
        with urllib.request.urlopen(f"{server.url}/healthz", timeout=10) as answer:
            assert answer.status == 200
        said = server.stop()
    assert said.count("no connection can be accepted for now: Too many open files") == 1
    assert "Traceback" not in said
