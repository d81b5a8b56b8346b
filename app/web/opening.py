"""Opening a store, be it by the form or by a program."""

from collections.abc import Sequence
from typing import Any

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
    store = _written(
        again,
        email=email,
        password_hash=password_hash,
        name=name,
        description=description,
        timezone=timezone,
        queue_names=queue_names,
        base_url=base_url(),
        now=now,
        hours=config().store_hours,
    )
    if store is None:
        return None
    confirmed = bool(store.email_confirmed_at)
    if limits.may_mail("welcome", store.email, confirmed=confirmed):
        link = confirm.url(config().secret_key, store, base_url())
        letters.welcome(store, base_url(), "" if confirmed else link, now)
    return store


def _written(again: Reopening | None, **about: Any) -> Store | None:
    """The store, in the transaction; None if its address has one."""
    store = Store.open(**about, board_token=tokens.mint(config().secret_key))
    store.home_network = limits.unreadable_network()
    if again:
        again.settle(store)
        if Store.id_by_board_token(store.board_token):
            # Opened again from an older report while that store is open: its screens stay its own.
            store.board_token = tokens.mint(config().secret_key)
        # Whoever has the link got it by mail at this address.
        if again.store.get("email") == store.email:
            store.confirm_email(about["now"])
    try:
        db.session.flush()
    except IntegrityError as error:
        db.session.rollback()
        # Of two orders at the same moment the database lets one in: with one address …
        if "uq_store_email" in str(error.orig):
            return None
        # … or out of one link. By now the other store is seen.
        if "uq_store_board_token" in str(error.orig):
            return _written(again, **about)
        raise
    return store
