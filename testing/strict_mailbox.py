"""A mail server as providers have them: STARTTLS first, then a password, then mail."""

from __future__ import annotations

import ssl
import subprocess
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from testing.server import free_port

USER, PASSWORD = "queue@example.com", "p:ss/w@rd"


class StrictMailbox:
    """Listens on localhost while it is entered; `authority` is the file whose word proves it."""

    def __init__(self, folder: Path) -> None:
        self.messages: list[EmailMessage] = []
        self.authority = folder / "mail.pem"
        _certify(self.authority)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.authority)
        self._controller = Controller(
            self,
            hostname="127.0.0.1",
            port=free_port(),
            tls_context=context,
            require_starttls=True,
            auth_required=True,
            authenticator=self._knows,
        )

    @property
    def url(self) -> str:
        """What SMTP_URL is set to."""
        return f"smtp://queue%40example.com:p%3Ass%2Fw%40rd@localhost:{self._controller.port}"

    def _knows(self, *asked: Any) -> AuthResult:
        told = asked[-1]
        right = isinstance(told, LoginPassword) and told == LoginPassword(
            USER.encode(), PASSWORD.encode()
        )
        return AuthResult(success=right)

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it by this name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        """Keep it."""
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.messages.append(message)
        return "250 OK"

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


def _certify(file: Path) -> None:
    """A key and a certificate for localhost, good for today."""
    key = file.with_suffix(".key")
    command = [
        *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
        *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
        *("-keyout", str(key), "-out", str(file)),
    ]
    subprocess.run(command, check=True, capture_output=True)
    file.write_text(key.read_text() + file.read_text())
