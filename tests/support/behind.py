"""Two processes of the product behind nginx, on one database."""

from __future__ import annotations

import re
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from testing.databases import database
from testing.many_stores import office
from testing.nginx import Nginx
from testing.server import Server


@dataclass
class Behind:
    """Two processes behind nginx."""

    nginx: Nginx
    processes: tuple[Server, Server]
    app: Flask

    def streams_of(self, process: Server) -> int:
        with urllib.request.urlopen(f"{process.url}/metrics", timeout=5) as answer:
            return int(float(re.search(rb"\nqueue_streams (\S+)", answer.read())[1]))  # type: ignore[index]


@contextmanager
def two_processes(folder: Path) -> Iterator[Behind]:
    with database() as environment:
        here = {**environment, "PROXY_HOPS": "1", "HOST": "127.0.0.1"}
        home = {"PUBLIC_URL": "http://localhost"}
        with (
            Server(here, **home) as first,
            Server(here, **home) as second,
            Nginx(folder, [first.port, second.port]) as nginx,
            office(environment) as app,
        ):
            yield Behind(nginx, (first, second), app)
