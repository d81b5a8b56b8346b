"""What goes wrong, as other programs are told: application/problem+json (RFC 9457)."""

from typing import Any

from flask import Response, current_app, request

MIMETYPE = "application/problem+json"
_PREFIX = "/api/"
"""Where paths for programs begin."""


def wanted() -> bool:
    """Whether it is a program that asks, and not a person."""
    return request.path.startswith(_PREFIX)


def problem(code: int, title: object, detail: object, **more: Any) -> Response:
    """A problem with this status; what is None is left out. The words are those of the pages."""
    members = {
        "type": "about:blank",
        "title": str(title),
        "status": code,
        "detail": str(detail),
        **{name: value for name, value in more.items() if value is not None},
    }
    response = Response(current_app.json.dumps(members), status=code, mimetype=MIMETYPE)
    response.headers["Cache-Control"] = "no-store"
    return response
