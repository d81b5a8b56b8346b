"""The day so far on the dashboard: figures, two charts, and the same as a table."""

from collections import Counter
from collections.abc import Hashable, Iterable
from datetime import datetime

from app import clock
from app.figures.today import QUARTER, Counted, Today
from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.live.rows import Rows
from app.pages.people import waits_for
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.quarters import Quarters
from app.snapshot.store import Snapshot

_BAR = 10
"""How wide a quarter of an hour is in a chart."""


def figures_of(snapshot: Snapshot, now: datetime) -> Today[CustomerSnapshot]:
    """The day so far, of a snapshot with the history."""
    quarters = snapshot.quarters or Quarters()
    gone: Counted[CustomerSnapshot] = Counted(
        states=sum((queue.ends for queue in snapshot.every_queue), Counter()),
        joined={nth: quarter.joined for nth, quarter in quarters.items()},
        waits={nth: quarter.waits for nth, quarter in quarters.items()},
        every_wait=quarters.waits,
    )
    in_line = [queue.counted_in_line for queue in snapshot.every_queue]
    return Today.of([gone, *in_line], now, snapshot.opened_at)


def draw(snapshot: Snapshot, drawn: Drawn) -> Fragment:
    """The box, the same while nothing happens in any queue and the quarter lasts."""
    now, about = clock.now(), (snapshot.language, snapshot.timezone, snapshot.name)
    of = snapshot.every_queue, about, snapshot.opened_at, now.timestamp() // QUARTER.total_seconds()
    return drawn.part("today", of, lambda part: _draw(snapshot, part, now))


def _draw(snapshot: Snapshot, drawn: Drawn, now: datetime) -> Fragment:
    """What changes with each customer is within the box, in fragments of its own."""
    zone = snapshot.timezone
    today = figures_of(snapshot, now)
    scans = sum(queue.scans for queue in snapshot.every_queue)
    begin, came = today.quarters[0].begins, today.came > 0
    end = today.quarters[-1].begins + QUARTER
    # Of a day that is two hours old or more there is nothing yet to come.
    until = end if now < end - QUARTER else None

    def part(id_: str, template: str, **shows: Hashable) -> Fragment:
        return drawn.fragment(id_, f"dashboard/{template}.html", snapshot.language, **shows)

    def chart(kind: str, heights: Iterable[float]) -> Fragment:
        shape = list(heights)
        about = {"top": max(shape), "wide": _BAR * len(shape), "bars": _bars(shape)}
        called = today.median_wait is not None
        return part(
            f"chart-{kind}", "_chart", kind=kind, begin=begin, zone=zone, called=called, **about
        )

    figures = part(
        "figures",
        "_figures",
        came=came,
        waiting=today.waiting,
        served=today.served,
        no_shows=today.no_shows,
        left=today.left,
        median_wait=today.median_wait,
        longest=waits_for(today.longest, now) if today.longest else None,
        name=snapshot.name,
        scans=scans,
    )
    joined = chart("joined", (quarter.joined for quarter in today.quarters))
    waits = chart("waits", (quarter.wait or 0 for quarter in today.quarters))
    quarters = Rows(
        "quarters",
        [
            part(f"quarter-{int(one.begins.timestamp() // 60)}", "_quarter", quarter=one, zone=zone)
            for one in today.quarters
            if one.joined or one.wait is not None
        ],
    )
    return Fragment(
        "today",
        "dashboard/_today.html",
        mark=(came, begin, until, zone, snapshot.language),
        inner=(figures, joined, waits, quarters) if came else (figures,),
        came=came,
        begin=begin,
        until=until,
        zone=zone,
        figures=figures,
        joined=joined,
        waits=waits,
        quarters=quarters,
    )


def _bars(heights: list[float]) -> str:
    """Columns as the path of an SVG of 40 in height, the highest 38 of it, the lowest 2."""
    top = max(heights) or 1
    return "".join(
        [
            f"M{_BAR * nth + 1} 40v-{round(height / top * 36 + 2, 1)}h8V40z"
            for nth, height in enumerate(heights)
            if height
        ]
    )
