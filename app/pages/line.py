"""The line on the dashboard: the cards of the queues, who is up and who is next in one of them, its
people, those who were in it last, and all of it on paper."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial
from typing import Any

from app import clock
from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.live.rows import Rows
from app.pages import people
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot

FEW, SOME = 4, 8
"""So many lanes have room for all that they can say; with more than these they are small."""


def draw(snapshot: Snapshot, drawn: Drawn, chosen: QueueSnapshot) -> list[Fragment]:
    """The fragments, the same ones while nothing happens in any queue."""
    of = chosen, snapshot.every_queue, snapshot.language, snapshot.timezone, snapshot.country
    return drawn.part(("line", chosen.id), of, lambda part: _draw(snapshot, part, chosen))


def _draw(snapshot: Snapshot, drawn: Drawn, chosen: QueueSnapshot) -> list[Fragment]:
    """What changes with each customer is within others that seldom do."""
    many = len(snapshot.queues) > SOME
    size = "many" if many else "some" if len(snapshot.queues) > FEW else "few"
    part = partial(drawn.fragment, language=snapshot.language)
    cards = [_card(queue, chosen, part, many=many) for queue in snapshot.queues]
    here = drawn.part(
        ("chosen", chosen.id),
        (chosen, snapshot.also, snapshot.language, snapshot.timezone, snapshot.country),
        lambda part: _chosen(snapshot, part, chosen),
    )
    return [
        _holding("queues", snapshot, cards, size, cards=cards, size=size),
        *here,
        _paper(snapshot, drawn, chosen),
    ]


def _chosen(snapshot: Snapshot, drawn: Drawn, chosen: QueueSnapshot) -> list[Fragment]:
    """The queue on the screen: what happens in the others does not touch it."""
    part = partial(drawn.fragment, language=snapshot.language)
    in_line = part("in-line", "dashboard/_in_line.html", people=len(chosen.line))
    head = Fragment(
        "line-head",
        "dashboard/_line_head.html",
        mark=(chosen.id, chosen.name, chosen.full, chosen.most_waiting, snapshot.language),
        inner=[in_line],
        in_line=in_line,
        chosen=chosen,
    )
    ends = part(
        "ends",
        "dashboard/_ends.html",
        ends=tuple(chosen.ends.items()),
        accuracy=chosen.accuracy,
    )
    called = chosen.now_called
    # Whose ticket is up stands above the line, as a row of a table of its own.
    up = people.table("up", [called] if called else [], snapshot, drawn)
    next_ = part(
        "next",
        "dashboard/_next.html",
        queue=chosen.id,
        person=people.waits_for(chosen.next, clock.now()) if chosen.next else None,
    )
    menu = part(
        "queue-menu",
        "dashboard/_queue_menu.html",
        queue=chosen.id,
        name=chosen.name,
        paused=chosen.paused,
    )
    line = people.table("line", (*chosen.still_called, *chosen.waiting), snapshot, drawn)
    past = people.table("past-rows", chosen.history, snapshot, drawn)
    alone = called is not None
    behind = len(chosen.line) > alone
    now, here = [up, next_] if called else [next_], [line] if behind else []
    gone = [ends, past] if chosen.history else [ends]
    return [
        _holding("front", snapshot, now, up=up if called else None, next=next_),
        head,
        menu,
        _holding("queue", snapshot, here, alone and not behind, line=behind and line, alone=alone),
        _holding("history", snapshot, gone, ends=ends, past=past if chosen.history else None),
    ]


def _card(
    queue: QueueSnapshot, chosen: QueueSnapshot, part: Callable[..., Fragment], *, many: bool
) -> Fragment:
    """The queue's tab. Where there are many it calls nobody, nor does that of the one `chosen`."""
    here, called, next_ = queue is chosen, queue.now_called, queue.next
    return part(
        f"card-{queue.id}",
        "dashboard/_card.html",
        queue=queue.id,
        on=chosen.id,
        here=here,
        letter=queue.letter,
        name=queue.name,
        waiting=len(queue.waiting),
        paused=queue.paused,
        full=queue.full,
        wait=queue.wait,
        called=called.ticket if called else "",
        next=(next_.id, next_.ticket) if next_ and not here and not many else None,
    )


def _paper(snapshot: Snapshot, drawn: Drawn, chosen: QueueSnapshot) -> Fragment:
    """The other queues, which are printed with the one on the screen."""
    others = [queue for queue in snapshot.queues if queue is not chosen]
    sheets = [(queue, _sheet(snapshot, drawn, queue)) for queue in others]
    names = tuple((queue.letter, queue.name) for queue in others)
    return _holding("paper", snapshot, [rows for _, rows in sheets], names, sheets=sheets)


def _sheet(snapshot: Snapshot, drawn: Drawn, queue: QueueSnapshot) -> Rows:
    id_ = f"paper-{queue.letter}"
    of = queue, snapshot.language, snapshot.timezone
    return drawn.part(id_, of, lambda part: people.sheet(id_, queue.line, snapshot, part))


def _holding(
    id_: str, snapshot: Snapshot, inner: Sequence[Fragment], also: Hashable = None, **context: Any
) -> Fragment:
    """A fragment that shows nothing but those within it, and what `also` says: it is the same while
    they are there."""
    mark = (snapshot.language, also, *[fragment.id for fragment in inner])
    return Fragment(id_, f"dashboard/_{id_}.html", mark=mark, inner=inner, **context)


def found(
    snapshot: Snapshot, drawn: Drawn, chosen: QueueSnapshot, sought: list[CustomerSnapshot]
) -> dict[str, Any]:
    """What the template of a search shows."""
    rows = people.table("found-rows", sought, snapshot, drawn, kind="found", on=chosen.id)
    return {"found": sought, "found_rows": rows}
