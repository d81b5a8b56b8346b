"""The blueprint of all that a token is needed for: who asks, and what went wrong."""

from typing import Any, NoReturn

from flask import Response, abort, g, make_response, request
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

from app import clock
from app.api import limits, reading
from app.api.document import Resources
from app.api.schemas import CustomerSchema, QueueSchema
from app.display import languages
from app.models.program import Caller, Program, Scope
from app.models.resources import Fields
from app.security import networks
from app.web import problems

bp = Resources("api", __name__, url_prefix="/api/v1")
bp.after_request(limits.tell)


def caller() -> Caller:
    """The program that asks."""
    found: Caller = g.caller
    return found


@bp.before_request
def _let_in() -> Response | None:
    """Nobody without a token, nobody too often, and whoever may only read changes nothing."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    is_bearer = kind.lower() == "bearer"
    found = Program.of_token(token.strip(), clock.now()) if is_bearer else None
    if found is None:
        limits.count_stranger(networks.visitors_network())
        response = problems.problem(
            401, _("Who is it?"), _("Send a token that an owner made in Settings, Programs.")
        )
        response.headers["WWW-Authenticate"] = 'Bearer realm="Queue System"'
        return response
    g.caller = found
    languages.speak(found.language)
    limits.count_program(found.id.hex)
    if found.scope is Scope.READ and request.method not in ("GET", "HEAD"):
        return problems.problem(
            403, _("This token may only read"), _("Make one that may work, too.")
        )
    return None


@bp.before_request
def json_alone() -> None:
    """Refuse with 422 what is not said to be JSON.

    Nothing of it would be read: whoever is first would be called, though another was named.
    """
    sent = request.content_length or "Transfer-Encoding" in request.headers
    if sent and not request.is_json:
        invalid("Content-Type", _("Please send application/json."))


@bp.errorhandler(400)
@bp.errorhandler(422)
def unreadable(error: HTTPException) -> Response:
    """What was sent is no JSON, or not what is asked for: each wrong field, and why."""
    data = getattr(error, "data", None) or {}
    errors: dict[str, list[str]] = {}
    for location in data.get("messages", {}).values():
        _collect(errors, "", location)
    title, detail = _("That didn't work"), _("Something in it needs another look.")
    return problems.problem(error.code or 422, title, detail, errors=errors or None)


def _collect(errors: dict[str, list[str]], field: str, said: Any) -> None:
    if isinstance(said, dict):
        for name, inner in said.items():
            _collect(errors, f"{field}.{name}" if field else str(name), inner)
        return
    # marshmallow's name for what is sent as a whole.
    field = "body" if field in ("", "_schema") else field
    errors[field] = [reading.plainly(word) for word in (said if isinstance(said, list) else [said])]


def invalid(field: str, why: str) -> NoReturn:
    """422: one field is wrong for a reason that only the store knows."""
    title, detail = _("That didn't work"), _("Something in it needs another look.")
    abort(make_response(problems.problem(422, title, detail, errors={field: [why]})))


def overtaken(why: str, *, customer: Fields | None = None, queue: Fields | None = None) -> NoReturn:
    """409: it is not as the program saw it any more, and this is how it is now."""
    fresh = QueueSchema().dump(queue) if queue else None
    if customer:
        fresh = CustomerSchema().dump(customer)
    abort(make_response(problems.problem(409, _("Somebody was faster"), why, fresh=fresh)))
