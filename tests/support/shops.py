"""A shop in the middle of its day, for tests that look at all of the product at once."""

from __future__ import annotations

import re

from flask import Flask

from app.extensions import db
from app.security import tokens
from tests.support.people import Customer, Owner, csrf_token
from tests.support.programs import let_in
from tests.support.routes import Route, all_routes


class BusyShop:
    """A clinic with Ann in line, a note about her, Ben at the form and one code on the screen."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self.app = app = owner.client.application
        self.ann = Customer(app).joins(
            owner.join_code, name_0="Ann Onymous", phone_0="0931 555 777"
        )
        self.change = owner.notes("Doctor A", "A1", "Knee again")
        self.ben = Customer(app)
        self.ben.scans(owner.join_code)
        self.board = owner.board
        self.tv = tokens.mint(app.config["SETTINGS"].secret_key)
        self.till = let_in(owner)
        owner.submit("/store/programs", {"url": "https://example.com/"}, "/store/webhooks")
        programs = owner.get("/store/programs").text
        (self.webhook_id,) = re.findall(r'id="webhook-([0-9a-f-]{36})"', programs)
        (self.program_id,) = re.findall(r'id="program-([0-9a-f-]{36})"', programs)

    @property
    def secrets(self) -> list[str]:
        """What nobody but the owner, and Ann herself, may read."""
        return ["Ann Onymous", "0931 555 777", "Knee again", self.ann.ticket]

    @property
    def ids(self) -> dict[str, str]:
        """What stands for the parts of the routes (see `tests.support.routes`)."""
        return {
            "queue_id": self.owner.queue_path("Doctor A").rpartition("/")[2],
            "customer_id": self.owner.customer_path("Doctor A", "A1").rpartition("/")[2],
            "change_id": self.change,
            "board.token": self.board.rpartition("/")[2],
            "board_token": self.board.rpartition("/")[2],
            "postpone.token": self.ann.ticket.rpartition("/")[2],
            "ticket.token": self.ann.ticket.rpartition("/")[2],
            "tv.token": self.tv,
            "pass_token": self.ben.form.rpartition("/")[2],
            "code": self.owner.join_code.rpartition("/")[2],
            "password.token": "made-up",
            "address.token": "made-up",
            "filename": "base.css",
            "program_id": self.program_id,
            "webhook_id": self.webhook_id,
        }

    @property
    def routes(self) -> list[Route]:
        """Every route of the product for people, with the ids of this shop."""
        return [route for route in all_routes(self.app, self.ids) if route.for_people]

    @property
    def routes_for_programs(self) -> list[Route]:
        """Every route for a program that shows a token."""
        return [route for route in all_routes(self.app, self.ids) if route.programs]

    @property
    def token(self) -> str:
        """The token in the owner's forms."""
        return csrf_token(self.owner.get("/store"))


def everything(app: Flask) -> dict[str, list[str]]:
    """All that the database holds, to see whether anything changed."""
    with app.app_context(), db.engine.connect() as connection:
        return {
            name: sorted(repr(row) for row in connection.execute(table.select()))
            for name, table in db.metadata.tables.items()
        }
