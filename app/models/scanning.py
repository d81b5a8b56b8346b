"""A scan turns a join code into a pass: one statement, see `admission`.

Passes are few, so whoever takes many takes them from others. What a network has taken of late is
counted in the statement itself.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from psycopg.errors import UniqueViolation

from app import database
from app.database import signals
from app.models.admission import PASS_LIFETIME
from app.models.join_code import CODE_GRACE, CODE_LIFETIME
from app.models.told import Told
from app.security import networks, tokens

PASSES_PER_CODE = 3
"""For each of three kinds of visitors apart, so that nobody takes them from those of another: those
in the network in which the owner signed in, which is the shop's; those whose network has had no
pass of late, for whom there are twice as many; all others, of whom one network gets one less than
all. So whoever has the board's address and takes every code at once, from however many networks,
takes them from themselves."""
FIRST_PASSES = 1
"""A network with so many passes of late is none that comes for the first time any more."""
MOST_AROUND = 60
"""So many passes of late of all networks that may be one customer's (a /48 of IPv6 has 65,536), and
none of them comes for the first time any more. Together they hold no more than these without
joining, and take no more than one network does. It is more than the phones of one carrier in one
shop ever are at a time."""
MOST_UNSPENT = 25
"""Passes that a network may hold without joining, and as many more as it joined with; the shop's
own three times as many. A full shop of people who are just typing has no more."""
MANY, MANY_UNSPENT = 250, 20
"""From so many passes of one network in 20 minutes on, or unspent ones, the owner is told."""


def _lately(within: timedelta) -> str:
    return f"%(now)s - interval '{within.total_seconds():g} s'"


# What is the same in each scan stands in the statement itself: values cost time on their way.
_SCAN = """
WITH held AS (
    SELECT count(*) AS taken, count(*) FILTER (WHERE party_token IS NULL) AS unspent,
           count(*) FILTER (WHERE code = %(code)s) AS of_code
    FROM (
        SELECT party_token, code FROM pass
        WHERE store_id = (SELECT store_id FROM join_code WHERE code = %(code)s)
          AND network = %(network)s AND created_at > {recently}
        LIMIT 3 * %(bound)s
    ) AS recent
), near AS (
    SELECT count(*) AS around, count(*) FILTER (WHERE party_token IS NULL) AS unspent_around
    FROM (
        SELECT party_token FROM pass
        WHERE %(around)s <> '' AND %(bound)s > 0 AND store_id = (
                SELECT store_id FROM join_code WHERE code = %(code)s
            )
          AND network > %(around)s AND network < %(around)s || 'g' AND created_at > {recently}
        LIMIT GREATEST(%(bound)s, {most_around})
    ) AS recent
), target AS (
    UPDATE store SET version = version + 1, crowded_at = CASE
        WHEN home_network = %(network)s AND unspent >= 3 * {idle}
          OR home_network <> %(network)s AND (taken >= {many} OR unspent >= {idle})
        THEN %(now)s ELSE crowded_at END
    FROM held, near, join_code
    WHERE code = %(code)s AND store.id = join_code.store_id
      AND join_code.created_at > {alive}
      AND (replaced_at IS NULL OR replaced_at > {just_now})
      AND closes_at > %(now)s AND NOT paused
      AND CASE WHEN home_network = %(network)s THEN home_passes < {most}
               WHEN taken < {first} AND around < {most_around} THEN fresh_passes < 2 * {most}
               ELSE passes < {most} AND of_code < {most} - 1 END
      AND CASE WHEN home_network = %(network)s
          THEN (%(bound)s = 0 OR taken < 3 * %(bound)s) AND 2 * unspent < 3 * {unspent} + taken
          ELSE (%(bound)s = 0 OR taken < %(bound)s AND around < %(bound)s)
              AND 2 * unspent < {unspent} + taken AND unspent_around < {most_around} END
    RETURNING store.id, version, crowded_at,
              CASE WHEN home_network = %(network)s THEN 'home'
                   WHEN taken < {first} AND around < {most_around} THEN 'fresh'
                   ELSE 'known' END AS kind
), used AS (
    UPDATE join_code
    SET passes = passes + (kind = 'known')::int,
        fresh_passes = fresh_passes + (kind = 'fresh')::int,
        home_passes = home_passes + (kind = 'home')::int,
        replaced_at = COALESCE(replaced_at, %(now)s),
        replaced_by = COALESCE(replaced_by, %(fresh)s)
    FROM target
    WHERE code = %(code)s AND (replaced_at IS NULL OR replaced_at > {just_now})
      AND CASE kind WHEN 'home' THEN home_passes < {most}
                    WHEN 'fresh' THEN fresh_passes < 2 * {most} ELSE passes < {most} END
    RETURNING store_id, version, crowded_at, replaced_by = %(fresh)s AS was_shown
), shown AS (
    INSERT INTO join_code (code, store_id, created_at)
    SELECT %(fresh)s, store_id, %(now)s FROM used WHERE was_shown
), minted AS (
    INSERT INTO pass (token, store_id, created_at, network, code)
    SELECT left(store_id::text, 4) || '-' || %(token)s, store_id, %(now)s, %(network)s, %(code)s
    FROM used
)
SELECT store_id, version, CASE WHEN was_shown THEN %(fresh)s END, crowded_at FROM used
""".format(  # noqa: S608 - numbers of our own
    most=PASSES_PER_CODE,
    unspent=MOST_UNSPENT,
    first=FIRST_PASSES,
    most_around=MOST_AROUND,
    many=MANY,
    idle=MANY_UNSPENT,
    alive=_lately(CODE_LIFETIME),
    just_now=_lately(CODE_GRACE),
    recently=_lately(PASS_LIFETIME),
)

MOST_KEPT = 20_000
"""So many codes of a store are remembered, and passes that nobody joined with: the newest."""
_FORGET_SOMETIMES = 512
_FORGET = """
WITH older AS (
    DELETE FROM join_code WHERE store_id = %(store)s AND created_at < (
        SELECT created_at FROM join_code WHERE store_id = %(store)s
        ORDER BY created_at DESC OFFSET %(most)s LIMIT 1
    )
)
DELETE FROM pass WHERE store_id = %(store)s AND party_token IS NULL AND created_at < (
    SELECT created_at FROM pass WHERE store_id = %(store)s AND party_token IS NULL
    ORDER BY created_at DESC OFFSET %(most)s LIMIT 1
)
RETURNING 1
"""

_MINTED = """
SELECT pass.store_id FROM pass
WHERE token = (
    SELECT left(store_id::text, 4) || '-' || %(token)s FROM join_code WHERE code = %(code)s
)
"""

_CROWDED = f"""
SELECT count(*) >= share * %(bound)s AND %(bound)s > 0
    OR 2 * count(*) FILTER (WHERE party_token IS NULL) >= share * {MOST_UNSPENT} + count(*)
FROM pass, (
    SELECT CASE home_network WHEN %(network)s THEN 3 ELSE 1 END AS share
    FROM store WHERE id = %(store)s
) AS has
WHERE store_id = %(store)s AND network = %(network)s AND created_at > {_lately(PASS_LIFETIME)}
GROUP BY share
"""  # noqa: S608 - numbers of our own


def scan(
    code: str, *, fresh: str, token: str, now: datetime, network: str = "", bound: int = 0
) -> str | None:
    """Turn a scan of `code` into a pass, and put `fresh` on the store's screens.

    The pass is `token` behind the route to its store. `network` is the visitor's, which gets at
    most `bound` passes in the lifetime of one (0: any number). None if the code was used up, is
    stale or unknown, the network has taken its share, or the store is paused or has closed.
    """
    values = {
        "code": code,
        "fresh": fresh,
        "token": token,
        "now": now,
        "network": network,
        "around": networks.around(network),
        "bound": bound,
    }
    try:
        scanned = database.rows(_SCAN, values)
    except UniqueViolation:
        # It was sent again, since the connection was lost under it, but had been done: nobody else
        # has this token.
        scanned = database.rows(_MINTED, {"code": code, "token": token})
    if not scanned:
        return None
    ((store_id, *news),) = scanned
    told = Told(news[0], scanned=True, code=news[1], crowded_at=news[2]) if news else None
    signals.announce([store_id], told)
    if secrets.randbelow(_FORGET_SOMETIMES) == 0:
        database.once(_FORGET, {"store": store_id, "most": MOST_KEPT})
    return tokens.route_to(store_id) + token


def is_crowded(store_id: UUID, *, network: str, bound: int, now: datetime) -> bool:
    """Whether a scan from this network was refused because others there took its share."""
    found = database.rows(
        _CROWDED, {"store": store_id, "network": network, "bound": bound, "now": now}
    )
    return bool(found and found[0][0])
