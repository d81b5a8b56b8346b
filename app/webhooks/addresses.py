"""Where messages may go: to public hosts over https, and to those that the deployer allows.

Owners type addresses that our server then connects to, so none may lead into its own network.
"""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from flask_babel import gettext as _

LONGEST_URL = 500
_PORTS = {"http": 80, "https": 443}
_OPEN = ip_network("2000::/3")
"""Where hosts of the open internet are (RFC 4291, 2.4)."""
_NOT_OPEN = [
    ip_network(net)
    for net in (
        # What leads on to an address of IPv4 inside of it: 6to4, Teredo is below.
        *("2002::/16", "192.88.99.0/24"),
        # For protocols and for books: each version of Python knows others of them as not global.
        *("2001::/23", "192.0.0.0/24", "2001:db8::/32", "3fff::/20"),
    )
]
"""Among them what isn't, by IANA's registries of special-purpose addresses (RFC 6890)."""


def checked(typed: str, allowed: Collection[str]) -> str:
    """The URL of a receiver; raises ValueError with words for the owner."""
    url = typed.strip()
    if len(url) > LONGEST_URL:
        raise ValueError(_("Please use at most %(most)s characters.", most=LONGEST_URL))
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(_like()) from None
    readable = url.isascii() and url.isprintable() and " " not in url
    if not readable or parts.username is not None or not host or port == 0 or "://" not in url:
        raise ValueError(_like())
    if is_allowed(parts, allowed) and parts.scheme in ("http", "https"):
        return url
    if parts.scheme != "https" or not _may_be_public(parts):
        raise ValueError(_like())
    return url


def is_allowed(parts: SplitResult, allowed: Collection[str]) -> bool:
    """Whether the deployer vouches for this host, or for this port of it."""
    host = (parts.hostname or "").lower()
    port = parts.port or _PORTS.get(parts.scheme)
    # An address of IPv6 with its port may stand there in brackets, as in a URL, or without.
    return any(way in allowed for way in (host, f"{host}:{port}", f"[{host}]:{port}"))


def _may_be_public(parts: SplitResult) -> bool:
    """Whether the host is an address of the open internet, or a name that may lead to one."""
    host = parts.hostname or ""
    literal = literal_address(host)
    if "[" in parts.netloc:
        # Not those either that say an address of IPv4: whoever means that can say so.
        alone = bool(re.fullmatch(r"\[[^\[\]]+\](:[0-9]*)?", parts.netloc))
        return (
            alone and isinstance(literal, IPv6Address) and literal in _OPEN and is_public(literal)
        )
    return "." in host and (literal is None or is_public(literal))


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host's name is by itself."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is somewhere on the open internet, and one machine."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return is_public(address.ipv4_mapped)
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        return False
    is_elsewhere = address.version == 6 and address not in _OPEN
    is_elsewhere = is_elsewhere or any(address in net for net in _NOT_OPEN)
    return address.is_global and not address.is_multicast and not is_elsewhere


def _like() -> str:
    return str(_("Please give a public address, like https://example.com/queue."))
