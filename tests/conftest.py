"""Real parts: PostgreSQL, an SMTP server, gunicorn. Time is frozen, never slept for."""

from __future__ import annotations

import gc
import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from argon2 import PasswordHasher
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as properties
from sqlalchemy import text

from app import create_app
from app.database import schema
from app.extensions import db, limiter
from app.security import passwords
from app.settings import Settings
from testing import databases
from testing.mailbox import Mailbox
from testing.nursery import Nursery
from testing.server import ROOT, Server
from tests.support.applications import let_go_of, make_tables
from tests.support.german import GERMAN
from tests.support.jobs import OPENING_DAY
from tests.support.people import Browser, Owner
from tests.support.shops import BusyShop


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What needs a browser takes its time."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.slow)


# As from a terminal: what a shell runs in the background takes no Ctrl-C, nor does what it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

# How long a busy machine takes over an example says nothing of what is tested.
properties.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
properties.load_profile("busy")

# What is there when the tests begin stays to the end: to look through it for rubbish takes seconds.
gc.disable()


def pytest_collection_finish() -> None:
    """From here on there is rubbish."""
    gc.collect()
    gc.freeze()
    gc.enable()
    # A page makes thousands of objects, and most of them go with it: not to be looked through yet.
    gc.set_threshold(20_000)


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder for this run that PostgreSQL's user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="queue-tests-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def shared_server() -> Iterator[None]:
    """What makes the databases of all tests, which begins when the first one asks."""
    databases.tables.makes = make_tables
    yield
    databases.tables.drop()
    databases.shared.stop()


@pytest.fixture(scope="session", autouse=True)
def nursery() -> Iterator[None]:
    """Where the servers of all tests come from, which begins when the first one is started."""
    Server.nursery = Nursery(ROOT)
    yield
    Server.nursery.close()
    Server.nursery = None


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Where every mail of this run arrives, through SMTP."""
    with Mailbox() as box:
        yield box


@pytest.fixture(scope="session")
def environment(scratch: Path, mailbox: Mailbox) -> Iterator[dict[str, str]]:
    """The settings of a deployment with its own database and mail server."""
    with databases.new_database() as made:
        yield {
            "DATABASE_URL": made,
            "DATA_DIR": str(scratch / "data"),
            "SECRET_KEY": secrets.token_hex(16),
            "PUBLIC_URL": "http://queue.example",
            "SMTP_URL": mailbox.url,
            "MAIL_FROM": "Queue System <queue@example.org>",
        }


@pytest.fixture(scope="session")
def application(environment: dict[str, str]) -> Iterator[Flask]:
    """The application on a migrated database."""
    # As on a laptop: tests ask under several names, and the pages say which.
    app = create_app(replace(Settings.from_environ(environment), public_url=None))
    app.config["TESTING"] = False  # errors become pages, as for everybody
    schema.upgrade(app)
    yield app
    let_go_of(app)


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """The same hash with a hundredth of the work: nearly every test opens a store."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", PasswordHasher(1, 64, 1))
        yield


# Not TRUNCATE: of so many tables of a few rows it makes new files, which costs many times as much,
# and whoever asks after it has to plan anew. Stores go first, as everywhere: with most of the rest.
_EMPTY = "; ".join(f'DELETE FROM "{table.name}"' for table in db.metadata.sorted_tables)


@pytest.fixture
def app(application: Flask, mailbox: Mailbox) -> Flask:
    """The application with an empty database and an empty mailbox."""
    with application.app_context():
        db.session.execute(text(_EMPTY))
        db.session.commit()
        db.session.remove()
    limiter.reset()
    mailbox.empty()
    return application


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Opening day, 09:00 in Taipei, standing still until it is moved."""
    with time_machine.travel(OPENING_DAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def owner(app: Flask) -> Owner:
    """The clinic's owner with a store of two queues, signed in."""
    return Owner(app).opens("Test Clinic", queues=["Doctor A", "Doctor B"])


@pytest.fixture
def other_owner(app: Flask) -> Owner:
    """An owner of another shop, signed in."""
    return Owner(app).opens("Barber", queues=["Chair"], email="barber@example.com")


@pytest.fixture
def shop(owner: Owner) -> BusyShop:
    """The clinic in the middle of its day."""
    return BusyShop(owner)


@pytest.fixture
def anybody(app: Flask) -> Browser:
    """Somebody with a browser and nothing else."""
    return Browser(app)


@pytest.fixture
def german(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation that speaks German, too."""
    messages = tmp_path / "de" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    catalog = Catalog(locale="de")
    for english, german in GERMAN.items():
        catalog.add(english, german, flags=["python-format"] if "%" in english else [])
    with (messages / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    configured = app.extensions["babel"]
    monkeypatch.setattr(configured, "translation_directories", [str(tmp_path)])
    yield
    configured.instance.domain_instance.cache.clear()
    app.extensions["spoken"].clear()
