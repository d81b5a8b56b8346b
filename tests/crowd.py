"""Many people at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import TypeVar

import gevent

Who = TypeVar("Who")
T = TypeVar("T")

_PATIENCE = 30  # seconds, after which something hangs


def all_at_once(people: Sequence[Who], deed: Callable[[Who], T]) -> list[T]:
    """Everybody does the deed in a thread of their own, all together; what it gave each of them."""
    start = Barrier(len(people), timeout=_PATIENCE)
    gave: dict[int, T] = {}
    raised: list[BaseException] = []

    def do(nth: int) -> None:
        try:
            start.wait()
            gave[nth] = deed(people[nth])
        except BaseException as error:  # noqa: BLE001 - raised again below, in the test's thread
            raised.append(error)
        finally:
            # Passwords are hashed through gevent, which makes a hub for each thread that asks.
            gevent.get_hub().destroy()

    threads = [Thread(target=do, args=(nth,), daemon=True) for nth in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_PATIENCE)
    if raised:
        raise raised[0]
    return [gave[nth] for nth in range(len(people))]
