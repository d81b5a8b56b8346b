"""The id of a request: in each line that the log has about it, and on the page that says sorry."""

import re
import secrets

from flask import Flask, g, has_request_context, request

from app.telemetry import logs
from app.web.request import config

_FROM_PROXY = re.compile(r"[\w.:-]{8,64}", re.ASCII)


def init_app(_app: Flask) -> None:
    """Let the log know it."""
    logs.request_id[:] = [current]


def current() -> str:
    """The id of the request that is being answered; "" if there is none.

    The nearest proxy's where there is one, so that both logs say the same; else made when it is
    asked for, since most requests are never spoken of.
    """
    if not has_request_context():
        return ""
    if "request_id" not in g:
        given = request.headers.get("X-Request-ID", "") if config().proxy_hops else ""
        g.request_id = given if _FROM_PROXY.fullmatch(given) else secrets.token_hex(6)
    found: str = g.request_id
    return found
