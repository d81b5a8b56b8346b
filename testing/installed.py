"""Programs that a machine may lack: what needs one is skipped there, unless all are required."""

from __future__ import annotations

import os
import shutil

import pytest


def installed(program: str) -> str:
    """Where this program is. Where it is missing the test is skipped; with REQUIRE_PROGRAMS, as in
    .ci/run, it fails."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin")
    if found is None:
        assert "REQUIRE_PROGRAMS" not in os.environ, f"{program} is missing"
        pytest.skip(f"{program} is not installed")
    return found
