"""The one place that asks what time it is. Figures, forms, reports and verbs have it passed in."""

from datetime import UTC, datetime


def now() -> datetime:
    """The current time, aware, in UTC."""
    return datetime.now(UTC)
