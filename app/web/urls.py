"""How URLs are read and written: sealed tokens, and paths for templates."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.routing import BaseConverter

from app.security import tokens
from app.web import static_files

# A link that people are sent, and what a program left behind it that has a slash in it: …/, …</a>
_WITH_A_SLASH = re.compile(
    r"(/[Jj]/[^/<&\"]++|/(?:[tbp]|tv|confirm|password/reset)/[\w.-]*\w)"
    r"(?:\.*/+(?=\W|$)|\.*[^\w./-]).*",
    re.ASCII | re.DOTALL,
)

_PLAIN = re.compile(r"[\w.-]*", re.ASCII)


def meant_by(path: str) -> str | None:
    """The path of a link behind which something was left that makes another path of it."""
    found = _WITH_A_SLASH.fullmatch(path)
    return quote(found[1]) if found else None


class UnknownLink(NotFound):
    """A link with a token that this product never gave out, or a part of one that it did.

    `whole` is the token if enough of it is there.
    """

    def __init__(self, whole: str | None = None) -> None:
        super().__init__()
        self.whole = whole


def init_app(app: Flask) -> None:
    """Let routes name `<sealed:token>`, and templates link. Before any route is registered."""
    key = app.config["SETTINGS"].secret_key

    class SealedToken(BaseConverter):
        """A token of `tokens.mint`: no view ever sees another."""

        def to_python(self, value: str) -> str:
            for token in (value, tokens.trimmed(value)):
                if tokens.genuine(key, token):
                    return token
            raise UnknownLink(tokens.completed(key, value))

    class TrimmedToken(BaseConverter):
        """A signed token, without what a mail program left behind it."""

        def to_python(self, value: str) -> str:
            return tokens.trimmed(value)

    app.url_map.converters.update(sealed=SealedToken, trimmed=TrimmedToken)
    app.jinja_env.globals["url_for"] = _paths(app)


def _paths(app: Flask) -> Callable[..., str]:
    """Templates link by path alone, so that streams can draw them without a request."""
    adapter = app.url_map.bind("")
    static = Path(app.static_folder or "")

    @cache
    def version(filename: str) -> str:
        # A changed file gets a new URL, so that the old one may be cached for a year; so does the
        # one that has it in it.
        file = static / filename
        files = (file, *static_files.imported(file))
        return f"{max(one.stat().st_mtime_ns for one in files):x}"

    @cache
    def in_path(endpoint: str) -> set[str]:
        return set().union(*(rule.arguments for rule in app.url_map.iter_rules(endpoint)))

    def path_for(endpoint: str, **values: object) -> str:
        if endpoint == "static":
            values["v"] = version(str(values["filename"]))
        parts = in_path(endpoint)
        query = [
            (name, str(value))
            for name, value in values.items()
            if value is not None and name not in parts
        ]
        # Werkzeug takes longer over what follows the path than over the path.
        if query and all(_PLAIN.fullmatch(value) for _name, value in query):
            path = adapter.build(
                endpoint, {name: value for name, value in values.items() if name in parts}
            )
            return f"{path}?{'&'.join([f'{name}={value}' for name, value in query])}"
        return adapter.build(endpoint, values)

    return path_for
