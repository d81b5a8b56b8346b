"""The board is read from across the room: every call is seen, however many come at once."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from app.extensions import limiter
from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.test_large_text import BROKEN
from tests.browser.visitors import Visitors

STAGE = 4000  # milliseconds
MM_A_PIXEL = 952 / 1920
"""A TV of 43 inches is 952 mm wide."""
INK = """async picture => {
    const image = new Image();
    image.src = picture;
    await image.decode();
    const { width, height } = image;
    const brush = new OffscreenCanvas(width, height).getContext("2d");
    brush.drawImage(image, 0, 0);
    const { data } = brush.getImageData(0, 0, width, height);
    const at = (x, y) => data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3);
    const ground = at(width >> 1, 1);
    const differs = (a, b) => a.reduce((sum, part, nth) => sum + Math.abs(part - b[nth]), 0) > 150;
    const rows = [...Array(height).keys()].filter(y => {
        for (let x = 0; x < width; x++) if (differs(at(x, y), ground)) return true;
    });
    return rows.length ? rows[rows.length - 1] - rows[0] + 1 : 0;
}"""
"""How high what is written is on a picture, in pixels."""
RECORD_STAGE = """() => {
    const stage = document.querySelector(".stage");
    const on = () => (stage.hidden ? "" : stage.querySelector(".ticket").textContent);
    window.staged = [[on(), Date.now(), Infinity]];
    new MutationObserver(() => {
        const last = staged[staged.length - 1];
        if (last[0] === on()) return;
        last[2] = Date.now();
        staged.push([on(), Date.now(), Infinity]);
    }).observe(stage, { attributes: true, childList: true, subtree: true });
}"""
"""Keeps which ticket is large on the board, since when and until when; "" for none."""

Opens = Callable[[int], tuple[Dashboard, Page]]


@pytest.fixture
def opens(visitors: Visitors, server: Server, application: Flask) -> Opens:
    """Opens a store with so many queues, somebody in the first and the last, and its board on a TV
    whose clock goes only when the test says so."""

    def open_(queues: int) -> tuple[Dashboard, Page]:
        limiter.reset()
        names = ["Doctor A", *(f"Room {nth}" for nth in range(2, queues + 1))]
        dashboard = Dashboard(visitors.page())
        dashboard.finds_open(application, server.url, "Test Clinic", queues=names)
        for name in {names[0], names[-1]}:
            dashboard.adds("Ann", queue=name)
        board = visitors.page(width=1920, height=1080)
        board.clock.install()
        board.goto(dashboard.board_url)
        expect(board.locator("#live")).to_have_text("Live")
        return dashboard, board

    return open_


def test_calls_at_once_are_on_stage_one_after_the_other(opens: Opens) -> None:
    dashboard, board = opens(13)
    stage, lane = board.locator(".stage"), board.locator(".lane:not(.away)")
    expect(lane).to_have_count(8)  # the others come by themselves
    dashboard.adds("Ben")
    board.evaluate(RECORD_STAGE)
    # Two in one line, and one in a line of the other page.
    dashboard.calls()
    dashboard.calls()
    dashboard.calls("Room 13")
    expect(board.locator("[data-ticket-called]")).to_have_count(3)
    for _half_second in range(3 * (STAGE + 500) // 500):
        board.clock.run_for(500)
    # By the board's own clock: the calls may reach it as slowly as they like.
    shown = [(ticket, until - since) for ticket, since, until in board.evaluate("staged") if ticket]
    assert [ticket for ticket, _long in shown] == ["A1", "A2", "M1"]
    assert all(long >= STAGE for _ticket, long in shown), shown
    board.clock.run_for(1000)
    expect(stage).to_be_hidden()
    expect(board.locator(".lane.fresh:not(.away)")).to_contain_text("M1")
    board.clock.run_for(30_000)
    expect(board.get_by_text("1 / 2")).to_be_visible()
    # Both of the first line stay readable: one large, one beside it.
    first = lane.first
    expect(first.locator(".calling")).to_contain_text("A2")
    expect(first.locator(".chip")).to_have_text("A1")


def test_whoever_is_done_before_their_turn_on_stage_is_not_called_there(opens: Opens) -> None:
    dashboard, board = opens(2)
    dashboard.adds("Ben", "Cid")
    board.evaluate(RECORD_STAGE)
    for _name in ("Ann", "Ben", "Cid"):
        dashboard.calls()
    expect(board.locator("[data-ticket-called]")).to_have_count(3)
    dashboard.sets("A2", "served", was="called")
    expect(board.locator("[data-ticket-called]")).to_have_count(2)
    for _half_second in range(3 * (STAGE + 500) // 500):
        board.clock.run_for(500)
    assert [ticket for ticket, *_when in board.evaluate("staged") if ticket] == ["A1"]
    # The last one's lane is stage enough.
    expect(board.locator(".lane.fresh .calling")).to_contain_text("A3")


LONG = pytest.mark.long


@pytest.mark.parametrize("queues", [pytest.param(1, marks=LONG), 4, pytest.param(8, marks=LONG)])
def test_called_numbers_are_large_enough_on_a_tv(opens: Opens, queues: int) -> None:
    dashboard, board = opens(queues)
    dashboard.adds("Ben")
    dashboard.calls()
    expect(board.locator(".calling .ticket").first).to_have_text("A1")
    board.clock.run_for(500)
    fresh = board.locator(".stage:not([hidden]) .ticket, .lane.fresh .calling .ticket").last
    expect(fresh).to_have_text("A1")
    assert height_of(fresh) >= 60
    dashboard.calls()
    chip = board.locator(".chip")
    expect(chip).to_have_text("A1")
    # Nothing is large in front of it any more.
    board.clock.run_for(2 * STAGE)
    expect(board.locator(".stage")).to_be_hidden()
    assert height_of(chip) >= 20


@pytest.mark.parametrize(("queues", "millimetres"), [(1, 60), pytest.param(8, 20, marks=LONG)])
def test_many_calls_below_a_message_are_shown_whole(
    opens: Opens, queues: int, millimetres: int
) -> None:
    dashboard, board = opens(queues)
    board.set_viewport_size({"width": 1280, "height": 720})
    dashboard.adds("Ben", "Cid", "Dee", "Eli", "Fay")
    for _ in range(6):
        dashboard.calls()
    dashboard.tells("Doctor A is about 20 minutes late. We are sorry; please stay near the door.")
    expect(board.locator(".chip")).to_have_count(5)
    expect(board.locator("#late")).to_be_visible()
    board.clock.run_for(8 * STAGE)
    expect(board.locator(".stage")).to_be_hidden()
    assert board.evaluate(BROKEN, ".lane") == []
    lane = board.locator(".lane").first
    parts = lane.locator(".ticket, .about:visible, .chip").all()
    assert max(bottom(part) for part in parts) <= bottom(lane)
    # The number stays what is large.
    assert height_of(lane.locator(".calling .ticket")) >= millimetres


def test_time_is_in_the_middle_of_its_column(opens: Opens) -> None:
    _dashboard, board = opens(1)
    boxes = [board.locator(part).bounding_box() for part in (".board-code", "[data-clock]")]
    column, clock = (box["x"] + box["width"] / 2 for box in boxes if box)
    assert abs(column - clock) < 2


def bottom(part: Locator) -> float:
    """Where this ends, in pixels from the top."""
    return float(part.evaluate("part => part.getBoundingClientRect().bottom"))


def height_of(ticket: Locator) -> float:
    """How high its capitals are on the screen, in mm: measured on a picture of it."""
    picture = base64.b64encode(ticket.screenshot()).decode()
    # The page's own clock stands still, and it takes no pictures from elsewhere.
    plain = ticket.page.context.new_page()
    pixels: int = plain.evaluate(INK, f"data:image/png;base64,{picture}")
    plain.close()
    return pixels * MM_A_PIXEL


def test_tv_finds_its_board_without_being_loaded_anew(
    visitors: Visitors, dashboard: Dashboard
) -> None:
    tv = visitors.page(width=1920, height=1080)
    tv.clock.install()
    tv.goto("/tv")
    tv.evaluate("() => (window.same = true)")
    tv.clock.run_for(13_000)
    assert tv.evaluate("() => window.same")
    dashboard.shows_on_tv(tv.locator(".tv-code").inner_text())
    tv.clock.run_for(4000)
    tv.wait_for_url("**/b/*")
