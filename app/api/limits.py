"""How often a program may ask: so many times a minute for each token, said in every answer.

The headers are those of draft-ietf-httpapi-ratelimit-headers: the newest draft's two, and the
three of its earlier ones, which most libraries read.
"""

from flask import Response, g
from limits import parse
from werkzeug.exceptions import TooManyRequests

from app.extensions import limiter
from app.telemetry import refusals
from app.telemetry.refusals import Refused

A_MINUTE = 600
"""How often one token may ask in a minute."""
_WRONG_A_MINUTE = 60
_PER_TOKEN, _PER_STRANGER = parse(f"{A_MINUTE}/minute"), parse(f"{_WRONG_A_MINUTE}/minute")


def count_program(key: str) -> None:
    """One more request of this token; 429 if it is one too many."""
    if not limiter.enabled:
        return
    allowed = limiter.hit(_PER_TOKEN, "program", key)
    g.rate = limiter.left(_PER_TOKEN, "program", key)
    if not allowed:
        refusals.count(Refused.PROGRAM)
        raise TooManyRequests(retry_after=g.rate[1])


def count_stranger(address: str) -> None:
    """One more wrong token from there; 429 if it is one too many."""
    refusals.count(Refused.TOKEN)
    if limiter.enabled and not limiter.hit(_PER_STRANGER, "no program", address):
        _left, seconds = limiter.left(_PER_STRANGER, "no program", address)
        raise TooManyRequests(retry_after=seconds)


def tell(response: Response) -> Response:
    """Say how many more there may be, and for how long."""
    if "rate" in g:
        left, seconds = g.rate
        response.headers["RateLimit-Policy"] = f'"token";q={A_MINUTE};w=60'
        response.headers["RateLimit"] = f'"token";r={left};t={seconds}'
        response.headers["RateLimit-Limit"] = str(A_MINUTE)
        response.headers["RateLimit-Remaining"] = str(left)
        response.headers["RateLimit-Reset"] = str(seconds)
    return response
