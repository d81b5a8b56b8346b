"""Agreements between processes; the kernel ends a process's part in them at its death."""

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """One process at a time."""
    descriptor = _open(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Mark:
    """Says that this process, or one forked from it, uses something."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def set(self) -> None:
        """Begin to use it."""
        if self._descriptor is None:
            self._descriptor = _open(self._path)
            fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def remove(self) -> bool:
        """Use it no longer; True if nobody else does."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        descriptor = _open(self._path)
        try:
            # A worker shares its parent's mark; one that was just killed takes a moment to die.
            for _ in range(20):
                with contextlib.suppress(BlockingIOError):
                    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    return True
                time.sleep(0.05)
            return False
        finally:
            os.close(descriptor)


def _open(path: Path) -> int:
    # Python leaves the descriptor out of the programs that are started meanwhile.
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
