"""The security log: what was refused, as counts, once a minute. No word of whom.

A line for each would be what whoever attacks writes into it, and would tell of people. Which of
them matter, `queue_refused_total` says to whoever watches the figures.
"""

import logging
from collections import Counter
from enum import StrEnum

from app.telemetry import metrics

log = logging.getLogger(__name__)


class Refused(StrEnum):
    """What was refused."""

    PASSWORD = "wrong passwords"  # noqa: S105 - what was wrong
    SIGN_IN = "sign-ins shut out"
    HASHES = "passwords beyond what can be looked at"
    LIMIT = "requests beyond a limit"
    JOIN = "scans of a network that holds its share"
    PIN = "wrong PINs"
    PINS = "PINs to wait with"
    TOKEN = "wrong tokens of programs"  # noqa: S105 - another
    PROGRAM = "requests of programs beyond a limit"
    MAIL = "mails held back"
    NO_FORM = "bodies that are no form"
    STALE = "forms without a good token"
    SLOW = "requests that did not come"
    CONNECTION = "connections beyond what may wait"


_since: Counter[Refused] = Counter()


def count(what: Refused) -> None:
    """One more."""
    _since[what] += 1
    metrics.refused(what.name.lower())


def tell() -> None:
    """Log what was refused since the last time, if anything was."""
    if not _since:
        return
    told = ", ".join(f"{number} {what}" for what, number in _since.most_common())
    _since.clear()
    log.warning("refused in the last minute: %s", told)
