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
        # The session whose token of the forms this is.
        self._token = ("", "")

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
        """Send the form of a page with these fields filled in.

        The page is opened only for a session of which no form was seen yet: each form has the same
        token, and a page costs more than what most tests are about.
        """
        return self.post(action or page, {"csrf_token": self.token_of(page), **data})

    def token_of(self, page: str) -> str:
        """The token of the forms that this page has."""
        if not self._token[0] or self._token[0] != self._session:
            self._keep_token(self.get(page))
        return self._token[1]

    def _keep_token(self, page: TestResponse) -> None:
        # Opening the page may have begun a session.
        self._token = (self._session, csrf_token(page))

    @property
    def _session(self) -> str:
        cookie = self.client.get_cookie("owner", self.base.partition("://")[2].partition(":")[0])
        return cookie.value if cookie else ""


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
