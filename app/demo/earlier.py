"""Thousands who have been in line already today, put into a store at once, as if they had been."""

from datetime import datetime, timedelta
from uuid import UUID

from app import database
from app.database import signals
from app.demo import people

# One after the other, each for an equal part of the time; of twenty, two leave, one is missed and
# one is removed. The last one was called minutes ago.
FILL = """
WITH target AS (
    UPDATE store SET version = version + 1 WHERE id = %(store)s RETURNING id
), lines AS (
    SELECT queue.id, next_number, row_number() OVER (ORDER BY position) - 1 AS line,
           count(*) OVER () AS queues
    FROM queue JOIN target ON target.id = queue.store_id WHERE retired_at IS NULL
), numbered AS (
    SELECT lines.id AS queue_id, nth / queues AS behind, next_number + nth / queues AS number,
           gen_random_uuid() AS party_id, nth,
           %(now)s - %(hours)s::interval * (1 - nth / %(people)s::float8) AS joined_at,
           interval '1 min' * (4 + nth * 7 %% 23) AS wait
    FROM generate_series(0, %(people)s - 1) AS nth JOIN lines ON line = nth %% queues
), taken AS (
    UPDATE queue SET next_number = next_number + many
    FROM (SELECT queue_id, count(*) AS many FROM numbered GROUP BY queue_id) AS more
    WHERE queue.id = queue_id
), parties AS (
    INSERT INTO party (id, store_id, token, created_at, people)
    SELECT party_id, %(store)s, md5(random()::text) || md5(random()::text), joined_at, 1
    FROM numbered
), ended AS (
    SELECT *, least(joined_at + wait, %(now)s) AS called, CASE number %% 20
        WHEN 0 THEN 'no_show' WHEN 1 THEN 'left' WHEN 2 THEN 'removed' WHEN 3 THEN 'left'
        ELSE 'served' END AS state
    FROM numbered
)
INSERT INTO customer (
    id, store_id, queue_id, party_id, number, place, name, phone, state, joined_via, joined_at,
    called_at, first_called_at, ended_at, told_low, told_high
)
SELECT gen_random_uuid(), %(store)s, queue_id, party_id, number, number,
       (%(names)s::text[])[1 + nth %% cardinality(%(names)s::text[])], '', state,
       CASE nth %% 7 WHEN 0 THEN 'walk-in' ELSE 'scan' END, joined_at,
       CASE WHEN state IN ('served', 'no_show') THEN called END,
       CASE WHEN state IN ('served', 'no_show') THEN called END,
       least(called + interval '5 min', %(now)s),
       CASE WHEN nth %% 3 > 0 THEN 5 END, CASE WHEN nth %% 3 > 0 THEN 20 END
FROM ended
RETURNING store_id
"""


def fill(store_id: UUID, many: int, now: datetime, hours: float = 8) -> None:
    """Let so many have come and gone in the last hours, in all queues alike."""
    if many:
        database.once(FILL, values(store_id, many, now, hours))
        signals.announce([store_id])


def values(store_id: UUID, many: int, now: datetime, hours: float = 8) -> dict[str, object]:
    """What stands in for the placeholders of `FILL`."""
    return {
        "store": store_id,
        "people": many,
        "now": now,
        "hours": timedelta(hours=hours),
        "names": list(people.NAMES),
    }
