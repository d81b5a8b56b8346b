"""Nobody but the owner reads anybody's name or phone, wherever it could show: a whole day, with
three parties, strangers and errors, and every answer of it read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask, Response, request, request_finished

from tests.support.people import Browser, Customer, Owner, words
from tests.support.shops import BusyShop
from tests.support.watching import Screen

PARTIES = {
    "ann": {"name_0": "Annabel Quist", "phone_0": "0931 111 111"},
    "ben": {
        "name_0": "Benedikt Rasmussen",
        "phone_0": "0932 222 222",
        "name_1": "Cornelia Rasmussen",
        "phone_1": "0933 333 333",
        "queue_1": "Doctor B",
    },
    "dee": {"name_0": "Deirdre O'Shea", "phone_0": "0934 444 444"},
}
OWNERS = ("/store", "/signout")


@dataclass
class Witness:
    """Everything that was sent to anybody but the owner, with where it was asked for."""

    heard: list[tuple[str, str]] = field(default_factory=list)

    def note(self, _app: Flask, response: Response, **_more: object) -> None:
        """An answer is on its way."""
        if not request.path.startswith(OWNERS) and not response.is_streamed:
            self.heard.append((request.path, str(response.headers) + response.get_data(True)))

    def reads(self, path: str, screen: Screen) -> None:
        """Take what an open page has been sent."""
        message = screen.hears()
        assert message is not None
        self.heard.append((path, "".join(message.fragments.values())))


@pytest.fixture
def witness(app: Flask) -> Iterator[Witness]:
    """Sees every answer of the test."""
    witness = Witness()
    with request_finished.connected_to(witness.note, app):
        yield witness


def private(party: str) -> list[str]:
    """What only this party and the owner may read, as it is typed and as pages write it."""
    typed = [text for key, text in PARTIES[party].items() if not key.startswith("queue")]
    return [*typed, *(text.replace("'", "&#39;") for text in typed)]


class Day:
    """Three parties, each with a page open, before a board, and what may be read where."""

    def __init__(self, app: Flask, owner: Owner) -> None:
        self.owner = owner
        self.anybody = Browser(app)
        self.people: dict[str, Customer] = {}
        self.allowed: dict[str, str] = {}
        for name, fields in PARTIES.items():
            one = self.people[name] = Customer(app)
            one.scans(owner.join_code)
            # First amiss, so that the form comes back with what was typed.
            typed = {key.replace("_", "-"): text for key, text in fields.items()}
            one.sends({**typed, "queue-0": "?"})
            self.allowed[one.form] = name
            one.joins(owner.join_code, **fields)
            self.allowed[one.ticket] = name
        self.board = BusyShop(owner).board

    def screens(self) -> dict[str, Screen]:
        """Every page, live."""
        pages = {one.ticket: one for one in self.people.values()} | {self.board: self.anybody}
        return {path: Screen(who, f"{path}/events") for path, who in pages.items()}

    def looks(self) -> None:
        """Everybody looks at what is theirs."""
        for one in self.people.values():
            one.get(one.ticket)
            one.get(f"{one.ticket}/leave")
            one.get(f"{one.ticket}/later")
        self.anybody.get(self.board)

    def goes_wrong(self) -> None:
        """Strangers come, and everybody asks for what there isn't."""
        used = self.owner.join_code
        for _nth in range(4):
            self.anybody.get(used)
        for path in (*self.allowed, self.board, used):
            self.anybody.post(f"{path}/find", {"ticket": "A1", "pin": "0000"})
            self.anybody.get(f"{path}/find")
            self.anybody.get(f"{path}/nothing")
            self.anybody.ask("DELETE", path)
            self.anybody.post(path, data="x" * 100_000)
        for path in ("/", "/metrics", "/healthz", "/open", "/signin", "/t/x", "/p/x"):
            self.anybody.get(path)
        self.anybody.post("/open", {"name": "Annabel"})

    def may_read(self, path: str) -> str:
        """Whose page this is."""
        return next((party for start, party in self.allowed.items() if path.startswith(start)), "")


def test_nobody_reads_of_others(app: Flask, owner: Owner, witness: Witness) -> None:
    day = Day(app, owner)
    screens = day.screens()
    day.looks()
    for path, screen in screens.items():
        witness.reads(path, screen)
    owner.calls_next("Doctor A")
    for path, screen in screens.items():
        witness.reads(path, screen)
    owner.calls_next("Doctor B")
    day.looks()
    owner.sets("Doctor A", "A1", "served")
    day.people["ben"].post(f"{day.people['ben'].ticket}/leave")
    owner.sets("Doctor A", "A3", "no_show")
    day.looks()
    day.goes_wrong()
    for screen in screens.values():
        screen.close()
    owner.submit("/store/close", {})
    day.looks()

    found = 0
    for path, text in witness.heard:
        for party in PARTIES:
            told = [secret for secret in private(party) if secret in text]
            assert not told or party == day.may_read(path), f"{path} tells {told}"
            found += bool(told)
        # On the ticket a phone number is of use to nobody.
        assert not path.startswith("/t/") or not any(phone in text for phone in phones()), path
    # There was something to be found.
    assert found > 10
    assert len({path for path, _text in witness.heard}) > 30


def phones() -> list[str]:
    return [text for fields in PARTIES.values() for key, text in fields.items() if "phone" in key]


def test_owner_does_read_them(app: Flask, owner: Owner) -> None:
    # So that the test above would see them if they were somewhere.
    for fields in PARTIES.values():
        Customer(app).joins(owner.join_code, **fields)
    page = words(owner.get(owner.queue_path("Doctor A")))
    assert "Annabel Quist" in page
    assert "Deirdre O'Shea" in page
    assert "0931 111 111" in page
