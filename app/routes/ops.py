"""For the operator and their monitoring."""

import hmac
from ipaddress import ip_address

import gevent
from flask import Blueprint, Response, abort, current_app, request

from app import database, live
from app.checks import proxy
from app.database import pools
from app.telemetry import metrics
from app.telemetry.version import VERSION
from app.web import hops
from app.web.request import config

bp = Blueprint("ops", __name__)

_SOON_SECONDS = 1.5
_DEAF_SECONDS = 15.0
"""For how long a process may hear nothing of the others before it is not ready."""


@bp.get("/livez")
def livez() -> Response:
    """200 while this process answers at all; touches nothing."""
    return _say(f"alive {VERSION}")


@bp.get("/healthz")
def healthz() -> Response:
    """200 if this process can do its work: it reaches its database, and hears of the others."""
    if "seen" in request.args:
        return _as_seen_through_proxies(request.args["seen"])
    if pools.outage().seconds:
        return _say("the database is away", 503)
    if not _answers():
        return _say("the database does not answer", 503)
    bus = live.own_bus()
    if bus is not None and bus.deaf_seconds > _DEAF_SECONDS:
        said = f"nothing heard of other processes for {bus.deaf_seconds:.0f} s"
        # Without it a change takes seconds to arrive, which is no reason to send people away.
        return _say(f"ready {VERSION}; {said}") if bus.can_be_missed else _say(said, 503)
    return _say(f"ready {VERSION}")


@bp.get("/metrics")
def figures() -> Response:
    """Figures of all processes of this server for Prometheus; nothing about any store."""
    token = config().metrics_token
    if token is None:
        _from_this_machine() or abort(404)
    else:
        sent = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(sent, f"Bearer {token}".encode()):
            abort(Response("METRICS_TOKEN is asked for\n", 401, {"WWW-Authenticate": "Bearer"}))
    live.note_figures(current_app)
    text, kind = metrics.text()
    return Response(text, content_type=kind)


def _say(line: str, status: int = 200) -> Response:
    return Response(f"{line}\n", status, content_type="text/plain; charset=utf-8")


def _answers() -> bool:
    try:
        with gevent.Timeout(_SOON_SECONDS):
            database.rows("SELECT 1", ())
    except (Exception, gevent.Timeout):  # noqa: BLE001 - whatever it is, it is not ready
        return False
    return True


def _from_this_machine() -> bool:
    """Whether a program here asks, and no proxy for somebody else."""
    asked = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    if hops.passed_on():
        return False
    try:
        return ip_address(asked["REMOTE_ADDR"]).is_loopback
    except (KeyError, ValueError):
        return False


def _as_seen_through_proxies(signed: str) -> Response:
    """For `flask check`, which proves that it knows our key: how its request looks from here."""
    if not proxy.is_ours(config().secret_key, signed):
        abort(404)
    passed_on = ",".join(request.headers.getlist("X-Forwarded-For"))
    proxies = len(passed_on.split(",")) if passed_on else 0
    return _say(f"{request.scheme} {request.host} {request.remote_addr} {proxies}")
