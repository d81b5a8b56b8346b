"""Where messages may go: to public hosts over https, and to those that the deployer allows.

Owners type addresses that our server then connects to, so none may lead into its own network.
"""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from flask_babel import gettext as _

LONGEST_URL = 500
# IPv6 addresses that lead on to an IPv4 address inside of them: NAT64, 6to4 and Teredo.
_LEAD_ON = [ip_network(net) for net in ("64:ff9b::/32", "2002::/16", "2001::/32", "::/96")]


def checked(typed: str, allowed: Collection[str]) -> str:
    """The URL of a receiver; raises ValueError with words for the owner."""
    url = typed.strip()
    if len(url) > LONGEST_URL:
        raise ValueError(_("Please use at most %(most)s characters.", most=LONGEST_URL))
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        raise ValueError(_like()) from None
    readable = url.isascii() and url.isprintable() and " " not in url
    if not readable or parts.username is not None or not host or "://" not in url:
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
    leads_on = any(address in net for net in _LEAD_ON)
    return address.is_global and not address.is_multicast and not leads_on


def _like() -> str:
    return str(_("Please give a public address, like https://example.com/queue."))
