"""However much the owner and the queues have to say, no called number is cut off on the board."""

from __future__ import annotations

import pytest
from flask import Flask
from playwright.sync_api import expect

from testing.server import Server
from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Visitors

# What reaches out of its lane, by more than the room around letters.
CUT = """() => [...document.querySelectorAll(".lane:not(.away)")].flatMap(lane => {
    const room = lane.getBoundingClientRect();
    return [...lane.querySelectorAll(".ticket, .chip, .to")].filter(said => {
        const { top, bottom } = said.getBoundingClientRect();
        return top < room.top - 2 || bottom > room.bottom + 2;
    }).map(said => said.textContent);
})"""


@pytest.mark.parametrize(
    "queues", [4, *(pytest.param(more, marks=pytest.mark.long) for more in (3, 9))]
)
def test_numbers_fit_below_a_message_and_beside_a_counter(
    visitors: Visitors, server: Server, application: Flask, queues: int
) -> None:
    names = [f"Blood tests and vaccination, room {nth}" for nth in range(1, queues + 1)]
    dashboard = Dashboard(visitors.page())
    dashboard.finds_open(application, server.url, "Test Clinic", queues=names)
    dashboard.goes_to(names[0], counter="Room 1, first floor")
    dashboard.adds("Ann", "Ben", "Cid", "Dee", queue=names[0])
    for _name in range(4):
        dashboard.calls(names[0])
    board = visitors.page()
    board.goto(dashboard.board_url)
    expect(board.locator("#live")).to_have_text("Live")
    expect(board.locator(".lane .ticket")).to_have_text("A4")
    for message in ("", "We are late, because the computers were down this morning. " * 2):
        if message:
            dashboard.tells(message.strip())
            expect(board.get_by_text("We are late")).to_be_visible()
        for width, height in ((1920, 1080), (1366, 768), (1080, 1920), (768, 1024)):
            board.set_viewport_size({"width": width, "height": height})
            assert board.evaluate(CUT) == [], f"{width} x {height}, {message}"
