"""A name server of our own, on loopback, that says what a test wants."""

from __future__ import annotations

import socket
import threading
from typing import Self

import dns.message
import dns.resolver
import dns.rrset


class NameServer:
    """Answers each question for an A record with the next of these lists of addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)
        self.asked = 0
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def resolver(self) -> dns.resolver.Resolver:
        """A resolver that asks here."""
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = self._socket.getsockname()[1]
        return resolver

    def _run(self) -> None:
        while True:
            try:
                wire, sender = self._socket.recvfrom(2000)
                query = dns.message.from_wire(wire)
                answer = dns.message.make_response(query)
                question = query.question[0]
                if question.rdtype == dns.rdatatype.A:
                    addresses = self.answers[min(self.asked, len(self.answers) - 1)]
                    self.asked += 1
                    if not addresses:
                        continue  # never says a word
                    answer.answer.append(
                        dns.rrset.from_text(question.name, 60, "IN", "A", *addresses)
                    )
                self._socket.sendto(answer.to_wire(), sender)
            except OSError:
                return
