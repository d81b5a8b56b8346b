"""Settings read from what a deployer typed."""

import pytest

from app.settings import Settings, SettingsError

KEY = "a long text that nobody guesses"


def read(**environ: str) -> Settings:
    return Settings.from_environ({"SECRET_KEY": KEY, **environ})


def refusal(**environ: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read(**environ)
    line = str(refused.value)
    assert "\n" not in line
    return line
