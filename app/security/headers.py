"""Headers that every response carries."""

import base64
import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SECRET = ("/t/", "/b/", "/p/", "/j/", "/tv/", "/password/", "/confirm/", "/store")
_NOT_USED = "camera microphone geolocation payment usb serial midi hid"
_ALWAYS = [
    *{
        "X-Content-Type-Options": "nosniff",
        # Customers' URLs are their secret, so no page says where the visitor came from.
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _NOT_USED.split()),
        "Cross-Origin-Opener-Policy": "same-origin",
    }.items()
]
_OURS_ALONE = ("Cross-Origin-Resource-Policy", "same-origin")
# A page in a frame that takes its origin away is a stranger to its own style sheets.
_EVERYBODYS = ("Cross-Origin-Resource-Policy", "cross-origin")
_NOT_FOUND_BY_SEARCH = ("X-Robots-Tag", "noindex, nofollow")
_NOT_KEPT = ("Cache-Control", "no-store")
_TLS_ONLY = ("Strict-Transport-Security", f"max-age={365 * 24 * 3600}")
_FRAMED = "queue_system.framed"


def init_app(app: Flask) -> None:
    """Set the headers on every response, whatever made it."""
    app.wsgi_app = _WithHeaders(  # type: ignore[method-assign]
        app.wsgi_app,
        _content_security_policy(app.jinja_env.get_template("customer.css").render()),
        https=app.config["SESSION_COOKIE_SECURE"],
    )


class _WithHeaders:
    """An application whose answers have these headers, too.

    As a layer around it, where headers are a plain list: a redirect at the door has little else.
    """

    def __init__(self, app: "WSGIApplication", policy: str, *, https: bool) -> None:
        self._app = app
        self._https = https
        self._always = [("Content-Security-Policy", policy), *_ALWAYS]
        # Without a word about it: "*" lets no player in that shows a file of its own.
        framed = policy.replace("; frame-ancestors 'none'", "")
        self._in_a_frame = [("Content-Security-Policy", framed), *_ALWAYS]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, *self._besides(environ, headers)], *more)

        return self._app(environ, start)

    def _besides(
        self, environ: "WSGIEnvironment", headers: list[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        more = [*(self._in_a_frame if _FRAMED in environ else self._always)]
        # What may be kept says so itself. The rest is somebody's, or true only now: pages,
        # redirects to somebody's link, and what programs are answered.
        if all(name.lower() != "cache-control" for name, _value in headers):
            more.append(_NOT_KEPT)
        static = environ["PATH_INFO"].startswith("/static/")
        more.append(_EVERYBODYS if static else _OURS_ALONE)
        if environ["PATH_INFO"].lower().startswith(_SECRET):
            more.append(_NOT_FOUND_BY_SEARCH)
        if self._https or environ["wsgi.url_scheme"] == "https":
            more.append(_TLS_ONLY)
        return more


def let_frame() -> None:
    """Other pages may show this answer inside of them."""
    request.environ[_FRAMED] = True


def clear_site_data(response: Response) -> Response:
    """Let the browser forget what it has kept of us, but for its cookies."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _content_security_policy(customer_style: str) -> str:
    # The customers' pages carry their stylesheet inside, for want of a second round trip. It is
    # known by its hash, and no other inline style or script is run.
    style = base64.b64encode(hashlib.sha256(customer_style.encode()).digest()).decode()
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'sha256-{style}'",
            "img-src 'self' data:",
            "manifest-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
