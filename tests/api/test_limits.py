"""How often a program may ask, and how it is told."""

import pytest
import time_machine

from app.api.limits import A_MINUTE
from tests.support.people import Owner
from tests.support.programs import Program, let_in


def test_each_answer_says_how_often_the_token_may_ask(owner: Owner) -> None:
    sign, till = let_in(owner, "read", "Sign"), let_in(owner)
    assert left(sign) - left(sign) == 1
    assert left(till) == A_MINUTE - 1
    answer = till.get("/customers/7")
    assert "RateLimit" not in answer.headers, "no route, no token that is counted"
    wrong = till.sends("/queues/x/call")
    assert wrong.status_code == 404
    refused = sign.sends("/store/close")
    assert (refused.status_code, "RateLimit" in refused.headers) == (403, True)


@pytest.mark.slow
def test_program_that_asks_too_often_is_told_when_to_come_back(
    clock: time_machine.Traveller, owner: Owner
) -> None:
    till, sign = let_in(owner), let_in(owner, "read", "Sign")
    for _nth in range(A_MINUTE):
        assert till.get("/queues").status_code == 200
    answer = till.get("/queues")
    assert (answer.status_code, answer.mimetype) == (429, "application/problem+json")
    assert answer.headers["RateLimit"].startswith('"token";r=0;t=')
    seconds = int(answer.headers["Retry-After"])
    assert 0 < seconds <= 60
    # Others are not held up by it.
    assert sign.get("/queues").status_code == 200
    clock.shift(seconds + 1)
    assert till.get("/queues").status_code == 200


def test_stranger_who_guesses_tokens_is_stopped(owner: Owner) -> None:
    stranger, till = Program(owner.client.application, "queue_guess"), let_in(owner)
    codes = [stranger.get("/store").status_code for _nth in range(61)]
    assert codes == [401] * 60 + [429]
    assert till.get("/store").status_code == 200


def left(program: Program) -> int:
    """How often this program may still ask, as both kinds of headers say."""
    headers = program.get("/queues").headers
    assert headers["RateLimit-Policy"] == f'"token";q={A_MINUTE};w=60'
    assert f";r={headers['RateLimit-Remaining']};" in headers["RateLimit"]
    assert headers["RateLimit-Limit"] == str(A_MINUTE)
    assert 0 < int(headers["RateLimit-Reset"]) <= 60
    return int(headers["RateLimit-Remaining"])
