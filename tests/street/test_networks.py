"""Whose address a request comes from, as proxies and networks of every kind write it."""

from __future__ import annotations

import pytest

from app.security.networks import network_of

ONE, OTHER = "203.0.113.9/32", "203.0.113.10/32"
HERE = "2001:db8:0:1::/64"
WRITTEN = [
    ("203.0.113.9", ONE),
    ("203.0.113.9:51234", ONE),  # with the port, as Azure and IIS pass it on
    (" 203.0.113.9 ", ONE),
    ('"203.0.113.9:80"', ONE),
    ("2001:db8:0:1::7", HERE),
    ("2001:DB8:0:1:0:0:0:7", HERE),
    ("[2001:db8:0:1::7]", HERE),
    ("[2001:db8:0:1::7]:443", HERE),
    ('"[2001:db8:0:1::7]:443"', HERE),
    ("fe80::7%eth0", "fe80::/64"),
    ("[fe80::7%25wlan0]:80", "fe80::/64"),
    # Addresses of IPv4 in those of IPv6, which would all be of one network.
    ("::ffff:203.0.113.9", ONE),
    ("[::ffff:cb00:7109]:443", ONE),
    ("64:ff9b::203.0.113.9", ONE),
    ("64:ff9b::203.0.113.10", OTHER),
    ("64:ff9b:1::203.0.113.9", ONE),
    ("::ffff:0:203.0.113.9", ONE),
    ("2001:0:4136:e378:8000:63bf:34ff:8ef6", ONE),  # Teredo
    ("2002:cb00:7109:1::1", ONE),  # 6to4
    *(
        (nobody, "unknown")
        for nobody in ("", "unknown", "_hidden", "[", "[::1", "203.0.113.9:", "%")
    ),
    *((nobody, "unknown") for nobody in ("203.0.113.9, 10.0.0.2", "203.0.113.9:x", "1" * 99)),
]


@pytest.mark.parametrize(("written", "network"), WRITTEN)
def test_network_is_read_however_its_address_is_written(written: str, network: str) -> None:
    assert network_of(written) == network
