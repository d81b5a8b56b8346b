"""How the environment is read: strictly, and each refusal is one line. Standard library only."""

from app.environment.values import SettingsError

__all__ = ["SettingsError"]
