"""Those who were in line earlier today, page by page, as far as the dashboard does not show them by
itself."""

from dataclasses import dataclass
from typing import Any

from flask import request

from app.live.drawn import Drawn
from app.models import State
from app.pages import people
from app.snapshot import earlier
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import HISTORY, QueueSnapshot
from app.snapshot.store import Snapshot

LATEST = "latest"
ALL = "all"
_KINDS = (LATEST, ALL, *(state for state in State if not state.in_line))


@dataclass(frozen=True, slots=True)
class History:
    """What was asked for: `rows` at most of one `kind`, be it a state. `people` is empty where the
    dashboard shows them all by itself; `more` says whether there are others."""

    kind: str
    rows: int
    people: tuple[CustomerSnapshot, ...]
    more: bool


def shown(snapshot: Snapshot, drawn: Drawn, asked: History) -> dict[str, Any]:
    """What its template shows."""
    rows = people.table("earlier-rows", asked.people, snapshot, drawn, kind="past")
    return {"history": asked, "earlier": rows}


def asked_for(snapshot: Snapshot, queue: QueueSnapshot) -> History:
    """What this request wants to see of a queue's history."""
    kind = request.args.get("past", LATEST)
    kind = kind if kind in _KINDS else LATEST
    rows = request.args.get("rows", earlier.PAGE, type=int)
    rows += earlier.PAGE if "more" in request.args else 0
    rows = max(earlier.PAGE, min(rows, earlier.MOST))
    if kind == LATEST or sum(queue.ends.values()) <= HISTORY:
        return History(kind, earlier.PAGE, (), more=False)
    found = earlier.page(snapshot, queue.id, kind, rows + 1)
    return History(kind, rows, tuple(found[:rows]), more=rows < min(len(found), earlier.MOST))
