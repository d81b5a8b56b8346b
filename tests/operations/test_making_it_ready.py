"""`make` on a computer that lacks something: it says what to install."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import CHECKOUT

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("python", "advice"),
    [
        (None, "install Python 3.11 or newer"),
        ("[[ $2 != *version_info* ]]", "is too old: install Python 3.11 or newer"),
        ("[[ $2 != *ensurepip* ]]", "apt install python3-venv"),
    ],
)
def test_newcomer_with_an_unfit_python_is_told_what_to_install(
    tmp_path: Path, python: str | None, advice: str
) -> None:
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(CHECKOUT / name, tmp_path)
    if python is not None:
        (tmp_path / "python3").write_text(f"#!/bin/bash\n{python}\n")
        (tmp_path / "python3").chmod(0o755)
    command = ["make", "run", f"PYTHON={tmp_path}/python3"]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode != 0
    line, make_says, *rest = made.stderr.splitlines()
    assert advice in line
    assert make_says.startswith("make")
    assert rest == []
    assert not (tmp_path / ".venv").exists()
