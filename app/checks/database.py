"""Whether this database can hold the product. Needs psycopg alone, and so a moment only.

What is found here would else be a traceback at the start, or wrong pages much later.
"""

import re
from collections.abc import Iterator
from typing import Any

import psycopg

from app.checks import Finding, room
from app.settings import CHECKOUT, Settings

OLDEST = 14
"""The oldest major version of PostgreSQL that the statements are written for."""
_CONNECT_SECONDS = 5
_IN_A_MOMENT = ("starting up", "shutting down", "in recovery", "too many", "remaining connection")
"""What a server says that lets nobody in, and will."""
_REVISION = re.compile(r'^(down_)?revision(?:: \S+)? = "?([^"\n]+)"?$', re.MULTILINE)

Connection = psycopg.Connection[tuple[Any, ...]]


def look(settings: Settings) -> Iterator[Finding]:
    """All findings, or the one that there is no connection."""
    url = (settings.database_url or "").replace("postgresql+psycopg:", "postgresql:")
    try:
        with _connect(url) as connection:
            basic = [*_version(connection), *_encoding(connection)]
            yield from basic
            if any(finding.good is False for finding in basic):
                return  # what else there is to ask would be answered in riddles
            yield from _writable(connection)
            yield from _pooler(url, connection)
            yield from _schema_and_rights(connection)
            yield from room.look(connection, settings)
    except psycopg.Error as error:
        reason = str(error).strip().partition("\n")[0]
        said = f"The database can't be used ({reason}): check DATABASE_URL"
        yield Finding(False, said, passes=passes(error))


def passes(error: psycopg.Error) -> bool:
    """Whether the database may be there in a moment: nobody answers yet, or has room for us."""
    said = str(error)
    if not isinstance(error, psycopg.OperationalError) or said.startswith("connection is bad"):
        return False
    return "FATAL:" not in said or any(words in said for words in _IN_A_MOMENT)


def _connect(url: str) -> Connection:
    told: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(url)
    told.setdefault("connect_timeout", _CONNECT_SECONDS)
    return psycopg.connect(**told, autocommit=True)


def _ask(connection: Connection, question: str) -> Any:
    answer = connection.execute(question).fetchone()
    found = answer[0] if answer else None
    # Where the encoding is unknown, psycopg leaves text as it came.
    return found.decode() if isinstance(found, bytes) else found


def _version(connection: Connection) -> Iterator[Finding]:
    major = connection.info.server_version // 10_000
    said = f"PostgreSQL {major}"
    if major < OLDEST:
        said = f"The database is PostgreSQL {major}: {OLDEST} or newer is needed"
    yield Finding(major >= OLDEST, said)


def _encoding(connection: Connection) -> Iterator[Finding]:
    encoding = connection.info.parameter_status("server_encoding")
    said = f"encoding {encoding}"
    if encoding != "UTF8":
        said = (
            f"The database is kept in {encoding}, which can't hold all names: "
            "create one with ENCODING 'UTF8' TEMPLATE template0"
        )
    yield Finding(encoding == "UTF8", said)
    spoken = connection.info.parameter_status("client_encoding")
    if spoken != encoding:  # it is the same unless somebody says otherwise
        yield Finding(
            False, f"The connection speaks {spoken}: leave client_encoding out of DATABASE_URL"
        )
    isolation = _ask(connection, "SHOW default_transaction_isolation")
    if isolation != "read committed":
        yield Finding(
            False,
            f"Transactions are {isolation} by default: set default_transaction_isolation "
            "to 'read committed'",
        )


def _writable(connection: Connection) -> Iterator[Finding]:
    standby = _ask(connection, "SELECT pg_is_in_recovery()")
    if standby or _ask(connection, "SHOW default_transaction_read_only") == "on":
        yield Finding(
            False, "The database can only be read: DATABASE_URL must lead to the primary server"
        )


def _pooler(url: str, connection: Connection) -> Iterator[Finding]:
    """A pooler makes up the number of the server's process; one that shares a server's process
    among connections loses what is said of the session, and so LISTEN."""
    if connection.info.backend_pid == _ask(connection, "SELECT pg_backend_pid()"):
        yield Finding(True, "no pooler between")
        return
    connection.execute("SELECT set_config('queue_system.kept', 'yes', false)")
    with _connect(url) as other, other.transaction():
        theirs = _ask(other, "SELECT pg_backend_pid()")
        shared = _ask(connection, "SELECT pg_backend_pid()") == theirs
        kept = _ask(connection, "SELECT current_setting('queue_system.kept', true)") == "yes"
    said = "a pooler in session mode between"
    if shared or not kept:
        said = (
            "A pooler in transaction mode is between, which would lose LISTEN and locks: "
            "use its session mode, or connect to PostgreSQL itself"
        )
    yield Finding(kept and not shared, said)


def known_revisions() -> list[str]:
    """The migrations of this code, oldest first."""
    after: dict[str | None, str] = {}
    for file in (CHECKOUT / "migrations" / "versions").glob("*.py"):
        found = {bool(down): name for down, name in _REVISION.findall(file.read_text())}
        before = found.get(True)
        after[None if before in (None, "None") else before] = found[False]
    chain: list[str] = []
    while (following := after.get(chain[-1] if chain else None)) is not None:
        chain.append(following)
    return chain


def newer_than(known: list[str], applied: str) -> str:
    """What is said when the database was updated by newer code."""
    return (
        f"The database was updated to {applied} by a newer version of this code, which ends at "
        f"{known[-1]}: start the newer version, or restore a backup of before"
    )


def _schema_and_rights(connection: Connection) -> Iterator[Finding]:
    schema = _ask(connection, "SELECT current_schema()")
    if schema is None:
        yield Finding(False, "There is no schema that the role may use: see its search_path")
        return
    known, applied = known_revisions(), None
    # As text, so that a missing table is no error.
    if _ask(connection, "SELECT to_regclass('alembic_version')") is not None:
        if not _ask(connection, "SELECT has_table_privilege('alembic_version', 'SELECT')"):
            yield Finding(False, "The role may not read the tables that are there: make it owner")
            return
        applied = _ask(connection, "SELECT version_num FROM alembic_version")
    if applied is not None and applied not in known:
        yield Finding(False, newer_than(known, applied))
        return
    missing = len(known) - (known.index(applied) + 1 if applied else 0)
    said = f"schema {applied or 'empty'}"
    yield Finding(True, f"{said}, {missing} to be applied at start" if missing else said)
    if missing and not _ask(connection, "SELECT has_schema_privilege(current_schema(), 'CREATE')"):
        yield Finding(
            False,
            f'The role may not create tables in schema "{schema}": '
            f'GRANT CREATE ON SCHEMA "{schema}", or own the database',
        )
    yield from _rights(connection, to_be_changed=bool(missing))


_CLOSED = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
  AND relname <> 'alembic_version'
  AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT')
      AND has_table_privilege(oid, 'UPDATE') AND has_table_privilege(oid, 'DELETE'))
ORDER BY relname
"""
_FOREIGN = """
SELECT count(*) FROM pg_class
WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
  AND NOT pg_has_role(relowner, 'USAGE')
"""


def _rights(connection: Connection, *, to_be_changed: bool) -> Iterator[Finding]:
    closed = connection.execute(_CLOSED).fetchall()
    if closed:
        names = ", ".join(name for (name,) in closed)
        yield Finding(
            False, f"The role may not use {names}: GRANT SELECT, INSERT, UPDATE, DELETE ON them"
        )
    if to_be_changed and _ask(connection, _FOREIGN):
        yield Finding(False, "The tables are another role's, so they can't be updated: own them")
