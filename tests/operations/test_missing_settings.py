"""What is said to a deployer who forgets a setting or misspells its name."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.environment.values import misspelt
from app.settings import NAMES, Settings, SettingsError
from tests.support.settings import DEPLOYED, read, refusal


def test_deployer_who_forgets_the_secret_key_is_told_what_to_type() -> None:
    line = refusal(SECRET_KEY="", DATABASE_URL="postgresql://localhost/queue")
    assert line.startswith("SECRET_KEY is missing")
    command = line.partition("the output of python3 -c ")[2].strip("'")
    made = subprocess.check_output([sys.executable, "-c", command], text=True)
    assert read(SECRET_KEY=made).secret_key == made.strip()


@pytest.mark.parametrize("forgotten", DEPLOYED)
def test_deployer_who_forgets_what_a_deployment_needs_is_told_what_to_type(forgotten: str) -> None:
    line = refusal(DATABASE_URL="postgresql://localhost/queue", **{forgotten: ""})
    assert line.startswith(f"{forgotten} is missing: set it to ")


def test_deployer_who_sets_the_database_alone_reads_a_line_for_each_setting_that_misses() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ({"DATABASE_URL": "postgresql://localhost/queue"})
    lines = str(refused.value).splitlines()
    assert [line.partition(" ")[0] for line in lines] == list(DEPLOYED)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("SMTP_URI", "SMTP_URL"),
        ("MAIL_FORM", "MAIL_FROM"),
        ("PUBLIC_URI", "PUBLIC_URL"),
        ("SECRETKEY", "SECRET_KEY"),
        ("PROXY_HOP", "PROXY_HOPS"),
        ("STORE_HOUR", "STORE_HOURS"),
        ("METRIC_TOKEN", "METRICS_TOKEN"),
        ("WEB_CONCURENCY", "WEB_CONCURRENCY"),
        ("DATABASE_URI", "DATABASE_URL"),
        ("database_url", "DATABASE_URL"),
    ],
)
def test_deployer_who_misspells_a_setting_is_told_which_is_meant(typed: str, meant: str) -> None:
    (line,) = misspelt([typed, *NAMES], NAMES)
    assert line == f"{typed} is set, but there is no such setting: is {meant} meant?"


def test_deployer_reads_all_that_is_wrong_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ(
            {
                "DATABASE_URL": "mysql://localhost/queue",
                "SMTP_URI": "smtp://mail.example.com",
                "SECRET_KEY": "short",
                "PUBLIC_URL": "queue.example.com",
                "MAIL_FROM": "nobody",
                "PORT": "http",
                "STORE_HOURS": "-1",
            }
        )
    named = [line.partition(" ")[0] for line in str(refused.value).splitlines()]
    assert sorted(named) == [
        *("DATABASE_URL", "MAIL_FROM", "PORT", "PUBLIC_URL", "SECRET_KEY", "SMTP_URI"),
        *("SMTP_URL", "STORE_HOURS"),
    ]


def test_run_that_is_refused_leaves_no_key_behind(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        Settings.from_environ({"DATA_DIR": str(tmp_path / "data"), "PORT": "http"})
    assert not (tmp_path / "data").exists()


def test_what_other_programs_set_is_no_news() -> None:
    theirs = ["HOSTNAME", "LOGNAME", "HOME", "LANG", "PWD", "PGHOST", "PYTHONPATH", "SSH_TTY"]
    platforms = ["DATABASE_PRIVATE_URL", "REDIS_TLS_URL", "DYNO", "RENDER", "FLY_REGION", "PORTS"]
    assert misspelt([*theirs, *platforms, "TEST_DATABASE_URL", "XDG_DATA_DIRS"], NAMES) == []
