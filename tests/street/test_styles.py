"""Style sheets are served so that engines of 2018 can read them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.web.styles import for_older_engines, imported, of_the_owner
from tests.support.people import Browser
from tests.support.shops import BusyShop

STATIC = Path(__file__).parent.parent.parent / "app" / "static"
# The owner's pages, on a computer or phone of the owner's choice.
OF_THE_OWNER = of_the_owner(STATIC)
SHEETS = sorted(STATIC.glob("*.css"))


@pytest.mark.parametrize(
    ("written", "older"),
    [
        ("padding: clamp(1rem, 4vw, 3rem)", "padding: 4vw"),
        ("width: min(40rem, 100%)", "width: 40rem"),
        ("max-width: min(100%, 52vh, max(8rem, 100vh - var(--x)))", "max-width: 52vh"),
        ("height: min(calc(1rem + 2px), var(--x) / 2)", "height: calc(calc(1rem + 2px))"),
        ("font-size: clamp(1rem, min(8vw, 20vh), 4rem)", "font-size: 8vw"),
        ("padding: 1rem clamp(1rem, 4vw, 3rem) 0", "padding: 1rem 4vw 0"),
        ("columns: minmax(min(22rem, 100%), 1fr)", "columns: minmax(100%, 1fr)"),
        ("overflow-wrap: anywhere", "overflow-wrap: break-word"),
        ("margin-inline-start: auto", "-webkit-margin-start: auto"),
        ("padding-inline-end: 1rem", "-webkit-padding-end: 1rem"),
        ("padding-inline: 1vw", "padding-left: 1vw;\n  padding-right: 1vw"),
        ("margin-block: 1rem auto", "margin-top: 1rem;\n  margin-bottom: auto"),
        ("inset-inline: 0", "left: 0;\n  right: 0"),
        ("inset: 0 auto", "top: 0;\n  right: auto;\n  bottom: 0;\n  left: auto"),
        ("inset: 0", "top: 0;\n  right: 0;\n  bottom: 0;\n  left: 0"),
    ],
)
def test_what_is_newer_stands_after_the_same_as_it_was_said_before(
    written: str, older: str
) -> None:
    rule = f".a {{\n  {written};\n}}\n"
    assert for_older_engines(rule) == f".a {{\n  {older};\n  {written};\n}}\n"


@pytest.mark.parametrize(
    ("selectors", "written", "margins"),
    [
        (".a", "display: flex; gap: 1rem", "margin-left: 0.5rem; margin-right: 0.5rem"),
        (
            ".a,\n.b c",
            "gap: 1vw 5px; display: inline-flex",
            "margin-left: 2.5px; margin-right: 2.5px",
        ),
        (".a", "display: flex; flex-wrap: wrap; gap: 0 1.5rem", "margin: 0 0.75rem"),
        (".a", "display: grid; gap: 1rem", ""),
        (".a", "display: flex", ""),
        (".a:has(> b)", "display: flex; gap: 1rem", ""),
    ],
)
def test_what_is_in_a_row_has_margins_where_gaps_are_known_in_grids_alone(
    selectors: str, written: str, margins: str
) -> None:
    declarations = "".join(f"  {one};\n" for one in written.split("; "))
    rule = f"/* A row, {{ as it were }} */\n{selectors} {{\n{declarations}}}\n"
    parts = ", ".join(f"{one.strip()} > *" for one in selectors.split(","))
    more = f"@supports not (inset: 0) {{ {parts} {{ {margins}; }} }}\n" if margins else ""
    assert for_older_engines(rule) == rule + more


def test_layers_are_taken_off_and_the_last_one_still_wins() -> None:
    css = (
        "@layer a, utilities;\n@layer a {\n.b { color: red; }\n}\n@layer utilities {\n.c {\n}\n}\n"
    )
    assert for_older_engines(css).split() == [
        *(".b", "{", "color:", "red;", "}"),
        *(":root", ".c", "{", "}"),
    ]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_nothing_that_an_old_engine_throws_away_whole_is_served(sheet: Path) -> None:
    css = for_older_engines(sheet.read_text())
    assert "@layer" not in css
    assert css.count("{") == css.count("}")
    assert not re.search(r"^\s*&", css, re.MULTILINE), "rules within rules"
    assert "color-mix(" not in css
    if sheet.name in OF_THE_OWNER:
        return
    # One selector that is not known takes the others of its rule with it.
    for selectors in re.findall(r"([^{};]+)\{", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)):
        listed = [one for one in re.split(r",(?![^(]*\))", selectors) if one.strip()]
        newer = [one for one in listed if re.search(r":(has|is|where)\(|:focus-visible", one)]
        assert not newer or len(newer) == len(listed), selectors


def test_sheets_of_the_owner_are_there_and_no_customer_or_board_loads_them(
    anybody: Browser, shop: BusyShop
) -> None:
    assert {sheet.name for sheet in SHEETS} >= OF_THE_OWNER
    pages = [anybody.get(path).text for path in ("/", "/open", "/signin", shop.board)]
    loaded = set(re.findall(r"/static/([\w-]+\.css)", "".join(pages)))
    assert loaded
    assert not loaded & OF_THE_OWNER


def test_page_gets_them_so(anybody: Browser) -> None:
    link = re.search(r'href="(/static/base[^"]+)"', anybody.get("/open").text)
    assert link is not None
    served = anybody.get(link[1])
    assert "@layer" not in served.text
    assert "padding-inline" in served.text or "margin" in served.text
    assert served.content_length == len(served.data)


@pytest.mark.parametrize("sheet", ["dashboard.css", "phone.css", "wall.css"])
def test_sheet_that_imports_others_is_served_with_them_in_it(anybody: Browser, sheet: str) -> None:
    served = anybody.get(f"/static/{sheet}").data
    assert b"@import" not in served
    parts = imported((STATIC / sheet).read_text())
    assert len(parts) > 3
    for part in parts:
        assert anybody.get(f"/static/{part}").data.strip() in served, part
