"""Another program: what it does with a token, over HTTP."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.people import Browser, Owner

API = "/api/v1"


class Program(Browser):
    """Software of somebody else, with a token or without one."""

    def __init__(self, app: Flask, token: str = "", base: str = "http://queue.example") -> None:
        super().__init__(app, base)
        self.token = token

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """Ask for something below /api/v1, or for a whole path."""
        headers = dict(more.pop("headers", {}))
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        path = path if path.startswith(API) else f"{API}{path}"
        return super().ask(method, path, headers=headers, **more)

    def get(self, path: str, **more: Any) -> TestResponse:
        """Look."""
        return self.ask("GET", path, **more)

    def sends(self, path: str, *, key: str = "", method: str = "POST", **body: Any) -> TestResponse:
        """Send JSON, under a name if there is one."""
        headers = {"Idempotency-Key": key} if key else {}
        return self.ask(method, path, json=body, headers=headers)

    def reads(self, path: str) -> Any:
        """What there is, as JSON."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def does(self, path: str, *, method: str = "POST", **body: Any) -> Any:
        """Send JSON and expect that it is done."""
        answer = self.sends(path, method=method, **body)
        assert answer.status_code in (200, 201), answer.text
        return answer.get_json()

    def queue(self, name: str) -> str:
        """The path of the queue of this name."""
        found = {queue["name"]: queue["id"] for queue in self.reads("/queues")["queues"]}
        return f"/queues/{found[name]}"

    def customer(self, ticket: str) -> str:
        """The path of whoever has this ticket."""
        everybody = self.reads("/customers?page_size=200")["customers"]
        return f"/customers/{ {one['ticket']: one['id'] for one in everybody}[ticket] }"


def let_in(owner: Owner, scope: str = "work", name: str = "The till") -> Program:
    """A program with a token that the owner has just made."""
    page = owner.submit("/store/programs", {"name": name, "scope": scope})
    token = re.search(r'id="token"[^>]*>([^<]+)<', page.text)
    assert token is not None, page.text
    return Program(owner.client.application, token[1])
