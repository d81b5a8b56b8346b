"""gunicorn has settings that this product can't be served with: then nothing starts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from app.settings import CHECKOUT
from testing.server import free_port

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
    port = str(free_port())
    tried = subprocess.run(
        [sys.executable, "-m", "gunicorn", "wsgi:app"],
        cwd=CHECKOUT,
        env={**os.environ, **environment, "PORT": port, "GUNICORN_CMD_ARGS": typed},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert tried.returncode == 4, tried
    (line,) = tried.stderr.splitlines()
    assert named in line
    assert instead in line
    assert tried.stdout == ""
