"""What proxies say of themselves, and a word in the log where PROXY_HOPS seems to be wrong: once,
since whoever asks may make it up."""

import logging

from flask import Flask, request

from app.security import networks
from app.settings import Settings

log = logging.getLogger(__name__)

_NAMES_AN_ADDRESS = (
    *("Forwarded", "X-Real-IP", "X-Client-IP", "True-Client-IP"),
    *("CF-Connecting-IP", "Fly-Client-IP"),
)
_PASSED_ON = ("X-Forwarded-For", *_NAMES_AN_ADDRESS, "X-Forwarded-Proto", "X-Forwarded-Host", "Via")

_IN_WSGI = {name: f"HTTP_{name.upper().replace('-', '_')}" for name in _PASSED_ON}


def init_app(app: Flask) -> None:
    """Look at each request until one says something else than the settings."""
    settings: Settings = app.config["SETTINGS"]
    told: list[str] = []

    @app.before_request
    def look() -> None:
        # `flask check` asks with a forged address to see who believes it: that is no proxy.
        asks_itself = "seen" in request.args and request.path == "/healthz"
        if not told and not asks_itself and (wrong := _wrong(settings.proxy_hops)):
            told.append(wrong)
            log.warning("%s", wrong)


def passed_on() -> str:
    """The name of a header that only proxies write, "" if this request has none."""
    return _first(_PASSED_ON)


def _first(names: tuple[str, ...]) -> str:
    # Of each request, so past all that makes headers convenient.
    said = request.environ
    return next((name for name in names if _IN_WSGI[name] in said), "")


def _wrong(hops: int) -> str:
    if not hops:
        header = passed_on()
        if not header:
            return ""
        return (
            f"a request came with {header}, but PROXY_HOPS is not set: behind proxies all"
            " visitors count as one, and the tries of one lock everybody. Set it to their number"
        )
    lines = request.headers.getlist("X-Forwarded-For")
    if not lines:
        other = _first(_NAMES_AN_ADDRESS)  # none: a platform that asks whether we live
        return other and (
            f"a request came with {other} and without X-Forwarded-For, the one that PROXY_HOPS"
            " counts: all visitors count as one. Let the proxy set X-Forwarded-For"
        )
    addresses = ",".join(lines).split(",")
    if len(addresses) != hops:
        return (
            f"a request came with {len(addresses)} addresses in X-Forwarded-For, but PROXY_HOPS is"
            f" {hops}: if so many proxies are in front, all visitors count as one, and the tries"
            " of one lock everybody. `flask check` tells"
        )
    if networks.network_of(addresses[0]) != networks.UNKNOWN:
        return ""
    return (
        "a request came with an X-Forwarded-For that names no address at the place that"
        " PROXY_HOPS says: all such visitors count as one"
    )
