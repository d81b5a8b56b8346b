"""What a party does from its own phone: leave the line, come back at once, answer a call.

Leaving is kept as a change, like a tap of the owner, so that it can be taken back exactly.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from app import database
from app.database import signals
from app.models import change
from app.models.customer import Answer

UNDO_FOR = timedelta(seconds=20)
"""So long a ticket offers to take the leaving back."""
_ON_THE_WAY = timedelta(seconds=10)
"""A tap at the last moment comes a little later."""

_LEAVE = """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = (
        SELECT party.store_id FROM party JOIN customer ON party_id = party.id
        WHERE token = %(token)s AND customer.state IN ('waiting', 'called')
          AND (%(only)s::uuid[] IS NULL OR customer.id = ANY(%(only)s))
        LIMIT 1
    )
    RETURNING id
), old AS (
    SELECT customer.id, customer.state, customer.ended_at
    FROM target JOIN party ON party.store_id = target.id JOIN customer ON party_id = party.id
    WHERE party.token = %(token)s AND customer.state IN ('waiting', 'called')
      AND (%(only)s::uuid[] IS NULL OR customer.id = ANY(%(only)s))
    FOR UPDATE OF customer
), gone AS (
    UPDATE customer SET state = 'left', ended_at = %(now)s, gave_up_at = %(now)s
    FROM old WHERE customer.id = old.id
    RETURNING customer.id, customer.store_id, customer.ended_at
), kept AS (
    INSERT INTO change (id, store_id, customer_id, before, after, made_at)
    SELECT gen_random_uuid(), store_id, id,
           jsonb_build_object('state', old.state, 'ended_at', old.ended_at, 'by', 'party'),
           jsonb_build_object('state', 'left', 'ended_at', gone.ended_at), %(now)s
    FROM gone JOIN old USING (id)
)
SELECT store_id FROM gone
"""
_LEFT = """
SELECT change.store_id, change.id
FROM party JOIN customer ON party_id = party.id JOIN change ON customer_id = customer.id
WHERE token = %(token)s AND customer.state = 'left' AND made_at > %(since)s
  AND jsonb_exists(before, 'by')
"""
_ANSWER = """
WITH target AS (
    UPDATE store SET version = version + 1
    WHERE id = (
        SELECT party.store_id FROM party JOIN customer ON party_id = party.id
        WHERE token = %(token)s AND customer.id = %(customer)s AND customer.state = 'called'
    )
    RETURNING id
)
UPDATE customer SET answer = %(answer)s
FROM target, party
WHERE party.token = %(token)s AND party.store_id = target.id AND customer.party_id = party.id
  AND customer.id = %(customer)s AND customer.state = 'called'
RETURNING customer.store_id
"""


def leave(token: str, now: datetime, only: Sequence[UUID] | None = None) -> bool:
    """Take the party's people, or those asked for, out of the line; False if none was in it.

    Those who are out of it already stay as they are, so a second tap changes nothing.
    """
    asked = None if only is None else list(only)
    return _announced(database.rows(_LEAVE, {"token": token, "only": asked, "now": now}))


def come_back(token: str, now: datetime) -> bool:
    """Put those of the party who have just left back where they were; False if there is none."""
    since = now - UNDO_FOR - _ON_THE_WAY
    left = database.rows(_LEFT, {"token": token, "since": since})
    back = [change.undo(store_id, change_id) for store_id, change_id in left]
    return any(back)


def answer(token: str, customer_id: UUID, said: Answer) -> bool:
    """What one of the party who is called answers; False if they are not called any more."""
    values = {"token": token, "customer": customer_id, "answer": said}
    return _announced(database.rows(_ANSWER, values))


def _announced(changed: Sequence[tuple[UUID, ...]]) -> bool:
    signals.announce({store_id for (store_id,) in changed})
    return bool(changed)
