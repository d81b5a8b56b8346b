"""`flask demo`: open the store, keep its line moving until Ctrl-C, leave nothing running behind."""

import secrets
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from app import clock
from app.database import schema
from app.demo import earlier, store
from app.demo.day import Day, look_at_tickets
from app.embedded_postgres import Cluster, EmbeddedPostgresError
from app.live import postgres_bus
from app.settings import CHECKOUT, Settings

_LOOK_SECONDS = 1.0
_PATIENCE_SECONDS = 60.0


def run(app: Flask, speed: float, day: int = 0, *, certain: bool) -> None:
    """The whole demo, so many times as fast as life.

    Unless `certain`, only where nobody else can be meant to see it.
    """
    settings: Settings = app.config["SETTINGS"]
    if serious := [] if certain else _serious(settings):
        raise click.ClickException(
            f"This looks like a real deployment ({' and '.join(serious)}): the demo would open "
            "a store with made-up customers in it. If that is what you want, add --yes."
        )
    # Asked to end by whoever started it, it ends what it has started, as if by hand.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with _database(app, settings), _server(settings) as ours:
            _play(settings, speed, day, ours)
    except KeyboardInterrupt:
        click.echo("\nThe demo has ended.")
    except EmbeddedPostgresError as error:
        raise click.ClickException(str(error)) from error


def _serious(settings: Settings) -> list[str]:
    """What a laptop would not have set."""
    given = {
        "DATABASE_URL is set": settings.database_url,
        "PUBLIC_URL is set": settings.public_url,
        "SMTP_URL is set": settings.smtp,
    }
    return [words for words, value in given.items() if value]


@contextmanager
def _database(app: Flask, settings: Settings) -> Iterator[None]:
    """The database with its tables; a private one is joined, or started if nobody uses it."""
    cluster = None if settings.database_url else Cluster.for_settings(settings)
    try:
        if cluster:
            cluster.start()
        schema.upgrade(app)
        yield
    finally:
        if cluster:
            cluster.stop()


@contextmanager
def _server(settings: Settings) -> Iterator[bool]:
    """The server at our port: the one that runs, or else one that ends with the demo (True)."""
    if _answer(settings, "/healthz"):
        yield False
        return
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "wsgi:app"], cwd=CHECKOUT)
    try:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _answer(settings, "/healthz"):
            if server.poll() is not None or time.monotonic() > deadline:
                # It has said why.
                raise SystemExit(server.returncode or 1)
            time.sleep(0.1)
        yield True
    finally:
        server.terminate()
        server.wait()


def _play(settings: Settings, speed: float, many: int, ours: bool) -> None:
    base, chance = (
        settings.public_url or f"http://localhost:{settings.port}",
        secrets.SystemRandom(),
    )
    opened = store.open_store(settings, base, chance, clock.now())
    earlier.fill(opened.id, many, clock.now())
    look_at_tickets(opened.id)
    board = f"/b/{opened.board_token}"
    if not _answer(settings, board):
        raise click.ClickException(
            f"What answers at port {settings.port} uses another database. "
            f"Choose another port: PORT={settings.port + 1} make demo"
        )
    lines = {
        "Sign in at": f"{base}/signin",
        "E-mail": opened.email,
        "Password": opened.password,
        "Board": f"{base}{board}",
    }
    told = "\n".join(f"  {name:<10}  {value}" for name, value in lines.items())
    end = "everything" if ours else "the demo, not the server"
    click.echo(
        f"\nA demo store is open, with customers who are made up.\n{told}\n  Ctrl-C stops {end}."
    )
    day = Day(opened.id, settings.secret_key, chance, speed)
    while clock.now() < opened.closes_at:
        if day.go_on(clock.now()):
            look_at_tickets(opened.id)
            postgres_bus.tell(f"store-{opened.id.hex}")
        time.sleep(_LOOK_SECONDS)


def _answer(settings: Settings, path: str) -> bool:
    """Whether the server at our port has this page."""
    try:
        with urllib.request.urlopen(f"http://localhost:{settings.port}{path}", timeout=5):
            return True
    except OSError:
        return False
