"""Whatever is sent to the running product, it answers as its document says, and never with a 500.

schemathesis makes up the requests from the document: right ones, wrong ones, and nonsense.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import cycle
from typing import TYPE_CHECKING, Any

import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from testing.server import Server
from tests.support.far_programs import FarProgram, opens

if TYPE_CHECKING:  # read only where it is used: that takes most of a second
    import schemathesis

CASES = 2_000
_LEFT_OUT = (
    "/api/v1/events",  # never ends; see test_events.py
    "/api/v1/store/close",  # ends the story; done last
)
_NTH = st.integers(0, 50)
_OF_THE_CONNECTION = {
    *("connection", "content-length", "expect", "host", "te", "trailer", "transfer-encoding"),
    "upgrade",
}
"""Headers that the server answers for before anything of ours hears of the request."""
_A_MINUTE = 500  # requests that one token may make, and some less


class Clinic:
    """A store in the middle of its day, and tokens enough to ask without a pause."""

    def __init__(self, server: Server) -> None:
        from schemathesis.checks import not_a_server_error
        from schemathesis.specs.openapi import checks

        self.checks = [
            not_a_server_error,
            checks.status_code_conformance,
            checks.content_type_conformance,
            checks.response_headers_conformance,
            checks.response_schema_conformance,
        ]
        self.url = server.url
        till = opens(server, "contract@example.com")
        self.queues = [queue["id"] for queue in till.asks("GET", "/queues")[1]["queues"]]
        self.customers = [
            till.does(f"/queues/{queue}/customers", name=f"Ann {nth}")["id"]
            for queue in self.queues
            for nth in range(5)
        ]
        self.tokens = cycle([till.token, *till.has_more_tokens(19)])
        self.session = requests.Session()
        self.answers: Counter[tuple[str, int]] = Counter()
        self.renew()

    def renew(self) -> None:
        """Another token, before the limit of this one is reached."""
        self.token = next(self.tokens)
        self.asked = 0

    def asks(self, case: schemathesis.Case[Any]) -> None:
        """Send what was made up and compare the answer with the document."""
        self.asked += 1
        if self.asked > _A_MINUTE:
            self.renew()
        answer = case.call(
            base_url=self.url,
            session=self.session,
            headers={"Authorization": f"Bearer {self.token}"},
            timeout=30,
        )
        case.validate_response(answer, checks=self.checks)
        self.answers[f"{case.method} {case.operation.path}", answer.status_code] += 1


@pytest.fixture
def clinic(environment: dict[str, str]) -> Iterator[Clinic]:
    """The clinic, in a running product."""
    with Server(environment) as server:
        yield Clinic(server)


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_answer_is_in_the_document(clinic: Clinic) -> None:
    import schemathesis
    from schemathesis import GenerationMode
    from schemathesis.core.result import Ok

    schema = schemathesis.openapi.from_url(f"{clinic.url}/api/v1/openapi.json")
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    operations = [operation for operation in found if operation.path not in _LEFT_OUT]
    ids = {"queue_id": clinic.queues, "customer_id": clinic.customers}
    each = -(-CASES // (2 * len(operations)))
    for operation in operations:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

            @settings(
                max_examples=each,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans(), nth=_NTH)
            def ask(case: schemathesis.Case[Any], real: bool, nth: int) -> None:
                for name in _OF_THE_CONNECTION & {*map(str.lower, case.headers)}:
                    del case.headers[name]
                # Ids that are made up lead to nobody: half of the time it is somebody.
                if real and case.path_parameters:
                    for name, there in ids.items():
                        if name in case.path_parameters:
                            case.path_parameters[name] = there[nth % len(there)]
                clinic.asks(case)

            ask()
    status, figures = FarProgram(clinic.url, clinic.token, "").asks("POST", "/store/close", {})
    assert status == 200
    assert figures["joined"] >= len(clinic.customers)
    codes = {code for _what, code in clinic.answers}
    assert {200, 201, 404, 409, 422} <= codes
    assert clinic.answers.total() >= CASES
