"""What other programs read of a store: its customers and queues as rows, straight from the tables.

A snapshot holds what screens show; programs ask for anybody of the day, a page at a time.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from app import database

Fields = dict[str, Any]

_CUSTOMER = (
    *("id", "queue_id", "queue_name", "ticket", "name", "phone", "note", "state", "ahead"),
    *("joined_via", "joined_at", "called_at", "ended_at", "counter", "calls", "answer"),
)
_CUSTOMERS = """
SELECT customer.id, queue_id, queue.name, letter || number, customer.name, phone, note, state,
       CASE WHEN state = 'waiting' THEN (
           SELECT count(*) FROM customer AS other
           WHERE other.queue_id = customer.queue_id AND other.state = 'waiting'
             AND (other.place, other.number) < (customer.place, customer.number)
       ) END,
       joined_via, joined_at, called_at, ended_at,
       COALESCE(NULLIF(customer.counter, ''), queue.counter), calls, answer
"""
_THEIRS = """
FROM customer JOIN queue ON queue.id = queue_id
WHERE customer.store_id = %(store)s
  AND (%(states)s::text[] IS NULL OR state = ANY(%(states)s))
  AND (%(queue)s::uuid IS NULL OR queue_id = %(queue)s)
  AND (%(customers)s::uuid[] IS NULL OR customer.id = ANY(%(customers)s))
"""
_IN_ORDER = """
ORDER BY position, letter, place, number LIMIT %(limit)s OFFSET %(offset)s
"""

_QUEUE = (
    *("id", "name", "letter", "paused", "most_waiting", "minutes_guess", "retired"),
    *("waiting", "called", "next"),
)
_QUEUES = """
SELECT id, name, letter, paused, most_waiting, minutes_guess, retired_at IS NOT NULL,
       (SELECT count(*) FROM customer WHERE queue_id = queue.id AND state = 'waiting'),
       ARRAY(SELECT letter || number FROM customer
             WHERE queue_id = queue.id AND state = 'called' ORDER BY called_at, number),
       (SELECT letter || number FROM customer
        WHERE queue_id = queue.id AND state = 'waiting' ORDER BY place, number LIMIT 1)
FROM queue
WHERE store_id = %(store)s AND (%(queue)s::uuid IS NULL OR id = %(queue)s)
ORDER BY position, letter
"""


def customers(
    store_id: UUID,
    *,
    states: Sequence[str] | None = None,
    queue_id: UUID | None = None,
    page: int,
    size: int,
) -> tuple[list[Fields], int]:
    """One page of them, queue by queue as the line goes, and how many there are in all."""
    wanted = states and list(states)
    values: Fields = {"store": store_id, "states": wanted, "queue": queue_id}
    values |= {"customers": None, "limit": size, "offset": (page - 1) * size}
    found = database.rows(_CUSTOMERS + _THEIRS + _IN_ORDER, values)
    ((total,),) = database.rows(f"SELECT count(*) {_THEIRS}", values)
    return [_named(_CUSTOMER, row) for row in found], total


def customer(store_id: UUID, customer_id: UUID) -> Fields | None:
    """One of the store's customers; another store's is not found."""
    return next(iter(those(store_id, [customer_id])), None)


def those(store_id: UUID, customer_ids: Iterable[UUID]) -> list[Fields]:
    """Some of the store's customers, as far as there still are such."""
    wanted = {"store": store_id, "states": None, "queue": None, "customers": list(customer_ids)}
    found = database.rows(_CUSTOMERS + _THEIRS, wanted)
    return [_named(_CUSTOMER, row) for row in found]


def queues(store_id: UUID) -> list[Fields]:
    """The store's queues in their order, the retired ones too."""
    found = database.rows(_QUEUES, {"store": store_id, "queue": None})
    return [_named(_QUEUE, row) for row in found]


def queue(store_id: UUID, queue_id: UUID) -> Fields | None:
    """One of them; another store's is not found."""
    found = database.rows(_QUEUES, {"store": store_id, "queue": queue_id})
    return _named(_QUEUE, found[0]) if found else None


def _named(names: tuple[str, ...], row: tuple[Any, ...]) -> Fields:
    return dict(zip(names, row, strict=True))
