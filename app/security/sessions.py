"""The owner's session. Without a cookie there is none, and it costs nothing: all customers."""

import re
from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadData, BadSignature

from app.security.signed import VerifiedOnce

ROUTE = "route"
"""Where a session keeps what its store's tokens begin with."""


_WHOSE = ("_user_id", "id")
"""What a session of ours always has: the key of its owner, and its own name."""
_NAME = re.compile(r"[!-~]{1,200}")
_KINDS = {"csrf_token": _NAME, ROUTE: re.compile(r"[0-9a-z]{4}-")}
"""What else it may have is written so."""
_FLASHES = "_flashes"
_SAYABLE = re.compile(r"[^\0\ud800-\udfff]*")


class _Routed(VerifiedOnce):
    """The route to the store stands before what is signed, where a proxy can read it."""

    def dumps(self, obj: Any, salt: str | bytes | None = None) -> str:
        """Signed, behind the route."""
        return f"{obj.get(ROUTE, '')}{super().dumps(obj, salt)}"

    def loads(self, s: str | bytes, *args: Any, **more: Any) -> Any:
        """What was signed, with a route before it or without."""
        # A cookie without a route is older, and begins with the letters of `{"` in base64.
        signed = s if isinstance(s, str) else s.decode()
        try:
            found = super().loads(signed[5:] if signed[4:5] == "-" else signed, *args, **more)
        except BadData as error:
            # What is signed and can't be read is to Flask what isn't signed.
            raise BadSignature(str(error)) from error
        # What is kept is that of other requests too, and Flask adds to this list.
        said = {_FLASHES: [*found[_FLASHES]]} if _FLASHES in found else {}
        return {**found, **said}

    def fit(self, signed: Any) -> Any:
        """Of a session what is as we say it."""
        if not isinstance(signed, dict):
            raise BadSignature("no session")
        return _fit(signed)


def _fit(found: dict[str, Any]) -> dict[str, Any]:
    """What of it is as we say it. The key may sign for others too, or did for another version: who
    has no name that the database could know is nobody."""
    odd = {name for name, kind in _KINDS.items() if not _is(kind, found.get(name))}
    if not all(_is(_NAME, found.get(name)) for name in _WHOSE):
        odd.update(_WHOSE)
    fit = {name: is_ for name, is_ in found.items() if name not in odd}
    if _FLASHES in fit:
        fit[_FLASHES] = _flashes(fit[_FLASHES])
    return fit


def _flashes(found: Any) -> list[tuple[str, str]]:
    """What is to be said with the next page: kinds and words."""
    pairs = found if isinstance(found, list) else []
    return [(pair[0], pair[1]) for pair in pairs if _is_flash(pair)]


def _is_flash(pair: Any) -> bool:
    of_two = isinstance(pair, tuple | list) and len(pair) == 2
    return of_two and all(_is(_SAYABLE, part) for part in pair)


def _is(kind: re.Pattern[str], said: object) -> bool:
    return isinstance(said, str) and bool(kind.fullmatch(said))


class OwnersSession(SecureCookieSessionInterface):
    """Flask's own signed cookie, looked at only where there is one."""

    def __init__(self) -> None:
        self._serializer: VerifiedOnce | None = None

    def get_signing_serializer(self, app: Flask) -> VerifiedOnce | None:
        """Flask's, made once: the key of a running application never changes."""
        if self._serializer is None:
            self._serializer = _Routed(
                app.secret_key or "",
                salt=self.salt,
                serializer=self.serializer,
                signer_kwargs={
                    "key_derivation": self.key_derivation,
                    "digest_method": self.digest_method,
                },
            )
        return self._serializer

    def get_cookie_secure(self, app: Flask) -> bool:
        """Over HTTPS the cookie stays there, also where only the proxy knows that it is."""
        return request.is_secure or super().get_cookie_secure(app)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session of the request's cookie, or an empty one."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie if anything has changed."""
        if session.modified:
            super().save_session(app, session, response)
        elif session.accessed:
            # All that Flask does then: a session of ours is never prolonged.
            response.vary.add("Cookie")
