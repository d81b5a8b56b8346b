"""The data folder and the secret key in it: made for a newcomer, named by a deployer."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.settings import Settings
from tests.support.settings import read, refusal


def test_newcomer_gets_a_secret_key_that_only_they_can_read_and_keeps_it(tmp_path: Path) -> None:
    data_dir = tmp_path / "new" / "data"
    first = Settings.from_environ({"DATA_DIR": str(data_dir)})
    again = Settings.from_environ({"DATA_DIR": str(data_dir)})
    assert len(first.secret_key) >= 32
    assert first.secret_key == again.secret_key
    assert stat.S_IMODE((data_dir / "secret-key").stat().st_mode) == 0o600
    assert stat.S_IMODE(data_dir.stat().st_mode) & 0o066 == 0
    assert [path.name for path in data_dir.iterdir()] == ["secret-key"]


def test_processes_that_start_at_once_agree_on_the_secret_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        read_at_once = [
            pool.submit(Settings.from_environ, {"DATA_DIR": str(tmp_path)}) for _ in range(8)
        ]
    assert len({one.result().secret_key for one in read_at_once}) == 1


def test_deployer_whose_key_file_is_empty_is_told_to_delete_it(tmp_path: Path) -> None:
    (tmp_path / "secret-key").touch()
    line = refusal(SECRET_KEY="", DATA_DIR=str(tmp_path))
    assert line == f"{tmp_path}/secret-key holds no key: delete it, and a new one is made"


def test_deployer_whose_data_dir_is_a_file_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert "data is not a folder" in refusal(SECRET_KEY="", DATA_DIR=str(tmp_path / "data"))
    assert "set DATA_DIR" in refusal(SECRET_KEY="", DATA_DIR=str(tmp_path / "data" / "inside"))


def test_deployer_may_name_the_data_dir_from_where_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read(DATA_DIR="../data").data_dir == tmp_path.parent / "data"
    monkeypatch.setenv("HOME", "/home/ada")
    assert read(DATA_DIR="~/queue").data_dir == Path("/home/ada/queue")


def test_deployer_who_brings_key_and_database_needs_no_data_dir(tmp_path: Path) -> None:
    read(DATABASE_URL="postgresql://localhost/queue", DATA_DIR=str(tmp_path / "data"))
    assert not (tmp_path / "data").exists()
