"""Who is signed in: the owner of one store, in one browser."""

import secrets
from contextlib import suppress
from uuid import UUID

from flask import abort, after_this_request, request, session
from flask_login import current_user, login_user
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.display import languages
from app.extensions import login
from app.models import Owner, Store
from app.models.owner import Session
from app.security import known_browsers, tokens
from app.security.sessions import ROUTE
from app.web import limits
from app.web.request import from_htmx, see_other

_STORE = "store"
"""Where a session keeps the store's id."""


def sign_in(store: Store) -> None:
    """Sign this browser in as the store's owner."""
    session.clear()
    session.permanent = True
    # Tells this browser's streams from those of the owner's other devices.
    session["id"] = secrets.token_hex(8)
    session[_STORE] = str(store.id)
    session[ROUTE] = tokens.route_to(store.id)
    login_user(Owner.of(store))
    whose = limits.mailbox(store.email)
    after_this_request(lambda response: known_browsers.remember(response, whose))


def owner() -> Owner:
    """Whoever is signed in; others are asked to sign in, whatever they wanted."""
    if not current_user.is_authenticated:
        abort(login.unauthorized())
    found: Owner = current_user._get_current_object()
    return found


def session_claimed() -> Session:
    """The session that this browser's cookie names. It is not looked up: the statement of a change
    does that (`app.models.change.MAY`), so a tap is one statement.

    For that alone. Whatever shows something of the store asks for the `owner`.
    """
    key, store_id = session.get("_user_id"), None
    with suppress(ValueError):  # of a session that another version began
        store_id = UUID(str(session.get(_STORE)))
    # A change without a key would not be a session's: nobody would ask whether it may be made.
    if not key or store_id is None:
        store_id, key = owner().id, owner().session_key
    return Session(store_id, key, session.get("id", ""))


@login.user_loader
def _signed_in(key: str) -> Owner | None:
    """The owner, who is spoken to in the store's language from here on."""
    owner = Owner.of_session(key, session.get("id", ""), clock.now())
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
