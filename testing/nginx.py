"""nginx as `deploy/nginx.conf` sets it up, on ports of its own before servers of a test."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from testing.installed import installed
from testing.server import ROOT, free_port

_CERTIFICATE = ROOT / "tests" / "support" / "self_signed.pem"


class Nginx:
    """nginx while it is entered: `port` speaks HTTP, which load generators speak, `tls` HTTPS.

    Whoever must know `tls` before anything listens, as PUBLIC_URL has it, says which it is.
    """

    def __init__(
        self, folder: Path, ports: Sequence[int], *, affinity: bool = True, tls: int = 0
    ) -> None:
        self._program = installed("nginx")
        self._folder = folder
        self.port, self.tls, self.redirects = free_port(), tls or free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(exist_ok=True)
        config = self._config(ports)
        if not affinity:
            assert "    hash $queue_key consistent;\n" in config
            config = config.replace("    hash $queue_key consistent;\n", "")
        (folder / "nginx.conf").write_text(config)

    @property
    def logs(self) -> str:
        """All that it wrote down."""
        return "".join(file.read_text() for file in self._folder.glob("*.log"))

    def _config(self, ports: Sequence[int]) -> str:
        """The file that is deployed, with the machine's own places put in."""
        site = (ROOT / "deploy" / "nginx.conf").read_text()
        processes = "".join(f"    server 127.0.0.1:{port} max_fails=0;\n" for port in ports)
        site, found = re.subn(r"(    server 127.0.0.1:\d+ max_fails=0;\n)+", processes, site)
        assert found == 1
        for deployed, here in {
            "    listen 80;\n    listen [::]:80;\n": f"    listen 127.0.0.1:{self.redirects};\n",
            "    listen 443 ssl http2;\n    listen [::]:443 ssl http2;\n": (
                f"    listen 127.0.0.1:{self.tls} ssl http2;\n    listen 127.0.0.1:{self.port};\n"
            ),
            "/etc/letsencrypt/live/queue.example.com/fullchain.pem": str(_CERTIFICATE),
            "/etc/letsencrypt/live/queue.example.com/privkey.pem": str(_CERTIFICATE),
            "/var/log/nginx/": f"{self._folder}/",
            "/opt/queue-system/deploy": str(ROOT / "deploy"),
        }.items():
            assert deployed in site, deployed
            site = site.replace(deployed, here)
        temporary = "".join(
            f"    {name}_temp_path {self._folder}/{name};\n"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;\n" if os.geteuid() == 0 else ""
        return (
            f"{user}daemon off;\nworker_processes 1;\npid {self._folder}/pid;\n"
            f"error_log {self._folder}/start.log alert;\n"
            f"events {{ worker_connections 4096; }}\nhttp {{\n{temporary}{site}}}\n"
        )

    def __enter__(self) -> Self:
        with (self._folder / "said.log").open("wb") as said:
            self._process = subprocess.Popen(
                [self._program, "-p", str(self._folder), "-c", str(self._folder / "nginx.conf")],
                stderr=said,
            )
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self.logs
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise AssertionError("nginx did not come up")

    def __exit__(self, *_: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(timeout=10)
