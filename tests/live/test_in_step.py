"""A page and its stream stay in step, whatever happens and whatever a tap was answered: see
`rows.js`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from flask import Flask
from time_machine import Traveller

from app import clock as app_clock
from app.live.drawn import Drawn
from app.live.fragments import _COUNTED, Fragment
from app.live.rows import Rows
from app.live.view import PageView
from app.models import State, change, line
from app.pages import dashboard
from app.snapshot import load
from tests.support.people import Owner
from tests.support.shops import BusyShop
from tests.support.verbs import Day
from tests.support.watching import Bodies, Screen, fragments_in, watching
from tests.support.writers import database


def name_of_next(screen: Screen) -> str:
    message = screen.hears()
    assert message is not None
    return message.name


def taps_too_late(owner: Owner, shown: str) -> str:
    """What a page that shows this state shows after a tap that is refused."""
    path = owner.customer_path("Doctor A", "A1")
    page = {"HX-Request": "true", "Shown": shown}
    sent = {"csrf_token": owner.token_of("/store"), "state": "served", "was": "no_show"}
    refused = owner.post(f"{path}/state", sent, headers=page)
    assert refused.status_code == 409
    return refused.headers["Shown"]


def test_owner_who_was_overtaken_stays_in_step_with_the_stream(
    clock: Traveller, shop: BusyShop
) -> None:
    with watching(shop.owner, "/store") as [screen]:
        before = name_of_next(screen)
        # By now what is drawn anew is otherwise: somebody waits for longer than they were told.
        clock.shift(timedelta(minutes=90))
        step = taps_too_late(shop.owner, before)
        assert step.startswith(f"{before}>")
        assert name_of_next(screen) == step
        shop.owner.calls_next("Doctor A")
        assert name_of_next(screen).partition(">")[0] == step.partition(">")[2]


class Told:
    """A dashboard in one queue, as what it is told makes it."""

    def __init__(self, store: UUID, queue: UUID) -> None:
        self._draw = partial(dashboard.draw, chosen_id=queue, base="http://shop.example")
        self._page = PageView(draw=self._draw, ended=lambda _: None, alike="", session="owner")
        self._say, self._rows = self._page.begin(), Bodies()
        self._store, self._snapshot, self._drawn = store, load.snapshot(store), Drawn()

    def is_what_is_opened_now(self) -> bool:
        """Whether its tables have the rows of one that is opened when it has heard the news."""
        self._snapshot = load.snapshot(self._store, self._snapshot)
        assert self._snapshot is not None
        self._drawn = self._drawn.renewed()
        news = self._say(self._snapshot, self._drawn) or b""
        fragments_in(news.decode().replace("data: ", ""), self._rows)
        opened = tables(self._draw(self._snapshot, Drawn()))
        return counted_out(self._rows) == counted_out(opened)


@pytest.mark.slow
@pytest.mark.parametrize(
    "seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in (1, 2))]
)
def test_whatever_happens_a_page_has_the_rows_that_it_would_have_if_it_were_opened_then(
    app: Flask, clock: Traveller, store: UUID, seed: int
) -> None:
    with app.app_context(), database(app) as writers, app.test_request_context("/store"):
        day = Day(store, writers, seed)
        page = Told(store, day.one("queue"))
        for _nth in range(100):
            clock.shift(timedelta(seconds=day.chance.choice((0, 0, 1, 50))))
            # What happens in one moment is shown together.
            what = [day.goes_on() for _nth in range(day.chance.choice((1, 1, 2, 3)))]
            assert page.is_what_is_opened_now(), what


def test_row_that_was_in_a_table_which_is_gone_is_not_looked_for_there(
    app: Flask, clock: Traveller, shop: BusyShop, store: UUID
) -> None:
    """As when a no-show is taken back while the next one is called."""
    with app.app_context(), app.test_request_context("/store"):
        queue = UUID(shop.owner.queue_path("Doctor B").rpartition("/")[2])
        page = Told(store, queue)
        called = line.call_next(store, queue, app_clock.now())
        assert called
        assert page.is_what_is_opened_now()
        clock.shift(timedelta(seconds=2))
        to, was = State.NO_SHOW, State.CALLED
        made = line.set_state(store, called.customer_id, to=to, was=was, now=app_clock.now())
        assert page.is_what_is_opened_now()
        assert made
        change.undo(store, made.id)
        line.call_next(store, queue, app_clock.now())
        assert page.is_what_is_opened_now()


def tables(fragments: Iterable[Fragment]) -> dict[str, dict[str, str]]:
    """The rows of all tables, by the ids of their bodies and by their own."""
    found = {}
    for fragment in fragments:
        if isinstance(fragment, Rows):
            found[fragment.id] = {row.id: row.html for row in fragment._rows}
        found |= tables(fragment.inner)
    return found


def counted_out(tables: dict[str, dict[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """All rows in their order, without the times that browsers count on by themselves."""
    return {
        body: [(id_, _COUNTED.sub(r"\1\2", html)) for id_, html in rows.items()]
        for body, rows in tables.items()
    }
