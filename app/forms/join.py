"""The join form: up to five people on one page, without JavaScript and without a cookie."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, TypeVar
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from app.forms import rules
from app.forms.fields import length_first
from app.models.admission import Person
from app.models.door import Door, QueueLength
from app.models.options import PhoneAsked
from app.models.party import MOST_PEOPLE

T = TypeVar("T")
_SIZES = [str(size) for size in range(1, MOST_PEOPLE + 1)]


@dataclass(slots=True)
class Entry:
    """One person's fields as typed, and what is wrong with each."""

    name: str = ""
    phone: str = ""
    queue: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nobody is meant."""
        return not (self.name.strip() or self.phone.strip())

    def read(self, queue: str) -> Person | None:
        """The person, or None with an error beside each field that needs another look."""
        name = self._checked("name", rules.name, self.name)
        phone = self._checked("phone", rules.phone, self.phone)
        queue_id = self._checked("queue", _id, queue)
        if name is None or phone is None or queue_id is None:
            return None
        return Person(name, phone, queue_id)

    def _checked(self, part: str, rule: Callable[[str], T], typed: str) -> T | None:
        try:
            return length_first(rule)(typed)
        except ValueError as error:
            self.errors[part] = str(error)
            return None


@dataclass(slots=True)
class JoinForm:
    """The five rows of the form, and whether more were sent. `error` is about the whole of it.

    `size` is how many they said they are.
    """

    LONGEST: ClassVar = {"name": rules.LONGEST_NAME, "phone": rules.LONGEST_PHONE}
    """Characters that browsers let somebody type."""

    rows: list[Entry]
    too_many: bool = False
    size: int = 1
    error: str = ""

    @classmethod
    def blank(cls) -> "JoinForm":
        """A form that nobody has typed into."""
        return cls([Entry() for _nth in range(MOST_PEOPLE)])

    @classmethod
    def sent(cls, typed: Mapping[str, str]) -> "JoinForm":
        """What was sent, as `name-0`, `phone-0`, `queue-0` … up to `-4`."""
        rows = [
            Entry(
                name=typed.get(f"name-{nth}", ""),
                phone=typed.get(f"phone-{nth}", ""),
                queue=typed.get(f"queue-{nth}", ""),
            )
            for nth in range(MOST_PEOPLE)
        ]
        more = any(typed.get(f"{part}-{MOST_PEOPLE}", "").strip() for part in ("name", "phone"))
        asked = typed.get("people", "")
        if asked in _SIZES:
            # Fields that are not seen any more are not meant.
            rows[int(asked) :] = [Entry() for _nth in rows[int(asked) :]]
        used = max((nth for nth, row in enumerate(rows, 1) if not row.empty), default=1)
        return cls(rows, too_many=more, size=int(asked) if asked in _SIZES else used)

    def people(self) -> list[Person]:
        """The people who are meant, first one first; empty if any field needs another look.

        Whether the queues are the store's, only the database knows: see `check`.
        """
        if self.too_many:
            self.error = _("At most five people can join at a time.")
        people = [person for row in self._meant if (person := row.read(self._queue_of(row)))]
        return people if len(people) == len(self._meant) and not self.error else []

    def check(self, door: Door) -> None:
        """Say what is wrong that only the store knows: its queues, their room, what it asks for.

        The only queue is taken for granted.
        """
        # Said again: only now it is known which language the store speaks.
        self.people()
        if door.paused:
            self.error = self.error or _("Nobody can join just now. Please try again in a while.")
        self._check_phones(door.phone_asked)
        self._check_queues({str(queue.id): queue for queue in door.queues})

    def _check_phones(self, asked: str) -> None:
        first = self.rows[0]
        for row in self._meant if asked == PhoneAsked.OFF else ():
            row.phone = ""
            row.errors.pop("phone", None)
        if asked == PhoneAsked.REQUIRED and not first.phone.strip():
            first.errors["phone"] = _("Please give a phone number.")

    def _check_queues(self, queues: Mapping[str, QueueLength]) -> None:
        """Refuse queues, each once: company of the first person is not told the same again."""
        first = self.rows[0]
        if not first.queue and len(queues) == 1:
            first.queue = next(iter(queues))
        wanted = Counter(map(self._queue_of, self._meant))
        for row in self._meant:
            row.errors.pop("queue", None)
            if row is not first and self._queue_of(row) == first.queue:
                continue
            queue = queues.get(self._queue_of(row))
            elsewhere = any(other.room for other in queues.values() if other is not queue)
            refusal = _no_room(queue, wanted[str(queue.id)], elsewhere) if queue else _not_a_line()
            if refusal and len(queues) == 1:
                # There is nothing to choose that this could stand beside.
                (only,) = queues.values()
                gone = _("That line has ended. Send this again to join %(line)s.", line=only.name)
                self.error = self.error or (refusal if queue else gone)
            elif refusal:
                row.errors["queue"] = refusal

    @property
    def invalid(self) -> bool:
        """Whether there is something to be said."""
        return bool(self.error) or any(row.errors for row in self.rows)

    def _queue_of(self, row: Entry) -> str:
        """A person without a choice goes where the first one goes."""
        return row.queue or self.rows[0].queue

    @property
    def _meant(self) -> list[Entry]:
        return [row for nth, row in enumerate(self.rows) if nth < self.size or not row.empty]

    @property
    def shown(self) -> int:
        """How many people the form asks for, so that whatever is wrong is seen."""
        wrong = max((nth for nth, row in enumerate(self.rows, 1) if row.errors), default=1)
        return max(self.size, wrong)

    @property
    def first_error(self) -> tuple[int, str] | None:
        """Which field is to be looked at first: the person's number and the part of the row."""
        for nth, row in enumerate(self.rows):
            for part in ("name", "phone", "queue"):
                if part in row.errors:
                    return nth, part
        return None


def _id(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise ValueError(_not_a_line()) from None


def _not_a_line() -> str:
    return str(_("Please choose one of these lines."))


def _no_room(queue: QueueLength, people: int, elsewhere: bool) -> str:
    """Why so many can't join this queue just now, and what to do; "" if they can."""
    if people <= queue.room:
        return ""
    if not queue.numbers:
        why = _("%(line)s has no number left for today.", line=queue.name)
        advice = _("Please choose another line.") if elsewhere else _("Please ask the staff.")
        return f"{why} {advice}"
    if queue.paused:
        why = _("Nobody can join %(line)s just now.", line=queue.name)
    elif not queue.room:
        why = _("%(line)s is full just now.", line=queue.name)
    else:
        why = ngettext(
            "%(line)s has room for %(num)s more person just now.",
            "%(line)s has room for %(num)s more people just now.",
            int(queue.room),
            line=queue.name,
        )
    advice = _("Please choose another line.") if elsewhere else _("Please try again in a while.")
    return f"{why} {advice}"
