"""What goes wrong, as other programs are told: application/problem+json (RFC 9457)."""

from typing import Any

from flask import Response, current_app, request
from flask_babel import lazy_gettext as _l

MIMETYPE = "application/problem+json"
_PREFIX = "/api/"
"""Where paths for programs begin."""
WORDS = {
    400: (_l("That didn't work"), _l("Something in it needs another look.")),
    404: (
        _l("There is nothing here"),
        _l("Check the path and its ids: /api/v1/docs has all that there is."),
    ),
    405: (_l("That can't be done here"), _l("Allow has the methods that there are.")),
    413: (_l("That was too much"), _l("Please send at most 64 kB.")),
}
"""What a problem is called and says, by its status, where that is no page's word."""


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
