"""What every route needs to know about the request it answers."""

import re
from typing import TYPE_CHECKING

import flask
from flask import Response, abort, current_app, request, url_for
from werkzeug.datastructures import Headers, ImmutableMultiDict
from werkzeug.sansio.http import parse_cookie
from werkzeug.utils import cached_property
from werkzeug.wrappers import Response as BaseResponse

from app.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

# A name or an address and a port, no longer than a name can be (RFC 1035, 2.3.4).
_HOST = re.compile(r"(?=.{1,260}$)(\[[0-9a-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?", re.IGNORECASE)


# As it stands in a header already: `iri_to_uri` would take a lone ? or # from its end, no more.
_URI = re.compile(r"[A-Za-z0-9/._~?=&#-]*")


class Request(flask.Request):
    """Flask's. Its cookies are where WSGI has put them: to go through all headers for them takes
    longer than most that follows."""

    @cached_property
    def cookies(self) -> ImmutableMultiDict[str, str]:
        """The cookies by their names."""
        sent = self.environ.get("HTTP_COOKIE")
        return parse_cookie(sent, ImmutableMultiDict)  # type: ignore[return-value]


class Answer(flask.Response):
    """Flask's. The headers of most are ready as they are, and those of the rest Werkzeug makes."""

    def get_wsgi_headers(self, environ: "WSGIEnvironment") -> Headers:
        """Those that are sent: with the length, and where somebody is sent to as a URI."""
        headers = self.headers
        is_usual = self.is_sequence and self.status_code in (200, 303)
        if not (is_usual and _URI.fullmatch(headers.get("Location", ""))):
            return super().get_wsgi_headers(environ)
        if "Content-Length" not in headers:
            headers["Content-Length"] = str(sum(map(len, self.iter_encoded())))
        return headers


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
    return Answer(status=303, headers={"Location": location})


def see_other(endpoint: str, **values: object) -> BaseResponse:
    """Go to one of our own pages, for htmx too."""
    location = url_for(endpoint, **values)  # type: ignore[arg-type]
    if from_htmx():
        # A redirect would be followed unseen; htmx goes to the page itself.
        return Response(status=204, headers={"HX-Redirect": location})
    return go_to(location)
