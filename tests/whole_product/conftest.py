"""An installation that speaks another language, too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

from tests.support.german import GERMAN
from tests.support.shops import BusyShop

SETTINGS = "/store/settings"


@pytest.fixture
def german(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An installation that speaks German, too."""
    messages = tmp_path / "de" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    catalog = Catalog(locale="de")
    for english, german in GERMAN.items():
        catalog.add(english, german, flags=["python-format"] if "%" in english else [])
    with (messages / "messages.mo").open("wb") as file:
        write_mo(file, catalog)
    configured = app.extensions["babel"]
    monkeypatch.setattr(configured, "translation_directories", [str(tmp_path)])
    yield
    configured.instance.domain_instance.cache.clear()


@pytest.fixture
def laden(german: None, shop: BusyShop) -> BusyShop:
    """The clinic in the middle of its day, in German."""
    del german  # which is there by now
    assert shop.owner.submit(SETTINGS, {"language": "de"}).status_code == 303
    return shop
