"""Where a server listens: what platforms ask for beside a port of IPv4."""

from __future__ import annotations

import os
import socket
import urllib.request
from pathlib import Path

import pytest

from testing.databases import database
from testing.server import Server, free_port

pytestmark = pytest.mark.slow


def test_platform_without_ipv4_is_served_on_ipv6() -> None:
    if not socket.has_ipv6 or not Path("/proc/net/if_inet6").exists():
        pytest.skip("no IPv6 here")
    with (
        database() as environment,
        Server(environment, HOST="::") as server,
        urllib.request.urlopen(f"http://[::1]:{server.port}/livez", timeout=5) as answer,
    ):
        assert answer.status == 200


def test_server_listens_on_a_socket_file(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    place = tmp_path / "queue.sock"
    port = free_port()
    binds = f"unix:{place},127.0.0.1:{port}"
    with database() as environment:
        server = Server(environment, BIND=binds)
        server.port, server.url = port, f"http://localhost:{port}"
        with server, socket.socket(socket.AF_UNIX) as phone:
            phone.connect(os.fspath(place))
            phone.sendall(b"GET /livez HTTP/1.0\r\nHost: localhost\r\n\r\n")
            assert phone.recv(100).startswith(b"HTTP/1.0 200 ")
