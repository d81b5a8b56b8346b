"""Another program that is told what happens: a real HTTP server on loopback, good or bad."""

from __future__ import annotations

import json
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from standardwebhooks import Webhook

HANG = 0
"""Instead of a status: takes the message and never answers."""
DRIP = -1
"""The same, but for a letter now and then."""


class Receiver:
    """Keeps what it gets and answers with `status`; with `tls`, only after a handshake."""

    def __init__(
        self, status: int = 200, location: str = "", tls: ssl.SSLContext | None = None
    ) -> None:
        self.status = status
        self.location = location
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.heard = threading.Event()
        self._let_go = threading.Event()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                receiver.heard.set()
                if receiver.status == HANG:
                    receiver._let_go.wait(20)
                    return
                if receiver.status == DRIP:
                    for letter in b"HTTP/1.1 200 " * 20:
                        self.wfile.write(bytes([letter]))
                        time.sleep(0.05)
                    return
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.end_headers()

            do_GET = do_POST  # noqa: N815 - its name is HTTP's

            def log_message(self, *_: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: Any) -> None:
                pass  # whoever hung up in the middle was tested on purpose

        self._server = Server(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://localhost:{self.port}/hook"
        if tls is not None:
            # The handshake is each connection's own, so that a bad one stops no other.
            self._server.socket = tls.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
            self.url = f"https://localhost:{self.port}/hook"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.05,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._let_go.set()
        self._server.shutdown()
        self._server.server_close()

    def messages(self, secret: str) -> list[dict[str, Any]]:
        """What it was told; each signature is checked."""
        return [Webhook(secret).verify(body, headers) for _path, headers, body in self.got]

    @property
    def events(self) -> list[str]:
        """What kinds of messages came."""
        return [json.loads(body)["type"] for _path, _headers, body in self.got]
