"""How often anybody may try what: the keys by which tries are counted, and mails.

One storage holds all counts (see `app.extensions`), so that several processes can share it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Response, g, request
from flask_login import current_user
from limits import RateLimitItem, parse

from app.extensions import limiter
from app.forms import rules
from app.security import known_browsers, networks
from app.telemetry import refusals
from app.telemetry.refusals import Refused
from app.web.request import config

_MOST_MAILS = {
    "welcome": parse("30 per day"),
    # No bound for the day: whoever spends it would keep the owner from a new password.
    "password": parse("4 per hour"),
    "reminder": parse("30 per day"),
}
_TO_STRANGERS = parse("1 per hour")
"""To a mailbox of which nobody has confirmed that it is the owner's."""


def typed_address() -> str:
    """Whose mailbox the typed address is."""
    return mailbox(request.form.get("email", ""))


def mailbox(typed: str) -> str:
    """Whose mailbox this address is: what is behind a + makes no other."""
    # The length first: to read an address takes long, for the square of it.
    if len(typed) > rules.LONGEST_EMAIL:
        return typed[: rules.LONGEST_EMAIL]
    try:
        local, _, domain = rules.email(typed).lower().rpartition("@")
    except ValueError:
        return typed
    return f"{local.partition('+')[0]}@{domain}"


def visitor() -> str:
    """The visitor's network; a browser that this mailbox's owner signed in with stands apart."""
    known = known_browsers.known_as(typed_address())
    return f"browser {known}" if known else networks.visitors_network()


def visitor_and_typed_address() -> str:
    """Anybody's tries at one mailbox."""
    return f"{visitor()} {typed_address()}"


def is_known() -> bool:
    """Whether the owner of the typed address has signed in with this browser before."""
    return known_browsers.known_as(typed_address()) is not None


def owner() -> str:
    """The owner who is signed in, from wherever."""
    return current_user.get_id() or networks.visitors_network()


def unreadable_network() -> str:
    """The visitor's network, so that nobody can read it."""
    return networks.unreadable(config().secret_key, networks.visitors_network())


def count_this() -> None:
    """Let this request count, where not all do: a wrong password, something that costs."""
    g.counted = True


def is_counted(_response: Response) -> bool:
    """Whether this request is to be counted."""
    return "counted" in g


def may_mail(kind: str, address: str, *, confirmed: bool) -> bool:
    """Whether one more mail of this kind may be written to the address now; then it is counted.

    Only what is really written counts. To a mailbox that nobody has confirmed goes one an hour, of
    whichever kind; its report has a turn of its own, see `turn_of_a_report`.
    """
    whose = mailbox(address)
    bounds: list[tuple[RateLimitItem, str]] = [(_MOST_MAILS[kind], kind)]
    if not confirmed:
        bounds.append((_TO_STRANGERS, "unconfirmed"))
    if not all(limiter.test(most, "mails", what, whose) for most, what in bounds):
        refusals.count(Refused.MAIL)
        return False
    for most, what in bounds:
        limiter.hit(most, "mails", what, whose)
    return True


@contextmanager
def turn_of_a_report(address: str, now: datetime, *, confirmed: bool) -> Iterator[datetime]:
    """When the report of a store that closes meanwhile may go to this address.

    It is all that is left of the store, so it is never left out; but whoever opens and closes
    stores for somebody else's address sends no more than one an hour. If the closing fails, its
    turn is free again.
    """
    key = ("mails", "unconfirmed report", mailbox(address))
    if confirmed:
        yield now
    elif not limiter.hit(_TO_STRANGERS, *key):
        yield now + timedelta(seconds=limiter.left(_TO_STRANGERS, *key)[1])
    else:
        try:
            yield now
        except BaseException:
            limiter.clear(_TO_STRANGERS, *key)
            raise
