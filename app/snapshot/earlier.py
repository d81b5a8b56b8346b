"""Those who are out of the line, asked for when somebody looks: by id, by page, all of them."""

from collections.abc import Collection, Sequence
from uuid import UUID

from app import database
from app.models import customer_row
from app.models.customer import DONE
from app.snapshot import load, rows
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot

PAGE = 50
MOST = 1000
"""So many are shown at once, at most; beyond that one searches, or reads the report."""

_FROM = f"""
SELECT {customer_row.COLUMNS}
FROM customer {customer_row.PARTY} JOIN store ON store.id = customer.store_id
"""  # noqa: S608 - made of our own words
_BY_ID = f"{_FROM} WHERE customer.store_id = %s AND customer.id = ANY(%s)"
_PAGE = f"""
{_FROM} WHERE customer.queue_id = %s AND customer.{DONE}
AND (%s::text = 'all' OR customer.state = %s)
ORDER BY customer.ended_at DESC, place, number LIMIT %s
"""
_EVERYBODY = f"""
SELECT customer.id, queue.letter || number, customer.name, customer.phone
FROM queue JOIN customer ON customer.queue_id = queue.id
WHERE queue.store_id = %s AND customer.{DONE} ORDER BY queue.position, place, number
"""  # noqa: S608


def customer(snapshot: Snapshot, customer_id: UUID) -> CustomerSnapshot | None:
    """The customer of this id, in line or out of it."""
    at_hand = snapshot.customer(customer_id)
    return at_hand or next(iter(customers(snapshot, [customer_id])), None)


def customers(snapshot: Snapshot, ids: Collection[UUID]) -> list[CustomerSnapshot]:
    """Those of these ids that are out of the line."""
    return _people(snapshot, database.rows(_BY_ID, (snapshot.store_id, list(ids))))


def page(snapshot: Snapshot, queue_id: UUID, state: str, most: int) -> list[CustomerSnapshot]:
    """So many of a queue of the snapshot who were last in its line, be it `all` or of one state."""
    return _people(snapshot, database.rows(_PAGE, (queue_id, state, state, most)))


def everybody(snapshot: Snapshot) -> list[tuple[UUID, str, str, str]]:
    """The ids, tickets, names and phones of all who are out of the line."""
    return database.rows(_EVERYBODY, (snapshot.store_id,))


def _people(snapshot: Snapshot, found: Sequence[tuple[object, ...]]) -> list[CustomerSnapshot]:
    return list(load.out_of_line(rows.versions_of(found), snapshot.every_queue))
