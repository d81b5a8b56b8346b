"""Wherever a deployer types a port, it is one that there can be."""

import pytest

from tests.support.settings import read, refusal


@pytest.mark.parametrize("port", ["0", "65536", "99999"])
@pytest.mark.parametrize(
    ("setting", "typed"),
    [
        ("PORT", "{}"),
        ("BIND", "127.0.0.1:{}"),
        ("BIND", "127.0.0.1:8000,[::]:{}"),
        ("PUBLIC_URL", "https://queue.example.com:{}"),
        ("WEBHOOK_HOSTS", "till.local:{}"),
        ("WEBHOOK_HOSTS", "10.0.0.5,10.0.0.6:{}"),
        ("DATABASE_URL", "postgresql://localhost:{}/queue"),
        ("DATABASE_URL", "postgresql://one:5432,two:{}/queue"),
        ("DATABASE_URL", "postgresql:///queue?host=localhost&port={}"),
        ("DATABASE_URL", "postgresql:///queue?host=one,two&port=5432,{}"),
        ("DATABASE_URL", "postgresql:///queue?host=one:5432&host=two:{}"),
        ("REDIS_URL", "redis://localhost:{}/0"),
        ("SMTP_URL", "smtp://mail.example.com:{}"),
    ],
)
def test_port_that_there_is_not_is_refused_in_every_setting(
    setting: str, typed: str, port: str
) -> None:
    assert refusal(**{setting: typed.format(port)}).startswith(f"{setting} must ")


@pytest.mark.parametrize(
    "typed",
    [
        *("postgresql:///q?host=one,two&port=5432,5433", "postgresql:///q?host=one,two&port=,1"),
        *("postgresql:///q?host=one:5432&host=two:65535", "postgresql:///q?host=/run/a:b"),
    ],
)
def test_database_may_have_several_hosts_and_ports(typed: str) -> None:
    assert str(read(DATABASE_URL=typed).database_url).endswith(typed.partition("://")[2])


def test_deployer_may_vouch_for_hosts_and_ports_of_any_kind() -> None:
    hosts = ("till.local", "10.0.0.5:8080", "fd00::5", "fd00::9999", "fd00::5:8080", "a.b:65535")
    assert read(WEBHOOK_HOSTS=",".join(hosts)).webhook_hosts == set(hosts)
