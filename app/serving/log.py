"""gunicorn's own lines in the format of all others."""

import errno
import logging
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
        self.error_log.addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """Not news: that a connection which was let go because of too many is closed. That is counted,
    and whoever opens too many would write into the log what they like."""
    error = record.exc_info[1] if record.exc_info else None
    return not (isinstance(error, OSError) and error.errno == errno.EBADF)
