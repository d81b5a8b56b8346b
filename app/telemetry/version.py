"""Which release this is."""

VERSION = "1.0.0"
"""As in pyproject.toml; `/healthz`, `/livez` and `flask version` tell it."""
