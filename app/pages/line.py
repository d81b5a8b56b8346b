"""The line on the dashboard: the cards of the queues, the people of one of them, and those who were
in it last."""

from collections.abc import Sequence
from typing import Any

from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.pages import people
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot


def draw(snapshot: Snapshot, drawn: Drawn, chosen: QueueSnapshot) -> list[Fragment]:
    """The fragments. What changes with each customer is within others that seldom do."""
    cards = [
        Fragment(f"card-{queue.id}", "dashboard/_card.html", queue=queue, chosen=chosen)
        for queue in snapshot.queues
    ]
    pace = Fragment("pace", "dashboard/_pace.html", chosen=chosen)
    accuracy = chosen.accuracy
    told = (accuracy.within, accuracy.told) if accuracy.enough else None
    head = Fragment(
        "line-head",
        "dashboard/_line_head.html",
        mark=(
            *(chosen.id, chosen.name, chosen.paused, chosen.full, chosen.most_waiting, told),
            snapshot.language,
        ),
        inner=[pace],
        pace=pace,
        chosen=chosen,
    )
    ends = Fragment("ends", "dashboard/_ends.html", chosen=chosen)
    line = people.table("line", (*chosen.called, *chosen.waiting), snapshot, drawn)
    past = people.table("past-rows", chosen.history, snapshot, drawn)
    here = [head, line] if chosen.line else [head]
    gone = [ends, past] if chosen.history else [ends]
    return [
        _holding("queues", snapshot, cards, cards=cards),
        _holding("queue", snapshot, here, head=head, line=line if chosen.line else None),
        _holding("history", snapshot, gone, ends=ends, past=past if chosen.history else None),
    ]


def _holding(id_: str, snapshot: Snapshot, inner: Sequence[Fragment], **context: Any) -> Fragment:
    """A fragment that shows nothing but those within it: it is the same while they are there."""
    mark = (snapshot.language, *[fragment.id for fragment in inner])
    return Fragment(id_, f"dashboard/_{id_}.html", mark=mark, inner=inner, **context)


def found(
    snapshot: Snapshot, drawn: Drawn, chosen: QueueSnapshot, sought: list[CustomerSnapshot]
) -> dict[str, Any]:
    """What the template of a search shows."""
    rows = people.table("found-rows", sought, snapshot, drawn, kind="found", on=chosen.id)
    return {"found": sought, "found_rows": rows}
