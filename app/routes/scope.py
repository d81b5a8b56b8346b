"""Whose store it is: every query of an owner starts from here, so no other store is ever found."""

from flask import abort, request
from flask_login import current_user

from app.database import signals
from app.database.moments import at_one_moment
from app.extensions import db
from app.models import Store
from app.web.request import see_other


def own_store() -> Store:
    """The store of whoever is signed in, with all that is known of it; to look at, as of one
    moment."""
    if request.method in ("GET", "HEAD"):
        at_one_moment()
    return db.session.get(Store, current_user.id) or abort(see_other("session.signin"))


def lock_own_store() -> Store:
    """From here to the end of the transaction nobody else changes the store; see it as it is."""
    if not signals.mark(current_user.id):
        abort(see_other("session.signin"))
    return db.session.get_one(Store, current_user.id, populate_existing=True)
