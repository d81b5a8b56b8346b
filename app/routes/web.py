"""What every route needs to know about the request it answers."""

import re

from flask import Response, abort, current_app, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.database import signals
from app.extensions import db
from app.forms import rules
from app.models import Store
from app.settings import Settings

# A name or an address and a port, no longer than a name can be (RFC 1035, 2.3.4).
_HOST = re.compile(r"(?=.{1,260}$)(\[[0-9a-f:.]+\]|[\w.-]+)(:[0-9]{1,5})?", re.IGNORECASE)


def settings() -> Settings:
    """How this deployment is set up."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def base_url() -> str:
    """Scheme and host for links that leave the browser: PUBLIC_URL, else what it asked for."""
    if not _HOST.fullmatch(request.host):
        abort(400)
    return settings().public_url or request.host_url.rstrip("/")


def own_store() -> Store:
    """The store of whoever is signed in, with all that is known of it."""
    return db.session.get(Store, current_user.id) or abort(see_other("account.signin"))


def lock_own_store() -> Store:
    """From here to the end of the transaction nobody else changes the store; see it as it is."""
    if not signals.mark(current_user.id):
        abort(see_other("account.signin"))
    return db.session.get_one(Store, current_user.id, populate_existing=True)


def typed_address() -> str:
    """Whose mailbox the typed address is, for rate limits: what is behind a + makes no other."""
    typed = request.form.get("email", "")
    try:
        local, _, domain = rules.email(typed).lower().rpartition("@")
    except ValueError:
        return typed[:254]
    return f"{local.partition('+')[0]}@{domain}"


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
