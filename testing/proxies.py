"""What stands before the product elsewhere: Caddy, nginx, Apache and HAProxy, as many set them up.

Each compresses all that it may. They listen on loopback and keep their files in one folder.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from testing.server import free_port

NAMES = ("caddy", "nginx", "apache2", "haproxy")

_CADDY = """
{
    admin off
    auto_https off
}
http://localhost:{port} {
    encode gzip zstd
    reverse_proxy localhost:{behind}
}
"""
# As in many a tutorial: an upstream with a name, no Host header, buffers, compression.
_NGINX = """
daemon off; pid {folder}/nginx.pid; error_log stderr;
events {}
http {
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
    gzip on; gzip_proxied any; gzip_types *; gzip_min_length 1;
    upstream queue_backend { server localhost:{behind}; }
    server {
        listen 127.0.0.1:{port};
        location / {
            proxy_pass http://queue_backend;
            proxy_set_header X-Forwarded-For $remote_addr;
        }
    }
}
"""
_APACHE = """
ServerRoot {folder}
PidFile {folder}/apache.pid
ErrorLog {folder}/apache.log
ServerName localhost
Listen 127.0.0.1:{port}
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule filter_module {modules}/mod_filter.so
LoadModule deflate_module {modules}/mod_deflate.so
LoadModule proxy_module {modules}/mod_proxy.so
LoadModule proxy_http_module {modules}/mod_proxy_http.so
SetOutputFilter DEFLATE
ProxyPreserveHost On
ProxyPass / http://localhost:{behind}/
"""
_HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    compression algo gzip
frontend street
    bind 127.0.0.1:{port}
    default_backend queue
backend queue
    server queue localhost:{behind}
"""


def program(name: str) -> str | None:
    """Where this proxy is on this computer."""
    return shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")


@contextmanager
def before(name: str, behind: int, folder: Path) -> Iterator[int]:
    """This proxy before the server on the port `behind`; the port that it listens on."""
    port, path = free_port(), program(name)
    assert path is not None
    file = folder / f"{name}.conf"
    text = {"caddy": _CADDY, "nginx": _NGINX, "apache2": _APACHE, "haproxy": _HAPROXY}[name]
    values = {"port": port, "behind": behind, "folder": folder, "modules": _modules()}
    for word, value in values.items():
        text = text.replace(f"{{{word}}}", str(value))
    file.write_text(text)
    command = {
        "caddy": ["run", "--config", str(file), "--adapter", "caddyfile"],
        "nginx": ["-p", str(folder), "-c", str(file)],
        "apache2": ["-D", "FOREGROUND", "-f", str(file)],
        "haproxy": ["-db", "-f", str(file)],
    }[name]
    home = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    with (folder / f"{name}.out").open("w") as out:
        running = subprocess.Popen([path, *command], env=home, stdout=out, stderr=out)
    try:
        _wait_for(port, running, folder / f"{name}.out")
        yield port
    finally:
        running.terminate()
        try:
            running.wait(timeout=3)
        except subprocess.TimeoutExpired:
            # Caddy waits for streams to end.
            running.kill()
            running.wait(timeout=15)


def _modules() -> str:
    places = ("/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/libexec/apache2")
    return next((place for place in places if Path(place).is_dir()), "")


def _wait_for(port: int, running: subprocess.Popen[bytes], out: Path) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if running.poll() is not None:
            raise AssertionError(out.read_text())
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"it did not listen within 30 s: {out.read_text()}")
