"""Whoever asks for something in the very second of the closing reads a whole page that says so."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import text

from app import clock
from app.extensions import db
from app.jobs import closing
from testing.databases import database
from testing.many_stores import office
from testing.server import Server
from tests.support.asking import SECONDS, Answer, Asked, ask, opened
from tests.support.crowd import STORES_ROW, WAITING

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

MOST_TRIES = 10
"""Of each page, so that no program asks too often."""
# Those that a page may read between two of its statements: what all of them read, what some do.
TABLES = ("store", "customer")
OTHER_TABLES = (
    *("join_code", "total", "program"),
    *("queue", "party", "pass", "quarter", "change"),
    *("webhook", "webhook_delivery", "ended_session", "tv"),
)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Server, Flask]]:
    with (
        database() as environment,
        office({**environment, "DATABASE_CONNECTIONS": "6"}) as app,
        Server(environment, DATABASE_CONNECTIONS="80", PROXY_HOPS="1") as server,
    ):
        yield server, app


def closed_while_all_ask(running: tuple[Server, Flask], what: Sequence[Asked], lock: str) -> None:
    """The store of these requests closes when each has come as far as to this lock, or further."""
    server, app = running
    with app.app_context(), ThreadPoolExecutor(len(what)) as people:
        db.session.execute(text(lock))
        coming = {people.submit(ask, server.port, asked): asked for asked in what}
        try:
            until_all_wait(coming)
            store_id = db.session.scalar(text("SELECT id FROM store"))
            assert closing.close(store_id, app.config["SETTINGS"], clock.now())
        finally:
            db.session.rollback()
        answers = [answer.result() for answer in coming]
    wrong = [answer.wrong for answer in answers if answer.wrong]
    assert not wrong, "\n".join(wrong)


def until_all_wait(coming: Mapping[Future[Answer], Asked]) -> None:
    """Streams wait together for one snapshot, and so do not count."""
    pages = [answer for answer, asked in coming.items() if not asked.path.endswith("/events")]
    deadline = time.monotonic() + SECONDS
    with db.engine.connect() as observer:
        observer.execution_options(isolation_level="AUTOCOMMIT")
        while True:
            left = sum(not page.done() for page in pages)
            if (observer.scalar(WAITING) or 0) >= left:
                return
            assert time.monotonic() < deadline, [
                asked for page, asked in coming.items() if page in pages and not page.done()
            ]
            time.sleep(0.01)


@pytest.mark.parametrize(
    "table", [*TABLES, *(pytest.param(table, marks=pytest.mark.long) for table in OTHER_TABLES)]
)
def test_whoever_looks_while_the_store_closes_reads_it_or_that_it_has_closed(
    running: tuple[Server, Flask], table: str
) -> None:
    store = opened(*running)
    closed_while_all_ask(running, store.looks, f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')


def test_whoever_does_something_while_the_store_closes_is_told(
    running: tuple[Server, Flask],
) -> None:
    store = opened(*running)
    closed_while_all_ask(running, store.deeds, STORES_ROW)


@pytest.mark.parametrize("times", [2, pytest.param(10, marks=pytest.mark.long)])
def test_pages_that_are_asked_for_again_and_again_are_whole_until_they_are_closed(
    running: tuple[Server, Flask], times: int
) -> None:
    """Nothing is held up: the closing comes when it comes."""
    server, app = running
    for _nth in range(times):
        store = opened(server, app)
        pages = [asked for asked in store.looks if not asked.path.endswith("/events")]
        over = Event()

        def go_on(asked: Asked, over: Event = over) -> list[Answer]:
            answers = [ask(server.port, asked)]
            while not over.is_set() and len(answers) < MOST_TRIES:
                answers.append(ask(server.port, asked))
            return [*answers, ask(server.port, asked)]

        with app.app_context(), ThreadPoolExecutor(len(pages)) as people:
            coming = [people.submit(go_on, asked) for asked in pages]
            try:
                assert closing.close(store.id, app.config["SETTINGS"], clock.now())
            finally:
                over.set()
            answers = [answer.result() for answer in coming]
        wrong = [answer.wrong for some in answers for answer in some if answer.wrong]
        assert not wrong, "\n".join(wrong)
        assert {some[-1].status for some in answers} == {303, 401, 410}
