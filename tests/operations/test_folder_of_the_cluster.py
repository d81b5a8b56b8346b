"""Where the private PostgreSQL keeps its data: any folder will do, and nobody else looks in."""

import os
import stat
from pathlib import Path

import pytest

from app.embedded_postgres import Cluster, EmbeddedPostgresError, binaries
from app.settings import Settings
from tests.support.clusters import ask, postmaster, remember, runs

pytestmark = pytest.mark.slow

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another user")


def test_other_users_of_the_computer_are_kept_out(cluster: Cluster) -> None:
    cluster.start()
    assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.folder / "data").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["a" * 120, 'it\'s a "$HOME", `id`; ä'])
def test_folder_may_have_a_long_or_strange_name(scratch: Path, name: str) -> None:
    cluster = Cluster(scratch / name / "postgres", durable=False)
    assert cluster.start() is True
    try:
        assert runs(cluster)
        socket_folder = Path(str(ask(cluster, "SHOW unix_socket_directories")))
        assert stat.S_IMODE(socket_folder.stat().st_mode) == 0o700
    finally:
        cluster.stop()
    assert socket_folder.exists() is (socket_folder == cluster.folder)


def test_folder_that_is_renamed_keeps_its_data(new_cluster: Cluster, scratch: Path) -> None:
    new_cluster.start()
    remember(new_cluster)
    new_cluster.stop()
    moved = Cluster(new_cluster.folder.rename(scratch / "moved"), durable=False)
    moved.start()
    try:
        assert ask(moved, "SELECT said FROM note") == "kept"
    finally:
        moved.stop()


def test_data_dir_holds_the_cluster(tmp_path: Path) -> None:
    settings = Settings.from_environ({"DATA_DIR": str(tmp_path), "SECRET_KEY": "s" * 16})
    assert Cluster.for_settings(settings).folder == tmp_path / "postgres"


@only_root
def test_root_without_a_data_dir_keeps_the_cluster_out_of_their_home() -> None:
    settings = Settings.from_environ({"SECRET_KEY": "s" * 16})
    assert Cluster.for_settings(settings).folder.parent == binaries.ROOT_HOME


@only_root
def test_root_whose_data_dir_is_closed_is_told_so_and_it_stays_closed(scratch: Path) -> None:
    closed = scratch / "closed"
    closed.mkdir(mode=0o700)
    (closed / "data").mkdir(mode=0o755)
    with pytest.raises(EmbeddedPostgresError) as refused:
        Cluster(closed / "data" / "postgres").start()
    assert f"can't pass through {closed}:" in str(refused.value)
    assert "\n" not in str(refused.value)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    assert list((closed / "data").iterdir()) == []


@only_root
def test_root_is_told_when_the_data_belongs_to_somebody_else(scratch: Path) -> None:
    folder = scratch / "somebody-elses"
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with pytest.raises(EmbeddedPostgresError, match="belongs to another user"):
        Cluster(folder).start()
    assert folder.stat().st_uid == 12345


@only_root
def test_server_does_not_run_as_root(cluster: Cluster) -> None:
    cluster.start()
    owner = Path(f"/proc/{postmaster(cluster)}").stat()
    assert owner.st_uid == cluster.folder.stat().st_uid != 0
