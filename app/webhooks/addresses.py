"""Where messages may go: to public hosts over https, and to those that the deployer allows.

Owners type addresses that our server then connects to, so none may lead into its own network.
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from flask_babel import gettext as _

LONGEST_URL = 500
_OPEN = ip_network("2000::/3")
"""Where hosts of the open internet are (RFC 4291, 2.4)."""
_NOT_OPEN = [ip_network(net) for net in ("2002::/16", "2001::/32", "192.0.0.0/24")]
"""Among them: addresses that lead on to one of IPv4 inside of them, 6to4 and Teredo. And what is
for protocols (RFC 6890), of which Python knows but a few."""


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
    literal = literal_address(host)
    if parts.scheme != "https" or "." not in host or (literal and not is_public(literal)):
        raise ValueError(_like())
    return url


def is_allowed(parts: SplitResult, allowed: Collection[str]) -> bool:
    """Whether the deployer vouches for this host, or for this port of it."""
    host = (parts.hostname or "").lower()
    return host in allowed or f"{host}:{parts.port}" in allowed


def literal_address(host: str) -> IPv4Address | IPv6Address | None:
    """The address that a host's name is by itself."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether it is somewhere on the open internet, and one machine."""
    mapped = getattr(address, "ipv4_mapped", None)
    if mapped is not None:
        return is_public(mapped)
    is_elsewhere = address.version == 6 and address not in _OPEN
    is_elsewhere = is_elsewhere or any(address in net for net in _NOT_OPEN)
    return address.is_global and not address.is_multicast and not is_elsewhere


def _like() -> str:
    return str(_("Please give a public address, like https://example.com/queue."))
