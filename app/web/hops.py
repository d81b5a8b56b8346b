"""A word in the log where PROXY_HOPS seems to be wrong: once, since whoever asks may make it up."""

import logging

from flask import Flask, request

from app.settings import Settings

log = logging.getLogger(__name__)

_PASSED_ON = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


def init_app(app: Flask) -> None:
    """Look at each request until one says something else than the settings."""
    settings: Settings = app.config["SETTINGS"]
    told: list[str] = []

    @app.before_request
    def look() -> None:
        if not told and (wrong := _wrong(settings.proxy_hops)):
            told.append(wrong)
            log.warning("%s", wrong)


def _wrong(hops: int) -> str:
    if not hops:
        passed_on = next((name for name in _PASSED_ON if name in request.headers), "")
        if not passed_on:
            return ""
        return (
            f"a request came with {passed_on}, but PROXY_HOPS is not set: behind proxies all"
            " visitors count as one, and the tries of one lock everybody. Set it to their number"
        )
    addresses = sum(line.count(",") + 1 for line in request.headers.getlist("X-Forwarded-For"))
    if addresses in (0, hops):  # none: a platform that asks whether we live
        return ""
    return (
        f"a request came with {addresses} addresses in X-Forwarded-For, but PROXY_HOPS is {hops}:"
        " if so many proxies are in front, all visitors count as one, and the tries of one lock"
        " everybody. `flask check` tells"
    )
