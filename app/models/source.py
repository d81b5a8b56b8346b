"""Where those who joined of late came from: what one network sent, to be cleared at once.

A network is known by what nobody can read (see `app.security.networks`).
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from app import database
from app.database import signals


class Source(NamedTuple):
    """What came from one network since a moment. `first` and `last` are tickets, in their order."""

    network: str
    parties: int
    waiting: int
    first: str
    last: str
    began: datetime
    ended: datetime
    is_home: bool


_SOURCES = """
SELECT party.network, count(DISTINCT party.id), count(*) FILTER (WHERE state = 'waiting'),
       (array_agg(letter || number ORDER BY joined_at, number))[1],
       (array_agg(letter || number ORDER BY joined_at DESC, number DESC))[1],
       min(joined_at), max(joined_at), party.network = home_network
FROM party
JOIN customer ON customer.party_id = party.id
JOIN queue ON queue.id = customer.queue_id
JOIN store ON store.id = party.store_id
WHERE party.store_id = %(store)s AND party.network <> '' AND joined_at > %(since)s
GROUP BY party.network, home_network
HAVING count(*) FILTER (WHERE state = 'waiting') > 0
ORDER BY 3 DESC, 6
LIMIT %(most)s
"""

# Each of them can be put back from the history, as after any other tap.
_CLEAR = """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = %(store)s AND EXISTS (
        SELECT FROM party JOIN customer ON customer.party_id = party.id
        WHERE party.store_id = %(store)s AND network = %(network)s AND joined_at > %(since)s
          AND state = 'waiting'
    )
    RETURNING id
), cleared AS (
    UPDATE customer SET state = 'removed', ended_at = %(now)s
    FROM target, party
    WHERE party.store_id = target.id AND party.network = %(network)s
      AND customer.party_id = party.id AND joined_at > %(since)s AND state = 'waiting'
    RETURNING customer.id, target.id AS store_id
), kept AS (
    INSERT INTO change (id, store_id, customer_id, before, after, made_at)
    SELECT gen_random_uuid(), store_id, id, '{"state": "waiting", "ended_at": null}',
           jsonb_build_object('state', 'removed', 'ended_at', %(now)s::timestamptz), %(now)s
    FROM cleared
)
SELECT count(*) FROM cleared
"""

MOST_SHOWN = 10


def of_late(store_id: UUID, since: datetime) -> list[Source]:
    """The networks that those in line came from since then, most people first."""
    values = {"store": store_id, "since": since, "most": MOST_SHOWN}
    return [Source(*row) for row in database.rows(_SOURCES, values)]


def clear(store_id: UUID, network: str, since: datetime, now: datetime) -> int:
    """Take everybody out of the line who joined from there since then; how many that were."""
    values = {"store": store_id, "network": network, "since": since, "now": now}
    cleared: int = database.once(_CLEAR, values)[0][0]
    if cleared:
        signals.announce([store_id])
    return cleared
