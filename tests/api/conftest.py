"""A program that receives, and a deployment that allows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from tests.support.receiver import Receiver
from tests.support.webhooks import LOOPBACK


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A program that takes everything."""
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def allowing(app: Flask) -> Iterator[None]:
    """A deployment whose deployer allows receivers on this machine."""
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(settings, webhook_hosts=LOOPBACK)
    yield
    app.config["SETTINGS"] = settings
