"""An installation that speaks another language, too."""

import pytest

from tests.support.shops import BusyShop

SETTINGS = "/store/settings"


@pytest.fixture
def laden(german: None, shop: BusyShop) -> BusyShop:
    """The clinic in the middle of its day, in German."""
    del german  # which is there by now
    assert shop.owner.submit(SETTINGS, {"language": "de"}).status_code == 303
    return shop
