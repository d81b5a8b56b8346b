"""Whose network a request comes from, for counting: an address of IPv6 is one of billions."""

import hashlib
import re
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from flask import request

# As RFC 7239 (6) writes it, and proxies in X-Forwarded-For: in brackets, with a port, in quotes.
_WRITTEN = re.compile(r"\[([^\[\]]+)\](?::[0-9]+)?|([0-9.]+):[0-9]+")
# What is translated from IPv4 ends in the address that it had: RFC 6052 (2.1), 8215 and 7915.
_TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96")))

_OF_ONE, _AROUND = 16, 8
"""Characters of what stands for a network, and of what stands before it for those around it."""

UNKNOWN = "unknown"
"""The network of whoever has no address that can be read."""


@lru_cache(maxsize=10_000)
def network_of(address: str) -> str:
    """The network that one customer of a provider has: an address of IPv4, a /64 of IPv6."""
    try:
        found = _read(address)
    except ValueError:
        return UNKNOWN
    if isinstance(found, IPv6Address):
        found = _within(found) or found
    if isinstance(found, IPv4Address):
        return f"{found}/32"
    return str(ip_network((found, 64), strict=False))


def _read(address: str) -> IPv4Address | IPv6Address:
    """The address, without its port and without the interface here that it was reached by."""
    bare = address.strip().strip('"')
    if found := _WRITTEN.fullmatch(bare):
        bare = found[1] or found[2]
    return ip_address(bare.partition("%")[0])


def _within(address: IPv6Address) -> IPv4Address | None:
    """The address of IPv4 whose owner this one of IPv6 belongs to."""
    if any(address in network for network in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else None)


def visitors_network() -> str:
    """The network of whoever sends this request."""
    return network_of(request.remote_addr or "")


@lru_cache(maxsize=10_000)
def unreadable(key: str, network: str) -> str:
    """What stands for a network in the database. Nobody without the key can tell which it is.

    Those of IPv6 begin alike if they may be one customer's, who can have a /48: see `around`.
    """
    said = _digest(key, network, 8)
    if ":" not in network:
        return said
    return _digest(key, str(ip_network(network).supernet(new_prefix=48)), _AROUND // 2) + said


def around(unreadable_network: str) -> str:
    """What the networks begin with that may be the same customer's; "" if there are no others."""
    return unreadable_network[:_AROUND] if len(unreadable_network) > _OF_ONE else ""


def _digest(key: str, network: str, size: int) -> str:
    return hashlib.blake2b(network.encode(), key=key.encode()[:64], digest_size=size).hexdigest()
