"""Headers that every response carries."""

import base64
import hashlib

from flask import Flask, Response, g, request

_SECRET = ("/t/", "/b/", "/p/", "/j/", "/password/", "/confirm/", "/store")
_NOT_USED = "camera microphone geolocation payment usb serial midi hid"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Customers' URLs are their secret, so no page says where the visitor came from.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _NOT_USED.split()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_A_YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Set the headers on every response that does not say otherwise."""
    policy = _content_security_policy(app.jinja_env.get_template("customer.css").render())
    framed = policy.replace("frame-ancestors 'none'", "frame-ancestors *")
    https = app.config["SESSION_COOKIE_SECURE"]

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", framed if "framed" in g else policy)
        for name, value in _ALWAYS.items():
            headers.setdefault(name, value)
        # What may be kept says so itself. The rest is somebody's, or true only now: pages,
        # redirects to somebody's link, and what programs are answered.
        headers.setdefault("Cache-Control", "no-store")
        if request.path.lower().startswith(_SECRET):
            headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        if https or request.is_secure:
            headers.setdefault("Strict-Transport-Security", f"max-age={_A_YEAR}")
        return response


def let_frame() -> None:
    """Other pages may show this answer inside of them."""
    g.framed = True


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
