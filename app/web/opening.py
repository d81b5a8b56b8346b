"""Opening a store, be it by the form or by a program."""

from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError

from app import clock
from app.extensions import db
from app.links import confirm
from app.links.reopen import Reopening
from app.mail import letters
from app.models import Store
from app.security import passwords, tokens
from app.web import limits
from app.web.request import base_url, config


def open_store(
    *,
    email: str,
    password: str,
    name: str,
    description: str,
    timezone: str,
    queue_names: Sequence[str],
    again: Reopening | None = None,
) -> Store | None:
    """A new store and the mail that says so, for the caller to commit.

    None, and nothing is kept, if the address has an open store.
    """
    password_hash = passwords.hash_password(password)
    limits.count_this()
    now = clock.now()
    store = Store.open(
        email=email,
        password_hash=password_hash,
        name=name,
        description=description,
        timezone=timezone,
        queue_names=queue_names,
        base_url=base_url(),
        board_token=tokens.mint(config().secret_key),
        now=now,
        hours=config().store_hours,
    )
    store.home_network = limits.unreadable_network()
    if again:
        again.settle(store)
        if Store.id_by_board_token(store.board_token):
            # Opened again from an older report while that store is open: its screens stay its own.
            store.board_token = tokens.mint(config().secret_key)
        # Whoever has the link got it by mail at this address.
        if again.store.get("email") == store.email:
            store.confirm_email(now)
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        if "uq_store_email" not in str(error.orig):
            raise
        # Two orders with one address at the same moment: the database lets one in.
        return None
    confirmed = bool(store.email_confirmed_at)
    if limits.may_mail("welcome", store.email, confirmed=confirmed):
        link = confirm.url(config().secret_key, store, base_url())
        letters.welcome(store, base_url(), "" if confirmed else link, now)
    return store
