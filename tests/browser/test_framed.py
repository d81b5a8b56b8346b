"""The board in the frame of a signage player, where its owner allows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

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


@pytest.mark.parametrize(
    "frame", [*FRAMES, pytest.param("without its origin", marks=pytest.mark.long)]
)
def test_board_in_a_frame_shows_a_call(
    visitors: Visitors, dashboard: Dashboard, server: Server, tmp_path: Path, frame: str
) -> None:
    visitors.excuse("asked for file:", "screen-wake-lock")
    if frame == "without its origin":
        visitors.excuse("CORS policy", "net::ERR_FAILED", "localStorage", "fetch", "Fetch API")
    dashboard.page.goto("/store/settings")
    dashboard.page.locator("[name=board_framed][value=yes]").check()
    with dashboard.page.expect_navigation():
        dashboard.page.locator("[name=board_framed][value=yes]").evaluate(
            "(choice) => choice.form.requestSubmit()"
        )
    expect(dashboard.live).to_have_text("Live")
    player = visitors.page(width=1920, height=1080)
    address = f'src="{server.url}{dashboard.board_url}"'
    shown = f'<iframe width="1900" height="1000" {address} {FRAMES.get(frame, ALONE)}></iframe>'
    # A file, as players have it that show one page after the other.
    start = tmp_path / "player.html"
    start.write_text(shown)
    player.goto(start.as_uri())
    board = player.frame_locator("iframe")
    expect(board.locator("#join-code svg")).to_be_visible()
    expect(board.locator(".board")).to_have_css("position", "relative")
    dashboard.adds("Ann")
    dashboard.calls()
    called = board.locator("#lanes").get_by_text("A1", exact=True).first
    expect(called).to_be_visible(timeout=30_000)
