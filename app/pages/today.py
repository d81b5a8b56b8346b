"""The day so far on the dashboard: figures, two charts, and the same as a table."""

from collections.abc import Hashable, Iterable
from datetime import datetime

from app import clock
from app.figures.today import QUARTER, Counted, Today
from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.live.rows import Rows
from app.models.customer_row import Row
from app.pages.people import waits_for
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.quarters import Quarters
from app.snapshot.store import Snapshot

_BAR = 10
"""How wide a quarter of an hour is in a chart."""


def figures_of(snapshot: Snapshot, now: datetime) -> tuple[Today[Row], CustomerSnapshot | None]:
    """The day so far, of a snapshot with the history; and who has waited longest of those waiting,
    as they stand in it."""
    quarters = snapshot.quarters or Quarters()
    counted = Counted(
        states=snapshot.counted("state"),
        joined={nth: quarter.joined for nth, quarter in quarters.items()},
        waits={nth: quarter.waits for nth, quarter in quarters.items()},
        every_wait=quarters.waits,
    )
    # The rows have what is counted at hand, and stand as those in line do.
    rows = [one.row for queue in snapshot.every_queue for one in queue.made_of.line]
    today = Today.of(rows, now, counted, snapshot.opened_at)
    longest = next(
        (one for row, one in zip(rows, snapshot.line, strict=True) if row is today.longest), None
    )
    return today, longest


def draw(snapshot: Snapshot, drawn: Drawn) -> Fragment:
    """The box, the same while nothing happens in any queue and the quarter lasts."""
    now, about = clock.now(), (snapshot.language, snapshot.timezone, snapshot.name)
    of = snapshot.every_queue, about, snapshot.opened_at, now.timestamp() // QUARTER.total_seconds()
    return drawn.part("today", of, lambda part: _draw(snapshot, part, now))


def _draw(snapshot: Snapshot, drawn: Drawn, now: datetime) -> Fragment:
    """What changes with each customer is within the box, in fragments of its own."""
    zone = snapshot.timezone
    today, longest = figures_of(snapshot, now)
    scans = [one.person.facts.joined_via for one in snapshot.line].count("scan")
    scans += snapshot.counted("joined_via")["scan"]
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
        longest=waits_for(longest, now) if longest else None,
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
