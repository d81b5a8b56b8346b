"""An owner, and what they do with their store over HTTP."""

from __future__ import annotations

import csv
import html
import io
import re
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app import clock, live
from app.extensions import db
from app.models import JoinCode, Queue, Store
from app.security.sessions import OwnersSession
from app.snapshot import load
from tests.support.pages import typed_in
from tests.support.people.browser import Browser, csrf_token


class Owner(Browser):
    """Somebody who runs a store."""

    email: str

    def __init__(self, app: Flask, base: str = "http://queue.example") -> None:
        super().__init__(app, base)
        self._board = ""
        self._queues: dict[str, str] = {}
        # A customer keeps id and ticket: looked up once, as the page costs more than most tests.
        self._customers: dict[tuple[str, str], str] = {}

    def opens(
        self, name: str, *, queues: list[str], email: str = "owner@example.com", **more: str
    ) -> Owner:
        """Send the form of /open; signed in afterwards."""
        self.email = email
        form = opening(name=name, queues="\n".join(queues), email=email, **more)
        # The token of the smallest form is that of all: /open lists all time zones of the world.
        response = self.submit("/signin", form, action="/open")
        assert response.status_code == 303, response.text
        self._board = ""
        self._queues.clear()
        self._customers.clear()
        return self

    @property
    def join_code(self) -> str:
        """What the QR code on the screens says now, as a path.

        Looked up as the screens do it, but not drawn: that would cost more than most tests.
        """
        with self.client.application.app_context():
            store_id = self._store_of(self._board or self.board)
            if store_id is None:  # its screen has another address by now
                store_id = self._store_of(self.board)
            assert store_id is not None
            JoinCode.freshen(store_id, clock.now())
            shown = load.snapshot(store_id, live.hub().last(store_id), history=False)
            assert shown is not None
            return f"/J/{shown.join_code}"

    @staticmethod
    def _store_of(board: str) -> UUID | None:
        return Store.id_by_board_token(board.rpartition("/")[2])

    @property
    def cookie(self) -> str:
        """What makes a browser theirs."""
        return self._session

    @property
    def board(self) -> str:
        """The path of the screen at the door."""
        self._looks_up()
        return self._board

    def queue_path(self, name: str) -> str:
        """Where this queue's customers are; looked up once, for a queue keeps its id."""
        if name not in self._queues:
            self._looks_up()
        return self._queues[name]

    def _looks_up(self) -> None:
        """Find what all pages of the dashboard link to, without drawing one: that would cost more
        than most tests. Where it leads is proven by those who follow the links of a page."""
        app = self.client.application
        signer = OwnersSession().get_signing_serializer(app)
        assert signer is not None
        key = signer.loads(self._session)["_user_id"]
        with app.app_context():
            store = db.session.scalars(select(Store).where(Store.session_key == key)).one()
            self._board = f"/b/{store.board_token}"
            queues = Queue.in_use(store.id)
            self._queues |= {queue.name: f"/store/queues/{queue.id}" for queue in queues}
            db.session.remove()

    def _looks_at(self, path: str) -> TestResponse:
        """Open a page of the dashboard, and keep what all of them have: a look costs more than
        most tests."""
        page = self.get(path)
        board = re.search(r'href="(/b/[^"]+)"', page.text)
        assert board is not None, page.text
        self._board = board[1]
        found = re.findall(r'href="(/store/queues/[^"?]+)"[^>]*><bdi>(.*?)<', page.text)
        self._queues |= {html.unescape(name): path for path, name in reversed(found)}
        self._keep_token(page)
        return page

    def rows(self, queue: str) -> dict[str, str]:
        """The state of each customer of a queue by ticket, in the order of the page."""
        page = self._looks_at(self.queue_path(queue)).text
        found = re.findall(
            r'id="customer-([0-9a-f-]+)" data-state="(\w+)">\s*<th[^>]*>(\w+)</th>', page
        )
        for id_, _state, ticket in found:
            self._customers[queue, ticket] = f"/store/customers/{id_}"
        return {ticket: state for _id, state, ticket in found}

    @property
    def report(self) -> list[dict[str, str]]:
        """The rows of the report so far."""
        text = self.get("/store/report.csv").data.decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def customer_path(self, queue: str, ticket: str) -> str:
        """Where everything that can be done with this customer is."""
        if (path := self._customers.get((queue, ticket))) is None:
            self.rows(queue)
            path = self._customers[queue, ticket]
        return path

    def call_button(self, queue: str) -> str:
        """What "Call next" of this queue would send now: it names the customer that it shows."""
        return self._call_button(queue, self._looks_at(self.queue_path(queue)))

    def presses(self, button: str, **more: Any) -> TestResponse:
        """Press a button that was on the page, which may have changed since."""
        return self.post(button, {"csrf_token": self.token_of("/store")}, **more)

    def calls_next(self, queue: str) -> TestResponse:
        """Press "Call next" of this queue."""
        page = self._looks_at(self.queue_path(queue))
        return self.post(self._call_button(queue, page), {"csrf_token": csrf_token(page)})

    def second_window(self) -> Owner:
        """The same owner signed in on one more computer."""
        other = Owner(self.client.application, self.base)
        domain = self.base.partition("://")[2]
        cookie = self.client.get_cookie("owner", domain)
        assert cookie is not None
        other.client.set_cookie("owner", cookie.value, domain=domain)
        return other

    def sets(self, queue: str, ticket: str, to: str, was: str | None = None) -> TestResponse:
        """Set a customer's state, having seen the state `was` (the present one by default)."""
        was = was or self.rows(queue)[ticket]
        path = self.customer_path(queue, ticket)
        return self.submit(path, {"state": to, "was": was}, action=f"{path}/state")

    def corrects(self, queue: str, ticket: str, **details: str) -> TestResponse:
        """Change the name, the phone or the note, having seen what is there now."""
        path = self.customer_path(queue, ticket)
        page = self.get(path)
        kept = {field: typed_in(page, field) for field in ("name", "phone", "note")}
        seen = {f"was_{field}": typed for field, typed in kept.items()}
        token = csrf_token(page)
        return self.post(path, {"csrf_token": token, **seen, **kept, **details})

    def moves(
        self, queue: str, ticket: str, by: int | None = None, before: str | None = None
    ) -> TestResponse:
        """Move somebody so many places back, or before this ticket; to the end without either."""
        where = {}
        if by is not None:
            where["by"] = str(by)
        if before is not None:
            where["before"] = self.customer_path(queue, before).rpartition("/")[2]
        path = self.customer_path(queue, ticket)
        return self.submit(path, where, action=f"{path}/move")

    def moves_over(self, queue: str, ticket: str, to: str) -> TestResponse:
        """Move somebody to another queue."""
        path = self.customer_path(queue, ticket)
        return self.presses(f"{path}/queue?to={self.queue_path(to).rpartition('/')[2]}")

    def notes(self, queue: str, ticket: str, note: str) -> str:
        """Write a note about a customer; the id of the change, with which it can be undone."""
        response = self.corrects(queue, ticket, note=note)
        assert response.status_code == 303, response.text
        return str(response.location).rpartition("?changed=")[2]

    def _call_button(self, queue: str, page: TestResponse) -> str:
        path = self.queue_path(queue)
        button = re.search(rf'formaction="({path}/call[^"]*)"', page.text)
        # Where nobody waits there is no button, but it may have been there a moment ago.
        return html.unescape(button[1]) if button else f"{path}/call"


def opening(**changes: str) -> dict[str, str]:
    """The fields of /open, well filled in but for these changes."""
    return {
        "email": "owner@example.com",
        "password": "a short sentence",
        "name": "Test Clinic",
        "timezone": "Asia/Taipei",
        "queues": "Doctor A\nDoctor B",
        "description": "Please have your card ready.",
        **changes,
    }
