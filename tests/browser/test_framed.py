"""The board in the frame of a signage player, where its owner allows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.slow

FRAMES = {
    "whole": "",
    "small": 'style="width: 480px; height: 270px"',
    "with its origin": 'sandbox="allow-scripts allow-same-origin allow-forms"',
}
# Its own scripts and streams are strange to it: the page renews itself.
ALONE = 'sandbox="allow-scripts"'


def test_board_in_a_frame_shows_a_call(
    visitors: Visitors, dashboard: Dashboard, server: Server, tmp_path: Path
) -> None:
    visitors.excuse("asked for file:", "screen-wake-lock")
    let_frame(dashboard)
    for nth, how in enumerate(FRAMES.values(), 1):
        player = visitors.page(width=1920, height=1080)
        shows_a_call(framed(player, server, dashboard, tmp_path, how), dashboard, f"A{nth}")
        player.close()


@pytest.mark.long
def test_board_in_a_frame_without_its_origin_shows_a_call(
    visitors: Visitors, dashboard: Dashboard, server: Server, tmp_path: Path
) -> None:
    visitors.excuse("asked for file:", "screen-wake-lock")
    visitors.excuse("CORS policy", "net::ERR_FAILED", "localStorage", "fetch", "Fetch API")
    let_frame(dashboard)
    player = visitors.page(width=1920, height=1080)
    shows_a_call(framed(player, server, dashboard, tmp_path, ALONE), dashboard, "A1")


def shows_a_call(board: FrameLocator, dashboard: Dashboard, ticket: str) -> None:
    expect(board.locator("#join-code svg")).to_be_visible()
    expect(board.locator(".board")).to_have_css("position", "relative")
    expect(board.get_by_text("allow-scripts")).to_have_count(0)
    dashboard.adds("Ann")
    dashboard.calls()
    called = board.locator("#lanes").get_by_text(ticket, exact=True).first
    expect(called).to_be_visible(timeout=30_000)


def test_board_in_a_frame_that_lets_nothing_run_says_what_it_needs(
    visitors: Visitors, dashboard: Dashboard, server: Server, tmp_path: Path
) -> None:
    # Where no script may run browsers renew no page either (HTML, declarative refresh).
    visitors.excuse("asked for file:", "is sandboxed", "CORS policy", "net::ERR_FAILED")
    let_frame(dashboard)
    player = visitors.page(width=1920, height=1080)
    board = framed(player, server, dashboard, tmp_path, 'sandbox=""')
    expect(board.locator("noscript p")).to_contain_text("allow-scripts")


def let_frame(dashboard: Dashboard) -> None:
    """The owner lets other pages show the board."""
    dashboard.page.goto("/store/settings")
    dashboard.page.locator("[name=board_framed][value=yes]").check()
    with dashboard.page.expect_navigation():
        dashboard.page.locator("[name=board_framed][value=yes]").evaluate(
            "(choice) => choice.form.requestSubmit()"
        )
    expect(dashboard.live).to_have_text("Live")


def framed(
    player: Page, server: Server, dashboard: Dashboard, folder: Path, how: str
) -> FrameLocator:
    """The board in a frame like this of a file, as players have it that show one page after the
    other."""
    address = f'src="{server.url}{dashboard.board_url}"'
    start = folder / "player.html"
    start.write_text(f'<iframe width="1900" height="1000" {address} {how}></iframe>')
    player.goto(start.as_uri())
    return player.frame_locator("iframe")
