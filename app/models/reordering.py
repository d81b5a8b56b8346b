"""Moving people: within the line, and over to another queue.

The store is locked first, since who is where must be known before it is changed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.models import change, numbers
from app.models.made import Made

# Places are exact numbers, so there is always one between two others.
_BEFORE = """(
    SELECT COALESCE((max(other.place) + there.place) * 0.5, there.place - 1)
    FROM customer AS there
    LEFT JOIN customer AS other ON other.queue_id = there.queue_id
        AND other.place < there.place AND other.id <> %(customer)s
    WHERE there.id = %(before)s GROUP BY there.place
)"""
# Behind everybody and before the next number.
_AT_THE_END = """(
    SELECT COALESCE((max(other.place) + queue.next_number) * 0.5, old.place)
    FROM queue LEFT JOIN customer AS other ON other.queue_id = queue.id AND other.id <> old.id
    WHERE queue.id = old.queue_id GROUP BY queue.next_number
)"""

_NUMBERED = """, numbered AS (
    UPDATE queue SET next_number = next_number + 1 FROM old
    WHERE queue.id = %(queue)s AND queue.store_id = %(store)s AND queue.retired_at IS NULL
      AND NUMBERS_LEFT > 0
    RETURNING next_number - 1 AS number
)""".replace("NUMBERS_LEFT", numbers.LEFT)


# What was told at joining no longer holds for those who are moved.
_UNTOLD = "told_low = NULL, told_high = NULL"


MOST_POSTPONED = 20
"""How often one customer may let others go first. Whoever does so to smoke or to park needs two."""
_POSTPONE = """
UPDATE customer SET postponed = postponed + 1 WHERE id = %(customer)s AND postponed < %(most)s
RETURNING id
"""
_MOST_DECIMALS = 20
# Each move between the same two makes a place longer by a digit. All who come into a queue get a
# number, so those who are in it have fewer places than the next number.
_RENUMBER = """
UPDATE customer SET place = fresh.place
FROM (
    SELECT id, row_number() OVER (ORDER BY place, number) AS place FROM customer
    WHERE queue_id = (
        SELECT queue_id FROM customer WHERE id = %(customer)s AND scale(place) > %(most)s
    )
) AS fresh
WHERE customer.id = fresh.id AND customer.place <> fresh.place
RETURNING customer.id
"""
_MOVE_BEFORE = change.statement(which="%(customer)s", to=f"place = {_BEFORE}, {_UNTOLD}")
_LET_BACK_BEFORE, _LET_BACK_TO_THE_END = (
    change.statement(
        which="%(customer)s",
        still="state = 'called'",
        to=f"state = 'waiting', ended_at = NULL, answer = '', place = {place}, {_UNTOLD}",
    )
    for place in (_BEFORE, _AT_THE_END)
)
_MOVE_TO_THE_END = change.statement(which="%(customer)s", to=f"place = {_AT_THE_END}, {_UNTOLD}")
_TRANSFER_BEFORE, _TRANSFER_TO_THE_END = (
    change.statement(
        which="%(customer)s",
        still="queue_id <> %(queue)s",
        more=_NUMBERED,
        beside=", numbered",
        to=f"queue_id = %(queue)s, number = numbered.number, place = {place}, {_UNTOLD}",
    )
    for place in (_BEFORE, "numbered.number")
)


@dataclass(frozen=True, slots=True)
class Where:
    """Where in the line to go: so many places back (or forth, below 0), or before somebody.

    Neither means the end.
    """

    by: int | None = None
    before: UUID | None = None

    def is_there(self, line: Sequence[UUID], mover: UUID) -> bool:
        """Whether the one to come right behind waits in this line too."""
        return self.by is not None or self.before in (None, *_without(mover, line))

    def follower(self, line: Sequence[UUID], mover: UUID) -> UUID | None:
        """The one who comes right behind the mover then; None at the end."""
        if self.by is None:
            return self.before
        others = _without(mover, line)
        place = max(0, line.index(mover) + self.by)
        return others[place] if place < len(others) else None


def _without(mover: UUID, line: Sequence[UUID]) -> list[UUID]:
    return [waiting for waiting in line if waiting != mover]


def move(
    store_id: UUID,
    customer_id: UUID,
    where: Where,
    now: datetime,
    *,
    ahead: int | None = None,
    by_themselves: bool = False,
) -> Made | None:
    """Move somebody who waits within the line. With `ahead`, only if so many still are.

    So a double tap moves once. Customers move `by_themselves` no more than `MOST_POSTPONED` times.
    """
    with change.locked(store_id) as run:
        line = [
            id_
            for (id_,) in run(
                """
                SELECT id FROM customer WHERE state = 'waiting' AND queue_id = (
                    SELECT queue_id FROM customer WHERE id = %(customer)s AND store_id = %(store)s
                ) ORDER BY place, number
                """,
                {"customer": customer_id, "store": store_id},
            )
        ]
        if customer_id not in line or ahead not in (None, line.index(customer_id)):
            return None
        if not where.is_there(line, customer_id):
            return None
        mover = {"customer": customer_id}
        if by_themselves and not run(_POSTPONE, {**mover, "most": MOST_POSTPONED}):
            return None
        before = where.follower(line, customer_id)
        made = change.record(
            store_id,
            _MOVE_BEFORE if before else _MOVE_TO_THE_END,
            now,
            run=run,
            before=before,
            **mover,
        )
        run(_RENUMBER, {**mover, "most": _MOST_DECIMALS})
        return made


def let_back(store_id: UUID, customer_id: UUID, places: int, now: datetime) -> Made | None:
    """Put somebody who is called and can't come just now back, behind so many of those who wait."""
    with change.locked(store_id) as run:
        behind = run(
            """
            SELECT id FROM customer WHERE state = 'waiting' AND queue_id = (
                SELECT queue_id FROM customer WHERE id = %(customer)s AND store_id = %(store)s
            ) ORDER BY place, number OFFSET %(places)s LIMIT 1
            """,
            {"customer": customer_id, "store": store_id, "places": places},
        )
        return change.record(
            store_id,
            _LET_BACK_BEFORE if behind else _LET_BACK_TO_THE_END,
            now,
            run=run,
            customer=customer_id,
            before=behind[0][0] if behind else None,
        )


def transfer(store_id: UUID, customer_id: UUID, queue_id: UUID, now: datetime) -> Made | None:
    """Move somebody to another queue, among those who wait there in the order of joining.

    The ticket gets that queue's letter and next number.
    """
    with change.locked(store_id) as run:
        behind = run(
            """
            SELECT id FROM customer
            WHERE queue_id = %(queue)s AND state = 'waiting' AND joined_at > (
                SELECT joined_at FROM customer WHERE id = %(customer)s
            ) ORDER BY place, number LIMIT 1
            """,
            {"queue": queue_id, "customer": customer_id},
        )
        return change.record(
            store_id,
            _TRANSFER_BEFORE if behind else _TRANSFER_TO_THE_END,
            now,
            run=run,
            customer=customer_id,
            queue=queue_id,
            before=behind[0][0] if behind else None,
        )
