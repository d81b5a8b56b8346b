"""The clock of a screen is set back: a signage player wakes up with one that is hours ahead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from testing.holding import holding
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.slow

AHEAD = datetime(2026, 3, 5, 12, tzinfo=UTC)


def set_back(page: Page) -> None:
    """By three hours, as a time server does."""
    page.clock.set_system_time(AHEAD - timedelta(hours=3))


def test_board_puts_the_next_call_on_stage_all_the_same(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    dashboard.adds("Ann")
    dashboard.adds("Ben", queue="Doctor B")
    board = visitors.page()
    board.clock.install(time=AHEAD)
    board.goto(dashboard.board_url)
    expect(board.locator("#live")).to_have_text("Live")
    dashboard.calls()
    dashboard.calls("Doctor B")
    expect(board.locator("#lanes").get_by_text("B1", exact=True)).to_be_visible()
    set_back(board)
    board.clock.run_for(6_000)
    expect(board.locator("#said")).to_have_text("B1: Doctor B")
    # An amber lane is one that was called just now.
    board.clock.run_for(30_000)
    assert board.locator(".lane.fresh").count() == 0


def test_board_behind_a_proxy_that_holds_streams_goes_on_looking_for_itself(
    visitors: Visitors, dashboard: Dashboard, server: Server
) -> None:
    with holding(server.port) as port:
        board = visitors.page()
        board.clock.install(time=AHEAD)
        board.goto(f"http://localhost:{port}{dashboard.board_url}")
        set_back(board)
        dashboard.adds("Ann")
        dashboard.calls()
        board.clock.fast_forward(31_000)
        called = board.locator("#lanes").get_by_text("A1", exact=True)
        expect(called.first).to_be_visible(timeout=3_000)
        # Else it may ask a proxy that has gone.
        board.close()
