"""What an operator reads whose command finds no database: one line instead of a traceback."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from psycopg import Error
from sqlalchemy.exc import DBAPIError

P = ParamSpec("P")
T = TypeVar("T")


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """The command, saying in one line why the database can't be used."""

    @wraps(command)
    def run(*args: P.args, **more: P.kwargs) -> T:
        try:
            return command(*args, **more)
        except (DBAPIError, Error) as error:
            reason = str(getattr(error, "orig", error)).strip().partition("\n")[0]
            hint = "start the server first, or check DATABASE_URL"
            raise click.ClickException(f"The database can't be used ({reason}): {hint}.") from None

    return run
