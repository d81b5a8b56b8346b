"""Where the database is, in the words that its own library reads."""

from psycopg.conninfo import make_conninfo
from sqlalchemy import make_url


def for_libpq(url: str) -> str:
    """A connection string for psycopg; raises psycopg.ProgrammingError for unknown words.

    SQLAlchemy's own text of a URL is none: it writes blanks as "+", or leaves them as they are.
    """
    parsed = make_url(url)
    _, named = parsed.get_dialect()().create_connect_args(parsed)
    return make_conninfo(**named)
