"""Somebody with a browser, and what they find on a page."""

from __future__ import annotations

import html
import re
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Browser:
    """Somebody with a browser. Cookies are kept, redirects are not followed."""

    def __init__(self, app: Flask, base: str = "http://queue.example") -> None:
        self.client: FlaskClient = app.test_client()
        self.base = base

    def get(self, path: str, **more: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, base_url=self.base, **more)

    def post(self, path: str, data: Any = None, **more: Any) -> TestResponse:
        """Send a form, as it is."""
        return self.client.post(path, data=data, base_url=self.base, **more)

    def ask(self, method: str, path: str, **more: Any) -> TestResponse:
        """Ask in any other way."""
        return self.client.open(path, method=method, base_url=self.base, **more)

    def submit(self, page: str, data: dict[str, Any], action: str | None = None) -> TestResponse:
        """Open a page and send its form back with these fields filled in."""
        token = csrf_token(self.get(page))
        return self.post(action or page, {"csrf_token": token, **data})


def csrf_token(response: TestResponse) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.text)
    assert found is not None, response.text
    return html.unescape(found[1])


def queue_ids(form: TestResponse) -> dict[str, str]:
    """The ids of the queues that a join form offers, by name; "" for a store's only one."""
    named = re.findall(r'name="queue-0" value="([^"]+)"[^>]*>.*?<bdi>(.+?)<', form.text)
    if named:
        return {html.unescape(name): id_ for id_, name in named}
    only = re.search(r'type="hidden" name="queue-0" value="([^"]+)"', form.text)
    assert only is not None, form.text
    return {"": only[1]}


def words(response: TestResponse) -> str:
    """What a person reads on a page: no tags, white space as one space."""
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", response.text, flags=re.DOTALL)
    return " ".join(html.unescape(text).split())
