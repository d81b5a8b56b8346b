"""The code is read by strict scanners, in every colour scheme, on paper and from far away."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup
from playwright.sync_api import Page, Route

from app.display import qr
from tests.browser.dashboard import Dashboard
from tests.browser.visitors import Visitors

CODE = "/J/ABCDEFGH1234"
SCHEMES: list[dict[str, Any]] = [
    {"color_scheme": "light", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "none"},
    {"color_scheme": "dark", "forced_colors": "active"},
    {"color_scheme": "light", "forced_colors": "active"},
]


def read(picture: Path) -> str:
    """What zbar reads in a picture."""
    if shutil.which("zbarimg") is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail("zbarimg is missing: install zbar-tools", pytrace=False)
        pytest.skip("zbarimg is missing: install zbar-tools")
    told = subprocess.run(
        ["zbarimg", "--quiet", "--raw", "-Sbinary", picture], capture_output=True, check=False
    )
    return told.stdout.decode()


def modules(svg: Markup) -> int:
    """How many stand in a row, without the quiet zone."""
    return int(svg.partition('viewBox="0 0 ')[2].partition(" ")[0]) - 8


@pytest.mark.parametrize(
    ("home", "most"),
    [
        ("http://localhost:5000", 29),
        ("https://queue.example.com", 29),  # 40 characters
        ("https://queue.example.com:80", 29),  # 43
        ("https://QUEUE.some-clinic.example.org", 33),
    ],
)
def test_scheme_and_host_are_in_small_letters_and_modules_few(
    visitors: Visitors, tmp_path: Path, home: str, most: int
) -> None:
    svg = qr.svg(f"{home}{CODE}")
    assert modules(svg) <= most
    assert read(drawn(visitors, svg, tmp_path)) == f"{home.lower()}{CODE}"


def test_link_of_a_ticket_is_kept_as_it_is_written(visitors: Visitors, tmp_path: Path) -> None:
    link = "https://queue.example.com/t/aBcDeFgHiJkLmNoPqRsTuVwXyZ012345"
    assert read(drawn(visitors, qr.exact(link), tmp_path)) == link


def test_code_has_its_own_quiet_zone_on_anything(visitors: Visitors, tmp_path: Path) -> None:
    svg = qr.svg(f"https://queue.example.com{CODE}")
    assert read(drawn(visitors, svg, tmp_path, "black")) == f"https://queue.example.com{CODE}"


def test_board_is_scanned_in_every_colour_scheme(
    visitors: Visitors, dashboard: Dashboard, tmp_path: Path
) -> None:
    page = visitors.page(width=1920, height=1080)
    for scheme in SCHEMES:
        page.emulate_media(**scheme)
        page.goto(dashboard.board_url)
        assert read(pictured(page, tmp_path)) == scanned(page), scheme
        # A twentieth of the screen, as a phone sees it from the far end of the room.
        page.evaluate("""() => {
          const box = document.querySelector("#join-code .qr");
          box.style.cssText = "width: 96px; max-width: none; border: 0";
        }""")
        assert read(pictured(page, tmp_path)) == scanned(page), scheme


def test_board_is_scanned_on_a_display_that_turns_all_colours_round(
    visitors: Visitors, dashboard: Dashboard, tmp_path: Path
) -> None:
    page = visitors.page(width=1920, height=1080, bypass_csp=True)

    def told(route: Route) -> None:
        # Safari tells pages so; here every display is such a one.
        answer = route.fetch()
        css = answer.text().replace("(inverted-colors:inverted)", "all")
        route.fulfill(response=answer, body=css)

    page.route("**/*.css*", told)
    page.goto(dashboard.board_url)
    page.evaluate("() => { document.documentElement.style.filter = 'invert(1)' }")
    assert read(pictured(page, tmp_path)) == scanned(page)


def test_link_of_a_ticket_on_paper_is_scanned(
    visitors: Visitors, dashboard: Dashboard, tmp_path: Path
) -> None:
    dashboard.adds("Ann")
    page = visitors.page(storage_state=dashboard.page.context.storage_state(), color_scheme="dark")
    page.goto("/store")
    slip = page.request.get(
        (Dashboard(page).row("A1").get_attribute("id") or "").replace(
            "customer-", "/store/customers/"
        )
        + "/slip"
    )
    page.goto(slip.url)
    page.emulate_media(media="print", color_scheme="dark")
    assert "/t/" in read(pictured(page, tmp_path))


def scanned(page: Page) -> str:
    """Where the page says that its code leads."""
    return page.locator("[data-join-url]").get_attribute("data-join-url") or ""


def pictured(page: Page, folder: Path) -> Path:
    """What is on the screen."""
    picture = folder / "screen.png"
    page.screenshot(path=picture)
    return picture


def drawn(visitors: Visitors, svg: Markup, folder: Path, ground: str = "white") -> Path:
    """The code alone, on a ground of this colour."""
    page = visitors.page(width=400, height=400)
    page.set_content(f'<body style="margin:0;background:{ground}">{svg}')
    return pictured(page, folder)
