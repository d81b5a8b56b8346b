"""A real browser in front of the product as it is deployed; its complaints fail the test."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.extensions import limiter
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.lending import PATIENCE, Lending, lending
from tests.browser.visitors import Visitors

# First the one without windows: the same engine, for a third of the work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # There is no graphics card, and a process that does its work costs a little more.
    "--in-process-gpu",
    # A page lives for seconds: to make quick code of its scripts costs more than it brings.
    "--js-flags=--max-lazy --no-opt",
    # Nothing but this computer is there to be asked.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]


def program() -> str | None:
    """Where Chromium is on this computer."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Before anything is started for a test of this folder."""
    if program() is None:
        reason = "Chromium is missing: install it, or set CHROMIUM to where it is"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each visitor has cookies of their own."""
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=SWITCHES + as_root)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def server(chromium: Browser, environment: dict[str, str]) -> Iterator[Server]:  # noqa: ARG001
    """The product, for these tests only: elsewhere the clock stands still on another day, and a
    server that went on beside it would close those stores."""
    with Server(environment) as running:
        yield running
        said = running.stop()
    # What nobody sees on a page: a stream that broke, a job that failed.
    assert "Traceback" not in said, said


@pytest.fixture(scope="package")
def lends(chromium: Browser, server: Server) -> Iterator[Lending]:
    """Pages that one test after the other may have."""
    with lending(chromium, server.url) as lends:
        yield lends


@pytest.fixture
def visitors(chromium: Browser, server: Server, lends: Lending) -> Iterator[Visitors]:
    """Everybody who comes along in this test."""
    with Visitors(chromium, server.url, lends) as visitors:
        yield visitors


@pytest.fixture
def dashboard(visitors: Visitors, server: Server, application: Flask) -> Dashboard:
    """The owner with a store of two queues on the screen, which is live."""
    limiter.reset()
    dashboard = Dashboard(visitors.page())
    dashboard.finds_open(application, server.url, "Test Clinic", queues=["Doctor A", "Doctor B"])
    return dashboard


@pytest.fixture
def board(visitors: Visitors, dashboard: Dashboard) -> Page:
    """The screen at the door."""
    page = visitors.page()
    page.goto(dashboard.board_url)
    expect(page.locator("#live")).to_have_text("Live")
    return page
