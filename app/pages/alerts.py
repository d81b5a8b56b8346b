"""What the owner should see to before the store closes, as the dashboard shows it."""

from collections.abc import Hashable

from app import clock
from app.display import times
from app.models.store import closes_soon
from app.snapshot.store import Snapshot
from app.web.request import config


def of(snapshot: Snapshot) -> dict[str, Hashable]:
    """That the store closes soon, and what is wrong with the address."""
    closing = closes_soon(snapshot.opened_at, snapshot.closes_at, clock.now())
    # Where mails become files nobody can confirm anything, nor is the address in doubt.
    goes_out = config().smtp is not None
    return {
        "closing": closing,
        "closes": closes(snapshot) if closing else "",
        "demo": snapshot.demo,
        "email": snapshot.email,
        "refused": goes_out and snapshot.email_is_refused,
        "unconfirmed": goes_out and not snapshot.email_is_confirmed,
        "crowded": snapshot.crowded,
        "doubtful": "." not in snapshot.email.rpartition("@")[2],
    }


def closes(snapshot: Snapshot) -> str:
    """When it closes by itself, in words."""
    return times.day_and_clock(snapshot.closes_at, snapshot.timezone, clock.now())
