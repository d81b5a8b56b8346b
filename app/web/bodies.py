"""What may be sent to us: forms, and nothing that only looks like one.

Whatever counts tries or checks tokens reads the form. What reads anything else besides would pass
all of that by, so there is nothing else. The API reads what it takes by itself.
"""

from typing import NoReturn

from flask import Flask, request
from werkzeug.exceptions import UnsupportedMediaType

from app.telemetry import refusals
from app.telemetry.refusals import Refused
from app.web import problems

_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def init_app(app: Flask) -> None:
    """Refuse all else with 415, before anything looks at it: ahead of every extension."""
    app.before_request(_forms_alone)


def _forms_alone() -> None:
    # Nothing is read for a link that leads nowhere, such as a pass that was never given out.
    if request.routing_exception or problems.wanted():
        return
    said, mimetype = request.environ, request.mimetype
    length, kind = said.get("CONTENT_LENGTH"), said.get("CONTENT_TYPE")
    if not kind and length in (None, "", "0") and "HTTP_TRANSFER_ENCODING" not in said:
        return
    if mimetype not in _FORMS:
        _refuse()
    # No form of ours has room for a file, and a file that is named like a field is none.
    if mimetype == "multipart/form-data" and request.files:
        _refuse()


def _refuse() -> NoReturn:
    refusals.count(Refused.NO_FORM)
    raise UnsupportedMediaType
