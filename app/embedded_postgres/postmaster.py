"""What PostgreSQL records about its running server, and whether it is still true."""

import contextlib
import os
import subprocess
from pathlib import Path


class Postmaster:
    """The server of a data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._record = data / "postmaster.pid"

    @property
    def name(self) -> str:
        """The cluster_name to start it with, which tells it from every other process.

        It names the folder and not its path, so that a moved or linked folder keeps its server.
        """
        return f"queue-system-{self._data.stat().st_ino}"

    @property
    def pid(self) -> int | None:
        """The server's process, if it lives."""
        pid = self._recorded_pid()
        if pid and f"cluster_name={self.name} " in _command_line(pid):
            return pid
        return None

    @property
    def is_ready(self) -> bool:
        """Whether it accepts connections."""
        if self.pid is None:
            return False
        with contextlib.suppress(FileNotFoundError):
            return self._record.read_text().rstrip().endswith("ready")
        return False

    def forget(self, socket: Path) -> None:
        """Delete the records of a server that is dead.

        After a power cut or in a new container, the recorded process may be another program, which
        PostgreSQL would take for its server. Deleting is safe: as long as any process of the old
        server lives, the shared memory that it holds refuses the start of a new one.
        """
        pid = self._recorded_pid()
        if pid and _exists(pid):
            self._record.unlink()
        socket.with_name(f"{socket.name}.lock").unlink(missing_ok=True)

    def _recorded_pid(self) -> int | None:
        try:
            return int(self._record.read_text().partition("\n")[0])
        except (FileNotFoundError, ValueError):
            return None


def _command_line(pid: int) -> str:
    if not Path("/proc/self").exists():  # macOS
        ps = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        return subprocess.run(ps, capture_output=True, text=True, check=False).stdout
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:
        return ""


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
