"""Certificates as an authority of our own gives them out, for servers on loopback."""

from __future__ import annotations

import ssl
import subprocess
from pathlib import Path


class Authority:
    """Signs certificates; those who read its own, at `path`, trust them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / "authority.pem"
        self._key = folder / "authority.key"
        _openssl(
            *("req", "-x509", *_NEW_KEY, "-keyout", self._key, "-out", self.path),
            *("-subj", "/CN=Authority", "-addext", "basicConstraints=critical,CA:TRUE"),
        )

    def serves(self, host: str) -> ssl.SSLContext:
        """What a server for this host shows."""
        key, shown = self._folder / f"{host}.key", self._folder / f"{host}.pem"
        _openssl(
            *("req", "-x509", *_NEW_KEY, "-keyout", key, "-out", shown, "-subj", f"/CN={host}"),
            *("-CA", self.path, "-CAkey", self._key, "-addext", f"subjectAltName=DNS:{host}"),
            *("-addext", "basicConstraints=critical,CA:FALSE"),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(shown, key)
        return context


_NEW_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
