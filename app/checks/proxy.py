"""Whether the proxies in front tell the truth, found out by asking ourselves through them."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from itsdangerous import BadData, URLSafeTimedSerializer

from app.checks import Finding
from app.settings import Settings

_FORGED = "192.0.2.66"  # of the addresses that belong to nobody (RFC 5737)
_SECONDS = 5


def _signer(key: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(key, salt="as seen through proxies")


def is_ours(key: str, signed: str) -> bool:
    """Whether somebody who knows the key asked, within the last minute."""
    try:
        _signer(key).loads(signed, max_age=60)
    except BadData:
        return False
    return True


def look(settings: Settings) -> Iterator[Finding]:
    """Ask ourselves under PUBLIC_URL, as a phone would, once with a forged address."""
    home = settings.public_url
    if home is None:
        return
    try:
        scheme, host, address, _ = _ask(settings, home, {"X-Forwarded-For": _FORGED})
        *_, proxies = _ask(settings, home, {})
    except (OSError, ValueError) as error:
        yield Finding(None, f"{home} does not answer ({error}): is the server running?")
        return
    yield from _compare(settings, home, f"{scheme}://{host}")
    if address == _FORGED:
        yield Finding(
            False,
            "Whoever asks can make up an address: PROXY_HOPS must be the number of proxies that "
            "add to X-Forwarded-For, and they alone may reach this server's port",
        )
    elif int(proxies) == settings.proxy_hops:
        yield Finding(True, f"{proxies} proxies in front, as PROXY_HOPS says")
    else:
        yield Finding(
            False,
            f"Proxies in front: {proxies}, but PROXY_HOPS is {settings.proxy_hops}: "
            "all visitors look like one, or like whoever they say they are",
        )


def _ask(settings: Settings, home: str, headers: dict[str, str]) -> list[str]:
    signed = _signer(settings.secret_key).dumps("who am I")
    asked = urllib.request.Request(f"{home}/healthz?seen={signed}", headers=headers)  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=_SECONDS) as answer:  # noqa: S310 - PUBLIC_URL
            words = answer.read(1000).decode().split()
    except urllib.error.HTTPError as error:
        raise ValueError(f"answered {error.code}; another program, or another SECRET_KEY") from None
    if len(words) != 4:
        raise ValueError("another program answers")
    return list(words)


def _compare(settings: Settings, home: str, seen: str) -> Iterator[Finding]:
    if urlsplit(seen).scheme == urlsplit(home).scheme:
        yield Finding(True, f"the server sees {seen}")
        return
    hint = "set PROXY_HOPS" if not settings.proxy_hops else "let the proxy set X-Forwarded-Proto"
    yield Finding(False, f"Behind {home} the server sees {seen}: {hint}")
