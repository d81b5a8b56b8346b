"""How what programs send is read: JSON as its standard has it (RFC 8259), and one object.

What other readers take in another way, or two in two ways, is not guessed at: a key that is there
twice, NaN, another coding. An empty body is none: what was to be said may have been lost on the
way, and then whoever is first would be called, though another was named.
"""

import json
from collections import Counter
from typing import Any, NoReturn

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from webargs.flaskparser import FlaskParser, abort

_WORDS = {
    "Invalid input type.": _l("Please send a JSON object, such as {}."),
    "Field may not be null.": _l("Please send a value, and not null."),
    "Missing data for required field.": _l("Please send this, too."),
    "Not a valid string.": _l("Please send a text."),
    "Not a valid boolean.": _l("Please send true or false."),
    "Not a valid integer.": _l("Please send a whole number."),
    "Not a valid UUID.": _l("Please send an id."),
    "Unknown field.": _l("There is no such field."),
    "Not a valid list.": _l("Please send a list."),
}
"""What marshmallow says, in plainer words."""


class _Twice(Exception):
    """Keys that are there more than once."""


class Parser(FlaskParser):
    """webargs' own, but strict."""

    def load_querystring(self, req: Any, schema: Any) -> Any:
        """None of them twice."""
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            _refuse(422, {name: [_("This is there twice.")] for name in twice}, "query")
        return super().load_querystring(req, schema)

    def _raw_load_json(self, req: Any) -> Any:
        sent = req.get_data(cache=True)
        if not sent:
            _refuse(422, _("Please send a JSON object: {} if there is nothing to say."))
        try:
            return json.loads(
                sent.decode(), object_pairs_hook=_each_once, parse_constant=_no_constant
            )
        except UnicodeDecodeError:
            _refuse(400, _("Please send it in UTF-8."))
        except json.JSONDecodeError as error:
            where = {"line": error.lineno, "column": error.colno}
            _refuse(400, _("This is not JSON (line %(line)s, column %(column)s).", **where))
        except _Twice as twice:
            _refuse(422, {name: [_("This is there twice.")] for name in twice.args})
        # Lists in lists without end, numbers of more digits than anybody reckons with.
        except (RecursionError, ValueError):
            _refuse(400, _("This is not JSON that can be read."))


def plainly(said: object) -> str:
    """What is said of a field, in words that tell what to send."""
    return str(_WORDS.get(str(said), said))


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        times = Counter(name for name, _value in pairs)
        raise _Twice(*(name for name in times if times[name] > 1))
    return found


def _no_constant(name: str) -> NoReturn:
    _refuse(400, _("This is not JSON: %(name)s is no number.", name=name))


def _refuse(status: int, said: Any, location: str = "json") -> NoReturn:
    abort(status, messages={location: said if isinstance(said, dict) else {"body": [said]}})
