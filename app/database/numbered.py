"""Long statements, with PostgreSQL's placeholders: psycopg looks for its own anew each time."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg

_NAMED = re.compile(r"%(?:\((\w+)\)s|(%))")


def execute(
    connection: psycopg.Connection[Any], query: str, values: Mapping[str, object]
) -> psycopg.RawCursor[Any]:
    """Run it. What it returns comes binary, as is quicker for much."""
    text, names = numbered(query)
    cursor = psycopg.RawCursor(connection)
    return cursor.execute(text, [values[name] for name in names], binary=True)


@lru_cache(maxsize=100)
def numbered(query: str) -> tuple[str, tuple[str, ...]]:
    """The query with `$1` in the place of the first `%(name)s`, and the names in their order."""
    names: dict[str, int] = {}

    def placeholder(found: re.Match[str]) -> str:
        return found[2] or f"${names.setdefault(found[1], len(names) + 1)}"

    return _NAMED.sub(placeholder, query), tuple(names)
