"""A crowd at the database: whoever has waited longest is next, and whoever gives up leaves none."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy.exc import TimeoutError as TooLong

from app.database.in_turn import InTurn


class Connection:
    """As much of one as a pool asks for."""

    def rollback(self) -> None: ...

    def close(self) -> None: ...


def one_connection(timeout: float = 5) -> InTurn:
    return InTurn(Connection, pool_size=1, max_overflow=0, timeout=timeout)  # type: ignore[arg-type]


@pytest.mark.usefixtures("app")
def test_connections_that_an_outage_breaks_say_nothing_each(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The log has a line for the outage. Pools are ours by their name, and so would be heard."""
    pool = one_connection()
    pool.connect().invalidate()
    assert caplog.text == ""


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 5
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_whoever_waits_is_served_before_whoever_comes_when_a_connection_is_given_back() -> None:
    pool, served = one_connection(), []

    def comes(name: str) -> None:
        connection = pool.connect()
        served.append(name)
        connection.close()

    held = pool.connect()
    waiting = []
    for name in ("first", "second"):
        waiting.append(Thread(target=comes, args=(name,)))
        waiting[-1].start()
        until(lambda: pool.in_line == len(waiting))
    held.close()
    comes("last")
    for one in waiting:
        one.join()
    assert served == ["first", "second", "last"]


def test_crowd_of_one_network_is_a_line_that_only_they_wait_in() -> None:
    pool, served = one_connection(), []

    def comes(name: str, address: str | None) -> None:
        def asks() -> None:
            connection = pool.connect()
            served.append(name)
            connection.close()

        if address is None:
            return asks()
        with Flask(__name__).test_request_context(environ_base={"REMOTE_ADDR": address}):
            return asks()

    held, waiting = pool.connect(), []
    crowd = [("crowd", "192.0.2.1")] * 20
    for who in (*crowd, ("screens", None), ("more screens", None), ("owner", "192.0.2.2")):
        waiting.append(Thread(target=comes, args=who))
        waiting[-1].start()
        until(lambda: pool.in_line == len(waiting))
    held.close()
    for one in waiting:
        one.join()
    assert served == ["crowd", "screens", "more screens", "owner", *["crowd"] * 19]


def test_whoever_waited_in_vain_stands_in_nobodys_way() -> None:
    pool = one_connection(timeout=0.01)
    held = pool.connect()
    with pytest.raises(TooLong):
        pool.connect()
    assert pool.in_line == 0
    held.close()
    pool.connect().close()
