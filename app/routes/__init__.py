"""One blueprint for each audience and purpose."""

from flask import Flask

from app.routes import (
    account,
    address,
    board,
    dashboard,
    demo,
    join,
    joins,
    line,
    lost_ticket,
    ops,
    password,
    pausing,
    postpone,
    programs,
    robots,
    session,
    settings,
    slip,
    store,
    ticket,
    tv,
)

_BLUEPRINTS = (
    *(account.bp, demo.bp, session.bp, password.bp, address.bp),
    *(dashboard.bp, line.bp, pausing.bp, programs.bp, settings.bp, slip.bp, store.bp, joins.bp),
    *(board.bp, tv.bp, join.bp, ticket.bp, postpone.bp, lost_ticket.bp),
    ops.bp,
    robots.bp,
)


def init_app(app: Flask) -> None:
    """Register every route."""
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
