"""What a program sends is what the document says, or each wrong field is told and nothing is done.

The routes and their fields are taken from the document, so a new one is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.extensions import limiter
from tests.support.people import Owner
from tests.support.programs import API, Program, let_in
from tests.support.shops import everything

LONG = '"' + "x" * 60_000 + '"'
HUGE = "9" * 4_000
VALUES = {
    "boolean": ("true", "false"),
    "integer": ("0", "1", "-1", HUGE),
    "number": ("0.0", "1.0", "1.5", "1e2", "1e999"),
    "string": ('"x"', '""', '"1"', '"true"', LONG),
    "null": ("null",),
    "array": ("[]", "[1]", "[null]", "[[]]"),
    "object": ("{}", '{"a":1}'),
}
RIGHT: dict[str, Any] = {
    "paused": False,
    "name": "Eve",
    "state": "served",
    "was": "waiting",
    "email": "eve@example.com",
    "password": "a long sentence",
    "queues": ["Doctor A"],
}
"""What is right for a field that must be there."""
WHOLE = {
    "nothing": (b"", 422, "Please send a JSON object: {} if there is nothing to say."),
    "spaces": (b" \r\n", 400, "This is not JSON (line 2, column 1)."),
    "half of it": (b'{"name": "Ann"', 400, "This is not JSON (line 1, column 15)."),
    "two of them": (b"{}{}", 400, "This is not JSON (line 1, column 3)."),
    "not a number": (b'{"by": NaN}', 400, "This is not JSON: NaN is no number."),
    "no end": (b'{"by": -Infinity}', 400, "This is not JSON: -Infinity is no number."),
    "too many digits": (b"9" * 5_000, 400, "This is not JSON that can be read."),
    "too deep": (b"[" * 30_000 + b"]" * 30_000, 400, "This is not JSON that can be read."),
    "Latin-1": ('{"name": "José"}'.encode("latin-1"), 400, "Please send it in UTF-8."),
    "UTF-16": ("{}".encode("utf-16"), 400, "Please send it in UTF-8."),
    "a list": (b"[]", 422, "Please send a JSON object, such as {}."),
    "a list of one": (b"[{}]", 422, "Please send a JSON object, such as {}."),
    "null": (b"null", 422, "Please send a JSON object, such as {}."),
    "a text": (b'"Ann"', 422, "Please send a JSON object, such as {}."),
    "a number": (b"0", 422, "Please send a JSON object, such as {}."),
    "yes": (b"true", 422, "Please send a JSON object, such as {}."),
}


@pytest.fixture
def till(owner: Owner) -> Program:
    """The clinic's, with two people in line."""
    till = let_in(owner)
    for name in ("Ann", "Ben"):
        till.does(f"{till.queue('Doctor A')}/customers", name=name)
    return till


def operations(till: Program) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path with its ids, and the schema of what is sent, of all that takes JSON."""
    document = till.get("/openapi.json").get_json()
    ids = {
        "{queue_id}": till.queue("Doctor A").rpartition("/")[2],
        "{customer_id}": till.customer("A2").rpartition("/")[2],
    }
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if not isinstance(operation, dict) or "requestBody" not in operation:
                continue
            assert operation["requestBody"]["required"]
            schema = operation["requestBody"]["content"]["application/json"]["schema"]
            name = schema["$ref"].rpartition("/")[2]
            there = path
            for part, id_ in ids.items():
                there = there.replace(part, id_)
            yield method.upper(), there, document["components"]["schemas"][name]


def sends(till: Program, method: str, path: str, body: bytes) -> TestResponse:
    limiter.reset()
    return till.ask(method, path, data=body, content_type="application/json")


def wrong_for(field: dict[str, Any]) -> Iterator[str]:
    """Every value of a type that the document doesn't allow."""
    kinds = field["type"] if isinstance(field["type"], list) else [field["type"]]
    for kind, values in VALUES.items():
        if kind not in kinds:
            yield from values
    if "integer" in kinds:
        yield HUGE
    if "string" in kinds:
        yield LONG


def problem_of(answer: TestResponse, about: object) -> dict[str, list[str]]:
    assert answer.mimetype == "application/problem+json", about
    problem = answer.get_json()
    assert problem["status"] == answer.status_code, about
    assert problem["title"], about
    assert problem["detail"], about
    errors: dict[str, list[str]] = problem["errors"]
    assert all(word for words in errors.values() for word in words), about
    return errors


@pytest.mark.slow
def test_value_of_another_type_is_refused_by_its_field(app: Flask, till: Program) -> None:
    before, tried = everything(app), 0
    for method, path, schema in operations(till):
        needed = {name: RIGHT.get(name, "x") for name in schema.get("required", ())}
        for name, field in schema.get("properties", {}).items():
            rest = {other: value for other, value in needed.items() if other != name}
            for wrong in wrong_for(field):
                body = json.dumps(rest)[:-1] + (", " if rest else "") + f'"{name}": {wrong}}}'
                answer = sends(till, method, path, body.encode())
                about = (method, path, name, wrong[:20], answer.text[:300])
                assert answer.status_code == 422, about
                errors = problem_of(answer, about)
                assert any(said.split(".")[0] == name for said in errors), about
                tried += 1
    assert tried >= 250
    assert everything(app) == before


@pytest.mark.slow
def test_what_is_no_object_is_refused_as_a_whole(app: Flask, till: Program) -> None:
    before = everything(app)
    for method, path, _schema in operations(till):
        for sent, (body, status, said) in WHOLE.items():
            answer = sends(till, method, path, body)
            about = (path, sent, answer.text[:300])
            assert answer.status_code == status, about
            assert problem_of(answer, about) == {"body": [said]}, about
    assert everything(app) == before


def test_field_that_is_there_twice_is_refused_whichever_was_meant(
    app: Flask, till: Program
) -> None:
    before = everything(app)
    for method, path, schema in operations(till):
        for name in [*schema.get("properties", {}), "\\ud800", "else"]:
            answer = sends(till, method, path, f'{{"{name}": true, "{name}": false}}'.encode())
            assert answer.status_code == 422, (path, name)
            assert list(problem_of(answer, path).values()) == [["This is there twice."]]
    assert everything(app) == before


def test_empty_body_closes_no_store_and_calls_nobody(till: Program, owner: Owner) -> None:
    for path in ("/store/close", f"{till.queue('Doctor A')}/call"):
        for kind in ("application/json", None):
            assert till.ask("POST", path, data=b"", content_type=kind).status_code == 422
        chunked = {"Transfer-Encoding": "chunked"}
        answer = till.ask("POST", path, headers=chunked, content_type="application/json")
        assert answer.status_code == 422
    assert owner.rows("Doctor A") == {"A1": "waiting", "A2": "waiting"}
    assert till.sends("/store/close").status_code == 200


def test_id_is_written_as_it_was_told(till: Program) -> None:
    ann = till.customer("A1").rpartition("/")[2]
    queue = till.queue("Doctor A").rpartition("/")[2]
    ben = till.customer("A2")
    for path, field, id_ in (
        (f"{ben}/move", "before", ann),
        (f"{ben}/transfer", "queue_id", queue),
        (f"/queues/{queue}/call", "next", ann),
    ):
        for wrong in ("{{{}}}", "urn:uuid:{}", " {}", "{}\n", "0x{}", "{}0", "_{}", "１{}"):
            answer = till.sends(path, **{field: wrong.format(id_)})
            assert answer.status_code == 422, wrong
            assert answer.get_json()["errors"] == {field: ["Please send an id."]}
    assert till.get("/customers", query_string={"queue": f"{{{queue}}}"}).status_code == 422
    assert till.does(f"{ben}/move", before=ann.upper())["ahead"] == 0


def test_words_say_what_to_send(till: Program) -> None:
    queue = till.queue("Doctor A")
    said = till.sends("/store", method="PATCH", paused=1).get_json()["errors"]
    assert said == {"paused": ["Please send true or false."]}
    said = till.sends(f"{queue}/customers", name=7, phone=None).get_json()["errors"]
    assert said == {
        "name": ["Please send a text."],
        "phone": ["Please send a value, and not null."],
    }
    said = till.sends(f"{queue}/customers").get_json()["errors"]
    assert said == {"name": ["Please send this, too."]}
    said = till.sends(f"{till.customer('A2')}/move", by=True).get_json()["errors"]
    assert said == {"by": ["Please send a whole number."]}
    said = till.ask("POST", f"{API}/store/close", data="{}", content_type="text/plain").get_json()
    assert said["errors"] == {"Content-Type": ["Please send application/json."]}
