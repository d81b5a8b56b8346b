"""A day on which anything may happen, by the product's own verbs."""

import random
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from app import clock
from app.database import signals
from app.models import Answer, State, admission, change, leaving, line, reordering, scanning
from app.models.admission import Person
from app.models.line import Details
from app.models.reordering import Where
from app.security import tokens
from tests.support.writers import Database

_KEY = "a key of the tests"


class Day:
    """What happens to one store, drawn by chance. What makes no sense just then changes nothing."""

    def __init__(self, store: UUID, writers: Database, seed: int) -> None:
        self.store = store
        self.chance = random.Random(seed)
        self._writers = writers
        self._happens: list[Callable[[], object]] = [
            *[self.scans, self.joins, self.calls, self.adds, self.edits] * 3,
            *[self.sets, self.undoes, self.leaves, self.answers, self.moves] * 2,
            *[self.lets_back, self.transfers, self.comes_back, self.changes_the_store],
        ]

    def goes_on(self) -> str:
        """Something happens; what that was."""
        happens = self.chance.choice(self._happens)
        happens()
        return happens.__name__

    def scans(self) -> str:
        """Somebody scans the code; their pass."""
        ((code,),) = self._ask(
            "SELECT code FROM join_code WHERE replaced_by IS NULL AND store_id = %s", self.store
        )
        token = tokens.mint(_KEY)
        return scanning.scan(code, fresh=tokens.join_code(), token=token, now=clock.now()) or ""

    def joins(self) -> None:
        """One to three people join, each in any queue."""
        people = [
            Person(f"Guest {nth}", self.chance.choice(["", "0931 222 333"]), self.one("queue"))
            for nth in range(self.chance.randrange(1, 4))
        ]
        admission.join(self.scans(), people, token=tokens.mint(_KEY), now=clock.now())

    def calls(self) -> None:
        """The next one is called."""
        counter = self.chance.choice(["", "Room 2"])
        line.call_next(self.store, self.one("queue"), clock.now(), counter=counter)

    def adds(self) -> None:
        """Somebody without a phone comes."""
        token = tokens.mint(_KEY)
        line.add(self.store, self.one("queue"), "Walk In", "", token=token, now=clock.now())

    def edits(self) -> None:
        """Something about somebody is corrected, wherever they are."""
        customer = self.one("customer")
        ((name, phone, note),) = self._ask(
            "SELECT name, phone, note FROM customer WHERE id = %s", customer
        )
        to, was = Details(f"{name}x", phone, f"{note}y"), Details(name, phone, note)
        line.edit(self.store, customer, to=to, was=was, now=clock.now())

    def sets(self) -> None:
        """Somebody gets another state, in line or out of it."""
        customer = self.one("customer")
        ((was,),) = self._ask("SELECT state FROM customer WHERE id = %s", customer)
        to = self.chance.choice([state for state in State if state != was])
        line.set_state(self.store, customer, to=to, was=State(was), now=clock.now())

    def undoes(self) -> None:
        """One of the last changes is taken back."""
        some = self._ask("SELECT id FROM change ORDER BY made_at DESC, id LIMIT 5")
        if some:
            change.undo(self.store, self.chance.choice(some)[0])

    def leaves(self) -> None:
        """A party leaves."""
        leaving.leave(self._party(), clock.now())

    def comes_back(self) -> None:
        """A party that left comes back, if it was just now."""
        leaving.come_back(self._party(), clock.now())

    def answers(self) -> None:
        """Whoever is called may answer."""
        customer = self.one("customer")
        ((token,),) = self._ask(
            "SELECT token FROM party JOIN customer ON party.id = party_id WHERE customer.id = %s",
            customer,
        )
        leaving.answer(token, customer, self.chance.choice(list(Answer)))

    def moves(self) -> None:
        """Somebody is moved within the line."""
        where = Where(by=self.chance.choice([-1, 1, 2, None]))
        reordering.move(self.store, self.one("customer"), where, clock.now())

    def lets_back(self) -> None:
        """Somebody who is called goes back into the line."""
        reordering.let_back(self.store, self.one("customer"), 1, clock.now())

    def transfers(self) -> None:
        """Somebody goes to another queue."""
        reordering.transfer(self.store, self.one("customer"), self.one("queue"), clock.now())

    def changes_the_store(self) -> None:
        """Another process changes what the board shows, or renames a queue, and says so."""
        self._writers.quick.execute(
            "UPDATE store SET version = version + 1, board_shows = %s, board_names_since = now()",
            (self.chance.choice(["numbers", "initials"]),),
        )
        self._writers.quick.execute("UPDATE queue SET name = name || 'z' WHERE letter = 'A'")
        signals.announce([self.store])

    def _party(self) -> str:
        ((token,),) = self._ask("SELECT token FROM party WHERE id = %s", self.one("party"))
        found: str = token
        return found

    def one(self, table: str) -> UUID:
        """The id of one of them."""
        found = self._ask(f"SELECT id FROM {table} ORDER BY id")
        one: UUID = self.chance.choice(found)[0] if found else uuid4()
        return one

    def _ask(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._writers.quick.execute(query, values).fetchall()
        return found
