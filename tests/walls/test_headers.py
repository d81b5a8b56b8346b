"""What every answer tells the browser to refuse, by the rules of Mozilla's Observatory."""

import re
from dataclasses import replace
from functools import partial
from itertools import chain, product

import pytest
from flask import Flask

from app import create_app
from app.security import tokens
from app.settings import Settings
from app.telemetry import logs
from tests.support.applications import let_go_of
from tests.support.people import Browser, Owner
from tests.support.shops import BusyShop

HTTPS = "https://queue.example"


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";")]
    return {name: values for name, *values in parts}


def test_every_page_has_what_the_observatory_asks_for(shop: BusyShop) -> None:
    reader = Browser(shop.app, HTTPS)
    for route in shop.routes:
        if "GET" not in route.methods or route.endpoint.endswith("events"):
            continue
        answer = reader.get(route.path)
        said = answer.headers
        # CSP: +10 for default-src 'none' without unsafe-inline and unsafe-eval anywhere.
        policy = directives(said["Content-Security-Policy"])
        assert policy["default-src"] == ["'none'"], route
        assert not any("unsafe" in one for values in policy.values() for one in values)
        assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]
        # Without it the dashboard and the board could not be put on a home screen.
        assert policy["manifest-src"] == ["'self'"]
        # HSTS for half a year at least; nosniff; a referrer policy; CORP.
        age = int(said["Strict-Transport-Security"].partition("max-age=")[2].partition(";")[0])
        assert age >= 15_768_000
        assert said["X-Content-Type-Options"] == "nosniff"
        assert said["Referrer-Policy"] == "no-referrer"
        # A page in a frame that takes its origin away may still read the style sheets.
        whose = "cross-origin" if "/static/" in route.path else "same-origin"
        assert said["Cross-Origin-Resource-Policy"] == whose
        assert said["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in said["Permissions-Policy"]
        # Every script is our own, so none needs its integrity told; no CORS for anybody.
        assert "Access-Control-Allow-Origin" not in said


def test_nothing_but_files_is_kept_by_browsers_and_proxies(shop: BusyShop) -> None:
    by_program = product([shop.till], shop.routes_for_programs)
    for asker, route in chain(product([shop.owner], shop.routes), by_program):
        if "GET" not in route.methods or route.endpoint.endswith("events"):
            continue
        kept = "public" if route.endpoint == "static" else "no-store"
        assert kept in asker.get(route.path).headers.get("Cache-Control", ""), route
    added = shop.till.sends(f"{shop.till.queue('Doctor A')}/customers", name="Ann")
    assert added.headers["Cache-Control"] == "no-store"


def test_what_is_kept_is_kept_once_for_everybody(shop: BusyShop) -> None:
    """A copy for each cookie (Vary) would fill a cache with the same file."""
    for reader in (shop.owner, shop.ann):
        files = re.findall(r'"(/static/[^"]+)"', reader.get("/").text)
        assert files
        for file in files:
            with reader.get(file) as answer:
                assert answer.status_code == 200
                assert "Cookie" not in answer.headers.get("Vary", "")
    assert "Cookie" in shop.owner.get("/store").headers["Vary"]


def test_without_tls_nothing_is_said_of_tls(anybody: Browser) -> None:
    assert "Strict-Transport-Security" not in anybody.get("/").headers


def test_links_that_are_secrets_are_in_no_index(shop: BusyShop) -> None:
    for page in (shop.ann.ticket, shop.ben.form, shop.board, shop.owner.join_code, "/store"):
        assert "noindex" in shop.owner.get(page).headers["X-Robots-Tag"], page
    assert "X-Robots-Tag" not in shop.owner.get("/").headers


def secret_addresses(app: Flask, secret: str) -> list[str]:
    """Every address of the product that is somebody's key, with this in the key's place."""
    kinds = "sealed", "trimmed", "code>"
    rules = [rule.rule for rule in app.url_map.iter_rules()]
    seen = [rule for rule in rules if any(f"<{kind}" in rule for kind in kinds)]
    assert len(seen) > 15
    return [re.sub(r"<[^>]+>", secret, rule) for rule in seen]


def test_every_address_with_a_secret_in_it_is_in_no_index(app: Flask, anybody: Browser) -> None:
    for page in secret_addresses(app, "anything"):
        assert "noindex" in anybody.get(page).headers["X-Robots-Tag"], page


def test_every_address_with_a_secret_in_it_is_concealed_in_the_log(app: Flask) -> None:
    secret = tokens.mint("a key of nobody's")
    shown = [logs.conceal(f"GET {page}") for page in secret_addresses(app, secret)]
    assert [page for page in shown if secret[:6] in page] == []


def test_cookies_of_a_deployment_with_tls_are_bound_to_its_host(
    request: pytest.FixtureRequest, environment: dict[str, str]
) -> None:
    settings = replace(Settings.from_environ(environment), public_url=HTTPS)
    app = create_app(settings)
    request.addfinalizer(partial(let_go_of, app))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-owner"
    owner = Owner(app, HTTPS)
    page = owner.get("/signin")
    (cookie,) = page.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-owner=")
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert attribute in cookie
    assert "Domain" not in cookie


def test_browser_forgets_a_shop_that_is_signed_out_or_closed(app: Flask, owner: Owner) -> None:
    tablet = Owner(app)
    tablet.submit("/signin", {"email": "owner@example.com", "password": "a short sentence"})
    signed_out = tablet.submit("/store", {}, action="/signout")
    assert signed_out.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert owner.submit("/store/close", {}).headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in Browser(app).get("/").headers


def test_board_is_framed_only_if_the_owner_says_so(owner: Owner, anybody: Browser) -> None:
    def framers(page: str) -> list[str] | None:
        policy = anybody.get(page).headers["Content-Security-Policy"]
        return directives(policy).get("frame-ancestors")

    assert framers(owner.board) == ["'none'"]
    saved = owner.submit("/store/settings", {"board_framed": "yes"})
    assert saved.status_code in (303, 422)
    if saved.status_code == 422:
        pytest.fail(saved.text)
    # Not "*": that is no file of a player's own.
    assert framers(owner.board) is None
    assert framers("/") == ["'none'"]


def test_machines_are_told_what_is_not_for_them_and_whom_to_write_to(anybody: Browser) -> None:
    assert "Disallow: /t/" in anybody.get("/robots.txt").text
    told = anybody.get("/.well-known/security.txt").text
    assert "Contact: mailto:queue@example.org" in told
    assert "Expires: " in told
