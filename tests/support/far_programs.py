"""A program that reaches a running product over the network."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from testing.server import Server

PASSWORD = "a short sentence"


class FarProgram:
    """A program with a token that may work."""

    def __init__(self, url: str, token: str, email: str) -> None:
        self.url = url
        self.token = token
        self._email = email

    def asks(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """The status and the JSON of an answer."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        try:
            with urllib.request.urlopen(asked, timeout=30) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, json.loads(error.read())

    def does(self, path: str, **body: Any) -> Any:
        """Send JSON and expect that it is done."""
        status, said = self.asks("POST", path, body)
        assert status in (200, 201), said
        return said

    def queue(self, name: str) -> str:
        """The path of the queue of this name."""
        queues = self.asks("GET", "/queues")[1]["queues"]
        return next(f"/queues/{queue['id']}" for queue in queues if queue["name"] == name)

    def has_a_webhook(self, receiver: str) -> str:
        """Its owner adds a webhook in the settings; the secret."""
        page = self._owner().submits("/store/programs", "/store/webhooks", url=receiver)
        secret = re.search(r'class="secret"[^>]*>([^<]+)<', page)
        assert secret is not None, page
        return secret[1]

    def has_more_tokens(self, so_many: int) -> list[str]:
        """Its owner lets in more programs that may work."""
        owner, tokens = self._owner(), []
        for nth in range(so_many):
            page = owner.submits(
                "/store/programs", "/store/programs", name=f"Till {nth}", scope="work"
            )
            tokens += re.findall(r'id="token"[^>]*>([^<]+)<', page)
        return tokens

    def _owner(self) -> _FarOwner:
        owner = _FarOwner(self.url)
        owner.submits("/signin", "/signin", email=self._email, password=PASSWORD)
        return owner


class _FarOwner:
    """An owner with a browser."""

    def __init__(self, url: str) -> None:
        self._url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._browser = urllib.request.build_opener(cookies)

    def submits(self, page: str, action: str, **fields: str) -> str:
        """Open a page and send a form of it; the page that it leads to."""
        with self._browser.open(f"{self._url}{page}", timeout=30) as answer:
            token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', answer.read().decode())
        assert token is not None
        sent = urllib.parse.urlencode({"csrf_token": token[1], **fields}).encode()
        with self._browser.open(f"{self._url}{action}", sent, timeout=30) as answer:
            return str(answer.read().decode())


def opens(server: Server, email: str) -> FarProgram:
    """A program that opens a store and works in it."""
    nobody = FarProgram(server.url, "", email)
    store = {"name": "Test Clinic", "queues": ["Doctor A", "Doctor B"], "timezone": "Asia/Taipei"}
    opened = nobody.does("/stores", email=email, password=PASSWORD, **store)
    return FarProgram(server.url, opened["token"], email)
