"""gunicorn has settings that this product can't be served with: then nothing starts."""

from __future__ import annotations

import pytest

from testing.server import Server

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("typed", "named", "instead"),
    [
        ("--certfile=tests/support/self_signed.pem", "--certfile", "deploy/nginx.conf"),
        ("--keyfile=/nowhere", "--keyfile", "deploy/nginx.conf"),
        ("--worker-class=sync", "--worker-class", "leave it out"),
        ("-k gevent", "--worker-class", "leave it out"),
        ("--preload", "--preload", "leave it out"),
    ],
)
def test_deployer_who_asks_for_what_is_not_served_is_told_so_and_nothing_starts(
    environment: dict[str, str], typed: str, named: str, instead: str
) -> None:
    """Else who asks for TLS would be served without."""
    code, said = Server(environment, GUNICORN_CMD_ARGS=typed).refuses()
    assert code == 4, said
    (line,) = said.splitlines()
    assert named in line
    assert instead in line
