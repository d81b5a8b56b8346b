"""Who may do what, and what they see. One module for each audience."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import Flask

from app.extensions import csrf
from app.routes import (
    account,
    address,
    board,
    dashboard,
    errors,
    find,
    join,
    later,
    line,
    ops,
    pausing,
    settings,
    slip,
    store,
    ticket,
)


def init_app(app: Flask) -> None:
    """Register the routes, the error pages and what the templates may use."""
    for module in (
        account,
        address,
        board,
        dashboard,
        find,
        join,
        later,
        line,
        ops,
        pausing,
        settings,
        slip,
        store,
        ticket,
    ):
        app.register_blueprint(module.bp)
    # Customers have no cookie that a foreign page could misuse: their URL is the secret.
    csrf.exempt(find.bp)
    csrf.exempt(join.bp)
    csrf.exempt(later.bp)
    csrf.exempt(ticket.bp)
    # Neither has whoever confirms an address.
    csrf.exempt(address.confirm)
    # These show the form again with what was typed; the FlaskForm of each checks the token.
    for view in (
        account.open_store,
        account.signin,
        account.forgot,
        account.reset,
        address.correct,
        line.add,
        line.edit,
        pausing.tell,
        settings.of_store,
        settings.of_queue,
        settings.add_queue,
        store.close,
    ):
        csrf.exempt(view)
    errors.init_app(app)
    app.jinja_env.filters["standing"] = ticket.standing
    app.jinja_env.globals["url_for"] = _paths(app)


def _paths(app: Flask) -> Callable[..., str]:
    """Templates link by path alone, so that streams can draw them without a request."""
    adapter = app.url_map.bind("")
    static = Path(app.static_folder or "")

    @cache
    def version(filename: str) -> str:
        # A changed file gets a new URL, so that the old one may be cached for a year.
        return f"{(static / filename).stat().st_mtime_ns:x}"

    def path_for(endpoint: str, **values: object) -> str:
        if endpoint == "static":
            values["v"] = version(str(values["filename"]))
        return adapter.build(endpoint, values)

    return path_for
