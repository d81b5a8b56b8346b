"""deploy/queue-system: commands beside a service have its settings, its folder and its user."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.settings import Settings
from testing.server import ROOT

SCRIPT = ROOT / "deploy" / "queue-system"
UNIT = (ROOT / "deploy" / "queue-system@.service").read_text()
GIVEN = {
    "DATABASE_URL": "postgresql://queue:a%40b@db/queue?sslmode=require&application_name=$x`id`",
    "SECRET_KEY": "a # long 'text' with everything; in it && echo \\ $HOME",
    "PUBLIC_URL": "https://queue.example.com",
    "SMTP_URL": "outbox",
    "MAIL_FROM": "Queue <queue@example.com>",
}


def typed(
    folder: Path, given: dict[str, str], *, quote: str = "", more: str = ""
) -> subprocess.CompletedProcess[str]:
    """What a command prints that tells its environment, its arguments and where it is."""
    there = folder / "opt"
    (there / "deploy").mkdir(parents=True, exist_ok=True)
    shutil.copy(SCRIPT, there / "deploy")
    flask = there / ".venv" / "bin" / "flask"
    flask.parent.mkdir(parents=True, exist_ok=True)
    flask.write_text('#!/bin/sh\nenv -0\nprintf "AT=%s %s %s" "$PWD" "$(id -un)" "$*"\n')
    flask.chmod(0o755)
    escaped = {name: value.replace("\\", "\\\\") for name, value in given.items()}
    lines = "".join(f"{name}={quote}{value}{quote}\n" for name, value in escaped.items())
    file = folder / "queue-system.env"
    file.write_text(f"# A comment\n\n{lines}{more}")
    return subprocess.run(
        [there / "deploy" / "queue-system", "mail-test", "a b"],
        env={"PATH": os.environ["PATH"], "QUEUE_SYSTEM_ENV": str(file)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("quote", ["", '"'])
def test_command_has_the_settings_as_they_stand(tmp_path: Path, quote: str) -> None:
    given = GIVEN if not quote else {**GIVEN, "SECRET_KEY": "x" * 32}
    done = typed(tmp_path, given, quote=quote, more="LOG_LEVEL=debug")
    assert done.stderr == ""
    said = dict(line.split("=", 1) for line in done.stdout.split("\0"))
    assert {name: said[name] for name in given} == given
    assert said["LOG_LEVEL"] == "debug"
    assert said["AT"].startswith(f"{tmp_path}/opt ")
    assert said["AT"].endswith(" --app wsgi mail-test a b")
    settings = Settings.from_environ(said)
    # What the unit says besides is true of the command, too.
    for pair in re.findall(r"^Environment=(.*)", UNIT, re.MULTILINE):
        for name, value in (one.split("=") for one in pair.split() if "%" not in one):
            assert said[name] == value
    assert str(settings.data_dir) == "/var/lib/queue-system"


def test_file_is_read_as_systemd_reads_it(tmp_path: Path) -> None:
    lines = r"""
; a comment = too
SPACED = a b
  INDENTED=c
export EXPORTED=d
NOT-A-NAME=e
nothing
DOUBLE="a\"b\\c"
SINGLE='a\b"c'
SEVERAL="a"'b'c
ESCAPED=a\b\\c
GOES_ON=a\
b
LINES="a
b"
INSIDE=a # b 'c' "d"
EMPTY=
LAST=x\ """
    done = typed(tmp_path, {}, more=lines)
    said = dict(line.split("=", 1) for line in done.stdout.split("\0"))
    expected = {"SPACED": "a b", "INDENTED": "c", "DOUBLE": 'a"b\\c', "SINGLE": 'a\\b"c'}
    expected |= {"SEVERAL": "abc", "ESCAPED": "ab\\c", "GOES_ON": "ab", "LINES": "a\nb"}
    expected |= {"INSIDE": "a # b 'c' \"d\"", "EMPTY": "", "LAST": "x "}
    assert {name: said.get(name) for name in expected} == expected
    assert not {"EXPORTED", "NOT-A-NAME", "nothing"} & said.keys()
    assert re.findall(r"'(.*)' is no name of a setting", done.stderr) == [
        "export EXPORTED",
        "NOT-A-NAME",
    ]


def test_folder_is_no_file_of_settings(tmp_path: Path) -> None:
    done = subprocess.run(
        [SCRIPT, "check"],
        env={"PATH": os.environ["PATH"], "QUEUE_SYSTEM_ENV": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"{tmp_path} can't be read (Is a directory)")


def test_command_is_found_through_a_link(tmp_path: Path) -> None:
    typed(tmp_path, GIVEN)
    link = tmp_path / "queue-system"
    link.symlink_to(tmp_path / "opt" / "deploy" / "queue-system")
    there = {"PATH": os.environ["PATH"], "QUEUE_SYSTEM_ENV": str(tmp_path / "queue-system.env")}
    done = subprocess.run([link, "check"], env=there, capture_output=True, text=True, check=True)
    assert f"AT={tmp_path}/opt " in done.stdout


def test_file_comes_before_what_the_unit_says(tmp_path: Path) -> None:
    done = typed(tmp_path, {**GIVEN, "DATA_DIR": str(tmp_path), "PROXY_HOPS": "2"})
    said = dict(line.split("=", 1) for line in done.stdout.split("\0"))
    assert (said["DATA_DIR"], said["PROXY_HOPS"]) == (str(tmp_path), "2")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another")
def test_command_is_run_by_whoever_owns_the_folder(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    for step in (tmp_path, *tmp_path.parents):
        if step.owner() == "root" and step != Path("/"):
            step.chmod(step.stat().st_mode | 0o011)
    data = tmp_path / "data"
    data.mkdir()
    os.chown(data, nobody.pw_uid, nobody.pw_gid)
    done = typed(tmp_path, {**GIVEN, "DATA_DIR": str(data)})
    assert " nobody --app wsgi" in done.stdout, done.stderr


def test_whoever_may_not_read_the_settings_is_told_to_be_root(tmp_path: Path) -> None:
    done = subprocess.run(
        [SCRIPT, "check"],
        env={"PATH": os.environ["PATH"], "QUEUE_SYSTEM_ENV": str(tmp_path / "nothing")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(
        f"{tmp_path}/nothing can't be read (No such file or directory): become"
    )
