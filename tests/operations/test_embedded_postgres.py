"""The private PostgreSQL: it starts, is joined, stops, and survives what happens to laptops."""

import os
import signal
from pathlib import Path

import psycopg
import pytest

from app.embedded_postgres import Cluster, EmbeddedPostgresError, binaries
from tests.support.clusters import ask, elsewhere, pid_file, postmaster, remember, runs

pytestmark = pytest.mark.slow


def test_newcomer_gets_a_database_that_is_the_same_on_every_computer(
    new_cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LANG", "PGDATA", "PGPORT", "TZ"):
        monkeypatch.setenv(name, "nonsense")
    assert new_cluster.start() is True
    assert str(ask(new_cluster, "SHOW server_version")).startswith("18.")
    assert ask(new_cluster, "SHOW server_encoding") == "UTF8"
    assert ask(new_cluster, "SELECT lower('ÄÉ')") == "äé"
    assert ask(new_cluster, "SHOW timezone") == "UTC"
    assert ask(new_cluster, "SHOW listen_addresses") == ""


def test_data_is_kept_when_it_is_stopped_and_started_again(cluster: Cluster) -> None:
    cluster.start()
    remember(cluster)
    cluster.stop()
    assert not runs(cluster)
    cluster.stop()  # once more harms nobody
    assert cluster.start() is True
    assert ask(cluster, "SELECT said FROM note") == "kept"


def test_log_keeps_nobodys_name(cluster: Cluster) -> None:
    cluster.start()
    remember(cluster)
    with pytest.raises(psycopg.Error):
        ask(cluster, "ALTER TABLE note ADD UNIQUE (said); INSERT INTO note VALUES ('kept')")
    log = cluster.log.read_text()
    assert "duplicate key" in log
    assert "kept" not in log


def test_processes_that_start_at_once_share_one_server(new_cluster: Cluster) -> None:
    others = [elsewhere(new_cluster, "input()") for _ in range(4)]
    answers = [other.stdout.readline() for other in others if other.stdout]
    assert sorted(answers) == ["False\n"] * 3 + ["True\n"]
    for other in others:
        other.communicate("\n")
    assert new_cluster.start() is False


def test_the_last_one_to_leave_stops_it(cluster: Cluster) -> None:
    other = elsewhere(cluster, "input(); cluster.stop()")
    assert other.stdout
    other.stdout.readline()
    cluster.start()
    cluster.stop()
    assert runs(cluster)
    other.communicate("\n")
    assert not runs(cluster)


def test_app_that_was_killed_leaves_a_server_that_the_next_one_joins_and_stops(
    cluster: Cluster,
) -> None:
    killed = elsewhere(cluster, "input()")
    assert killed.stdout
    killed.stdout.readline()
    killed.kill()
    killed.communicate()
    assert runs(cluster)
    assert cluster.start() is False
    cluster.stop()
    assert not runs(cluster)


def test_real_data_survives_a_server_that_was_killed_with_clients_in_it(scratch: Path) -> None:
    cluster = Cluster(scratch / "durable")
    cluster.start()
    try:
        assert ask(cluster, "SHOW fsync") == ask(cluster, "SHOW full_page_writes") == "on"
        with psycopg.connect(cluster.url.replace("+psycopg", "")):
            remember(cluster)
            os.kill(postmaster(cluster), signal.SIGKILL)
            while runs(cluster):  # for the blink of an eye
                pass
            assert cluster.start() is True
        assert ask(cluster, "SELECT said FROM note") == "kept"
    finally:
        cluster.stop()


def test_recorded_process_that_is_now_another_program_does_not_hinder_the_start(
    cluster: Cluster,
) -> None:
    cluster.start()
    record = pid_file(cluster).read_text()
    cluster.stop()
    # As after a power cut: the record is there, and the number belongs to someone else by now.
    pid_file(cluster).write_text("\n".join([str(os.getpid()), *record.splitlines()[1:], ""]))
    (cluster.folder / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    cluster.stop()  # does not take that program for the server
    assert cluster.start() is True
    assert runs(cluster)


def test_creation_that_was_cut_short_begins_anew(new_cluster: Cluster) -> None:
    binaries.make_private(new_cluster.folder)
    (new_cluster.folder / "data.new" / "base").mkdir(parents=True)
    (new_cluster.folder / "data.new" / "PG_VERSION").write_text("18\n")
    assert new_cluster.start() is True


def test_broken_data_is_explained_in_one_line(new_cluster: Cluster) -> None:
    new_cluster.start()
    new_cluster.stop()
    (new_cluster.folder / "data" / "postgresql.conf").write_text("max_connections = many\n")
    (new_cluster.folder / "data" / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(EmbeddedPostgresError) as refused:
        new_cluster.start()
    line = str(refused.value)
    assert not refused.value.passes
    assert "can't start" in line
    assert str(new_cluster.log) in line
    assert "\n" not in line


def test_files_of_another_version_are_for_a_hand_to_mend(new_cluster: Cluster) -> None:
    new_cluster.start()
    new_cluster.stop()
    (new_cluster.folder / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(EmbeddedPostgresError, match="incompatible") as refused:
        new_cluster.start()
    assert not refused.value.passes


def test_deployer_without_the_wheel_is_told_what_to_do(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(EmbeddedPostgresError, match=r"set DATABASE_URL=.*requirements-dev\.txt"):
        cluster.start()
