"""Whatever a setting says, it is taken or refused in one line, and not found out in a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from redis import Redis

from app.environment.engines import REDIS_OPTIONS
from app.settings import NAMES, Settings, SettingsError
from testing.databases import database
from testing.server import Server
from tests.support.settings import KEY, read, refusal

FOR_GOOD = 4
DEPLOYED = {
    "DATABASE_URL": "postgresql://host/name",
    "SECRET_KEY": KEY,
    "PUBLIC_URL": "https://queue.example.com",
    "SMTP_URL": "smtp://mail.example.com",
    "MAIL_FROM": "queue@example.com",
}
ODD = (
    *("\udcff" * 40, "é" * 40, "x", "0", "-1", "1e5", "９", "1_0", "9" * 20, "nan", "inf", "a b"),
    *("a\tb", "a\nb", "#", "?", "/", "//", "://", "[", "]", "[::1]", ":", "@", "%", "%ff", "%zz"),
    *("~nobody/x", "~", "http://", "http://[", "http://a:b", "http://a:99999", "http://a..b"),
    *(
        f"http://{'x' * 64}.example",
        f"http://{'x.' * 200}x",
        "http://%ff",
        "http://a/?x",
        "x" * 5_000,
    ),
    *("postgresql://h/%ff", "postgresql://u:%ff@h/q", "postgresql://[h/q", "postgresql://a..b/q"),
    *("postgresql://h:1,a..b:2/q", f"postgresql://{'x' * 64}/q", "postgresql://h?host=%ff"),
    *("smtp://u@h", "smtp://u:p@", "smtp://u:%ff@h", "smtp://u:%C3%A9@h", "smtp://a..b"),
    *("smtp://h:25/x", "smtps://h?x=1", "a@b,c@d", "<a@b", "a@b>", "a@é.de", "a@b/c", "a@b:c"),
    *("unix:x", "unix:/", "fd://3", "127.0.0.1:0", "::", "*:80", ".", "5.", "+5", "0x10", "yes"),
    *("redis://h/0?x=1", "redis://a..b", "redis://h/%30", "redis://h?", "redis://u:%ff@h"),
    "x" * 5_000,
)


@pytest.mark.parametrize("name", NAMES)
def test_odd_value_is_taken_or_refused_in_one_line(name: str) -> None:
    for value in ODD:
        try:
            Settings.from_environ({**DEPLOYED, name: value})
        except SettingsError as error:
            (line,) = str(error).splitlines()
            assert name in line, (value, line)
            assert len(line) < 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "\udcff" * 40),
        ("DATABASE_URL", "postgresql://u:%ff@h/q"),
        ("DATABASE_URL", "postgresql://a..b/q"),
        ("DATABASE_URL", "postgresql://h,a..b/q"),
        ("DATABASE_URL", f"postgresql://{'x' * 64}/q"),
        ("PUBLIC_URL", "https://a..b"),
        ("PUBLIC_URL", f"https://{'x' * 64}.example"),
        ("SMTP_URL", "smtp://a..b"),
        ("SMTP_URL", f"smtp://{'x' * 64}.example"),
        ("SMTP_URL", "smtp://user:%ff@mail.example.com"),
        ("SMTP_URL", "smtp://user:%C3%A9@mail.example.com"),
        ("MAIL_FROM", "queue@example.com/x"),
        ("MAIL_FROM", "smtp://user:password@mail.example.com:587"),
        ("MAIL_FROM", "queue@a..b"),
        ("WEBHOOK_HOSTS", "a..b"),
        ("STORE_HOURS", "1_0"),
        ("STORE_HOURS", "２４"),
        ("STORE_HOURS", "0.0000000001"),
        ("STORE_HOURS", "."),
    ],
)
def test_what_could_only_fail_later_is_refused_at_the_start(name: str, value: str) -> None:
    assert refusal(**{**DEPLOYED, name: value}).startswith(name)


@pytest.mark.parametrize(
    "url",
    [
        *("redis://h/0?x=1", "redis://h/0?db=x", "redis://h/0?db=", "redis://h/999999"),
        *("redis://h/0?socket_timeout=x", "redis://h/0?health_check_interval=no", "unix:///s?x=1"),
        *(
            "redis://h/0?ssl_cert_reqs=none",
            "rediss://h/0?ssl_cert_reqs=maybe",
            "redis://h?protocol=9",
        ),
        *(
            "unix:///s?socket_keepalive=1",
            "rediss://h?ssl_ca_certs=/",
            "redis://h?max_connections=0",
        ),
        f"rediss://h?ssl_ca_path={__file__}",
        *("rediss://h/0?ssl_ca_certs=/nothing", "redis://h/0?db=1&db=2", "redis://h/0?x"),
        *(
            "redis://a..b",
            "redis://h?password=%ff",
            "redis://u:%ff@h",
            "redis://h/0#x",
            "redis:///0",
        ),
    ],
)
def test_redis_that_nobody_can_reach_so_is_refused_in_one_line(url: str) -> None:
    assert refusal(REDIS_URL=url).startswith("REDIS_URL must be like redis://")


@pytest.mark.parametrize(
    "url",
    [
        *("redis://h", "redis://:p%40@h:6379/15", "redis://user:p@h/0", "unix:///run/redis/socket"),
        *(
            "redis://h?db=3",
            "unix:///run/redis/socket?db=3",
            "redis://h?protocol=3",
            "redis://[::1]",
        ),
        *("rediss://h/0?ssl_cert_reqs=none", "rediss://h?ssl_check_hostname=false&db=1"),
        *("redis://h?socket_timeout=5&socket_connect_timeout=2.5&health_check_interval=15",),
        *(
            "valkey://h?client_name=queue",
            "valkeys://h?ssl_cert_reqs=required",
            "redis://h?password=p",
        ),
        f"rediss://h?ssl_ca_certs={__file__}",
        *("redis://h?max_connections=50", "rediss://h?ssl_min_version=771"),
        f"rediss://h?ssl_ca_path={Path(__file__).parent}",
        *("REDIS://h", "VALKEYS://h", "redis://[fe80::1%25eth0]"),
    ],
)
def test_redis_that_is_taken_is_understood_by_its_library(url: str) -> None:
    taken = read(REDIS_URL=url).redis_url
    assert taken is not None
    Redis.from_url(taken).connection_pool.make_connection()


@pytest.mark.parametrize(
    ("typed", "hours"),
    [("0.016667", 0.016667), ("24.00000", 24), ("24.", 24), (".5", 0.5), ("168", 168)],
)
def test_hours_may_have_as_many_decimals_as_somebody_likes(typed: str, hours: float) -> None:
    assert read(STORE_HOURS=typed).store_hours == hours


def test_name_of_valkey_in_a_password_stays() -> None:
    assert read(REDIS_URL="redis://:valkey@h").redis_url == "redis://:valkey@h"
    assert read(REDIS_URL="valkeys://:valkey@h").redis_url == "rediss://:valkey@h"


def test_every_option_of_redis_is_one_of_its_library() -> None:
    for option, (example, tls) in {
        "db": ("1", False),
        "protocol": ("3", False),
        "client_name": ("queue", False),
        "username": ("u", False),
        "password": ("p", False),
        "socket_timeout": ("5", False),
        "socket_connect_timeout": ("5", False),
        "socket_keepalive": ("true", False),
        "retry_on_timeout": ("true", False),
        "health_check_interval": ("15", False),
        "ssl_cert_reqs": ("none", True),
        "ssl_check_hostname": ("false", True),
        "ssl_ca_certs": (__file__, True),
        "ssl_certfile": (__file__, True),
        "max_connections": ("50", False),
        "ssl_min_version": ("771", True),
        "ssl_ca_path": (str(Path(__file__).parent), True),
        "ssl_keyfile": (__file__, True),
    }.items():
        assert option in REDIS_OPTIONS
        taken = read(REDIS_URL=f"redis{'s' * tls}://h?{option}={example}").redis_url
        assert taken is not None
        Redis.from_url(taken).connection_pool.make_connection()
    assert len(REDIS_OPTIONS) == 18


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://127.0.0.1:1/0?x=1"),
        ("DATABASE_URL", "postgresql://u:%ff@127.0.0.1:1/q"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/q?x=1"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/q?sslmode=maybe"),
        ("DATABASE_URL", "postgresql://127.0.0.1:1/q?connect_timeout=x"),
        ("SECRET_KEY", "\udcff" * 40),
    ],
)
def test_server_says_it_in_one_line_and_is_not_started_again(name: str, value: str) -> None:
    with database() as environment:
        code, said = Server({**environment, name: value}).refuses()
    assert (code, said.count("\n")) == (FOR_GOOD, 1), said
    assert name in said
