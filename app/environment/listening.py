"""Where it listens, what others call it, and whom it may call."""

import re
from collections.abc import Mapping

from app.environment.values import HOST, SettingsError, is_port, split_url, whole_number

_ADDRESS = re.compile(r"\[[0-9a-f:.%]+\]|[\w.-]+", re.IGNORECASE | re.ASCII)


def binds(given: Mapping[str, str]) -> tuple[str, ...]:
    """Where to listen, as gunicorn reads it: BIND, else HOST and PORT. Raises SettingsError."""
    port = whole_number(given, "PORT", default=8000, low=1, high=65535)
    if "BIND" not in given:
        host = given.get("HOST", "0.0.0.0")  # noqa: S104 - phones in the same network, and platforms
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        if not _ADDRESS.fullmatch(host):
            raise SettingsError("HOST must be an address, like 127.0.0.1, or :: for IPv6 as well")
        return (f"{host}:{port}",)
    several = tuple(bind.strip() for bind in given["BIND"].split(","))
    if not all(map(_is_bind, several)):
        raise SettingsError(
            "BIND must be like 127.0.0.1:8000, [::]:8000 or unix:/run/queue/socket, "
            "several with commas between them"
        )
    return several


def public_url(given: Mapping[str, str]) -> str | None:
    """What phones open, without a slash at the end. Raises SettingsError."""
    value = given.get("PUBLIC_URL")
    if value is None:
        return None
    example = "PUBLIC_URL must be like https://queue.example.com, with nothing after the host"
    url = split_url(value, example)
    host = url.hostname or ""
    extra = url.path.strip("/") or url.query or url.fragment or "@" in url.netloc
    if url.scheme not in ("http", "https") or extra or not HOST.fullmatch(host):
        raise SettingsError(example)
    host = f"[{host}]" if ":" in host else host
    return f"{url.scheme}://{host}" + (f":{url.port}" if url.port else "")


def webhook_hosts(given: Mapping[str, str]) -> frozenset[str]:
    """Hosts, or host:port, that owners' webhooks may lead to though they are not public, or not
    encrypted. Raises SettingsError."""
    hosts = given.get("WEBHOOK_HOSTS", "").lower().replace(",", " ").split()
    if not all(map(_is_webhook_host, hosts)):
        raise SettingsError(
            "WEBHOOK_HOSTS must be hosts with commas between, like till.local,10.0.0.5:8080"
        )
    return frozenset(host.strip("[]") if host.endswith("]") else host for host in hosts)


def _is_webhook_host(typed: str) -> bool:
    if _is_host(typed):
        return True
    host, _, port = typed.rpartition(":")
    return _is_host(host) and is_port(port)


def _is_host(typed: str) -> bool:
    """A name or an address; one of IPv6 may be in brackets."""
    bare = re.sub(r"^\[(.*:.*)\]$", r"\1", typed)
    return bool(HOST.fullmatch(bare))


def _is_bind(bind: str) -> bool:
    if bind.startswith("unix:"):
        return bind.startswith("unix:/") and bind.isprintable()
    host, _, port = bind.rpartition(":")
    return is_port(port) and bool(_ADDRESS.fullmatch(host))
