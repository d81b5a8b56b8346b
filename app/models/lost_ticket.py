"""A lost ticket: its number and its PIN lead back to the status page.

Six digits can be guessed only by many tries, so wrong ones are counted, in the database since they
may come to any process. A try is counted before it is known to be wrong: those who try at the same
moment take turns, and none looks before the others are counted.

Counts slow tries down and never shut anybody out, since the ticket's own holder may be behind the
network, and in the store, of whoever guesses. The first tries of each network at each ticket are
always looked at; beyond them there is one more with time. So twenty networks that guess at all of
fifty tickets in line, hour by hour, look at some 2,200 PINs of a million: they find one ticket in
450 hours, and a single network one in 5,000.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from app import database
from app.extensions import db

WINDOW = timedelta(hours=1)
"""How long tries are counted together, from the first of them."""
FIRST_TRIES = 2
"""Of each network at each ticket in a window: these are looked at whatever others try."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """So many tries in a window, and one more each time that `pace` has passed."""

    most: int
    pace: timedelta

    def until(self, since: datetime, tries: int, now: datetime) -> datetime:
        """When the last of these tries may be looked at; `now` if it is one of those allowed."""
        return since + (tries - self.most) * self.pace if tries > self.most else now


OF_A_TICKET = Allowance(10, timedelta(minutes=2))
OF_A_NETWORK = Allowance(20, timedelta(minutes=1))
OF_A_STORE = Allowance(60, timedelta(seconds=30))


class TooManyTries(Exception):
    """Not even the right PIN of this ticket is taken from this network until then."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


@dataclass(frozen=True, slots=True)
class Ticket:
    """What stands on a ticket: the queue's letter and a number."""

    letter: str
    number: int

    def __str__(self) -> str:
        return f"{self.letter}{self.number}"


class WrongTries(db.Model):  # type: ignore[name-defined]
    """How many there were of late at one store: of a ticket, of a network, in all."""

    __tablename__ = "wrong_tries"

    store_id: Mapped[UUID] = mapped_column(
        ForeignKey("store.id", ondelete="CASCADE"), primary_key=True
    )
    about: Mapped[str] = mapped_column(Text, primary_key=True)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    tries: Mapped[int] = mapped_column(Integer)


# As everybody does, the store's row first: whoever closes the store waits, or has closed it.
_LOCK = "SELECT FROM store WHERE id = %(store)s FOR KEY SHARE"

_COUNT = """
INSERT INTO wrong_tries AS kept (store_id, about, since, tries)
SELECT %(store)s, about, %(now)s, 1 FROM unnest(%(abouts)s::text[]) AS about
ON CONFLICT (store_id, about) DO UPDATE SET
    since = CASE WHEN kept.since <= %(over)s THEN %(now)s ELSE kept.since END,
    tries = CASE WHEN kept.since <= %(over)s THEN 1 ELSE kept.tries + 1 END
RETURNING about, since, tries
"""

_TAKE_BACK = """
UPDATE wrong_tries SET tries = tries - 1
WHERE store_id = %(store)s AND about = ANY(%(abouts)s)
RETURNING about
"""

_LETTERS = "SELECT letter FROM queue WHERE store_id = %s"

_TOKENS = """
SELECT party.token
FROM customer JOIN queue ON queue.id = customer.queue_id JOIN party ON party.id = customer.party_id
WHERE customer.store_id = %(store)s AND number = %(number)s AND letter = ANY(%(letters)s)
"""


def letters(store_id: UUID) -> set[str]:
    """With which letters tickets of this store begin."""
    return {letter for (letter,) in database.rows(_LETTERS, (store_id,))}


def find(
    store_id: UUID,
    tickets: Sequence[Ticket],
    right: Callable[[str], bool],
    *,
    network: str,
    now: datetime,
) -> str | None:
    """The token of the ticket's status page, if `right` says of it that the PIN is its own.

    Of several tickets that may be meant, which have one number, each has its try counted.

    None for a wrong PIN and for an unknown ticket, each of which counts. Raises TooManyTries.
    """
    own = {f"network {network} ticket {ticket}" for ticket in tickets}
    allowed = {
        "store": OF_A_STORE,
        **{f"ticket {ticket}": OF_A_TICKET for ticket in tickets},
        f"network {network}": OF_A_NETWORK,
    }
    values: dict[str, object] = {
        "store": store_id,
        "letters": [ticket.letter for ticket in tickets],
        "number": tickets[0].number,
        "abouts": [*allowed, *own],
        "now": now,
        "over": now - WINDOW,
    }
    with database.transaction() as run:
        if not run(_LOCK, values):
            return None
        counted = {about: (since, tries) for about, since, tries in run(_COUNT, values)}
        until = max(allowed[about].until(*counted[about], now) for about in allowed)
        if until > now and any(counted[about][1] > FIRST_TRIES for about in own):
            # It is not looked at, so it does not count.
            raise TooManyTries(until)
        # As much work for an unknown ticket, so that the time tells nothing.
        tokens = [token for (token,) in run(_TOKENS, values)] or [""]
        found: list[str] = [token for token in tokens if right(token) and token]
        if not found:
            return None
        run(_TAKE_BACK, values)
        return found[0]
