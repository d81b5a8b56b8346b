"""A command of the product, typed beside its server: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from testing.nursery import Forked
from testing.server import ROOT, Server


class Command:
    """`flask --app wsgi` with these words, begun; out of the nursery where there is one."""

    def __init__(self, environment: dict[str, str], *words: str) -> None:
        settings = {**os.environ, **environment}
        typed = ("flask", "--app", "wsgi", *words)
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115 - it is read when it has ended
        self._process: subprocess.Popen[bytes] | Forked
        if (nursery := Server.nursery) is not None and nursery.suits(settings):
            self._process = nursery.launch(settings, self._said.fileno(), typed)
        else:
            self._process = subprocess.Popen(
                [sys.executable, "-m", *typed],
                cwd=ROOT,
                env=settings,
                stdout=self._said,
                stderr=subprocess.STDOUT,
            )

    def ended(self, seconds: float = 60) -> tuple[int, str]:
        """The code with which it ends, within so many seconds, and what it printed."""
        try:
            code = self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        with self._said:
            self._said.seek(0)
            return code, self._said.read()
