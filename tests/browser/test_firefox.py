"""The way from an open store to a call, in a real Firefox."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from testing.installed import installed
from testing.server import Server
from tests.browser.dashboard import PASSWORD
from tests.browser.firefox import Firefox

pytestmark = pytest.mark.slow

CODE = "document.querySelector('figure[data-join-url]').dataset.joinUrl"
ESCAPE = "\ue00c"


@pytest.fixture
def firefox(tmp_path: Path) -> Iterator[Firefox]:
    """The one that Debian has."""
    with Firefox(installed("firefox-esr"), tmp_path / "profile") as firefox:
        yield firefox
        assert firefox.complaints == []


def test_customer_is_called_and_sees_it_without_reloading(firefox: Firefox, server: Server) -> None:
    owner = firefox.page(width=1280, height=800)
    owner.goto(f"{server.url}/open")
    owner.fills("[name=name]", "Corner Clinic")
    owner.fills("[name=queues]", "Doctor A")
    owner.fills("[name=email]", f"owner-{secrets.token_hex(4)}@example.com")
    owner.fills("[name=password]", PASSWORD)
    owner.clicks("form:has([name=queues]) button:not([type])")
    owner.sees("Live", within="#live")

    board = firefox.page(width=1280, height=800)
    board.goto(owner.evaluate("document.querySelector('a[href^=\"/b/\"]').href"))
    board.sees("Live", within="#live")

    phone = firefox.page(width=390, height=800)
    phone.goto(board.evaluate(CODE))
    phone.clicks("label[for=n2]")
    phone.fills("[name=name-0]", "Ann")
    phone.fills("[name=name-1]", "Ben")
    phone.clicks("form:has([name=name-0]) button")
    phone.sees("Live", within="#live")
    phone.sees("You're next")

    # Names are only for the owner.
    owner.sees("Ann", within="#line")
    owner.clicks("#line tr a[data-panel]")
    owner.sees("Now waiting.", within="#panel[open]")
    owner.types(ESCAPE)
    owner.clicks("#next .call")
    owner.sees("A1 is called.", within="#flash")
    phone.sees("It's your turn")
    board.sees("A1", within="#lanes")
    assert "Ann" not in board.evaluate("document.body.innerText")

    owner.clicks("#flash .undo")
    phone.sees("You're next")
