"""What a change tells the screens of its own process, so that they need not read the store anew."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from app.models import customer_row
from app.models.customer_row import Row

STORE = "id, version, board_shows, board_names_since"
"""SQL for what a statement needs of the store as it leaves it: whoever changed it a moment before
may have been waited for, and then the table still says what was true before."""
COLUMNS = f"""
store.version, customer.id::text, pg_current_xact_id()::xid::text, {customer_row.COLUMNS}
"""
"""SQL for what it tells of a `customer` that it wrote, with `store` as above, and `party`."""


class Written(NamedTuple):
    """A row, the customer's id, and by what transaction it was `written` so."""

    id: str
    written: str
    row: Row


class Told(NamedTuple):
    """All that a change did to what a store shows, which makes it this `version` of the store.

    The `rows` are of people who stay where they are in the line, or else they are `added` at its
    end. A scan puts the `code` in the place of the one that was shown, unless another scan of that
    one has done so before, and may find the door crowded.
    """

    version: int
    rows: Sequence[Written] = ()
    added: bool = False
    scanned: bool = False
    code: str | None = None
    crowded_at: datetime | None = None

    @classmethod
    def of(cls, read: Sequence[Sequence[Any]], *, added: bool) -> "Told":
        """What was read as `COLUMNS`, of one statement."""
        rows = [Written(id_, by, Row._make(row)) for _version, id_, by, *row in read]
        return cls(read[0][0], rows, added=added)
