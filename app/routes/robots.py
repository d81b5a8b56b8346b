"""For machines that come by: what crawlers may read, and whom to tell of a weakness."""

from datetime import timedelta
from email.utils import parseaddr

from flask import Blueprint, Response

from app import clock
from app.web.request import config

bp = Blueprint("robots", __name__)

_ROBOTS = """User-agent: *
Disallow: /store
Disallow: /b/
Disallow: /J/
Disallow: /p/
Disallow: /t/
"""
_GOOD_FOR = timedelta(days=180)


@bp.get("/robots.txt")
def robots() -> Response:
    """Nobody's link is for crawlers."""
    return Response(_ROBOTS, mimetype="text/plain")


@bp.get("/.well-known/security.txt")
def security() -> Response:
    """Whom to write to (RFC 9116): the sender of all mails."""
    address = parseaddr(config().mail_from)[1]
    until = (clock.now() + _GOOD_FOR).strftime("%Y-%m-%dT00:00:00Z")
    said = f"Contact: mailto:{address}\nExpires: {until}\nPreferred-Languages: en\n"
    return Response(said, mimetype="text/plain")
