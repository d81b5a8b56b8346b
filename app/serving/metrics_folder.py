"""The folder in which a server's processes share what `/metrics` says. Standard library only: the
master must not import what is used by processes that gevent has patched."""

import os
import shutil
import tempfile
from pathlib import Path

_NAME = "PROMETHEUS_MULTIPROC_DIR"


def prepare() -> None:
    """Make the folder, which goes with this process."""
    if _NAME not in os.environ:
        os.environ[_NAME] = tempfile.mkdtemp(prefix="queue-figures-")


def forget_worker(pid: int) -> None:
    """What a process had open is open no more; what it counted stays counted."""
    for file in Path(os.environ[_NAME]).glob(f"gauge_live*_{pid}.db"):
        file.unlink(missing_ok=True)


def remove() -> None:
    """At the end of the master."""
    shutil.rmtree(os.environ.pop(_NAME, ""), ignore_errors=True)
