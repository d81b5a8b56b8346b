"""Where the disk is full, or nothing may be written, the figures are what suffers: never people."""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.serving import metrics_folder
from testing.databases import database
from testing.server import ROOT, Server

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """As on a disk that is full but for so much."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(FOLDER, "")  # so that what is made of it is taken out again
    metrics_folder.prepare()
    return Path(os.environ[FOLDER])


@pytest.mark.slow
def test_figures_have_their_room_before_anything_is_counted(tmp_path: Path) -> None:
    """What has none is written where there is none: that is SIGBUS, which ends a worker."""
    with database() as environment, Server(environment, TMPDIR=str(tmp_path)):
        files = [file.stat() for file in tmp_path.glob("queue-figures-*/*.db")]
        assert files
        for file in files:
            assert file.st_blocks * 512 >= file.st_size


def test_process_whose_figures_have_no_room_keeps_them_to_itself(folder: Path) -> None:
    with no_file_longer_than(5000):
        said = metrics_folder.make_room(os.getpid())
    assert os.strerror(errno.EFBIG) in said
    assert str(folder) in said
    assert FOLDER not in os.environ
    assert not list(folder.iterdir())


def test_figures_of_a_process_that_had_this_number_before_stay(folder: Path) -> None:
    kept = folder / f"counter_{os.getpid()}.db"
    kept.write_bytes(b"counted")
    assert metrics_folder.make_room(os.getpid()) == ""
    assert kept.read_bytes() == b"counted"


def test_folder_that_somebody_else_named_is_neither_used_nor_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "photos").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv(FOLDER, str(theirs))
    metrics_folder.prepare()
    assert Path(os.environ[FOLDER]).name.startswith("queue-figures-")
    monkeypatch.setenv(FOLDER, str(theirs))
    metrics_folder.remove()
    assert (theirs / "photos").exists()


@pytest.mark.slow
def test_deployer_who_lets_nothing_be_written_is_told_so_in_one_line() -> None:
    script = (
        "import runpy, tempfile; tempfile.tempdir = '/nowhere'; runpy.run_path('gunicorn.conf.py')"
    )
    without = {name: value for name, value in os.environ.items() if name != FOLDER}
    ended = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env=without,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr.count("\n") == 1
    assert "set TMPDIR" in ended.stderr
    assert ended.returncode == 4
