"""What processes on one database tell each other, and that one alone tells nobody."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from testing.server import ROOT

pytestmark = pytest.mark.slow


def test_processes_tell_each_other_and_one_alone_tells_nobody(environment: dict[str, str]) -> None:
    played = subprocess.run(
        [sys.executable, "-m", "tests.support.on_the_bus"],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert played.returncode == 0, played.stderr
