"""What was drawn of one snapshot and lasts for the next shows the same as if it were drawn anew,
whatever has happened to people, queues and the store, for every host and every chosen queue."""

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from time_machine import Traveller

from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.live.rows import Rows
from app.pages import board, dashboard, ticket
from app.snapshot import load, queue
from app.snapshot.store import Snapshot
from tests.support.writers import (
    ABOUT_THE_STORE,
    CHANGES,
    Database,
    database,
)

HOSTS = ["http://one.example", "http://two.example"]
OF_PEOPLE = [
    *CHANGES.values(),
    "answer = CASE answer WHEN '' THEN 'coming' ELSE 'not_now' END WHERE state = 'called'",
    "counter = counter || 'Q' WHERE state = 'called'",
    "phone = CASE phone WHEN '' THEN '0931 222 333' ELSE '' END WHERE true",
    "name = 'The {same} 5%%' WHERE true",
    "state = 'no_show', ended_at = now() WHERE state IN ('waiting', 'called')",
    "number = number + 50, queue_id = (SELECT id FROM queue WHERE id <> queue_id) WHERE true",
]
OF_THE_STORE = [
    *ABOUT_THE_STORE.values(),
    "UPDATE store SET country = CASE country WHEN 'TW' THEN 'DE' ELSE 'TW' END",
    "UPDATE store SET timezone = CASE timezone WHEN 'UTC' THEN 'Asia/Taipei' ELSE 'UTC' END",
    # One that no other test speaks: what was drawn in it is kept for all stores of a process.
    "UPDATE store SET language = CASE language WHEN 'en' THEN 'fr' ELSE 'en' END",
    "UPDATE store SET paused = NOT paused",
    "UPDATE store SET notice = CASE notice WHEN '' THEN 'late <b> 5% {x}' ELSE '' END",
    "UPDATE store SET description = description || ' %d'",
    "UPDATE store SET name = name || ' %s{'",
    "UPDATE store SET closes_at = closes_at + interval '7 minutes'",
    "UPDATE store SET crowded_at = CASE WHEN crowded_at IS NULL THEN now() END",
    "UPDATE queue SET paused = NOT paused WHERE letter = 'A'",
    "UPDATE queue SET most_waiting = CASE WHEN most_waiting IS NULL THEN 2 END WHERE letter = 'A'",
    "UPDATE queue SET retired_at = CASE WHEN retired_at IS NULL THEN now() END WHERE letter = 'B'",
    "UPDATE join_code SET code = reverse(code) WHERE replaced_by IS NULL",
]
Draw = Callable[[Snapshot, Drawn], list[Fragment]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "passes"),
    [
        (0, True),
        (1, False),
        pytest.param(1, True, marks=pytest.mark.long),
        pytest.param(0, False, marks=pytest.mark.long),
    ],
)
def test_what_lasts_is_what_would_be_drawn(
    app: Flask,
    store: UUID,
    clock: Traveller,
    monkeypatch: pytest.MonkeyPatch,
    *,
    seed: int,
    passes: bool,
) -> None:
    """Also where no time `passes`, in which whole parts last in which nothing happens."""
    if passes:
        # Otherwise what is told of waits may differ for some seconds, as it is meant to.
        monkeypatch.setattr(queue, "_WAITS_LAST", timedelta(0))
    chance = random.Random(seed)
    with (
        app.app_context(),
        database(app) as writers,
        app.test_request_context("/store", base_url=HOSTS[0]),
    ):
        parties, older, drawn = writers.parties(), None, Drawn()
        for _nth in range(50):
            something_happens(writers, clock if passes else None, chance)
            asked = parties[: chance.randrange(4)]
            older = load.snapshot(store, older, parties=asked)
            anew = load.snapshot(store, parties=asked)
            assert older is not None
            assert anew is not None
            drawn = drawn.renewed()
            for draw in screens(older, parties):
                assert html_of(draw(older, drawn)) == html_of(draw(anew, Drawn()))


def test_that_there_is_nothing_is_found_out_once() -> None:
    """Thousands of programs may ask whether there is news for them."""
    asked: list[None] = []
    drawn = Drawn()
    for _nth in range(3):
        assert drawn.once("news", lambda: asked.append(None)) is None
    assert len(asked) == 1


def something_happens(writers: Database, clock: Traveller | None, chance: random.Random) -> None:
    """To one person or to the store; or some minutes pass."""
    what = chance.random()
    if clock and what < 0.15:
        clock.shift(timedelta(seconds=chance.randrange(5, 400)))
    elif what < 0.5:
        writers.quick.execute(chance.choice(OF_THE_STORE))
    else:
        drawn = chance.randrange(2), chance.randrange(6)
        writers._write(writers.quick, chance.choice(OF_PEOPLE), *drawn)


def screens(snapshot: Snapshot, parties: list[str]) -> Iterator[Draw]:
    """All that may be open."""
    for host in HOSTS:
        yield partial(board.draw, base=host)
        for one in snapshot.queues:
            yield partial(dashboard.draw, chosen_id=one.id, base=host)
    for party in parties:
        if snapshot.people(party):
            yield partial(ticket.draw, token=party)


def html_of(fragments: Iterable[Fragment]) -> dict[str, str]:
    """Of each of them, and of those within it."""
    found = {}
    for fragment in fragments:
        found[fragment.id] = fragment.html
        found |= html_of((*fragment.inner, *(fragment._rows if isinstance(fragment, Rows) else ())))
    return found
