"""Whose network a request comes from, for counting: an address of IPv6 is one of billions."""

import hashlib
from functools import lru_cache
from ipaddress import ip_address, ip_network

from flask import request

_BITS = {4: 32, 6: 64}


@lru_cache(maxsize=10_000)
def network_of(address: str) -> str:
    """The network that one customer of a provider has: an address of IPv4, a /64 of IPv6."""
    try:
        found = ip_address(address)
    except ValueError:
        return "unknown"
    # An address of IPv4 that came through a socket of IPv6.
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    return str(ip_network((found, _BITS[found.version]), strict=False))


def visitors_network() -> str:
    """The network of whoever sends this request."""
    return network_of(request.remote_addr or "")


@lru_cache(maxsize=10_000)
def unreadable(key: str, network: str) -> str:
    """The same for each request of a network, and nobody without the key can tell which it is."""
    return hashlib.blake2b(network.encode(), key=key.encode()[:64], digest_size=8).hexdigest()
