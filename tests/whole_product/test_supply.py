"""What others wrote is what it was: each package by its hashes, each vendored file by its own."""

import hashlib
import re

import pytest

from app.settings import CHECKOUT

VENDORED = {
    # The npm package htmx.org, 4.0.1: dist/htmx.min.js, dist/ext/hx-sse.min.js, LICENSE.
    "htmx-4.0.1.min.js": "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    "hx-sse-4.0.1.min.js": "18ef2761356ec1fe0bb6d92612315b37517a7c1e9856b661c5ae81fef239d103",
    "htmx-LICENSE.txt": "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
    "lucide-LICENSE.txt": "b495047bd93a9b06913511076f504daba17d5bbeb3e0650f3bb53a4220329c57",
}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[\w+\])?==([^\s;]+)", re.MULTILINE)


def pins(text: str) -> set[tuple[str, str]]:
    """Names and versions, with the names as every index writes them."""
    return {
        (re.sub(r"[-_.]+", "-", name).lower(), version) for name, version in PINNED.findall(text)
    }


def test_vendored_files_are_what_their_makers_published() -> None:
    static = CHECKOUT / "app" / "static"
    foreign = {*static.glob("*.min.js"), *static.glob("*LICENSE*")}
    assert {file.name for file in foreign} == set(VENDORED)
    for name, expected in VENDORED.items():
        assert hashlib.sha256((static / name).read_bytes()).hexdigest() == expected, name


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_everything_that_is_installed_is_known_by_its_hashes(name: str) -> None:
    exact = (CHECKOUT / f"{name}.txt").read_text()
    chosen = (CHECKOUT / f"{name}.in").read_text()
    assert pins(chosen) <= pins(exact), "run `make requirements`"
    entries = re.split(r"\n(?=\S)", exact[exact.index("\n") :].strip())
    without = [one for one in entries if not one.startswith("#") and "--hash=sha256:" not in one]
    assert without == []
    assert all(PINNED.match(one) for one in entries if not one.startswith("#"))
    # Nothing says where from: that is the business of whoever installs.
    assert "://" not in exact


def test_laptop_has_what_production_has() -> None:
    production, laptop = (
        pins((CHECKOUT / f"{name}.txt").read_text())
        for name in ("requirements", "requirements-dev")
    )
    assert production <= laptop
