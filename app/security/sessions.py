"""The owner's session. Without a cookie there is none, and it costs nothing: all customers."""

from typing import Any

from flask import Flask, Request, Response, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin

from app.security.signed import VerifiedOnce

ROUTE = "route"
"""Where a session keeps what its store's tokens begin with."""


class _Routed(VerifiedOnce):
    """The route to the store stands before what is signed, where a proxy can read it."""

    def dumps(self, obj: Any, salt: str | bytes | None = None) -> str:
        """Signed, behind the route."""
        return f"{obj.get(ROUTE, '')}{super().dumps(obj, salt)}"

    def loads(self, s: str | bytes, *args: Any, **more: Any) -> Any:
        """What was signed, with a route before it or without."""
        # A cookie without a route is older, and begins with the letters of `{"` in base64.
        signed = s if isinstance(s, str) else s.decode()
        found = super().loads(signed[5:] if signed[4:5] == "-" else signed, *args, **more)
        # What is kept is that of other requests too, and Flask adds to the list of what is to be
        # said with the next page.
        return {name: [*is_] if isinstance(is_, list) else is_ for name, is_ in found.items()}


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
