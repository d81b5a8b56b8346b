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

    def read(self) -> Person | None:
        """The person, or None with an error beside each field that needs another look."""
        name = self._checked("name", lambda: text_rules.name(self.name))
        phone = self._checked("phone", lambda: text_rules.phone(self.phone))
        queue_id = self._checked("queue", lambda: _id(self.queue))
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
        more = any(typed.get(f"{part}-{MOST_PEOPLE}", "").strip() for part in ("name", "phone"))
        return cls(rows, _("At most five people can join at a time.") if more else "")

    def people(self) -> list[Person]:
        """The people who are meant, first one first; empty if any field needs another look.

        Whether the queues are the store's, only the database knows: see `check_queues`.
        """
        for row in self._meant:
            row.queue = row.queue or self.rows[0].queue
        people = [person for row in self._meant if (person := row.read())]
        return people if len(people) == len(self._meant) and not self.error else []

    def check_queues(self, queues: Collection[UUID]) -> None:
        """Take the only queue for granted, and say so beside each that is not the store's.

        Who goes where the first one goes is not told the same again.
        """
        first = self.rows[0]
        for row in self._meant:
            row.errors.pop("queue", None)
            if not row.queue and len(queues) == 1:
                row.queue = str(*queues)
            told = row is not first and row.queue == first.queue
            if row.queue not in map(str, queues) and not told:
                row.errors["queue"] = _("Please choose one of these lines.")

    @property
    def amiss(self) -> bool:
        """Whether there is something to be said."""
        return bool(self.error) or any(row.errors for row in self.rows)

    @property
    def _meant(self) -> list[Row]:
        return [row for nth, row in enumerate(self.rows) if nth == 0 or not row.empty]

    @property
    def more_than_one(self) -> bool:
        """Whether the rows for company are to be shown."""
        return any(not row.empty or row.errors for row in self.rows[1:])


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise ValueError(_("Please choose one of these lines.")) from None
