"""What the owner should see to before the store closes, as the dashboard shows it."""

from app import clock
from app.live.fragments import Fragment
from app.models.store import closes_soon
from app.snapshot.store import Snapshot
from app.web.request import config


def draw(snapshot: Snapshot) -> Fragment:
    """That the store closes soon, and what is wrong with the address; hidden if nothing is."""
    now = clock.now()
    # Where mails become files nobody can confirm anything, nor is the address in doubt.
    goes_out = config().smtp is not None
    return Fragment(
        "alerts",
        "dashboard/_alerts.html",
        store=snapshot,
        now=now,
        closing=closes_soon(snapshot.opened_at, snapshot.closes_at, now),
        refused=goes_out and snapshot.email_is_refused,
        unconfirmed=goes_out and not snapshot.email_is_confirmed,
        crowded=snapshot.crowded,
        doubtful="." not in snapshot.email.rpartition("@")[2],
    )
