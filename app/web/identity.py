"""Who is signed in: the owner of one store, in one browser."""

import secrets

from flask import after_this_request, request, session
from flask_login import login_user
from werkzeug.wrappers import Response as BaseResponse

from app.display import languages
from app.extensions import login
from app.models import Owner, Store
from app.security import known_browsers, tokens
from app.security.sessions import ROUTE
from app.web import limits
from app.web.request import from_htmx, see_other


def sign_in(store: Store) -> None:
    """Sign this browser in as the store's owner."""
    session.clear()
    session.permanent = True
    # Tells this browser's streams from those of the owner's other devices.
    session["id"] = secrets.token_hex(8)
    session[ROUTE] = tokens.route_to(store.id)
    login_user(Owner.of(store))
    whose = limits.mailbox(store.email)
    after_this_request(lambda response: known_browsers.remember(response, whose))


@login.user_loader
def _signed_in(key: str) -> Owner | None:
    """The owner, who is spoken to in the store's language from here on."""
    owner = Owner.of_session(key, session.get("id", ""))
    # Templates ask who is signed in, too: what is drawn of somebody else's store stays as it is.
    if owner is not None and languages.chosen() is None:
        languages.speak(owner.language)
    return owner


@login.unauthorized_handler
def _ask_to_sign_in() -> BaseResponse:
    if from_htmx():
        return see_other("session.signin")
    wanted = request.path if request.method == "GET" else None
    return see_other("session.signin", next=wanted)
