"""Settings read from what a deployer typed."""

import pytest

from app.settings import Settings, SettingsError

KEY = "a long text that nobody guesses"

DEPLOYED = {
    "SECRET_KEY": KEY,
    "PUBLIC_URL": "https://queue.example.com",
    "SMTP_URL": "outbox",
    "MAIL_FROM": "queue@example.com",
}
"""What a deployment needs beside its DATABASE_URL."""


def read(**environ: str) -> Settings:
    needed = DEPLOYED if environ.get("DATABASE_URL") else {"SECRET_KEY": KEY}
    return Settings.from_environ({**needed, **environ})


def refusal(**environ: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read(**environ)
    line = str(refused.value)
    assert "\n" not in line
    return line
