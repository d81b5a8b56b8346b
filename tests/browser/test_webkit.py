"""The product in real WebKit, as on the phone of every second customer and on an owner's tablet."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from flask import Flask

from app.extensions import limiter
from testing.server import Server
from tests.browser.webkit import WebKit, webkit
from tests.support.people import Owner

LIVE = "document.getElementById('live').textContent === 'Live'"


@pytest.fixture(scope="module")
def browser() -> Iterator[WebKit]:
    """One for all tests."""
    with webkit() as browser:
        yield browser


@pytest.fixture
def owner(browser: WebKit, server: Server, application: Flask) -> Owner:
    """Signed in there, with a store."""
    limiter.reset()
    owner = Owner(application, server.url).opens(
        "Test Clinic",
        queues=["Doctor A", "Doctor B"],
        email=f"owner-{secrets.token_hex(4)}@example.com",
    )
    browser.goes_to(f"{server.url}/signin")
    browser.has_cookie("owner", owner.cookie)
    return owner


def test_customer_with_an_iphone_is_called(browser: WebKit, server: Server, owner: Owner) -> None:
    browser.goes_to(f"{server.url}/store")
    browser.comes(LIVE)
    dashboard = browser.window
    phone = browser.opens_window()
    browser.goes_to(f"{server.url}{owner.board}")
    browser.comes(LIVE)
    assert browser.complaints == []
    browser.goes_to(browser.script("return document.getElementById('join-code').dataset.joinUrl"))
    browser.types("[name=name-0]", "Ann")
    browser.clicks("[name=queue-0]")
    browser.clicks("#join button")
    browser.comes("location.pathname.startsWith('/t/')")
    browser.script("window.complaints = []")
    browser.comes(LIVE)
    browser.looks_at(dashboard)
    browser.comes("document.querySelector('#next .call')?.textContent.includes('Ann')")
    browser.clicks("#next .call")
    browser.looks_at(phone)
    browser.comes("document.body.classList.contains('turn')")
    assert browser.script("return document.title") == "A1: It's your turn · Test Clinic"
    assert browser.complaints == []
    browser.looks_at(dashboard)
    browser.comes("document.querySelector('#up [data-state=called]')")
    browser.clicks("#up a[data-panel]")
    browser.comes("document.querySelector('#panel[open] .back') === document.activeElement")
    browser.types("#panel .back", "\ue00c")
    browser.comes("!document.getElementById('panel').open")
    assert browser.script("return document.activeElement.matches('#up a[data-panel]')")
    assert browser.complaints == []


LOOKS = """(() => {
  const style = (selector) => getComputedStyle(document.querySelector(selector));
  const columns = style(".dashboard-grid").gridTemplateColumns.split(" ").length;
  return `${columns} ${style(".dashboard .bar").minHeight} ${style(".walk-in > summary").position}`;
})()"""


@pytest.mark.long
@pytest.mark.usefixtures("owner")
def test_dashboard_has_its_two_columns_again_when_a_tablet_is_turned_back(
    browser: WebKit, server: Server
) -> None:
    browser.goes_to(f"{server.url}/store")
    browser.comes(LIVE)
    browser.is_wide(1280)
    wide = browser.script(f"return {LOOKS}")
    assert wide == "2 68px static"
    for narrow in (600, 820):
        browser.is_wide(narrow)
        browser.goes_to(f"{server.url}/store")
        browser.comes(LIVE)
        for _ in range(2):
            browser.comes(f"{LOOKS} !== '{wide}'")
            browser.is_wide(1280)
            browser.comes(f"{LOOKS} === '{wide}'")
            browser.is_wide(narrow)
