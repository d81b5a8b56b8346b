"""What every route needs to know about the request it answers."""

import re

from flask import Response, abort, current_app, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.settings import Settings

# A name or an address and a port, no longer than a name can be (RFC 1035, 2.3.4).
_HOST = re.compile(r"(?=.{1,260}$)(\[[0-9a-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?", re.IGNORECASE)


def config() -> Settings:
    """How this deployment is set up."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def base_url() -> str:
    """Scheme and host for links that leave the browser: PUBLIC_URL, else what it asked for."""
    if public := config().public_url:
        # A proxy may say anything in its Host header, such as the name of its upstream.
        return public
    if not _HOST.fullmatch(request.host):
        abort(400)
    return request.host_url.rstrip("/")


def from_htmx() -> bool:
    """Whether a fragment is wanted rather than a page."""
    return "HX-Request" in request.headers


def go_to(location: str) -> Response:
    """303: what was asked for is a GET away. Without a body, which nobody would read."""
    return Response(status=303, headers={"Location": location})


def see_other(endpoint: str, **values: object) -> BaseResponse:
    """Go to one of our own pages, for htmx too."""
    location = url_for(endpoint, **values)  # type: ignore[arg-type]
    if from_htmx():
        # A redirect would be followed unseen; htmx goes to the page itself.
        return Response(status=204, headers={"HX-Redirect": location})
    return go_to(location)
