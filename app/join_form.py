"""The join form: up to five people on one page, without JavaScript and without a cookie."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from flask_babel import gettext as _

from app import text_rules
from app.models.admission import Person
from app.models.party import MOST_PEOPLE

T = TypeVar("T")


@dataclass(slots=True)
class Row:
    """One person's fields as typed, and what is amiss with each."""

    name: str = ""
    phone: str = ""
    queue: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nobody is meant."""
        return not (self.name.strip() or self.phone.strip())

    def read(self, queues: Collection[UUID], timezone: str) -> Person | None:
        """The person, or None with an error beside each field that needs another look."""
        name = self._checked("name", lambda: text_rules.name(self.name))
        phone = self._checked("phone", lambda: text_rules.phone(self.phone, timezone))
        queue_id = self._checked("queue", lambda: _queue(self.queue, queues))
        if name is None or phone is None or queue_id is None:
            return None
        return Person(name, phone, queue_id)

    def _checked(self, part: str, check: Callable[[], T]) -> T | None:
        try:
            return check()
        except ValueError as error:
            self.errors[part] = str(error)
            return None


@dataclass(slots=True)
class JoinForm:
    """The five rows of the form. `error` is about the whole of it."""

    rows: list[Row]
    error: str = ""

    @classmethod
    def blank(cls) -> "JoinForm":
        """A form that nobody has typed into."""
        return cls([Row() for _nth in range(MOST_PEOPLE)])

    @classmethod
    def sent(cls, typed: Mapping[str, str]) -> "JoinForm":
        """What was sent, as `name-0`, `phone-0`, `queue-0` … up to `-4`."""
        rows = [
            Row(
                name=typed.get(f"name-{nth}", ""),
                phone=typed.get(f"phone-{nth}", ""),
                queue=typed.get(f"queue-{nth}", ""),
            )
            for nth in range(MOST_PEOPLE)
        ]
        for row in rows[1:]:
            row.queue = row.queue or rows[0].queue
        more = any(typed.get(f"{part}-{MOST_PEOPLE}", "").strip() for part in ("name", "phone"))
        return cls(rows, _("At most five people can join at a time.") if more else "")

    def people(self, queues: Collection[UUID], timezone: str) -> list[Person]:
        """The people who are meant, first one first; empty if any field needs another look."""
        meant = [row for nth, row in enumerate(self.rows) if nth == 0 or not row.empty]
        people = [person for row in meant if (person := row.read(queues, timezone))]
        return people if len(people) == len(meant) and not self.error else []

    @property
    def more_than_one(self) -> bool:
        """Whether the rows for company are to be shown."""
        return any(not row.empty or row.errors for row in self.rows[1:])


def _queue(typed: str, queues: Collection[UUID]) -> UUID:
    if not typed and len(queues) == 1:
        return next(iter(queues))
    try:
        queue_id = UUID(typed)
    except ValueError:
        queue_id = UUID(int=0)
    if queue_id not in queues:
        raise ValueError(_("Please choose one of these lines."))
    return queue_id
