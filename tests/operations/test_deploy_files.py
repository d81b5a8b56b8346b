"""The files in deploy/: what can be tried on this machine is tried."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import NAMES, Settings
from testing.databases import database
from testing.server import ROOT, Server

DEPLOY = ROOT / "deploy"


def example() -> dict[str, str]:
    """What the example says to systemd and to Docker, which take a line as it stands."""
    return dict(
        line.split("=", 1)
        for line in (DEPLOY / "example.env").read_text().splitlines()
        if line and not line.startswith("#")
    )


def test_example_needs_nothing_but_its_own_values() -> None:
    given = example()
    settings = Settings.from_environ(
        {**given, "DATABASE_URL": "postgresql://localhost/queue", "SECRET_KEY": "k" * 32}
    )
    assert settings.public_url == "https://queue.example.com"


@pytest.mark.slow
def test_service_that_must_be_put_right_by_hand_is_not_started_again_and_again() -> None:
    unit = (DEPLOY / "queue-system@.service").read_text()
    for_good = re.findall(r"^RestartPreventExitStatus=(.*)", unit, re.MULTILINE)
    without_key = {**example(), "DATABASE_URL": "postgresql://localhost/queue"}
    ended = subprocess.run(
        [sys.executable, "-m", "gunicorn", "wsgi:app"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **without_key},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.stderr.startswith("SECRET_KEY is missing")
    assert [str(ended.returncode)] == for_good


def test_example_says_the_same_to_a_shell_so_that_commands_can_be_typed_with_it() -> None:
    told = subprocess.run(
        ["sh", "-c", f"set -a; . {DEPLOY / 'example.env'}; env"],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.stderr == ""
    said = dict(line.split("=", 1) for line in told.stdout.splitlines())
    assert {name: said.get(name) for name in example()} == example()


def test_documents_name_every_setting_and_none_that_there_is_not() -> None:
    files = (ROOT / "README.md", *(ROOT / "docs").glob("*.md"))
    readme = "".join(file.read_text() for file in files)
    for name in NAMES:
        assert f"`{name}`" in readme, name
    said = set(re.findall(r"\b([A-Z]{3,}_[A-Z_]+)=", (ROOT / "docs" / "deploy.md").read_text()))
    assert said <= set(NAMES)


def test_readme_says_of_every_setting_what_it_means_once() -> None:
    table = (ROOT / "README.md").read_text().partition("### Settings")[2].partition("###")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert sorted(re.findall(r"`([A-Z_]+)`", "".join(rows))) == sorted(NAMES)
    (pointed_at,) = re.findall(r"all settings are in (\S+\w)", (DEPLOY / "example.env").read_text())
    assert f"| `{NAMES[0]}` |" in (ROOT / pointed_at).read_text()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = (DEPLOY / "queue-system@.service").read_text()
    # Where it runs, and who as, is the deployer's; here is what this machine has.
    unit = unit.replace("/opt/queue-system/.venv/bin/gunicorn", "/bin/true")
    unit = unit.replace("User=queue-system\n", "User=root\n")
    (tmp_path / "queue-system@.service").write_text(unit)
    command = ["systemd-analyze", "verify", "--man=no", str(tmp_path / "queue-system@8001.service")]
    shutil.copy(tmp_path / "queue-system@.service", tmp_path / "queue-system@8001.service")
    tried = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    about_us = [line for line in tried.stderr.splitlines() if "queue-system" in line]
    assert about_us == []


def instructions() -> dict[str, list[str]]:
    """What the Dockerfile says, by its words."""
    text = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    said: dict[str, list[str]] = {}
    for line in text.splitlines():
        word, _space, rest = line.partition(" ")
        if word and word != "#":
            said.setdefault(word, []).append(rest.strip())
    return said


def context(folder: Path) -> Path:
    """What `docker build` would be given of this checkout, and `COPY . .` puts into the image."""
    ignored = [
        line.removeprefix("**/").rstrip("/")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
    ]
    given = folder / "context"
    shutil.copytree(ROOT, given, ignore=shutil.ignore_patterns(*ignored), symlinks=True)
    return given


def test_image_copies_what_is_there_and_runs_what_the_procfile_says() -> None:
    said = instructions()
    for copied in said["COPY"]:
        assert (ROOT / copied.split()[0]).exists(), copied
    (installs,) = said["RUN"]
    assert "pip install" in installs
    assert "--require-hashes -r requirements.txt" in installs
    # Whoever it runs as is made before, with the folder that DATA_DIR names as a home.
    (user,) = said["USER"]
    assert f"useradd --uid {user} --home-dir /data --create-home " in installs
    assert int(user) > 0  # a name might be root's, for all that Kubernetes knows
    assert any("DATA_DIR=/data" in values for values in said["ENV"])
    procfile = (ROOT / "Procfile").read_text().strip().removeprefix("web: ")
    assert " ".join(json.loads(said["CMD"][-1])) == procfile
    wanted = (ROOT / "requirements.txt").read_text()
    assert re.search(r"^gunicorn==", wanted, re.MULTILINE)


@pytest.mark.slow
def test_server_out_of_the_image_starts_and_its_health_check_tells(tmp_path: Path) -> None:
    (check,) = instructions()["HEALTHCHECK"]
    command = json.loads(check.partition(" CMD ")[2])
    assert command[0] == "python"
    with database(empty=True) as environment:
        server = Server(environment)
        server.folder = context(tmp_path)
        here = {**os.environ, "PORT": str(server.port)}
        told = [sys.executable, *command[1:]]

        def healthy() -> bool:
            asked = subprocess.run(told, env=here, capture_output=True, timeout=20, check=False)
            return asked.returncode == 0

        assert not healthy()
        with server:
            assert healthy()
        assert not healthy()


def docker() -> bool:
    if shutil.which("docker") is None:
        return False
    asked = subprocess.run(["docker", "info"], capture_output=True, timeout=20, check=False)
    return asked.returncode == 0


@pytest.mark.long
@pytest.mark.skipif(not docker(), reason="no Docker runs here")
@pytest.mark.timeout(600)
def test_containers_start_and_become_healthy() -> None:
    compose = ["docker", "compose", "-f", str(DEPLOY / "compose.yaml"), "-p", "queue-system-test"]
    environment = {**os.environ, "POSTGRES_PASSWORD": "hidden-word", "PORT": "18123"}
    settings = ROOT / "queue-system.env"
    assert not settings.exists()
    settings.write_text((DEPLOY / "example.env").read_text() + f"SECRET_KEY={'k' * 32}\n")
    try:
        subprocess.run([*compose, "up", "-d", "--build", "--wait"], env=environment, check=True)
    finally:
        subprocess.run([*compose, "down", "--volumes"], env=environment, check=False)
        settings.unlink()
