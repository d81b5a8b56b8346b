"""What pages load and what they are made of: small files, each loaded where it is needed."""

import re
from pathlib import Path

import pytest

from app.web.scripts import as_sent
from app.web.static_files import imported
from tests.support.people import Browser
from tests.support.shops import BusyShop
from tests.whole_product.test_page_weight import links

APP = Path(__file__).parent.parent.parent / "app"
STATIC = APP / "static"
SHEETS = sorted(STATIC.glob("*.css"))
OURS = sorted(path for path in STATIC.glob("*.js") if ".min." not in path.name)
_LONGEST_LINE = 160
_MOST_LINES = 400
_COLOUR = re.compile(r"#[0-9a-f]{3,8}\b|\b(?:oklch|rgba?|hsla?)\(", re.IGNORECASE)


def test_no_line_of_a_template_is_too_long_to_read() -> None:
    long = [
        f"{path.relative_to(APP)}:{nth}"
        for path in (APP / "templates").rglob("*.*")
        for nth, line in enumerate(path.read_text().splitlines(), 1)
        if len(line) > _LONGEST_LINE
    ]
    assert long == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_style_sheet_is_too_long_to_read(sheet: Path) -> None:
    assert len(sheet.read_text().splitlines()) <= _MOST_LINES


def test_colours_come_from_one_file() -> None:
    """Shadows are no colours, and paper and codes are black on white whatever the scheme is."""
    found = [
        f"{sheet.name}: {line.strip()}"
        for sheet in (*SHEETS, APP / "templates" / "customer.css")
        if sheet.name not in ("tokens.css", "slip.css")
        for line in sheet.read_text().splitlines()
        if _COLOUR.search(line) and "oklch(0% 0 0 /" not in line and "background: #fff;" not in line
    ]
    assert found == []


def test_form_of_the_customers_has_the_colours_of_all_pages(shop: BusyShop) -> None:
    assert (STATIC / "tokens.css").read_text().strip() in shop.ben.get(shop.ben.form).text


def test_ticket_loads_nothing_of_the_board_and_the_dashboard(
    shop: BusyShop, anybody: Browser
) -> None:
    assert names(shop.ann, shop.ann.ticket) == {
        *("htmx-4.0.1.min.js", "hx-sse-4.0.1.min.js", "icon.svg"),
        *("phone.css", "renewal.js", "ticket.js"),
    }
    assert "phone.css" not in names(shop.owner, "/store") | names(anybody, shop.board)


def test_every_style_sheet_and_script_is_loaded_somewhere() -> None:
    templates = "".join(path.read_text() for path in (APP / "templates").rglob("*.html"))
    loaded = re.findall(r"(style|script)s\(([^)]*)\)", templates)
    named = {
        f"{name}.{'css' if kind == 'style' else 'js'}"
        for kind, several in loaded
        for name in re.findall(r'"([\w-]+)"', several)
    }
    for file in (*SHEETS, *OURS):
        named |= {one.name for one in imported(file)} if file.name in named else set()
    # It is read while the page is, before what it takes away.
    named.add("renewal.js")
    assert {path.name for path in (*SHEETS, *OURS)} == named


@pytest.mark.parametrize("script", OURS, ids=lambda path: path.name)
def test_script_has_no_globals_and_remembers_only_where_it_may(script: Path) -> None:
    text = script.read_text()
    assert not re.search(r"\bwindow\.\w+ = ", text)
    kept = text.count("localStorage.setItem") - text.count("localStorage.removeItem")
    assert script.name == "switches.js" or not kept


def test_script_that_imports_others_is_sent_with_them_and_one_that_fails_stops_no_other(
    tmp_path: Path,
) -> None:
    (tmp_path / "one.js").write_text("// For people.\nconst it = 1;\n")
    sent = as_sent("two.js", '// It.\n\nimport "./one.js";\n\nconst it = 2;\n', tmp_path)
    assert sent == (
        "\ntry {\nconst it = 1;\n} catch (error) {\nsetTimeout(() => { throw error; });\n}\n"
        "\nconst it = 2;\n"
    )


@pytest.mark.parametrize("script", OURS, ids=lambda path: path.name)
def test_script_imports_at_its_beginning_alone(script: Path) -> None:
    """Elsewhere it would not be found, and a browser would ask for it apart."""
    text = script.read_text()
    assert len(re.findall(r"\bimport\b", text)) == len(imported(script))


def test_our_scripts_are_modules(shop: BusyShop, anybody: Browser) -> None:
    """A module's names are its own; the libraries are what they are."""
    for browser, path in ((shop.owner, "/store"), (shop.ann, shop.ann.ticket), (anybody, "/open")):
        tags = re.findall(r"<script[^>]*>", browser.get(path).text)
        assert tags
        assert all(
            'type="module"' in tag or ".min.js" in tag or "renewal.js" in tag for tag in tags
        )


def names(browser: Browser, path: str) -> set[str]:
    """The files that this page loads."""
    return {link.rpartition("/")[2].partition("?")[0] for link in links(browser.get(path))}
