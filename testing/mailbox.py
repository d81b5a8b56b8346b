"""A real SMTP server that keeps what it accepts."""

from __future__ import annotations

import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.controller import Controller

from testing.server import free_port


class _Keep:
    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.put_off: list[EmailMessage] = []
        self.unwilling: set[str] = set()

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it by this name
        self, _server: Any, _session: Any, envelope: Any
    ) -> str:
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        if self.unwilling.intersection(envelope.rcpt_tos):
            self.put_off.append(message)
            return "451 Try again later"
        self.messages.append(message)
        return "250 OK"


class Mailbox:
    """Listens on loopback while it is entered."""

    def __init__(self) -> None:
        self._handler = _Keep()
        self._controller = Controller(self._handler, hostname="127.0.0.1", port=free_port())

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        """What SMTP_URL is set to."""
        return f"smtp://{self._controller.hostname}:{self._controller.port}"

    @property
    def messages(self) -> list[EmailMessage]:
        """What was accepted, first one first."""
        return self._handler.messages

    @property
    def put_off(self) -> list[EmailMessage]:
        """What was not accepted, because it was for somebody in `unwilling`."""
        return self._handler.put_off

    @property
    def unwilling(self) -> set[str]:
        """Whose mail is put off for now."""
        return self._handler.unwilling

    def empty(self) -> None:
        """Throw everything away, and accept everything from now on."""
        self.messages.clear()
        self.put_off.clear()
        self.unwilling.clear()

    def only(self, subject: str) -> EmailMessage:
        """The one mail whose subject has these words."""
        found = [m for m in self.messages if subject in m["Subject"]]
        assert len(found) == 1, [m["Subject"] for m in self.messages]
        return found[0]

    def wait_for(self, subject: str, seconds: float = 10, to: str = "") -> EmailMessage:
        """The first mail whose subject has these words, from a server that runs beside us.

        With `to`, the first to this address.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            for message in self.messages:
                if subject in message["Subject"] and to in message["To"]:
                    return message
            time.sleep(0.02)
        raise AssertionError(f"no mail about {subject!r} in {seconds} s")


def text_of(message: EmailMessage) -> str:
    """The words of a mail."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def html_of(message: EmailMessage) -> str:
    """The same, as most mail programs show it."""
    body = message.get_body(("html",))
    assert body is not None
    return str(body.get_content())


def csv_of(message: EmailMessage) -> bytes:
    """The bytes of the attached report."""
    attachment, _workbook = message.iter_attachments()
    assert attachment.get_content_type() == "text/csv"
    content = attachment.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content
