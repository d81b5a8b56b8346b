"""What the board at the door shows: the code and the numbers being called; no private data."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from flask import current_app
from markupsafe import Markup

from app.display import languages, names
from app.figures.quotes import Minutes
from app.live.drawn import Drawn
from app.live.fragments import Fragment, condensed
from app.pages import headline, join_code
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot

_CHIPS = 1000


class Call(NamedTuple):
    """Somebody who is called, as everybody may see it."""

    ticket: str
    at: datetime | None
    counter: str
    name: str


class Lane(NamedTuple):
    """All that the board shows of a queue. `next` is the ticket that is called next, or "";
    `others` are called besides, the last one first."""

    id: UUID
    letter: str
    name: str
    paused: bool
    full: bool
    shut: bool
    waiting: int
    wait: Minutes | None
    next: str
    called: Call | None
    others: tuple[Call, ...]

    @classmethod
    def of(cls, queue: QueueSnapshot, shows: str, *, paused: bool) -> "Lane":
        """The queue on a board that `shows` so much of names, of a store that may be `paused`."""
        called, next_ = queue.now_called, queue.next
        others = sorted(queue.still_called, key=lambda one: one.called_at or one.joined_at)
        return cls(
            queue.id,
            queue.letter,
            queue.name,
            queue.paused or queue.retired,
            queue.full,
            queue.shut or paused,
            len(queue.waiting),
            queue.wait,
            next_.ticket if next_ else "",
            _call(called, shows) if called else None,
            tuple(_call(one, shows) for one in reversed(others)),
        )


def _call(customer: CustomerSnapshot, shows: str) -> Call:
    name = names.shown(customer.name, shows) if customer.named else ""
    return Call(customer.ticket, customer.called_at, customer.counter, name)


def draw(snapshot: Snapshot, drawn: Drawn, base: str) -> list[Fragment]:
    """The fragments of the board, the same for every screen."""
    languages.speak(snapshot.language)
    return [
        headline.draw(snapshot, drawn),
        join_code.draw(snapshot, drawn, base, public=True),
        drawn.once("lanes", lambda: _lanes(snapshot, drawn)),
        _words(drawn, "before", (snapshot.language, snapshot.called_before)),
        _words(drawn, "late", (snapshot.language, snapshot.announcement)),
    ]


def _words(drawn: Drawn, id_: str, says: tuple[str, object]) -> Fragment:
    """What changes so seldom that it is drawn again only if it says something else."""
    return drawn.lasting(
        (id_, says), lambda: Fragment(id_, f"board/_{id_}.html", mark=says, says=says[1])
    )


def _lanes(snapshot: Snapshot, drawn: Drawn) -> Fragment:
    size = len(snapshot.queues)
    about = snapshot.language, snapshot.board_shows, snapshot.paused, size == 1
    lanes = [
        drawn.lasting(("lane", queue, about), _lane, queue, *about) for queue in snapshot.queues
    ]
    mark = (snapshot.language, *[lane.id for lane in lanes])
    return Fragment("lanes", "board/_lanes.html", mark=mark, inner=lanes, lanes=lanes)


def _lane(queue: QueueSnapshot, language: str, shows: str, paused: bool, alone: bool) -> Fragment:
    lane = Lane.of(queue, shows, paused=paused)
    called = lane.called
    says = lane._asdict()
    return Fragment(
        f"lane-{says.pop('id')}",
        "board/_lane.html",
        mark=(language, lane, alone),
        **says,
        call=f"{called.ticket} {called.at.timestamp()}" if called and called.at else "",
        alone=alone,
        chips=[_chip(*one[:3]) for one in lane.others],
    )


@lru_cache(_CHIPS)
def _chip(ticket: str, at: datetime | None, counter: str) -> Markup:
    template = current_app.jinja_env.get_template("board/_chip.html")
    drawn = template.render(ticket=ticket, at=at.timestamp() if at else "", counter=counter)
    return Markup(condensed(drawn))  # noqa: S704 - it was escaped as it was drawn
