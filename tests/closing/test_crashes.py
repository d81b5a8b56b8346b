"""The server is killed while stores close. In full: `python -m bench.crash_closing`."""

from __future__ import annotations

import asyncio
import random

import pytest
from flask import Flask

from testing import crash_closing
from testing.mailbox import Mailbox
from testing.server import Server

pytestmark = pytest.mark.slow


def test_kill_at_any_moment_of_the_closing_loses_nobody_and_doubles_nothing(
    app: Flask, environment: dict[str, str], mailbox: Mailbox
) -> None:
    # Shown if it fails: the same moments are drawn with it.
    seed = random.randrange(1_000_000)
    print(f"seed: {seed}")
    at = crash_closing.Place(app, Server(environment), mailbox)
    with app.app_context():
        seen = asyncio.run(crash_closing.play(at, stores=12, kills=2, chance=random.Random(seed)))
    assert seen.reports == 12
    assert seen.customers >= 36
    assert seen.kills == 2
