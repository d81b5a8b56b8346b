"""One private PostgreSQL server and the folder it lives in."""

import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from app.embedded_postgres import programs
from app.embedded_postgres.programs import EmbeddedPostgresError
from app.settings import CHECKOUT, Settings, SettingsError

_PATIENCE = 60.0  # seconds; the recovery after a power cut may need some
_SUN_PATH = (
    103 if sys.platform == "darwin" else 107
)  # bytes that a socket's path may have
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
_UNSAFE_BUT_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Cluster:
    """A PostgreSQL server with all it owns (data, log, socket, locks) in one folder.

    The folder's parent is created if need be; run by root, it must let other users pass through.
    Without `durable` a power cut may destroy the data: for tests.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder
        self.log = folder / "log"
        self._data = folder / "data"
        self._pid_file = self._data / "postmaster.pid"
        self._durable = durable
        self._name = f"queue-system-{_digest(folder)}"
        self._mark: int | None = None

    @classmethod
    def for_settings(cls, settings: Settings) -> "Cluster":
        """The cluster of this checkout, or of the DATA_DIR that the deployer named."""
        if os.geteuid() == 0 and not settings.data_dir_is_explicit:
            return cls(programs.ROOT_HOME / _digest(CHECKOUT))
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
            programs.make_private(self.folder)
            with programs.alone(self.folder / "lock"):
                if not self._data.exists():
                    self._create()
                started = self._launch_or_join()
                self._begin_use()
        return started

    def stop(self) -> None:
        """Stop the server, whoever started it, unless another live process still uses it.

        Fine if it does not run. Raises EmbeddedPostgresError.
        """
        if not self.folder.exists():
            return
        with self._explained(), programs.alone(self.folder / "lock"):
            if self._end_use() and self._postmaster() is not None:
                status, said = self._run(
                    "pg_ctl", "stop", "-D", "data", "-m", "fast", "-w"
                )
                if status != 0:
                    raise EmbeddedPostgresError(
                        f"The private PostgreSQL won't stop: {said}"
                    )

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
            raise EmbeddedPostgresError(
                f"The private PostgreSQL can't be created: {said}"
            )
        draft.rename(self._data)

    def _launch_or_join(self) -> bool:
        deadline = time.monotonic() + _PATIENCE
        while not self._is_ready():
            # One that is there but not ready is being started or stopped by somebody else.
            if self._postmaster() is None and self._launch():
                return True
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"The private PostgreSQL is not ready after {_PATIENCE:.0f} s: see {self.log}"
                )
            time.sleep(0.1)
        return False

    def _launch(self) -> bool:
        """Start the server; False if it is worth another try."""
        socket_folder = self._socket_folder
        if socket_folder != self.folder:
            programs.make_private(socket_folder)
        self._forget_the_dead(socket_folder)
        options = _OPTIONS | ({} if self._durable else _UNSAFE_BUT_FAST)
        options |= {
            "cluster_name": self._name,
            "unix_socket_directories": str(socket_folder),
        }
        told = " ".join(f"-c {name}={value}" for name, value in options.items())
        end_of_log = self.log.stat().st_size if self.log.exists() else 0
        # Relative paths, since pg_ctl hands them to a shell.
        arguments = (
            "-D",
            "data",
            "-l",
            self.log.name,
            "-o",
            told,
            "-w",
            "-t",
            f"{_PATIENCE:.0f}",
        )
        status, said = self._run("pg_ctl", "start", *arguments)
        if status == 0:
            return True
        with self.log.open(errors="replace") as log:
            log.seek(end_of_log)
            fatal = re.findall(r"(?:FATAL|PANIC): +(.*)", log.read())
        # The children of a server that was killed take a moment to notice.
        if self._postmaster() is None and not any(
            "still in use" in line for line in fatal
        ):
            reason = fatal[-1] if fatal else said
            raise EmbeddedPostgresError(
                f"The private PostgreSQL can't start: {reason} (see {self.log})"
            )
        return False

    @property
    def _socket_folder(self) -> Path:
        path = os.fsencode(self.folder / _SOCKET)
        # A shell sees this path, PostgreSQL splits it at commas: plain characters only.
        if len(path) <= _SUN_PATH and re.fullmatch(rb"[\w/.+-]+", path):
            return self.folder
        # Not $TMPDIR: the two processes that must agree may have different ones.
        return Path("/tmp", self._name)

    def _recorded_pid(self) -> int | None:
        try:
            return int(self._pid_file.read_text().partition("\n")[0])
        except (FileNotFoundError, ValueError):
            return None

    def _postmaster(self) -> int | None:
        """The process that serves this cluster, if it lives."""
        pid = self._recorded_pid()
        return pid if pid and self._name in programs.command_line(pid) else None

    def _is_ready(self) -> bool:
        if self._postmaster() is None:
            return False
        with contextlib.suppress(FileNotFoundError):
            return self._pid_file.read_text().rstrip().endswith("ready")
        return False

    def _forget_the_dead(self, socket_folder: Path) -> None:
        """After a power cut or in a new container, a recorded process may be another program.

        PostgreSQL would take that program for a server. Deleting the records is safe: as long as
        a process of the old server lives, the shared memory it holds refuses the start.
        """
        pid = self._recorded_pid()
        if pid and _exists(pid):
            self._pid_file.unlink()
        (socket_folder / f"{_SOCKET}.lock").unlink(missing_ok=True)

    def _begin_use(self) -> None:
        """Mark the server as used by this process; the kernel takes the mark away at its death."""
        if self._mark is None:
            self._mark = programs.open_lock(self.folder / "users")
            fcntl.flock(self._mark, fcntl.LOCK_SH)

    def _end_use(self) -> bool:
        """Take this process's mark away; False if another one is left."""
        if self._mark is not None:
            os.close(self._mark)
            self._mark = None
        descriptor = programs.open_lock(self.folder / "users")
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

    def _run(self, program: str, *arguments: str) -> tuple[int, str]:
        return programs.run(self.folder, program, *arguments)

    @contextlib.contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SettingsError as error:
            raise EmbeddedPostgresError(str(error)) from error
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The private PostgreSQL can't run in {self.folder} ({error}): "
                "set DATA_DIR to a folder of your own, or DATABASE_URL"
            ) from error


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
