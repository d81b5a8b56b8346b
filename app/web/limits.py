"""How often anybody may try what: the keys by which tries are counted."""

import hashlib
from ipaddress import ip_address, ip_network

from flask import request
from flask_limiter.util import get_remote_address
from flask_login import current_user

from app.forms import rules
from app.web.request import settings

MAILS = "30 per day"
"""How many mails anybody may have sent to one mailbox, whichever form they use."""


def typed_address() -> str:
    """Whose mailbox the typed address is: what is behind a + makes no other."""
    return mailbox(request.form.get("email", ""))


def mailbox(typed: str) -> str:
    """The same of an address that was sent in another way."""
    try:
        local, _, domain = rules.email(typed).lower().rpartition("@")
    except ValueError:
        return typed[:254]
    return f"{local.partition('+')[0]}@{domain}"


def visitor_and_typed_address() -> str:
    """Anybody's tries at one mailbox."""
    return f"{get_remote_address()} {typed_address()}"


def owner() -> str:
    """The owner who is signed in, from wherever."""
    return current_user.get_id() or get_remote_address()


def unreadable_network() -> str:
    """The visitor's network, so that nobody can read it: a network has many addresses of IPv6."""
    try:
        address = ip_address(get_remote_address())
    except ValueError:
        network = "unknown"
    else:
        length = 64 if address.version == 6 else 32
        network = str(ip_network((address, length), strict=False))
    key = settings().secret_key.encode()[:64]
    return hashlib.blake2b(network.encode(), key=key, digest_size=8).hexdigest()
