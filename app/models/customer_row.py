"""The row of a customer as screens see it, and the SQL that makes it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from app.models.customer import SURPRISE

# Whether the board may name somebody who is called: what it shows was promised before they joined.
# The form may have said so before, and it is not older than the scan that led to it.
_NAMED = """
customer.state = 'called' AND store.board_shows <> 'numbers' AND (
    store.board_names_since IS NULL OR store.board_names_since < COALESCE(
        (SELECT created_at FROM pass
         WHERE pass.store_id = store.id AND pass.party_token = party.token),
        customer.joined_at
    )
)
"""
_PARTY_SIZE = """
COALESCE(party.people, (SELECT count(*) FROM customer WHERE party_id = party.id))
"""
_SQL = {
    # Its queue is looked up for each row, and a text is compared in no time.
    "queue_id": "customer.queue_id::text",
    "token": "party.token",
    "party_size": _PARTY_SIZE,
    "named": _NAMED,
    "quoted_high": "customer.told_high",
    "gave_up": "COALESCE(customer.gave_up_at = customer.ended_at, false)",
    "surprise": SURPRISE,
}
"""What is not a column of the customer by the same name."""


class Row(NamedTuple):
    """One customer as read."""

    id: UUID
    queue_id: str
    token: str
    number: int
    name: str
    phone: str
    note: str
    state: str
    joined_via: str
    joined_at: datetime
    called_at: datetime | None
    ended_at: datetime | None
    calls: int
    counter: str
    answer: str
    party_size: int
    named: bool
    quoted_high: int | None
    gave_up: bool
    surprise: int | None


COLUMNS = ", ".join(f"{_SQL.get(name, f'customer.{name}')} AS {name}" for name in Row._fields)
"""SQL for the columns of a `Row`, of `customer`, `party` and `store`."""
PARTY = """
JOIN LATERAL (SELECT * FROM party WHERE id = customer.party_id OFFSET 0) AS party ON true
"""
"""SQL that joins the party, one by one: there may be thousands, and only a few are asked for."""
ARRAYS = ", ".join(f"array_agg({name})" for name in Row._fields)
"""SQL for each of them as one array: they arrive as Python's own values, with neither JSON nor a
row of the store for each of them."""


def of_arrays(arrays: Iterable[Sequence[Any] | None]) -> Iterator[Row]:
    """The rows that were read as `ARRAYS`."""
    return map(Row._make, zip(*[array or () for array in arrays], strict=True))
