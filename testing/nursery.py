"""Servers and commands that need not read the libraries: they are forked from what has read them.

From there on each is what `python -m gunicorn wsgi:app` is, or `python -m flask`: it reads its
settings, all of the product and what waits by itself. See `LIBRARIES` for what that leaves.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.metadata
import json
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

LIBRARIES = (
    *("sqlalchemy.orm", "sqlalchemy.dialects.postgresql", "alembic.context"),
    *("apispec", "webargs", "yaml", "wtforms", "werkzeug.debug", "babel.dates", "babel.support"),
    *("regex", "phonenumbers", "email_validator", "xlsxwriter", "segno", "brotli", "argon2"),
    *("dns.asyncquery", "zxcvbn", "zope.interface", "itsdangerous", "apispec.ext.marshmallow"),
)
"""Half of a server's start, and nothing that looks at the environment or that gevent would have to
change: neither gunicorn nor Flask nor psycopg, nor what keeps a lock or a function of `socket` for
itself. SQLAlchemy makes a few locks at once, for moments in which nobody waits."""

# What Python, its C library and the loader look at before anything is read.
_READ_AT_ONCE = ("PYTHON", "LD_", "DYLD_", "FAKETIME", "LC_", "LANG", "TZ", "MALLOC_", "GLIBC_")


class Forked:
    """A process of the nursery; what is asked of a `subprocess.Popen` here can be asked of it."""

    returncode: int | None = None

    def __init__(self, told: socket.socket) -> None:
        self._told = told
        self.pid = self._hear()

    def poll(self) -> int | None:
        """How it ended, as `subprocess` says it; None while it lives."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(timeout=0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """How it ended. Raises subprocess.TimeoutExpired after so many seconds."""
        if self.returncode is None:
            if not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("what was forked", timeout or 0)
            self.returncode = self._hear()
            self._told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Nothing if it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it without a word."""
        self.send_signal(signal.SIGKILL)

    def _hear(self) -> int:
        said = b""
        while not said.endswith(b"\n"):
            if not (more := self._told.recv(1)):
                raise ChildProcessError("the nursery has died")
            said += more
        return int(said)


SERVER = ("gunicorn", "wsgi:app")


class Nursery:
    """The process that servers and commands are forked from; it begins with the first of them, and
    ends those that are left when it is closed or whoever made it dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._door: socket.socket | None = None

    def suits(self, environment: dict[str, str]) -> bool:
        """Whether what is forked from it is what would be started with this environment."""
        return _read_at_once(environment) == _read_at_once(dict(os.environ))

    def launch(self, environment: dict[str, str], log: int, what: Sequence[str] = SERVER) -> Forked:
        """Begin to start a server that writes into this file, or what else `python -m` starts."""
        if self._door is None:
            self._door, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "testing.nursery", str(theirs.fileno())],
                    cwd=self._folder,
                    stdout=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                )
        here, there = socket.socketpair()
        with there:
            socket.send_fds(self._door, [b"."], [there.fileno(), log])
        here.sendall(json.dumps([environment, *what]).encode() + b"\n")
        return Forked(here)

    def close(self) -> None:
        """End it, if it was needed."""
        if self._door is not None and self._process is not None:
            self._door.close()
            self._process.wait()
            self._door = None


def _read_at_once(environment: dict[str, str]) -> dict[str, str]:
    return {name: said for name, said in environment.items() if name.startswith(_READ_AT_ONCE)}


class _Asked(NamedTuple):
    environment: dict[str, str]
    command: list[str]


def _wait_at(door: socket.socket) -> _Asked | None:
    """Fork for everybody who asks at the door, and tell them how it ended, until they have gone.

    In the child what it shall be, in the nursery itself None.
    """
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.set_wakeup_fd(wake.fileno())
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever is interrupted by it closes the door
    living: dict[int, socket.socket] = {}
    while True:
        ready = select.select([door, woken], [], [])[0]
        if woken in ready:
            woken.recv(4096)
            _tell_of_those_that_ended(living, os.WNOHANG)
        if door not in ready:
            continue
        asked, descriptors, *_ = socket.recv_fds(door, 1, 2)
        if not asked:
            break
        whom, log = socket.socket(fileno=descriptors[0]), descriptors[1]
        if (pid := os.fork()) == 0:
            return _begin(whom, log, (door, woken, wake, *living.values()))
        os.close(log)
        living[pid] = whom
        _tell(whom, pid)
    for pid in living:
        os.kill(pid, signal.SIGTERM)
    _tell_of_those_that_ended(living, 0)
    return None


def _begin(whom: socket.socket, log: int, others: Iterable[socket.socket]) -> _Asked:
    """In the child: leave nothing of the nursery's behind. What it shall be."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)
    for other in others:
        other.close()
    with whom, whom.makefile("rb") as said:
        environment, *command = json.loads(said.readline())
    return _Asked(environment, command)


def _tell_of_those_that_ended(living: dict[int, socket.socket], options: int) -> None:
    for pid in tuple(living):
        found, ended = os.waitpid(pid, options)
        if found:
            with living.pop(pid) as whom:
                _tell(whom, os.waitstatus_to_exitcode(ended))


def _tell(whom: socket.socket, number: int) -> None:
    with contextlib.suppress(OSError):  # they may have gone
        whom.sendall(b"%d\n" % number)


def _ask_once_what_is_installed() -> None:
    """gevent asks 25 times whether a package wants to know what it changes, and reads what each of
    them says of itself: in a tests' environment that is an eighth of a server's start."""
    asked = importlib.metadata.entry_points
    installed = asked()

    def entry_points(**which: str) -> object:
        return installed.select(**which) if which else asked()

    importlib.metadata.entry_points = entry_points  # type: ignore[assignment]


def _main() -> None:
    for library in LIBRARIES:
        importlib.import_module(library)
    _ask_once_what_is_installed()
    # A worker looks through what it has loaded once, and here that is not rubbish either.
    gc.collect()
    gc.freeze()
    asked = _wait_at(socket.socket(fileno=int(sys.argv[1])))
    if asked is not None:
        os.environ.clear()
        os.environ.update(asked.environment)
        sys.argv = asked.command
        runpy.run_module(asked.command[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
