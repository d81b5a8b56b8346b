"""The client's end of a WebSocket (RFC 6455), for messages of text."""

from __future__ import annotations

import os
import socket
import struct
from base64 import b64encode

TEXT, CLOSE, LAST = 0x1, 0x8, 0x80


class WebSocket:
    """One connection; whatever takes longer than so many seconds fails."""

    def __init__(self, host: str, port: int, path: str, patience: float) -> None:
        self._socket = socket.create_connection((host, port), patience)
        self._stream = self._socket.makefile("rb")
        asks = {
            "Host": f"{host}:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Sec-WebSocket-Key": b64encode(os.urandom(16)).decode(),
            "Sec-WebSocket-Version": "13",
        }
        head = "".join(f"{name}: {value}\r\n" for name, value in asks.items())
        self._socket.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        status = self._stream.readline()
        assert b" 101 " in status, status
        while self._stream.readline().strip():
            pass

    def close(self) -> None:
        """Hang up."""
        self._stream.close()
        self._socket.close()

    def send(self, text: str) -> None:
        """Send a message. What a client sends is masked."""
        data, mask = text.encode(), os.urandom(4)
        if len(data) < 126:
            head = struct.pack("!BB", LAST | TEXT, 0x80 | len(data))
        elif len(data) < 1 << 16:
            head = struct.pack("!BBH", LAST | TEXT, 0x80 | 126, len(data))
        else:
            head = struct.pack("!BBQ", LAST | TEXT, 0x80 | 127, len(data))
        masked = bytes(byte ^ mask[nth % 4] for nth, byte in enumerate(data))
        self._socket.sendall(head + mask + masked)

    def receive(self) -> str:
        """The next message, put together of its frames."""
        whole = b""
        while True:
            first, size = self._read("!BB")
            if size >= 126:
                (size,) = self._read("!H" if size == 126 else "!Q")
            data = self._stream.read(size)
            kind = first & 0x0F
            assert kind != CLOSE, data
            if kind < CLOSE:  # and else a ping
                whole += data
                if first & LAST:
                    return whole.decode()

    def _read(self, how: str) -> tuple[int, ...]:
        return struct.unpack(how, self._stream.read(struct.calcsize(how)))
