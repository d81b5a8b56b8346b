"""What a button or a field sends beside a form: numbers, ids, and what was shown."""

from uuid import UUID

from flask import abort, request

from app.forms import rules


def as_shown(name: str) -> str:
    """A field as it was shown; browsers send line breaks of their own, and NUL was never shown."""
    return request.form.get(name, "").replace("\r\n", "\n").replace("\0", "")


def counter() -> str:
    """Where this device calls to, as it remembers; nonsense is nothing."""
    try:
        return rules.counter(request.form.get("counter", ""))
    except ValueError:
        return ""


def number(name: str) -> int | None:
    """The number that a button sends; 404 if it is none."""
    try:
        return int(request.values[name]) if name in request.values else None
    except ValueError:
        abort(404)


def id_(name: str) -> UUID | None:
    """The id that a button or a field names; 404 if it is none."""
    given = request.values.get(name)
    return read_id(given) if given else None


def read_id(given: str) -> UUID:
    """The id that this is; 404 if it is none."""
    try:
        return UUID(given)
    except ValueError:
        abort(404)
