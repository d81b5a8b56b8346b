"""How many numbers there are for a day: of a queue, and of a store. No row without a number.

Whoever comes into a queue gets one, be it at the door, by the staff or from another queue, and none
is given twice; so the rows of a store are bounded by them.
"""

from uuid import UUID

from app import database

MOST_OF_A_QUEUE = 9_999
"""Four digits: one each nine seconds."""
MOST_OF_A_STORE = 20_000
"""Of all its queues together: four times a day of five thousand."""

LEFT = f"""GREATEST(0, LEAST({MOST_OF_A_QUEUE} + 1 - queue.next_number, {MOST_OF_A_STORE} - (
    SELECT sum(every.next_number - 1) FROM queue AS every WHERE every.store_id = queue.store_id
)))"""  # noqa: S608 - numbers of our own
"""SQL for how many more this row of `queue` can give."""
_LEFT_OF = "SELECT NUMBERS_LEFT FROM queue WHERE id = %(queue)s AND store_id = %(store)s".replace(
    "NUMBERS_LEFT", LEFT
)


def used_up(store_id: UUID, queue_id: UUID) -> bool:
    """Whether a queue of this store has no number left for today."""
    found = database.rows(_LEFT_OF, {"queue": queue_id, "store": store_id})
    return bool(found) and found[0][0] == 0
