"""Programs beside the product as it is deployed: the example of the documentation, a webhook."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from testing.server import ROOT, Server
from tests.support.far_programs import opens
from tests.support.receiver import Receiver

pytestmark = pytest.mark.slow

EXAMPLE = ROOT / "docs" / "examples" / "text_whoever_is_called.py"


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    """The product, whose deployer allows receivers on this machine."""
    with Server(environment, WEBHOOK_HOSTS="localhost") as server:
        yield server


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A program of somebody else."""
    program = subprocess.Popen([sys.executable, *arguments], stderr=subprocess.PIPE, text=True)
    try:
        yield program
    finally:
        program.kill()
        program.communicate()


def test_example_texts_whoever_is_called(server: Server) -> None:
    till = opens(server, "example@example.com")
    with (
        Receiver() as gateway,
        running(str(EXAMPLE), server.url, till.token, gateway.url) as example,
    ):
        queue = till.queue("Doctor A")
        till.does(f"{queue}/customers", name="Ann", phone="0931 555 777")
        till.does(f"{queue}/customers", name="Without a phone")
        for _nth in range(2):
            till.does(f"{queue}/call")
        assert gateway.heard.wait(10)
        till.does("/store/close")
        assert example.wait(10) == 1
        assert example.stderr is not None
        assert example.stderr.read() == "No more calls: closed.\n"
        assert [json.loads(body) for _path, _headers, body in gateway.got] == [
            {"to": "0931 555 777", "text": "A1: it is your turn at Doctor A."}
        ]


def test_example_has_thirty_lines_or_so() -> None:
    assert len(EXAMPLE.read_text().splitlines()) <= 38


def test_webhook_is_told_right_after_the_change(server: Server) -> None:
    till = opens(server, "webhook@example.com")
    with Receiver() as receiver:
        secret = till.has_a_webhook(receiver.url)
        till.does(f"{till.queue('Doctor A')}/customers", name="Ann")
        until(lambda: receiver.events == ["customer.joined"])
        # From now on the process knows of the webhook, and no second is waited for.
        begun = time.monotonic()
        till.does(f"{till.queue('Doctor A')}/call")
        until(lambda: len(receiver.events) == 2)
        assert time.monotonic() - begun < 0.9
        till.does("/store/close")
        until(lambda: len(receiver.events) == 3)
        assert [message["type"] for message in receiver.messages(secret)] == [
            *("customer.joined", "customer.called", "store.closed")
        ]


def until(true: Any, seconds: float = 10) -> None:
    """Wait for it."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)
