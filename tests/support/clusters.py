"""What a test asks of a private PostgreSQL, and does to it."""

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from app.embedded_postgres import Cluster
from app.settings import CHECKOUT


def ask(cluster: Cluster, query: str) -> object:
    # Any of these would send a client elsewhere if the URL left something open.
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE"):
            patch.setenv(name, "1")
        url = cluster.url.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute(query).fetchone()
    return row and row[0]


def remember(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS note")
        connection.execute("CREATE TABLE note AS SELECT 'kept'::text AS said")


def pid_file(cluster: Cluster) -> Path:
    return cluster.folder / "data" / "postmaster.pid"


def postmaster(cluster: Cluster) -> int:
    return int(pid_file(cluster).read_text().splitlines()[0])


def runs(cluster: Cluster) -> bool:
    try:
        return ask(cluster, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def elsewhere(cluster: Cluster, then: str) -> subprocess.Popen[str]:
    """Another process that starts the same cluster, says what start() returned, and goes on."""
    program = (
        "import sys; from pathlib import Path; from app.embedded_postgres import Cluster\n"
        "cluster = Cluster(Path(sys.argv[1]), durable=False)\n"
        f"print(cluster.start(), flush=True)\n{then}"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, str(cluster.folder)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
