"""The whole story with two browsers side by side. Nobody reloads anything."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from testing.mailbox import Mailbox, csv_of, text_of
from testing.nginx import Nginx
from testing.server import Server, free_port
from tests.browser.dashboard import Dashboard
from tests.browser.phone import Phone
from tests.browser.renewing import mark, still_marked
from tests.browser.visitors import Visitors

# All other tests of this folder come straight to one process.
WAYS = [
    pytest.param("straight", marks=pytest.mark.long),
    "through nginx to two processes",
]


@pytest.fixture(params=WAYS)
def visitors(
    request: pytest.FixtureRequest, chromium: Browser, environment: dict[str, str], scratch: Path
) -> Iterator[Visitors]:
    """Everybody who comes along, whichever way the product is reached."""
    if request.param == "straight":
        with Visitors(chromium, request.getfixturevalue("server").url) as visitors:
            yield visitors
        return
    tls = free_port()
    home = {"PUBLIC_URL": f"https://localhost:{tls}", "PROXY_HOPS": "1", "HOST": "127.0.0.1"}
    with ExitStack() as stack:
        both = [Server(environment, **home) for _nth in range(2)]
        for process in both:
            process.launch()
            stack.callback(process.stop)
        behind = [process.ready().port for process in both]
        nginx = stack.enter_context(Nginx(scratch / "browsers", behind, tls=tls))
        yield stack.enter_context(Visitors(chromium, home["PUBLIC_URL"]))
        # Whoever has no link of the store yet may come to either.
        assert all(f" 127.0.0.1:{port} " in nginx.logs for port in behind), nginx.logs
        for process in both:
            assert "Traceback" not in process.stop()


def test_owner_and_customers_see_each_other_without_reloading(  # noqa: PLR0915 - it is a story
    visitors: Visitors, mailbox: Mailbox
) -> None:
    mailbox.empty()
    # The owner opens a store. The time zone is the browser's.
    page = visitors.page(timezone_id="Asia/Taipei")
    page.goto("/")
    page.get_by_role("link", name="Open a store").first.click()
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Taipei")
    dashboard = Dashboard(page).opens("Corner Clinic", queues=["Doctor A", "Doctor B"])
    expect(page).to_have_title("Corner Clinic")
    expect(dashboard.live).to_have_text("Live")
    expect(page.get_by_text("Nobody is in line.")).to_be_visible()
    # The screen at the door knows the board's link and nothing else.
    door = visitors.page()
    door.goto(dashboard.board_url)
    mark(page)
    mark(door)

    # A customer scans the code on the screen, which changes at once, everywhere.
    scanned = dashboard.join_url
    ting = Phone(visitors.phone()).scans(scanned)
    expect(dashboard.code).not_to_have_attribute("data-join-url", scanned)
    expect(door.locator("figure")).to_have_attribute("data-join-url", dashboard.join_url)
    expect(page.get_by_text(dashboard.join_url.rpartition("/")[2])).to_be_visible()

    # They join, and are in line on the owner's screen.
    ting.joins("Ting", "Doctor A", "0931 000 000")
    expect(dashboard.row("A1")).to_contain_text("Ting")
    expect(dashboard.row("A1").get_by_role("link", name="0931 000 000")).to_have_attribute(
        "href", "tel:0931000000"
    )
    expect(ting.person("A1")).to_contain_text("You're next")
    expect(ting.page).to_have_title("A1: You're next · Corner Clinic")
    mark(ting.page)
    danny = Phone(visitors.phone()).scans(dashboard.join_url).joins("Danny", "Doctor A")
    mei = Phone(visitors.phone()).scans(dashboard.join_url).joins("王小美", "Doctor A")
    expect(dashboard.card("Doctor A")).to_contain_text("3 waiting")
    expect(mei.person("A3")).to_contain_text("2 people ahead of you")
    mark(danny.page)
    mark(mei.page)

    # The owner calls. The customer's page says where to go, its title too, in case it is behind.
    dashboard.call_next("Doctor A").click()
    expect(ting.person("A1")).to_contain_text("It's your turn A1 Ting Please go to Doctor A")
    expect(ting.page).to_have_title("A1: It's your turn · Corner Clinic")
    expect(door.get_by_role("listitem").first).to_contain_text(
        re.compile(r"Doctor A\s+2 waiting, [\w –]+\s+A1")
    )
    expect(danny.person("A2")).to_contain_text("You're next")
    expect(dashboard.row("A1")).to_have_attribute("data-state", "called")
    expect(dashboard.card("Doctor A")).to_contain_text("now A1")
    expect(dashboard.call_next("Doctor A")).to_contain_text("A2")
    dashboard.row("A1").get_by_role("button", name="Done").click()
    expect(ting.person("A1")).to_contain_text("Done. Thank you for coming.")
    expect(page.get_by_role("table", name="Earlier today")).to_contain_text("Ting")

    # A customer leaves. The owner sees it, and who waits behind moves up.
    danny.page.get_by_role("link", name="Leave the line").click()
    danny.page.get_by_role("button", name="Leave the line").click()
    expect(danny.person("A2")).to_contain_text("You left the line.")
    expect(dashboard.row("A2")).to_have_attribute("data-state", "left")
    expect(mei.person("A3")).to_contain_text("You're next")

    # The owner closes the store, after a page that says what will happen.
    assert still_marked(page)
    Dashboard(page).opens_menu().get_by_role("link", name="Close store").click()
    expect(page.get_by_text("1 person is still in line")).to_be_visible()
    page.get_by_role("button", name="Close the store").click()
    expect(page.get_by_role("heading", name="Corner Clinic is closed")).to_be_visible()
    for watched in (ting.page, mei.page):
        expect(watched.get_by_role("heading", name="Corner Clinic has closed")).to_be_visible()
        expect(watched).to_have_title(re.compile("The store has closed"))
        assert still_marked(watched)
    expect(door.get_by_role("heading", name="The store has closed")).to_be_visible()
    assert still_marked(door)

    # The customer's link later leads to a page that says so, too.
    visitors.excuse("status of 410")
    mei.page.reload()
    expect(mei.page.get_by_role("heading", name="The store has closed")).to_be_visible()

    # The report is in the owner's mailbox.
    report = mailbox.wait_for("Corner Clinic: report of")
    assert report["To"] == dashboard.email
    assert "Joined: 3" in text_of(report)
    rows = csv.DictReader(io.StringIO(csv_of(report).decode("utf-8-sig")))
    assert [(r["ticket"], r["customer_name"], r["customer_state"]) for r in rows] == [
        ("A1", "Ting", "served"),
        ("A2", "Danny", "left"),
        ("A3", "王小美", "waiting"),
    ]
