"""What nginx, by deploy/nginx.conf, keeps on one process: a store's links and its owner; and what
it says while none is there."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from testing.nginx import Nginx
from testing.server import ROOT, free_port
from tests.support.html import flaw

pytestmark = pytest.mark.slow


class Process(BaseHTTPRequestHandler):
    """Says which one it is."""

    def do_GET(self) -> None:
        assert isinstance(self.server, ThreadingHTTPServer)
        said = str(self.server.server_port).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def nginx(scratch: Path) -> Iterator[Nginx]:
    with ExitStack() as stack:
        processes = [ThreadingHTTPServer(("127.0.0.1", 0), Process) for _nth in range(2)]
        for process in processes:
            threading.Thread(target=process.serve_forever, daemon=True).start()
            stack.callback(process.server_close)
            stack.callback(process.shutdown)
        ports = [process.server_port for process in processes]
        yield stack.enter_context(Nginx(scratch / "nginx-keys", ports))


def answers(nginx: Nginx, path: str, cookie: str = "") -> str:
    """Which process answers."""
    headers = {"Cookie": cookie} if cookie else {}
    asked = urllib.request.Request(f"http://127.0.0.1:{nginx.port}{path}", headers=headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return str(answer.read().decode())


def test_owner_is_kept_where_the_stores_links_lead_with_tls_and_without(nginx: Nginx) -> None:
    used = set()
    for nth in range(20):
        store = f"{nth:02x}b{nth % 10}"
        home = answers(nginx, f"/b/{store}-abcdefgh")
        used.add(home)
        for path in (f"/t/{store}-xyz/events", f"/p/{store}-xyz"):
            assert answers(nginx, path) == home
        for cookie in (
            f"__Host-owner={store}-signed",
            f"owner={store}-signed",
            f"__Host-known=abc; __Host-owner={store}-signed",
            f"known=abc; owner={store}-signed; other=1",
        ):
            assert answers(nginx, "/store", cookie) == home, cookie
    assert len(used) == 2


def test_cookies_that_only_look_like_the_owners_lead_anywhere(nginx: Nginx) -> None:
    for cookie in ("xowner=0001-a", "__Host-ownerx=0001-a", "owner=", "owner=eyJ", "owner=ABCD-x"):
        assert len({answers(nginx, "/store", cookie) for _nth in range(24)}) == 2, cookie


def test_while_no_process_answers_people_read_why_and_the_page_tries_again(scratch: Path) -> None:
    with Nginx(scratch / "nginx-alone", [free_port()]) as alone:
        for path in ("/", "/t/0001-abcdefgh", "/b/0001-abcdefgh/events"):
            with refused(alone, path) as away:
                assert away.code == 502
                assert away.headers["Retry-After"] == "5"
                assert "no-store" in away.headers["Cache-Control"]
                said = away.read().decode()
            assert said == (ROOT / "deploy" / "away.html").read_text()
            assert flaw(said) is None
            assert '<meta http-equiv="refresh" content="5">' in said
        # It is no page of its own that somebody may be led to.
        with refused(alone, "/away.html") as none:
            assert none.code == 404


def test_while_no_process_answers_programs_are_told_so_as_of_any_problem(scratch: Path) -> None:
    with Nginx(scratch / "nginx-alone-2", [free_port()]) as alone:
        for path in ("/api/v1/store", "/api/v1/events"):
            with refused(alone, path) as away:
                assert (away.code, away.headers["Retry-After"]) == (503, "5")
                assert away.headers.get_content_type() == "application/problem+json"
                said = json.loads(away.read())
            assert (said["status"], said["title"]) == (503, "Too busy just now")


def refused(nginx: Nginx, path: str) -> urllib.error.HTTPError:
    """The answer, which is no page of the product; it is to be closed."""
    with pytest.raises(urllib.error.HTTPError) as raised:
        answers(nginx, path)
    return raised.value
