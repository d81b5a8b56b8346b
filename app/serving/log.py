"""gunicorn's own lines in the format of all others."""

from typing import Any

from gunicorn.glogging import Logger

from app.telemetry import logs


class OneFormat(Logger):
    """gunicorn's logger, but for its format."""

    def setup(self, cfg: Any) -> None:
        """Once at the start."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter())
