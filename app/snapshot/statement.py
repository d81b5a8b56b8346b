"""The SQL that reads one store at one moment, in one statement."""

from app.figures.signs import LATEST
from app.models import customer_row
from app.models.customer import DONE, IN_LINE

PAST = 2 * LATEST
"""So many of those who were last in a queue make its pace, with those in line: by when they were
called it needs fewer, but they are found by when they were done."""

# By the names that a `Snapshot` has for them.
_AS_THEY_ARE = [
    "version",
    "session_key",
    "board_token",
    "name",
    "description",
    "timezone",
    "country",
    "opened_at",
    "closes_at",
    "email",
    "paused",
    "language",
    "board_shows",
    "board_names_since",
    "crowded_at",
    "board_framed",
    "demo",
]
# Those who were called before the ones that are called now, the last one first.
_CALLED_BEFORE = f"""
SELECT array_agg(ticket) FROM (
    SELECT letter || number AS ticket FROM lines, LATERAL (
        SELECT number, ended_at FROM customer
        WHERE queue_id = lines.id AND {DONE} AND called_at IS NOT NULL
        ORDER BY ended_at DESC LIMIT 5
    ) AS latest ORDER BY ended_at DESC, letter, number LIMIT 5
) AS called
"""  # noqa: S608
STORE = {
    **{name: f"store.{name}" for name in _AS_THEY_ARE},
    "announcement": "store.notice",
    "email_is_confirmed": "store.email_confirmed_at IS NOT NULL",
    "email_is_refused": "store.email_refused_at IS NOT NULL",
    "join_code": "(SELECT code FROM join_code WHERE store_id = store.id AND replaced_by IS NULL)",
    "called_before": f"({_CALLED_BEFORE})",
    "scanned": "EXISTS (SELECT FROM pass WHERE store_id = store.id)",
}
_QUEUES = """
SELECT json_agg(json_build_object(
    'id', id, 'name', name, 'letter', letter, 'counter', counter, 'paused', paused,
    'most_waiting', most_waiting, 'minutes_guess', minutes_guess, 'retired', retired_at IS NOT NULL,
    'changes', changes, 'totals', totals
) ORDER BY position) FROM lines
"""


def _news(written: str) -> str:
    """Of a row `written` by this transaction: whether that may have been after the snapshot that is
    known. Others may be among them; what is kept is compared one by one."""
    return f"COALESCE(age({written}) <= age(%(horizon)s::text::xid8::xid), true) AS news"


def _versions_of(these: str) -> str:
    """Who they are, and by what transactions they were written."""
    return f"SELECT array_agg(id::text), array_agg(written::text) FROM {these}"  # noqa: S608


def _rows_of(these: str) -> str:
    """What is news of them."""
    return f"""
    SELECT {customer_row.COLUMNS}, customer.party_id
    FROM {these}, LATERAL (SELECT * FROM customer WHERE id = {these}.id OFFSET 0) AS customer
        JOIN store ON store.id = customer.store_id {customer_row.PARTY}
    WHERE {these}.news
    """  # noqa: S608


_OUT = "id, ended_at, place, number, customer.xmin AS written"
_LATEST = f"""
SELECT latest.* FROM lines, LATERAL (
    SELECT {_OUT} FROM customer WHERE queue_id = lines.id AND {DONE}
    ORDER BY ended_at DESC, place, number LIMIT %(history)s
) AS latest
"""  # noqa: S608 - made of our own words, like those below
_OF_THEIR_PARTIES = f"""
SELECT done.* FROM (
    SELECT id FROM party WHERE token = ANY(%(parties)s)
    UNION SELECT party_id FROM news_of_line WHERE party_size > 1
) AS party, LATERAL (
    SELECT {_OUT} FROM customer WHERE party_id = party.id AND {DONE} OFFSET 0
) AS done
"""  # noqa: S608
_PAST = f"""
SELECT array_agg(queue_id::text), array_agg(state), array_agg(joined_at), array_agg(called_at),
       array_agg(ended_at)
FROM lines LEFT JOIN known USING (id), LATERAL (
    SELECT * FROM customer WHERE queue_id = lines.id AND {DONE}
    ORDER BY ended_at DESC LIMIT {PAST}
) AS customer
WHERE known.changes IS DISTINCT FROM lines.changes
"""  # noqa: S608
# Only those that are newer than what is known; see `app.models.total`.
_QUARTERS = """
ARRAY(
    SELECT ROW(nth, joined, waits) FROM quarter
    WHERE store_id = %(store)s AND version >= %(version)s
)
"""
_LOAD = f"""
WITH known AS (
    SELECT * FROM unnest(%(queues)s::uuid[], %(changes)s::bigint[]) AS known (id, changes)
), lines AS MATERIALIZED (
    SELECT queue.*, COALESCE(total.changes, 0) AS changes, total.totals
    FROM queue, LATERAL (
        SELECT sum(changes)::bigint AS changes,
               json_agg(json_build_array(state, joined_via, surprise, people))
                   FILTER (WHERE people > 0) AS totals
        FROM total WHERE queue_id = queue.id
    ) AS total
    WHERE queue.store_id = %(store)s
), line AS MATERIALIZED (
    SELECT id, xmin AS written, {_news("xmin")} FROM customer
    WHERE store_id = %(store)s AND {IN_LINE} ORDER BY place, number
), news_of_line AS MATERIALIZED (
    {_rows_of("line")}
), others AS MATERIALIZED (
    SELECT id, written, {_news("written")} FROM (OTHERS) AS done
    ORDER BY ended_at DESC, place, number
), news AS (
    SELECT * FROM news_of_line UNION ALL {_rows_of("others")}
)
SELECT {", ".join(STORE.values())}, ({_QUEUES}), QUARTERS, past.*,
       pg_snapshot_xmin(pg_current_snapshot())::text, line.*, others.*, news.*
FROM store, LATERAL ({_PAST}) AS past,
     LATERAL ({_versions_of("line")}) AS line, LATERAL ({_versions_of("others")}) AS others,
     LATERAL (SELECT array_agg(id::text), {customer_row.ARRAYS} FROM news) AS news
WHERE store.id = %(store)s AND closes_at > %(now)s
"""  # noqa: S608
LINE = _LOAD.replace("OTHERS", _OF_THEIR_PARTIES).replace("QUARTERS", "NULL::int[]")
"""Those in line, and the others of their parties. Of whoever is written as in the snapshot before,
only by what transaction."""
LINE_AND_HISTORY = _LOAD.replace("OTHERS", f"{_LATEST} UNION {_OF_THEIR_PARTIES}").replace(
    "QUARTERS", _QUARTERS
)
"""The last ones of each queue besides, and the figures of the day."""
PARTIES = f"""
SELECT {customer_row.COLUMNS}
FROM party JOIN customer ON customer.party_id = party.id JOIN store ON store.id = party.store_id
WHERE party.token = ANY(%s) AND party.store_id = %s ORDER BY place, number
"""  # noqa: S608
