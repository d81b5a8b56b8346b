"""Browsers in which an owner has signed in: their tries are counted apart from everybody's.

So nobody who guesses, from wherever, keeps an owner out of the shop's own browser. The cookie says
nothing but that, opens nothing, and only owners have it.
"""

import hashlib
import secrets

from flask import Response, current_app, request
from itsdangerous import BadData

from app.security.signed import Dated

LIFETIME_SECONDS = 90 * 24 * 3600
_COOKIE = "known"


def remember(response: Response, mailbox: str) -> Response:
    """Let this browser be known for the owner of this mailbox, besides whose it was before."""
    token = _serializer().dumps([_id(mailbox) or secrets.token_hex(8), _digest(mailbox)])
    response.set_cookie(
        _name(),
        token,
        max_age=LIFETIME_SECONDS,
        secure=current_app.config["SESSION_COOKIE_SECURE"] or request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def known_as(mailbox: str) -> str | None:
    """What tells this browser from others, if this mailbox's owner has signed in with it."""
    return _id(mailbox) if _name() in request.cookies else None


def _id(mailbox: str) -> str | None:
    try:
        id_, digest = _serializer().loads(
            request.cookies.get(_name(), ""), max_age=LIFETIME_SECONDS
        )
    except (BadData, ValueError, TypeError):
        return None
    return str(id_) if digest == _digest(mailbox) else None


def _name() -> str:
    return f"__Host-{_COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else _COOKIE


def _digest(mailbox: str) -> str:
    key = str(current_app.secret_key).encode()[:64]
    return hashlib.blake2b(mailbox.encode(), key=key, digest_size=8).hexdigest()


def _serializer() -> Dated:
    return Dated(str(current_app.secret_key), salt="known browser")
