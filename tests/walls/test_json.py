"""A program may send any JSON at all: it is told what is wrong with it, and nobody waits."""

import time

import pytest
from flask import Flask

from tests.support.people import Owner
from tests.support.programs import Program, let_in

LONGEST = 1.0  # seconds
ODD = {
    "lists in lists": b"[" * 60_000,
    "lists in lists that end": b"[" * 30_000 + b"]" * 30_000,
    "objects in objects": b'{"name":' * 7_000 + b"1" + b"}" * 7_000,
    "a field of lists": b'{"name":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "a number of 50,000 digits": b'{"name":' + b"9" * 50_000 + b"}",
    "a number below zero": b'{"by":-' + b"9" * 50_000 + b"}",
    "a number of 4,000 digits": b'{"by":' + b"9" * 4_000 + b"}",
    "a great exponent": b'{"by":1e999999999}',
    "no number": b'{"by":NaN,"ahead":Infinity}',
    "marks": b'{"name":"a' + "\u0301\u0334".encode() * 14_000 + b'"}',
    "what grows": b'{"name":"' + "\ufdfa".encode() * 20_000 + b'"}',
    "half a character": b'{"name":"\\ud800","email":"\\udfff@example.com"}',
    "nothing": b'{"name":"\\u0000"}',
    "another coding": '{"name":"Ann"}'.encode("utf-16"),
    "no text": b'{"name":"\xff\xfe"}',
    "keys": b"{" + b",".join(b'"k%d":1' % nth for nth in range(5_000)) + b"}",
    "names of Python's": b'{"__class__":{"__init__":1},"name":{"$gt":""}}',
    "no object": b'"Ann"',
}


@pytest.mark.parametrize("sent", ODD)
def test_program_that_sends_odd_json_is_told_so(app: Flask, owner: Owner, sent: str) -> None:
    till = let_in(owner)
    queue = till.queue("Doctor A")
    for who, path in (
        (Program(app), "/stores"),
        (till, f"{queue}/customers"),
        (till, f"{queue}/call"),
        (till, queue),
    ):
        began = time.thread_time()
        method = "PATCH" if path == queue else "POST"
        answer = who.ask(method, path, data=ODD[sent], content_type="application/json")
        assert answer.status_code in (400, 422), (path, answer.status_code, answer.text)
        assert answer.mimetype == "application/problem+json"
        assert time.thread_time() - began < LONGEST
