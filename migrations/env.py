"""Run by Flask-Migrate inside the application's context."""

from alembic import context
from flask import current_app
from sqlalchemy import text

database = current_app.extensions["migrate"].db


def run_migrations() -> None:
    """Apply the migrations in one transaction, so that a half-applied one leaves no trace."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            compare_server_default=True,
        )
        with context.begin_transaction():
            # An update of much data may take its time.
            connection.execute(text("SET LOCAL statement_timeout = 0"))
            context.run_migrations()


run_migrations()
