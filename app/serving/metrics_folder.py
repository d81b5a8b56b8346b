"""The folder in which a server's processes share what `/metrics` says. Standard library only: the
master must not import what is used by processes that gevent has patched."""

import os
import shutil
import tempfile
from pathlib import Path

_NAME = "PROMETHEUS_MULTIPROC_DIR"
_OURS = "queue-figures-"
_KINDS = ("counter", "histogram", "gauge_livesum", "gauge_mostrecent")
"""Of figures, and of a process's files: as prometheus_client names them."""
_ROOM = 256 * 1024
"""Bytes of such a file: more than all routes with all their answers take, so none ever grows."""


def prepare() -> None:
    """Make the folder, which goes with this process. Raises OSError.

    Another that the environment names is somebody else's, and ours is removed in the end.
    """
    if not _is_ours(os.environ.get(_NAME, "")):
        os.environ[_NAME] = tempfile.mkdtemp(prefix=_OURS)


def make_room(pid: int) -> str:
    """Reserve the room for what this process will count; "" or, in one line, why it has none.

    Then it counts in its memory. For what is written into a file that is mapped, where the disk is
    full, ends a process on the spot (SIGBUS), and so would each that comes after it.
    """
    folder, made = Path(os.environ[_NAME]), []
    try:
        for kind in _KINDS:
            file = folder / f"{kind}_{pid}.db"
            # One that is there was another's of this number: what is counted stays counted.
            if not file.exists():
                made.append(file)
                file.write_bytes(bytes(_ROOM))
    except OSError as error:
        for file in made:
            file.unlink(missing_ok=True)
        del os.environ[_NAME]
        return (
            f"the figures have no room in {folder} ({error.strerror}): this process keeps them to"
            " itself, so /metrics says what is counted by whichever process is asked"
        )
    return ""


def forget_worker(pid: int) -> None:
    """What a process had open is open no more; what it counted stays counted."""
    for file in Path(os.environ[_NAME]).glob(f"gauge_live*_{pid}.db"):
        file.unlink(missing_ok=True)


def remove() -> None:
    """At the end of the master."""
    if _is_ours(folder := os.environ.pop(_NAME, "")):
        shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: str) -> bool:
    return Path(folder).name.startswith(_OURS)
