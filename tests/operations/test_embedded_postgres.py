"""The private PostgreSQL: it starts, is joined, stops, and survives what happens to laptops."""

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from app.embedded_postgres import Cluster, EmbeddedPostgresError, programs
from app.settings import CHECKOUT, Settings

pytestmark = pytest.mark.slow

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs it as another user")


@pytest.fixture
def new_cluster(scratch: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """One that nobody has started yet."""
    cluster = Cluster(scratch / request.node.name, durable=False)
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(scratch: Path) -> Iterator[Cluster]:
    """One that was stopped; the same for many tests, since making one takes a while."""
    cluster = Cluster(scratch / "embedded", durable=False)
    yield cluster
    cluster.stop()


def ask(cluster: Cluster, query: str) -> object:
    # Any of these would send a client elsewhere if the URL left something open.
    with pytest.MonkeyPatch.context() as patch:
        for name in ("PGHOST", "PGPORT", "PGUSER", "PGDATABASE"):
            patch.setenv(name, "1")
        url = cluster.url.replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            row = connection.execute(query).fetchone()
    return row and row[0]


def remember(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("DROP TABLE IF EXISTS note")
        connection.execute("CREATE TABLE note AS SELECT 'kept'::text AS said")


def pid_file(cluster: Cluster) -> Path:
    return cluster.folder / "data" / "postmaster.pid"


def postmaster(cluster: Cluster) -> int:
    return int(pid_file(cluster).read_text().splitlines()[0])


def runs(cluster: Cluster) -> bool:
    try:
        return ask(cluster, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def elsewhere(cluster: Cluster, then: str) -> subprocess.Popen[str]:
    """Another process that starts the same cluster, says what start() returned, and goes on."""
    program = (
        "import sys; from pathlib import Path; from app.embedded_postgres import Cluster\n"
        "cluster = Cluster(Path(sys.argv[1]), durable=False)\n"
        f"print(cluster.start(), flush=True)\n{then}"
    )
    return subprocess.Popen(
        [sys.executable, "-c", program, str(cluster.folder)],
        cwd=CHECKOUT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


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


def test_other_users_of_the_computer_are_kept_out(cluster: Cluster) -> None:
    cluster.start()
    assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((cluster.folder / "data").stat().st_mode) == 0o700


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
    programs.make_private(new_cluster.folder)
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
    assert "can't start" in line
    assert str(new_cluster.log) in line
    assert "\n" not in line


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


def test_deployer_without_the_wheel_is_told_what_to_do(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(EmbeddedPostgresError, match=r"set DATABASE_URL=.*requirements-dev\.txt"):
        cluster.start()


def test_data_dir_holds_the_cluster(tmp_path: Path) -> None:
    settings = Settings.from_environ({"DATA_DIR": str(tmp_path), "SECRET_KEY": "s" * 16})
    assert Cluster.for_settings(settings).folder == tmp_path / "postgres"


@only_root
def test_root_without_a_data_dir_keeps_the_cluster_out_of_their_home() -> None:
    settings = Settings.from_environ({"SECRET_KEY": "s" * 16})
    assert Cluster.for_settings(settings).folder.parent == programs.ROOT_HOME


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
