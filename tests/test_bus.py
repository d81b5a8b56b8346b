"""What processes on one database tell each other, and that one alone tells nobody."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.server import ROOT


@pytest.mark.parametrize(
    "scene",
    [
        "each_hears_the_other_and_not_itself",
        "one_alone_says_nothing_until_another_comes",
        "one_who_comes_while_another_looks_around_is_not_overlooked",
        "one_who_lost_the_database_does_not_take_itself_for_alone",
    ],
)
def test_processes_on_the_bus(environment: dict[str, str], scene: str) -> None:
    played = subprocess.run(
        [sys.executable, "-m", "tests.on_the_bus", scene],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert played.returncode == 0, played.stderr
