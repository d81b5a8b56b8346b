"""Every route of the product, out of its URL map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse


@dataclass(frozen=True)
class Route:
    """A path with its ids filled in, and the methods that it takes."""

    endpoint: str
    path: str
    methods: frozenset[str]
    has_id: bool

    @property
    def owners(self) -> bool:
        """Whether it is for a store's owner only."""
        return self.path.startswith("/store") or self.path == "/signout"

    @property
    def programs(self) -> bool:
        """Whether it is for another program, which shows a token."""
        return self.endpoint.startswith("api.")

    @property
    def for_people(self) -> bool:
        """Whether it is a page or something that a page asks for."""
        return not self.path.startswith("/api/")

    @property
    def ended(self) -> bool:
        """Whether it is a link that nobody gave out, which has ended before any form is read."""
        return self.endpoint in ("password.reset", "address.confirm")

    @property
    def customers(self) -> bool:
        """Whether it is for a customer, whose URL is the secret."""
        return self.endpoint.startswith(("join.", "lost_ticket.", "postpone.", "ticket."))


def all_routes(app: Flask, ids: Mapping[str, str]) -> list[Route]:
    """Every route. `ids` says what stands for each of its parts, as `queue_id` or `board.token`.

    A part that nothing stands for is an error, so a new route is a new line here or nothing at all.
    """
    return [_route(rule, ids) for rule in app.url_map.iter_rules()]


def _route(rule: Rule, ids: Mapping[str, str]) -> Route:
    blueprint = rule.endpoint.partition(".")[0]
    parts = {name: ids.get(f"{blueprint}.{name}") or ids[name] for name in rule.arguments}
    built = rule.build(parts)
    assert built is not None
    methods = frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"}
    return Route(rule.endpoint, built[1], methods, bool(parts))


def sane(answer: TestResponse) -> bool:
    """Whether a person can be shown this: no error of ours, no traceback. A stream is let go."""
    with answer:
        # To a browser that only guesses, 503 says: ask again when it is meant.
        ours = answer.status_code >= 500 and answer.status_code != 503
        return not ours and (answer.is_streamed or b"Traceback" not in answer.data)
