"""Databases of their own for products that are started, and what is set for those."""

from __future__ import annotations

import os
import secrets
import subprocess
import tempfile
from collections.abc import Callable, Iterator
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


class _Tables:
    """A database with all tables and nothing in them: to copy it takes hardly longer than to make
    an empty one, and a server that need not make them starts in three quarters of the time.

    Without somebody who `makes` them, each server does it.
    """

    def __init__(self) -> None:
        self.makes: Callable[[str], None] | None = None
        self._until_the_end = ExitStack()
        self._name = ""

    def template(self, server: str) -> str:
        """What a database on this server may be a copy of."""
        if self.makes is not None and not self._name:
            url = self._until_the_end.enter_context(database_on(server))
            self.makes(url)
            self._name = make_url(url).database or ""
        return self._name or NOTHING

    def drop(self) -> None:
        """Drop it, if there is one."""
        self._until_the_end.close()
        self._name = ""


NOTHING = "template0"
tables = _Tables()


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
            if tables.makes is not None:
                tables.makes(cluster.url)
            cluster.stop()
        binaries.make_private(folder)
        data = Path(self._made.name, "postgres", "data")
        subprocess.run(["cp", "-a", data, folder / "data"], check=True)


blank = _Blank()


@contextmanager
def new_database(*, empty: bool = False) -> Iterator[str]:
    """A database of its own, on the server that the tests share; `empty` as a host gives it.

    Where DATABASE_URL is set, as by `make test DATABASE_URL=…`, it is made there.
    """
    server = os.environ.get("DATABASE_URL") or shared.url
    with database_on(server, NOTHING if empty else tables.template(server)) as made:
        yield made


@contextmanager
def database(*, empty: bool = False) -> Iterator[dict[str, str]]:
    """The settings of a product with such a database."""
    with new_database(empty=empty) as url, tempfile.TemporaryDirectory() as folder:
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
def database_on(server: str, template: str = NOTHING) -> Iterator[str]:
    """A database on this server while it is entered: a copy of the template, else empty."""
    home = make_url(server).set(drivername="postgresql")
    name = f"queue_test_{secrets.token_hex(6)}"
    with psycopg.connect(home.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE {template}")
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
