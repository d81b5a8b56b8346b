"""Put the application together."""

import os
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, request
from jinja2 import FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from app import api, cli, display, live, routes
from app.database import outage, pools
from app.display import languages, templates
from app.embedded_postgres import Cluster
from app.extensions import babel, csrf, db, limiter, login, migrate
from app.pages import form
from app.security import headers
from app.security.sessions import OwnersSession
from app.settings import Settings
from app.telemetry import logs, metrics
from app.web import bodies, compression, errors, hops, request_id, static_files, urls
from app.web.request import Answer, Request

_LARGEST_REQUEST = 64 * 1024  # bytes; the longest honest form has some 6 kB


class Application(Flask):
    """Flask, but for what its log and its figures tell."""

    jinja_environment = templates.Environment
    request_class = Request
    response_class = Answer

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function as it is: none of ours is a coroutine, which is looked at on every call."""
        return func

    def full_dispatch_request(self) -> Response:
        """Answer, and count it."""
        begun = time.perf_counter()
        response = super().full_dispatch_request()
        route = request.endpoint or "none"
        metrics.answered(route, response.status_code, time.perf_counter() - begun)
        return response

    def log_exception(self, exc_info: Any) -> None:
        """Log an unhandled error with the name of the route: its path may be somebody's secret."""
        metrics.failed(exc_info[0].__name__)
        self.logger.error("Exception in %s", request.endpoint, exc_info=exc_info)


def _is_https(settings: Settings) -> bool:
    return (settings.public_url or "").startswith("https:")


def build(settings: Settings | None) -> Flask:
    """The wired application; nothing is started."""
    settings = settings or Settings.from_environ(os.environ)
    # By this name, so that all of the application's modules log as LOG_LEVEL says.
    app = Application("app", root_path=str(Path(__file__).parent))
    app.config.from_mapping(_configuration(settings))
    app.session_interface = OwnersSession()
    # The customers' pages carry the colours inside, which other pages load as a file.
    app.jinja_loader = FileSystemLoader(
        [f"{app.root_path}/{folder}" for folder in ("templates", "static")]
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.proxy_hops:
        said = ("x_for", "x_proto", "x_host", "x_port")
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, **dict.fromkeys(said, settings.proxy_hops)
        )
    app.logger.setLevel(settings.log_level.upper())
    logs.never_twice_about(outage.is_outage)

    url = settings.database_url or Cluster.for_settings(settings).url
    pools.configure(app, url, settings.database_connections)
    bodies.init_app(app)
    for extension in (login, csrf, limiter):
        extension.init_app(app)
    babel.init_app(app, locale_selector=languages.chosen)
    languages.init_app(app)
    migrate.init_app(app, db)
    parts = (
        headers,
        compression,
        static_files,
        request_id,
        hops,
        errors,
        live,
        display,
        form,
        urls,
        routes,
        api,
        cli,
    )
    for part in parts:
        part.init_app(app)
    return app


def _configuration(settings: Settings) -> dict[str, Any]:
    """What Flask and its extensions read."""
    return dict(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=_LARGEST_REQUEST,
        # With this prefix browsers let no other page, nor one without TLS, set it (RFC 6265bis).
        SESSION_COOKIE_NAME="__Host-owner" if _is_https(settings) else "owner",
        # Nobody is remembered beyond the session, and Flask-Login need not read a cookie that says
        # so: no cookie can have this name.
        REMEMBER_COOKIE_NAME="; ",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=_is_https(settings),
        SESSION_REFRESH_EACH_REQUEST=False,
        # An owner signs in once a day; the store ends before the cookie does.
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.store_hours + 1),
        # A dashboard stays open all day, and its token with it.
        WTF_CSRF_TIME_LIMIT=None,
        # Pages send no Referer; the token is what counts.
        WTF_CSRF_SSL_STRICT=False,
        **_limits_storage(settings.redis_url),
        BABEL_DEFAULT_LOCALE="en",
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),
    )


def _limits_storage(redis_url: str | None) -> dict[str, Any]:
    """Where tries are counted: for all processes in Redis, else for each process in its memory.

    While Redis is away each process counts for itself, so nobody is let through uncounted.
    """
    if redis_url is None:
        return {"RATELIMIT_STORAGE_URI": "memory://"}
    return {
        # By another name for a socket file than redis-py's.
        "RATELIMIT_STORAGE_URI": re.sub("^unix:", "redis+unix:", redis_url),
        "RATELIMIT_STORAGE_OPTIONS": {
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
            "wrap_exceptions": True,
        },
        "RATELIMIT_IN_MEMORY_FALLBACK_ENABLED": True,
        "RATELIMIT_KEY_PREFIX": "queue-system",
    }
