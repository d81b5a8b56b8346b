"""A plain page for everything that goes wrong; never a traceback."""

import psycopg
from flask import Flask, Response, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString
from flask_limiter import RateLimitExceeded
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy import event, exc
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    ServiceUnavailable,
    TooManyRequests,
)

from app.database import outage
from app.extensions import db, limiter, login
from app.models import Store
from app.security import passwords
from app.telemetry import metrics, refusals
from app.telemetry.refusals import Refused
from app.web import problems, request_id
from app.web.request import from_htmx, go_to, see_other
from app.web.urls import UnknownLink, meant_by

_WORDS = {
    404: (
        _l("There is nothing here"),
        _l("Check the link, or start again from the front page."),
    ),
    405: (
        _l("That can't be done here"),
        _l("Go back and use the buttons on the page."),
    ),
    413: (_l("That was too much"), _l("Please send less text.")),
    415: (_l("That is no form"), _l("Go back and use the buttons on the page.")),
    429: (_l("Too many tries"), _l("Please wait a few minutes, then try again.")),
    500: (
        _l("Something went wrong on our side"),
        _l("Please try again in a moment."),
    ),
    503: (_l("Too busy just now"), _l("Please try again in a moment.")),
}
"""What a page is called and says, by its status."""
_UNKNOWN = (_l("That didn't work"), _l("Go back, reload the page and try again."))
_SIGNS = {404: "map-pin", 429: "clock", 503: "clock"}
"""The icons of the pages that are about something else than a mistake."""


def init_app(app: Flask) -> None:
    """Answer errors with pages that say what to do."""
    app.register_error_handler(CSRFError, _stale_page)
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(psycopg.OperationalError, _once_more)
    app.register_error_handler(exc.TimeoutError, _too_busy)
    app.register_error_handler(passwords.TooMany, _too_many_passwords)
    app.register_error_handler(exc.OperationalError, _once_more)
    event.listen(db.session, "before_commit", lambda _session: setattr(g, "committing", True))


def _once_more(error: Exception) -> ResponseReturnValue:
    """The database went away under a request: do it again, which waits until it is back.

    Not if it was committing, since nobody can tell whether it had; then the person is asked. Nor if
    the database is there and something took too long: it would once more.
    """
    db.session.rollback()
    if not outage.is_outage(error):  # a statement or a lock that took too long
        metrics.failed(type(error).__name__)
        current_app.logger.warning("%s in %s", type(error).__name__, request.endpoint)
    if "again" in g or "committing" in g or outage.took_too_long(error):
        return _without_database(retry_after=1)
    g.again = True
    try:
        return current_app.dispatch_request()
    except HTTPException as answer:
        return _page(answer)
    except (psycopg.OperationalError, exc.OperationalError, exc.TimeoutError):
        return _without_database(retry_after=5)


def _too_busy(_error: exc.TimeoutError) -> Response:
    """All connections to the database were taken for too long."""
    metrics.failed("TooBusy")
    return _without_database(retry_after=5)


def _without_database(retry_after: int) -> Response:
    # The page asks for whoever is signed in, which only the database knows.
    g._login_user = login.anonymous_user()
    return _page(ServiceUnavailable(retry_after=retry_after))


def _too_many_passwords(_error: passwords.TooMany) -> Response:
    refusals.count(Refused.HASHES)
    return _page(TooManyRequests(retry_after=5))


def _stale_page(_error: CSRFError) -> Response:
    refusals.count(Refused.STALE)
    return respond(
        422,
        _l("This page was out of date"),
        _l("Nothing was changed. Go back, reload the page and try again."),
    )


def _page(error: HTTPException) -> Response:
    # Lazy words: to draw the page finds out who is signed in, and so which language is spoken.
    code = error.code or InternalServerError.code
    if error.response is not None or code < 400:
        return error.get_response()  # type: ignore[return-value]
    if code == 404 and _has_closed_meanwhile():
        if not problems.wanted():
            return see_other("session.signin")  # type: ignore[return-value]
        return problems.problem(410, _l("The store has closed"), _l("Its report went out by mail."))
    if error is request.routing_exception and (meant := meant_by(request.path)):
        return go_to(meant)
    title, advice = _words(code)
    ticket = ""
    if isinstance(error, UnknownLink):
        title = _l("This link is not complete")
        advice = _l(
            "Its end is missing. Open it again as you got it, or scan the code on the screen and "
            "choose “Find my ticket”."
        )
        ticket = _ticket(error.whole)
    response = respond(code, title, advice, ticket)
    if isinstance(error, RateLimitExceeded):
        at_the_door = request.endpoint == "session.signin"
        refusals.count(Refused.SIGN_IN if at_the_door else Refused.LIMIT)
        response.headers["Retry-After"] = str(limiter.seconds_to_wait())
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def _words(code: int) -> tuple[LazyString, LazyString]:
    if not problems.wanted():
        return _WORDS.get(code, _UNKNOWN)
    return problems.WORDS.get(code) or _WORDS.get(code, problems.WORDS[400])


def _has_closed_meanwhile() -> bool:
    """Whether the store of the owner or program that asks was there when the request came, and is
    no more: then what they asked for is not to be had, but their link is not wrong."""
    whose = g.caller.store_id if "caller" in g else getattr(current_user, "id", None)
    return whose is not None and Store.language_of(whose) is None


def _ticket(token: str | None) -> str:
    """Where a link to a ticket leads that lost its end but for so little; "" if that is unknown."""
    of_a_ticket = token and request.path.startswith("/t/")
    return url_for("ticket.page", token=token) if of_a_ticket else ""


def respond(
    code: int, title: str | LazyString, advice: str | LazyString, ticket: str = ""
) -> Response:
    """A page with this status; for htmx the flash alone, so that the page stays.

    `ticket` is the address of the one that somebody wants to see. For a program it is a problem
    with the same words.
    """
    if problems.wanted():
        return problems.problem(code, title, advice)
    # A stream that is refused is the page's business, not the person's.
    flash = from_htmx() and not (request.endpoint or "").endswith(".events")
    template = "_error_flash.html" if flash else "error.html"
    error_id = request_id.current() if code == 500 else ""
    said = {"title": title, "advice": advice, "ticket": ticket, "error_id": error_id}
    # What failed by no fault of theirs may work in a moment; a form would have to be sent again.
    said["again"] = code >= 500 and request.method in ("GET", "HEAD")
    said["sign"] = _SIGNS.get(code, "triangle-alert")
    return make_response(render_template(template, **said), code)
