"""Whether the database has room for the connections that the processes may open.

Without it they would start, and wait for connections that nobody gives back.
"""

from collections.abc import Iterator
from typing import Any

import psycopg

from app.checks import Finding
from app.environment.engines import FEWEST_CONNECTIONS
from app.settings import Settings

_BY_HAND = 2
"""Connections that are left for psql, backups and `flask` commands, if there is room for them."""
# Neither a role's nor a database's limit holds for superusers. -1 is no limit.
_QUESTION = """
SELECT rolsuper, rolconnlimit, datconnlimit,
    current_setting('max_connections')::int
    - current_setting('superuser_reserved_connections')::int
    - coalesce(current_setting('reserved_connections', true)::int, 0)
FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()
"""


def look(connection: psycopg.Connection[tuple[Any, ...]], settings: Settings) -> Iterator[Finding]:
    """Compare what the processes of this server may open with what the database lets in."""
    ((is_superuser, of_role, of_database, of_server),) = connection.execute(_QUESTION).fetchall()
    limits = () if is_superuser else (of_role, of_database)
    room = min([of_server, *(limit for limit in limits if limit >= 0)])
    processes = settings.web_concurrency
    used = settings.database_connections * processes
    if used > room:
        yield Finding(False, _too_many(room, processes, settings.database_connections))
        return
    said = f"room for {room} connections; {used} are used at most"
    if used + settings.database_connections > room:
        said = (
            f"{said}, which leaves none for one more process while workers are replaced: "
            "restart instead of SIGHUP, or lower DATABASE_CONNECTIONS"
        )
        yield Finding(None, said)
    else:
        yield Finding(True, said)


def _too_many(room: int, processes: int, each: int) -> str:
    told = "1 process" if processes == 1 else f"{processes} processes"
    said = f"The database lets in {room} connections; {told} of {each} need {processes * each}: set"
    fitting = max(room - _BY_HAND, processes * FEWEST_CONNECTIONS) // processes
    if fitting * processes <= room:
        return f"{said} DATABASE_CONNECTIONS={fitting}"
    if room < FEWEST_CONNECTIONS:
        return f"{said} its limit to {FEWEST_CONNECTIONS} or more"
    fewer = room // FEWEST_CONNECTIONS
    return f"{said} WEB_CONCURRENCY={fewer} and DATABASE_CONNECTIONS={FEWEST_CONNECTIONS}"
