"""Databases of their own for products that are started, and what is set for those."""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from app.embedded_postgres import Cluster


@contextmanager
def database() -> Iterator[dict[str, str]]:
    """The settings of a product with a database of its own.

    Where DATABASE_URL is set, as by `make test DATABASE_URL=…`, the database is made there.
    """
    if url := os.environ.get("DATABASE_URL"):
        with database_on(url) as made, tempfile.TemporaryDirectory() as folder:
            yield settings_for(Path(folder), made)
        return
    with private_database() as (_cluster, environment):
        yield environment


@contextmanager
def private_database() -> Iterator[tuple[Cluster, dict[str, str]]]:
    """The same on a server of its own, which may be stopped; it keeps what it is told."""
    with tempfile.TemporaryDirectory(prefix="queue-bench-") as folder:
        Path(folder).chmod(0o711)
        cluster = Cluster(Path(folder) / "postgres")
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
