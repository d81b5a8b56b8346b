"""What a tap changed of one customer."""

from typing import Any, NamedTuple
from uuid import UUID

from app import database
from app.models.customer import State

_WHERE = {"queue_id", "place", "number"}


class FirstCall(NamedTuple):
    """How long somebody waited for the first call, in minutes, and the range told at joining."""

    waited: int
    low: int
    high: int | None


class Made(NamedTuple):
    """A change that was made: of whom, whether it put them into the line, what they became.

    `first_call` is there right after the change, if it was that of somebody who was told a range.
    """

    id: UUID
    customer_id: UUID
    queue_id: UUID
    added: bool
    after: dict[str, Any]
    first_call: FirstCall | None = None

    @property
    def stays(self) -> bool:
        """Whether nobody else stands elsewhere in the line than before."""
        in_line = State(self.after.get("state", State.WAITING)).in_line
        return self.added or (in_line and not _WHERE & self.after.keys())

    @classmethod
    def of(cls, store_id: UUID, change_id: UUID) -> "Made | None":
        """This change of the store."""
        found = database.rows(
            # A customer added by it is gone once it is undone.
            "SELECT change.id, customer_id, COALESCE(queue_id, (after->>'queue_id')::uuid),"
            " before IS NULL, after"
            " FROM change LEFT JOIN customer ON customer.id = customer_id"
            " WHERE change.id = %s AND change.store_id = %s",
            (change_id, store_id),
        )
        return cls(*found[0]) if found else None

    @classmethod
    def of_added(cls, store_id: UUID, customer_id: UUID) -> "Made | None":
        """The change that put this customer into the line."""
        found = database.rows(
            "SELECT id FROM change WHERE store_id = %s AND customer_id = %s AND before IS NULL"
            " ORDER BY made_at DESC LIMIT 1",
            (store_id, customer_id),
        )
        return cls.of(store_id, found[0][0]) if found else None
