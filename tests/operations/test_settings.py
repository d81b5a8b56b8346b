"""What a deployer may type, and what is said to one who mistypes it."""

import subprocess
import sys
from pathlib import Path

import pytest

from app.settings import CHECKOUT, SmtpServer
from tests.support.settings import read, refusal


def test_newcomer_who_sets_nothing_gets_something_that_works() -> None:
    settings = read()
    assert settings.database_url is None
    assert (settings.data_dir, settings.data_dir_is_explicit) == (CHECKOUT / "instance", False)
    assert settings.smtp is None
    assert settings.public_url is None
    assert settings.mail_from == "Queue System <queue@localhost>"
    assert (settings.port, settings.web_concurrency, settings.proxy_hops) == (8000, 1, 0)
    assert (settings.store_hours, settings.report_keep_hours) == (24, 168)
    assert (settings.log_level, settings.log_format) == ("info", "text")
    assert settings.binds == ("0.0.0.0:8000",)
    assert settings.database_connections == 32
    assert (settings.redis_url, settings.metrics_token) == (None, None)


def test_deployer_who_leaves_a_setting_empty_gets_its_default() -> None:
    assert read(PORT="", PUBLIC_URL=" ", SMTP_URL="", DATABASE_URL="", DATA_DIR="") == read()


def test_deployer_may_set_everything(tmp_path: Path) -> None:
    settings = read(
        DATABASE_URL="postgres://queue:p%40ss@db.example.com:6543/queue?sslmode=require",
        DATA_DIR=str(tmp_path / "data"),
        PUBLIC_URL="HTTPS://Queue.Example.com/",
        SMTP_URL="smtps://queue%40example.com:p%3Ass%2Fword@mail.example.com",
        MAIL_FROM='"Dr. Ada, Mill Road" <queue@example.com>',
        PORT="80",
        WEB_CONCURRENCY="4",
        STORE_HOURS="0.5",
        REPORT_KEEP_HOURS="24",
        PROXY_HOPS="1",
        LOG_LEVEL="WARNING",
        LOG_FORMAT="JSON",
        HOST="::",
        DATABASE_CONNECTIONS="10",
        REDIS_URL="rediss://:secret@cache.example.com:6380/2",
        METRICS_TOKEN="a-token-that-nobody-guesses",
        DEMO="1",
    )
    database = "postgresql+psycopg://queue:p%40ss@db.example.com:6543/queue?sslmode=require"
    assert settings.database_url == database
    assert (settings.data_dir, settings.data_dir_is_explicit) == (tmp_path / "data", True)
    assert settings.public_url == "https://queue.example.com"
    assert settings.smtp == SmtpServer(
        "mail.example.com", 465, "queue@example.com", "p:ss/word", tls=True
    )
    assert settings.mail_from == '"Dr. Ada, Mill Road" <queue@example.com>'
    assert (settings.port, settings.web_concurrency, settings.proxy_hops) == (80, 4, 1)
    assert (settings.store_hours, settings.report_keep_hours) == (0.5, 24)
    assert (settings.log_level, settings.log_format) == ("warning", "json")
    assert settings.binds == ("[::]:80",)
    assert settings.database_connections == 10
    assert settings.redis_url == "rediss://:secret@cache.example.com:6380/2"
    assert settings.metrics_token == "a-token-that-nobody-guesses"
    assert settings.demo


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("http://192.168.1.20:8000", "http://192.168.1.20:8000"),
        ("http://[fd00::1]:8000/", "http://[fd00::1]:8000"),
        ("https://queue.example.com:443", "https://queue.example.com:443"),
    ],
)
def test_deployer_may_publish_it_under_any_host_and_port(typed: str, meant: str) -> None:
    assert read(PUBLIC_URL=typed).public_url == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("smtp://mail", SmtpServer("mail", 587)),
        ("smtp://localhost:1025/", SmtpServer("localhost", 1025)),
        ("SMTP://ada:s%20e@mail", SmtpServer("mail", 587, "ada", "s e")),
        ("smtps://ada:secret@mail:2465", SmtpServer("mail", 2465, "ada", "secret", tls=True)),
    ],
)
def test_deployer_may_use_any_mail_server(typed: str, meant: SmtpServer) -> None:
    assert read(SMTP_URL=typed).smtp == meant


@pytest.mark.parametrize(
    "typed", ["postgresql:///queue", "postgresql+psycopg://h/q", "postgres://u@/q?host=/run/pg"]
)
def test_deployer_may_write_the_database_in_several_ways(typed: str) -> None:
    assert str(read(DATABASE_URL=typed).database_url).startswith("postgresql+psycopg://")


@pytest.mark.parametrize(
    ("setting", "typed"),
    [
        ("DATABASE_URL", "mysql://queue@localhost/queue"),
        ("DATABASE_URL", "sqlite:///queue.db"),
        ("DATABASE_URL", "postgresql+asyncpg://localhost/queue"),
        ("DATABASE_URL", "localhost/queue"),
        ("DATABASE_URL", "postgresql:queue"),
        ("DATABASE_URL", "postgresql://"),
        ("DATABASE_URL", "postgresql://queue:pass#word@localhost/queue"),
        ("DATABASE_URL", "postgresql://localhost:port/queue"),
        ("PUBLIC_URL", "queue.example.com"),
        ("PUBLIC_URL", "ftp://queue.example.com"),
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://queue.example.com/app"),
        ("PUBLIC_URL", "https://queue.example.com/?a=b"),
        ("PUBLIC_URL", "https://ada:secret@queue.example.com"),
        ("PUBLIC_URL", "https://queue.example.com:eighty"),
        ("PUBLIC_URL", "https://queue.example.com:99999"),
        ("PUBLIC_URL", 'https://queue.example.com"onload="'),
        ("SMTP_URL", "mail.example.com"),
        ("SMTP_URL", "http://mail.example.com"),
        ("SMTP_URL", "smtp://"),
        ("SMTP_URL", "smtp://ada@mail.example.com"),
        ("SMTP_URL", "smtp://:secret@mail.example.com"),
        ("SMTP_URL", "smtp://mail.example.com/inbox"),
        ("SMTP_URL", "smtp://mail.example.com:0x19"),
        ("SMTP_URL", "smtp://ada:sec%0aret@mail.example.com"),
        ("MAIL_FROM", "Queue"),
        ("MAIL_FROM", "queue@"),
        ("MAIL_FROM", "Queue <queue@example.com"),
        ("MAIL_FROM", "queue@example.com>"),
        ("MAIL_FROM", "a@example.com, b@example.com"),
        ("MAIL_FROM", "Queue\nBcc: all <queue@example.com>"),
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "8_000"),
        ("PORT", "-1"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", "two"),
        ("PROXY_HOPS", "-1"),
        ("PROXY_HOPS", "1.5"),
        ("STORE_HOURS", "0"),
        ("STORE_HOURS", "-24"),
        ("STORE_HOURS", "169"),
        ("STORE_HOURS", "nan"),
        ("STORE_HOURS", "a day"),
        ("REPORT_KEEP_HOURS", "0"),
        ("REPORT_KEEP_HOURS", "a week"),
        ("LOG_LEVEL", "loud"),
        ("DEMO", "maybe"),
        ("DATA_DIR", "~nobody-of-this-name/queue"),
        ("SECRET_KEY", "hunter2"),
        ("SMTP_URL", "outbox/"),
        ("HOST", "http://localhost"),
        ("HOST", "local host"),
        ("BIND", "8000"),
        ("BIND", "localhost"),
        ("BIND", "[::]:80000"),
        ("BIND", "unix:queue.sock"),
        ("BIND", "127.0.0.1:8000,"),
        ("DATABASE_CONNECTIONS", "3"),
        ("REDIS_URL", "localhost:6379"),
        ("REDIS_URL", "redis://"),
        ("REDIS_URL", "unix://"),
        ("REDIS_URL", "http://localhost:6379"),
        ("REDIS_URL", "redis://localhost/name"),
        ("METRICS_TOKEN", "short"),
        ("METRICS_TOKEN", "long enough but with spaces"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_deployer_who_types_nonsense_is_told_which_setting_and_what_is_good(
    setting: str, typed: str
) -> None:
    line = refusal(**{setting: typed})
    assert line.startswith(f"{setting} must ")
    assert "like" in line or "one of" in line or "such as" in line


def test_deployer_gets_an_outbox_by_asking_for_it_by_name() -> None:
    assert read(DATABASE_URL="postgresql://localhost/queue", SMTP_URL="outbox").smtp is None


@pytest.mark.parametrize(
    ("given", "listens"),
    [
        ({"HOST": "127.0.0.1"}, ("127.0.0.1:8000",)),
        ({"HOST": "[::1]", "PORT": "81"}, ("[::1]:81",)),
        ({"BIND": "unix:/run/queue/socket"}, ("unix:/run/queue/socket",)),
        ({"BIND": "0.0.0.0:80, [::]:80"}, ("0.0.0.0:80", "[::]:80")),
    ],
)
def test_deployer_may_say_where_it_listens(given: dict[str, str], listens: tuple[str, ...]) -> None:
    assert read(**given).binds == listens


def test_secrets_are_left_out_when_the_settings_are_printed() -> None:
    secret = "hush-hush-hush-hush"
    settings = read(
        SECRET_KEY=secret,
        DATABASE_URL=f"postgresql://ada:{secret}@localhost/queue",
        SMTP_URL=f"smtp://ada:{secret}@mail",
        REDIS_URL=f"redis://:{secret}@localhost",
        METRICS_TOKEN=secret,
    )
    assert secret not in repr(settings)


def test_the_server_reads_the_settings_before_it_is_patched() -> None:
    """gunicorn's master must come this far without Flask, SQLAlchemy or psycopg."""
    look = "import sys, app.settings, app.serving.master, app.serving.worker; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", look], text=True, cwd=CHECKOUT).split()
    assert "app.settings" in loaded
    assert not {"flask", "sqlalchemy", "psycopg", "gevent"} & set(loaded)
