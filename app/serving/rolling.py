"""SIGHUP: replace the workers one after the other, each only when the next can answer.

gunicorn itself starts all new ones and ends the old ones at once, whether or not the new ones are
ready. What is in the environment stays as it is: it is read when the server starts.
"""

import mmap
import signal
import time
from typing import TYPE_CHECKING, Any

from gunicorn.errors import HaltServer

if TYPE_CHECKING:
    from gunicorn.arbiter import Arbiter

PATIENCE_SECONDS = 60.0
"""How long a new worker may take until it can answer; an update of the schema is part of it."""
_LOOK_EVERY = 0.05
# A byte for each worker by its age, shared with those that are forked from here.
_ready = mmap.mmap(-1, 65536)


def is_ready(worker: Any) -> None:
    """In the worker: it can answer."""
    _ready[worker.age % len(_ready)] = 1


def follow(arbiter: "Arbiter") -> None:
    """Let this master replace its workers in this way."""
    arbiter.reload = lambda: _replace(arbiter)


def _replace(arbiter: "Arbiter") -> None:
    for pid, worker in sorted(arbiter.WORKERS.items(), key=lambda one: one[1].age):
        if pid not in arbiter.WORKERS:  # it has ended meanwhile, and was replaced
            continue
        _ready[(arbiter.worker_age + 1) % len(_ready)] = 0
        newcomer = arbiter.spawn_worker()
        if not _answers(arbiter, newcomer):
            arbiter.log.error("a new worker is not ready; the others go on as they are")
            return
        arbiter.kill_worker(pid, signal.SIGTERM)
        _wait(arbiter, lambda gone=pid: gone not in arbiter.WORKERS, worker.cfg.graceful_timeout)


def _answers(arbiter: "Arbiter", pid: int) -> bool:
    age = arbiter.worker_age % len(_ready)
    _wait(arbiter, lambda: _ready[age] or pid not in arbiter.WORKERS, PATIENCE_SECONDS)
    if _ready[age]:
        return True
    if pid in arbiter.WORKERS:
        arbiter.kill_worker(pid, signal.SIGTERM)
    return False


def _wait(arbiter: "Arbiter", true: Any, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true() and time.monotonic() < deadline:
        time.sleep(_LOOK_EVERY)
        try:
            arbiter.reap_workers()
        except HaltServer:
            # What could not start has said why. The workers that run are no reason to stop.
            continue
