"""Databases of their own for products that are started, and what is set for those."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from app.embedded_postgres import Cluster, binaries


class _Shared:
    """The server of all the tests of a process: to make one takes longer than most of them."""

    def __init__(self) -> None:
        self._until_the_end = ExitStack()
        self._url = ""

    @property
    def url(self) -> str:
        """Where it is; it is started when somebody asks. A power cut would destroy its data."""
        if not self._url:
            made = tempfile.TemporaryDirectory(prefix="queue-tests-")
            folder = Path(self._until_the_end.enter_context(made))
            folder.chmod(0o711)
            cluster = Cluster(folder / "postgres", durable=False)
            cluster.start()
            self._until_the_end.callback(cluster.stop)
            self._url = cluster.url
        return self._url

    def stop(self) -> None:
        """Stop it, if it was started."""
        self._until_the_end.close()
        self._url = ""


shared = _Shared()


class _Blank:
    """The data of a server that nobody has used: to make it takes a second, to copy it a tenth."""

    def __init__(self) -> None:
        self._made: tempfile.TemporaryDirectory[str] | None = None

    def lay(self, folder: Path) -> None:
        """Put it where a cluster in this folder finds it, and need not make it."""
        if self._made is None:
            self._made = tempfile.TemporaryDirectory(prefix="queue-blank-")
            Path(self._made.name).chmod(0o711)
            cluster = Cluster(Path(self._made.name) / "postgres", durable=False)
            cluster.start()
            cluster.stop()
        binaries.make_private(folder)
        data = Path(self._made.name, "postgres", "data")
        subprocess.run(["cp", "-a", data, folder / "data"], check=True)


blank = _Blank()


@contextmanager
def empty_database() -> Iterator[str]:
    """A database of its own, on the server that the tests share.

    Where DATABASE_URL is set, as by `make test DATABASE_URL=…`, it is made there.
    """
    with database_on(os.environ.get("DATABASE_URL") or shared.url) as made:
        yield made


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The settings of a product with such a database."""
    with empty_database() as url, tempfile.TemporaryDirectory() as folder:
        yield settings_for(Path(folder), url)


@contextmanager
def private_database() -> Iterator[tuple[Cluster, dict[str, str]]]:
    """The same with a server of its own, which may be stopped; it keeps what it is told."""
    with tempfile.TemporaryDirectory(prefix="queue-bench-") as folder:
        Path(folder).chmod(0o711)
        cluster = Cluster(Path(folder) / "postgres")
        blank.lay(cluster.folder)
        cluster.start()
        try:
            yield cluster, settings_for(Path(folder), cluster.url)
        finally:
            cluster.stop()


@contextmanager
def database_on(server: str) -> Iterator[str]:
    """An empty database on this server while it is entered."""
    home = make_url(server).set(drivername="postgresql")
    name = f"queue_test_{secrets.token_hex(6)}"
    with psycopg.connect(home.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        try:
            yield home.set(database=name).render_as_string(hide_password=False)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def settings_for(folder: Path, url: str) -> dict[str, str]:
    """What is set for a product with this database and this folder."""
    return {
        "DATA_DIR": f"{folder}/data",
        "DATABASE_URL": url,
        "SECRET_KEY": secrets.token_hex(16),
        # Everybody who is made up here comes from one address.
        "MAX_SCANS_PER_NETWORK": "0",
        "PUBLIC_URL": "http://localhost",
        "SMTP_URL": "outbox",
        "MAIL_FROM": "Queue System <queue@localhost>",
    }
