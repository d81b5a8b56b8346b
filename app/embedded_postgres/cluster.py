"""One private PostgreSQL server and the folder it lives in."""

import contextlib
import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from app.data_dir import DataDirError
from app.embedded_postgres import binaries
from app.embedded_postgres.binaries import EmbeddedPostgresError, NotNow
from app.embedded_postgres.locks import Mark, alone
from app.embedded_postgres.postmaster import Postmaster
from app.settings import CHECKOUT, Settings

_PATIENCE = 60.0  # seconds; the recovery after a power cut may need some
_SUN_PATH = 103 if sys.platform == "darwin" else 107  # bytes that a socket's path may have
_SOCKET = ".s.PGSQL.5432"

_OPTIONS = {
    "port": "5432",  # only names the socket: nothing listens on TCP
    "listen_addresses": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    # The statement and the detail of an error hold names and phone numbers. A log would keep them.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
_BY_HAND = re.compile("incompatible|contains errors|wrong ownership|invalid permissions")
"""What PostgreSQL says of files that some hand has changed, or another version has made."""
_UNSAFE_BUT_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Cluster:
    """A PostgreSQL server with all it owns (data, log, socket, locks) in one folder.

    The folder's parent is created if need be; run by root, it must let other users pass through.
    Without `durable` a power cut may destroy the data: for tests.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.log = folder / "log"
        self._data = folder / "data"
        self._durable = durable
        self._postmaster = Postmaster(self._data)
        self._mark = Mark(folder / "users")

    @classmethod
    def for_settings(cls, settings: Settings) -> "Cluster":
        """The cluster of this checkout, or of the DATA_DIR that the deployer named."""
        if os.geteuid() == 0 and not settings.data_dir_is_explicit:
            return cls(binaries.ROOT_HOME / _digest(CHECKOUT))
        return cls(settings.data_dir / "postgres")

    @property
    def url(self) -> str:
        """Where SQLAlchemy finds it; known without starting anything."""
        host = quote(str(self._socket_folder), safe="/")
        return f"postgresql+psycopg://postgres@/postgres?host={host}&port=5432"

    def start(self) -> bool:
        """Start the server, or join the one that runs; False if it ran already.

        Any number of processes may do so at once. Raises EmbeddedPostgresError.
        """
        with self._explained():
            binaries.refuse_if_missing()
            binaries.make_private(self.folder)
            with alone(self.folder / "lock"):
                if not self._data.exists():
                    self._create()
                started = self._launch_or_join()
                self._mark.set()
        return started

    def stop(self) -> None:
        """Stop the server, whoever started it, unless another live process still uses it.

        Fine if it does not run. Raises EmbeddedPostgresError.
        """
        with self._explained():
            if not self.folder.exists():
                return
            with alone(self.folder / "lock"):
                if self._mark.remove() and self._postmaster.pid is not None:
                    self._halt()

    def _create(self) -> None:
        """Make the data, complete or not at all."""
        draft = self.folder / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        status, said = self._run(
            "initdb",
            f"--pgdata={draft.name}",
            "--username=postgres",
            "--auth-local=trust",  # whoever may enter the socket's folder may use the database
            "--auth-host=reject",
            "--encoding=UTF8",
            # The same on every computer, whatever languages are installed there.
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            *([] if self._durable else ["--no-sync"]),
        )
        if status != 0:
            raise EmbeddedPostgresError(f"The private PostgreSQL can't be created: {said}")
        draft.rename(self._data)

    def _launch_or_join(self) -> bool:
        deadline = time.monotonic() + _PATIENCE
        while not self._postmaster.is_ready:
            # One that is there but not ready is being started or stopped by somebody else.
            if self._postmaster.pid is None and self._launch():
                return True
            if time.monotonic() > deadline:
                raise NotNow(
                    f"The private PostgreSQL is not ready after {_PATIENCE:.0f} s: see {self.log}"
                )
            time.sleep(0.1)
        return False

    def _launch(self) -> bool:
        """Start the server; False if it is worth another try."""
        socket_folder = self._socket_folder
        if socket_folder != self.folder:
            binaries.make_private(socket_folder)
        self._postmaster.forget(socket_folder / _SOCKET)
        options = _OPTIONS | ({} if self._durable else _UNSAFE_BUT_FAST)
        options["unix_socket_directories"] = str(socket_folder)
        told = " ".join(f"-c {name}={value}" for name, value in options.items())
        # Relative paths, since pg_ctl hands them to a shell.
        files = ("-D", self._data.name, "-l", self.log.name)
        wait = ("-w", "-t", f"{_PATIENCE:.0f}")
        end_of_log = self._read_log()[1]
        status, said = self._run(
            "pg_ctl",
            "start",
            *files,
            *wait,
            "-o",
            f"-c cluster_name={self._postmaster.name} {told}",
        )
        if status == 0:
            return True
        fatal = re.findall(r"(?:FATAL|PANIC): +(.*)", self._read_log(end_of_log)[0])
        # The children of a server that was killed take a moment to notice.
        if self._postmaster.pid is None and not any("still in use" in line for line in fatal):
            reason = fatal[-1] if fatal else said
            error = EmbeddedPostgresError if _BY_HAND.search(reason) else NotNow
            raise error(f"The private PostgreSQL can't start: {reason} (see {self.log})")
        return False

    def _halt(self) -> None:
        status, said = self._run("pg_ctl", "stop", "-D", self._data.name, "-m", "fast", "-w")
        if status != 0:
            raise EmbeddedPostgresError(f"The private PostgreSQL won't stop: {said}")
        if self._socket_folder != self.folder:
            with contextlib.suppress(OSError):
                self._socket_folder.rmdir()

    def _read_log(self, begin: int = 0) -> tuple[str, int]:
        """What the log says from a position on, and where it ends."""
        try:
            with self.log.open(errors="replace") as log:
                log.seek(begin)
                return log.read(), log.tell()
        except FileNotFoundError:
            return "", 0

    @property
    def _socket_folder(self) -> Path:
        path = os.fsencode(self.folder / _SOCKET)
        # A shell sees this path, PostgreSQL splits it at commas: plain characters only.
        if len(path) <= _SUN_PATH and re.fullmatch(rb"[\w/.+-]+", path):
            return self.folder
        # Not $TMPDIR: the two processes that must agree may have different ones.
        return Path("/tmp", f"queue-system-{_digest(self.folder)}")  # noqa: S108 (make_private refuses one that is not ours)

    def _run(self, program: str, *arguments: str) -> tuple[int, str]:
        return binaries.run(self.folder, program, *arguments)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DataDirError as error:
            raise EmbeddedPostgresError(str(error)) from error
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The private PostgreSQL can't run in {self.folder} ({error}): "
                "set DATA_DIR to a folder of your own, or DATABASE_URL"
            ) from error


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
