"""Headers that every response carries."""

import base64
import hashlib

from flask import Flask, Response


def init_app(app: Flask) -> None:
    """Set the headers on every response that does not say otherwise."""
    policy = _content_security_policy(app.jinja_env.get_template("customer.css").render())

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        # Customers' URLs are their secret, so no page says where the visitor came from.
        response.headers.setdefault("Referrer-Policy", "no-referrer")
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
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
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )
