"""Statements reach the database as they are meant, whichever way they go."""

from flask import Flask

from app import database


def test_big_statement_is_given_what_its_names_say(app: Flask) -> None:
    values = {"one": 1, "word": "100 %(one)s", "more": "unused"}
    for _again in range(8):  # it is prepared after some times
        with app.app_context():
            found = database.rows(
                "SELECT %(one)s::int, 7 %% 4, %(word)s::text, %(one)s::int + 1", values, big=True
            )
        assert found == [(1, 3, "100 %(one)s", 2)]
