"""A server's whole day, with all that goes wrong in it, and no secret in anything that it says."""

from __future__ import annotations

import html
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener

import psycopg
import pytest

from testing.databases import database_on
from testing.mailbox import Mailbox, text_of
from testing.server import Server

pytestmark = pytest.mark.slow

EMAIL, PASSWORD, NEW = "ada.secret@example.com", "a-very-secret-sentence", "another-secret-one"
NAME, PHONE, NOTE = "Ann-Onymous", "+886932123987", "came-with-a-secret"
WRONG = "wrong-secret-guess"
OPENING = {"email": EMAIL, "password": PASSWORD, "name": "Test Clinic", "timezone": "UTC"}
OPENING |= {"queues": "Doctor A", "description": ""}


class NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


class Person:
    """Somebody with a browser, over the wire."""

    def __init__(self, server: Server) -> None:
        self.url = server.url
        self.jar = CookieJar()
        self._opener = build_opener(NoRedirect, HTTPCookieProcessor(self.jar))
        self.status = 0

    def get(self, path: str, fields: dict[str, str] | None = None, **headers: str) -> str:
        """The page, or where a redirect leads; `status` is its status."""
        body = urlencode(fields).encode() if fields is not None else None
        try:
            answer = self._opener.open(Request(f"{self.url}{path}", body, headers), timeout=20)
        except HTTPError as error:
            answer = error
        with answer:
            self.status = answer.status
            return answer.headers.get("Location") or html.unescape(answer.read().decode())

    def submit(self, page: str, action: str = "", /, **fields: str) -> str:
        token = found(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(page))
        return self.get(action or page, {"csrf_token": token, **fields})


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match is not None, (pattern, text)
    return match[1]


@contextmanager
def without(database: str, table: str) -> Iterator[None]:
    """The table is not there, so whatever needs it fails in the middle."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute(f"ALTER TABLE {table} RENAME TO gone")
        yield
        connection.execute(f"ALTER TABLE gone RENAME TO {table}")


def a_day(server: Server, database: str, mailbox: Mailbox) -> list[str]:
    """All sorts of things happen; whatever nobody else may know of them."""
    owner, phone, stranger = Person(server), Person(server), Person(server)
    owner.submit("/open", **OPENING)
    page = owner.get("/store")
    board, code = found(r'href="(/b/[^"]+)"', page), found(r'data-join-url="[^"]+(/J/[^"]+)"', page)
    queue = found(r'href="(/store/queues/[0-9a-f-]+)"', page)
    program = found(
        r'id="token"[^>]*>([^<]+)<', owner.submit("/store/programs", name="Till", scope="work")
    )
    secrets = [EMAIL, PASSWORD, NEW, WRONG, NAME, PHONE, NOTE, board, code, program]

    form = phone.get(code)
    choice = found(r'name="queue-0" value="([^"]+)"', phone.get(form))
    ticket = phone.get(form, {"name-0": NAME, "phone-0": PHONE, "queue-0": choice})
    pin = found(r'class="pin">(\d{6})<', phone.get(ticket))
    secrets += [form, ticket, pin]
    phone.get(f"{board}/find", {"ticket": "A1", "pin": pin})
    assert phone.status == 303
    phone.get(f"{board}/find", {"ticket": "A1", "pin": "000000"})
    phone.get(ticket[:-3])

    for token in (program, f"{program}x"):
        stranger.get("/api/v1/customers", Authorization=f"Bearer {token}")
    owner.submit(queue, f"{queue}/customers", name=NAME, phone=PHONE)
    owner.submit(queue, f"{queue}/call")
    for _nth in range(21):
        stranger.submit("/signin", email=EMAIL, password=WRONG)
    assert stranger.status == 429
    assert stranger.get("/metrics").count('queue_refused_total{what="password"} 20.0') == 1
    secrets += [f"{cookie.value}" for cookie in owner.jar]

    all_goes_wrong(server, database, (owner, phone, stranger), (ticket, form, board))

    confirm = found(r"(/confirm/\S+)", text_of(mailbox.wait_for("is open")))
    phone.get(confirm, {})
    stranger.submit("/password/forgot", email=EMAIL)
    reset = found(r"(/password/reset/\S+)", text_of(mailbox.wait_for("Set a new password")))
    with without(database, "store"):
        stranger.get(reset)
    owner.submit(reset, password=NEW)
    assert owner.status == 303
    secrets += [confirm, reset, *(f"{cookie.value}" for cookie in owner.jar)]
    owner.submit("/store/settings", "/store/close")
    again = found(r"again=(\S+)", text_of(mailbox.wait_for(": report of")))
    owner.get(f"/open?again={again}")
    return [*secrets, again, "new.secret@example.com"]


def all_goes_wrong(
    server: Server,
    database: str,
    people: tuple[Person, Person, Person],
    links: tuple[str, str, str],
) -> None:
    owner, phone, stranger = people
    ticket, form, board = links
    # What can't be read as a request; and the owner's own browser, while tables are away.
    for raw in (f"GET {ticket} HTP/1.1\r\n\r\n", f"GET {ticket} HTTP/1.1\r\nA b: {NAME}\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
            connection.sendall(raw.encode())
            assert b"400" in connection.recv(200)
    with without(database, "party"):
        phone.get(ticket)
        assert phone.status == 500
        phone.get(form, {"name-0": NAME})
    with without(database, "store"):
        # The error page asks who is signed in, so it fails as well.
        owner.get(ticket)
        assert owner.status == 500
        for path in ("/store", board, f"/open?again={WRONG}"):
            owner.get(path)
        stranger.submit("/open", **OPENING)
        stranger.submit("/signin", email="new.secret@example.com", password=WRONG)
        stranger.submit("/password/forgot", email=EMAIL)


def test_server_says_no_secret_whatever_goes_wrong(
    environment: dict[str, str], mailbox: Mailbox
) -> None:
    mailbox.empty()
    with database_on(environment["DATABASE_URL"]) as database:
        here = {**environment, "DATABASE_URL": database, "LOG_LEVEL": "debug"}
        with Server(here) as server:
            secrets = a_day(server, database, mailbox)
            said = server.stop()
    # It did go wrong, and whoever looks after the server is told what and how often.
    for told in ("Traceback", "Error handling a request", "20 wrong passwords", "UndefinedTable"):
        assert told in said
    secrets = [secret.rpartition("/")[2] for secret in (*secrets, environment["SECRET_KEY"])]
    assert [secret for secret in secrets if secret in said] == []
