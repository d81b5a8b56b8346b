"""A lost ticket: its number and its PIN lead back to the status page.

Four digits could be guessed, so wrong tries are counted, in the database since they may come to
any process. A try is counted before it is known to be wrong: those who try at the same moment take
turns, and none looks before the others are counted.
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
MOST_OF_A_TICKET = 5
"""In a window. Of 10,000 PINs that is 1 in 2,000, and few tickets wait for a second window."""
MOST_OF_AN_ADDRESS = 10
"""More than a ticket's: those who wait in a shop may share one."""
MOST_OF_A_STORE = 30
"""So that many addresses together, ticket by ticket, need two weeks to find one of a day's."""


class TooManyTries(Exception):
    """Not even the right PIN is taken until then."""

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
    """How many there were of late at one store: of a ticket, of an address, in all."""

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
    address: str,
    now: datetime,
) -> str | None:
    """The token of the ticket's status page, if `right` says of it that the PIN is its own.

    Of several tickets that may be meant, which have one number, each has its try counted.

    None for a wrong PIN and for an unknown ticket, each of which counts. Raises TooManyTries.
    """
    most = {
        "store": MOST_OF_A_STORE,
        **{f"ticket {ticket}": MOST_OF_A_TICKET for ticket in tickets},
        f"address {address}": MOST_OF_AN_ADDRESS,
    }
    values: dict[str, object] = {
        "store": store_id,
        "letters": [ticket.letter for ticket in tickets],
        "number": tickets[0].number,
        "abouts": list(most),
        "now": now,
        "over": now - WINDOW,
    }
    with database.transaction() as run:
        if not run(_LOCK, values):
            return None
        counted = run(_COUNT, values)
        over = [since + WINDOW for about, since, tries in counted if tries > most[about]]
        if over:
            raise TooManyTries(max(over))
        # As much work for an unknown ticket, so that the time tells nothing.
        tokens = [token for (token,) in run(_TOKENS, values)] or [""]
        found: list[str] = [token for token in tokens if right(token) and token]
        if not found:
            return None
        run(_TAKE_BACK, values)
        return found[0]
