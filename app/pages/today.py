"""The day so far on the dashboard: figures, two charts, and the same as a table."""

from datetime import datetime
from typing import Any

from app import clock
from app.figures.today import QUARTER, Counted, Quarter, Today
from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.live.rows import Rows
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot


def figures_of(snapshot: Snapshot, now: datetime) -> Today[CustomerSnapshot]:
    """The day so far, of a snapshot with the history."""
    quarters = snapshot.quarters or {}
    counted = Counted(
        states=snapshot.counted("state"),
        joined={nth: quarter.joined for nth, quarter in quarters.items()},
        waits={nth: quarter.waits for nth, quarter in quarters.items() if quarter.waits},
    )
    return Today.of(snapshot.line, now, counted, snapshot.opened_at)


def draw(snapshot: Snapshot, drawn: Drawn) -> Fragment:
    """The box. What changes with each customer is within it, in fragments of its own."""
    now, zone = clock.now(), snapshot.timezone
    today = figures_of(snapshot, now)
    scans = sum(person.joined_via == "scan" for person in snapshot.line)
    scans += snapshot.counted("joined_via")["scan"]
    figures = Fragment(
        "figures", "dashboard/_figures.html", today=today, name=snapshot.name, scans=scans, now=now
    )
    begin, came = today.quarters[0].begins, today.came > 0
    end = today.quarters[-1].begins + QUARTER
    # Of a day that is two hours old or more there is nothing yet to come.
    until = end if now < end - QUARTER else None

    def chart(kind: str, heights: list[float]) -> Fragment:
        called = today.median_wait is not None
        about: dict[str, Any] = {"kind": kind, "heights": heights, "called": called}
        return Fragment(f"chart-{kind}", "dashboard/_chart.html", begin=begin, zone=zone, **about)

    joined = chart("joined", [quarter.joined for quarter in today.quarters])
    waits = chart("waits", [quarter.wait or 0 for quarter in today.quarters])
    some = [one for one in today.quarters if one.joined or one.wait is not None]
    quarters = Rows(
        "quarters",
        [
            drawn.lasting(("quarter", quarter, zone, snapshot.language), _row, quarter, zone)
            for quarter in some
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


def _row(quarter: Quarter, zone: str) -> Fragment:
    nth = int(quarter.begins.timestamp() // 60)
    return Fragment(f"quarter-{nth}", "dashboard/_quarter.html", quarter=quarter, zone=zone)
