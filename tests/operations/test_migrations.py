"""The migrations lead to what the models say, and back."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import inspect, text

from app import create_app
from app.database import schema
from app.extensions import db
from app.settings import Settings
from tests.support.applications import let_go_of

SCHEMA = "migrations_test"


@pytest.fixture
def empty(application: Flask, environment: dict[str, str]) -> Iterator[Flask]:
    """The application on a schema of its own with nothing in it."""
    url = environment["DATABASE_URL"]
    option = quote(f"-csearch_path={SCHEMA}")
    joined_by = "&" if "?" in url else "?"
    environment = {**environment, "DATABASE_URL": f"{url}{joined_by}options={option}"}
    with application.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"))
        connection.execute(text(f"CREATE SCHEMA {SCHEMA}"))
    app = create_app(Settings.from_environ(environment))
    yield app
    let_go_of(app)
    with application.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {SCHEMA} CASCADE"))


@pytest.mark.slow
def test_migrations_go_up_and_down_and_up_again(empty: Flask) -> None:
    schema.upgrade(empty)
    assert tables(empty) == {"alembic_version", *db.metadata.tables}
    with empty.app_context():
        flask_migrate.downgrade(revision="base")
    assert tables(empty) == {"alembic_version"}
    schema.upgrade(empty)
    schema.upgrade(empty)
    assert tables(empty) == {"alembic_version", *db.metadata.tables}


def test_migrated_database_is_what_the_models_say(empty: Flask) -> None:
    schema.upgrade(empty)
    with empty.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, db.metadata) == []


def test_there_is_one_newest_migration(empty: Flask) -> None:
    with empty.app_context():
        config = empty.extensions["migrate"].migrate.get_config()
        assert len(ScriptDirectory.from_config(config).get_heads()) == 1


def tables(app: Flask) -> set[str]:
    """What is there."""
    with app.app_context(), db.engine.connect() as connection:
        return set(inspect(connection).get_table_names())
