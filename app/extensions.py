"""The Flask extensions, created once and bound to an application in `create_app`."""

from flask import Response
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from flask_wtf import csrf as flask_wtf_csrf
from sqlalchemy import MetaData
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase

from app.security.networks import visitors_network
from app.security.signed import signed_once
from app.security.tries import Tries


class Base(DeclarativeBase):
    """Names every constraint, so that a migration can speak of it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class _Login(LoginManager):
    """Who is signed in. Nobody is remembered beyond the session, so there is nothing to protect
    by looking at the browser's name and address."""

    def __init__(self) -> None:
        super().__init__()
        self.session_protection = None

    def _update_remember_cookie(self, response: Response) -> Response:
        """Leave the session alone: it would look in there, after each request, for what to
        remember, and whatever looks makes caches keep a copy of a file for each cookie (Vary)."""
        return response


class _Database(SQLAlchemy):
    """Flask's, and what ends a request costs nothing where it had no transaction."""

    def _teardown_session(self, exc: BaseException | None) -> None:
        """End the transaction, even if the database has gone away since the last statement: that
        would turn a page that is finished into an error."""
        if not self.session.registry.has():
            return
        try:
            self.session.close()
        except OperationalError:
            self.session().invalidate()
        finally:
            super()._teardown_session(exc)


# What was read stays readable after the transaction in which it was read.
db = _Database(model_class=Base, session_options={"expire_on_commit": False})
migrate = Migrate(directory="migrations")
login = _Login()
csrf = CSRFProtect()
# Flask-WTF would make a signer anew, and derive its key, at each look at a token.
flask_wtf_csrf.URLSafeTimedSerializer = signed_once
limiter = Tries(key_func=visitors_network)
babel = Babel()
