"""A clock that is set while a server runs, by Debian's `faketime`; what nobody can set stays."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from testing.installed import installed

# Python 3.11 and newer sleep until a moment of the other clock, which faketime 0.9.10 mistakes.
_SLEEP = """\
import select
import time

time.sleep = lambda seconds: select.select([], [], [], max(0, seconds)) and None
"""


class SettableClock:
    """The clock on the wall of whoever is started with this `environment`."""

    def __init__(self, folder: Path) -> None:
        program = installed("faketime")
        # The program itself knows where its library is.
        told = subprocess.run(
            [program, "-f", "+0", "printenv", "LD_PRELOAD"],
            capture_output=True,
            text=True,
            check=True,
        )
        self._file = folder / "clock"
        self.set(0)
        (folder / "sitecustomize.py").write_text(_SLEEP)
        self._own = {
            "LD_PRELOAD": told.stdout.strip(),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            # It is read whenever somebody asks for the time.
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
        self.environment = {**self._own, "PYTHONPATH": str(folder)}

    def set(self, seconds: float) -> None:
        """So many seconds ahead of the right time; fewer than 0: behind it."""
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{seconds:+.0f}\n")
        draft.replace(self._file)

    def before(self, program: str) -> Path:
        """What starts this program with the clock, for whoever can't hand on an environment."""
        script = self._file.with_name(f"{Path(program).name}-by-this-clock")
        exports = "".join(f"export {name}={shlex.quote(v)}\n" for name, v in self._own.items())
        script.write_text(f'#!/bin/sh\n{exports}exec {shlex.quote(program)} "$@"\n')
        script.chmod(0o755)
        return script
