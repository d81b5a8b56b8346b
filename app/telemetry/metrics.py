"""Figures for whoever looks after the server; the only importer of prometheus_client.

Nothing in them is about any store or person. Where PROMETHEUS_MULTIPROC_DIR is set, which the
server does, the figures of all its processes are one answer.
"""

import os
from collections.abc import Mapping
from functools import cache
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_SUM: Final = "livesum"
_NEWEST: Final = "mostrecent"

_requests = Counter("queue_requests", "Requests answered, by route and status", ["route", "status"])
_seconds = Histogram(
    "queue_request_seconds",
    "How long requests took; of a stream, its beginning",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_errors = Counter("queue_errors", "Errors that became a page with 500, by kind", ["kind"])
_refused = Counter("queue_refused", "What was refused, by what it was", ["what"])
_loads = Histogram(
    "queue_snapshot_load_seconds",
    "How long it took to read a store that somebody watches",
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5),
)
_job_run = Gauge(
    "queue_job_last_run_timestamp_seconds", "When a job last ended well", ["job"],
    multiprocess_mode=_NEWEST,
)  # fmt: skip
_mails = Gauge(
    "queue_mails_waiting", "Mails that no server has accepted yet", multiprocess_mode=_NEWEST
)
_mails_stuck = Gauge(
    "queue_mails_stuck", "Mails that were refused for good", multiprocess_mode=_NEWEST
)

_GAUGES = {
    name: Gauge(f"queue_{name}", about, multiprocess_mode=_SUM)
    for name, about in {
        "streams": "Live pages that are open",
        "channels": "Stores that somebody watches",
        "pool_in_use": "Connections to the database that are in use",
        "pool_open": "Connections to the database that are open",
        "database_away_seconds": "How long the database has been away; 0 if it is there",
        "bus_deaf_seconds": "How long nothing was heard of other processes; 0 if somebody listens",
    }.items()
}
_COUNTERS = {
    name: Counter(f"queue_{name}", about)
    for name, about in {
        "snapshot_loads": "Stores read because somebody watches them",
        "deliveries": "Messages sent to live pages",
        "refused_while_away": "Questions refused since the database was away",
        "bus_restarts": "Times that a way to the other processes had to begin again",
        "bus_not_understood": "Words of other processes that made no sense",
        "bus_published": "Messages sent to the other processes",
        "bus_received": "Words heard from other processes",
    }.items()
}
_counted: dict[str, float] = {}


@cache
def _answers(route: str, status: int) -> Counter:
    return _requests.labels(route, str(status))


def answered(route: str, status: int, seconds: float) -> None:
    """A request was answered."""
    _answers(route, status).inc()
    _seconds.observe(seconds)


def failed(kind: str) -> None:
    """An error became a page."""
    _errors.labels(kind).inc()


def refused(what: str) -> None:
    """Somebody was told no."""
    _refused.labels(what).inc()


def loaded(seconds: float) -> None:
    """A store was read."""
    _loads.observe(seconds)


def ran(job: str) -> None:
    """A job ended well."""
    _job_run.labels(job).set_to_current_time()


def mails(waiting: int, stuck: int) -> None:
    """How many mails are on their way."""
    _mails.set(waiting)
    _mails_stuck.set(stuck)


def note(now: Mapping[str, float]) -> None:
    """What is counted elsewhere: gauges as they are, counters as they stand."""
    for name, value in now.items():
        if name in _GAUGES:
            _GAUGES[name].set(value)
            continue
        _COUNTERS[name].inc(max(0.0, value - _counted.get(name, 0.0)))
        _counted[name] = value


def text() -> tuple[bytes, str]:
    """All figures of all processes, and what kind of text that is."""
    registry = REGISTRY
    if _FOLDER in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST
