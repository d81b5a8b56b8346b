"""Somebody with thousands of networks, as whoever has IPv6 at home, takes no more than others."""

import itertools

import pytest
from flask import Flask
from time_machine import Traveller

from app.models import scanning
from app.security.networks import network_of, unreadable
from tests.walls.test_scanning import Hog, code_on_screen, lucky_ones

pytestmark = pytest.mark.slow


class HogOfMany(Hog):
    """The same with a /48 of IPv6, of which each network comes for the first time."""

    def __init__(self) -> None:
        super().__init__(0)
        self.numbers = itertools.count()

    def takes_all_of(self, code: str) -> None:
        mine = (network_of(f"2001:db8:7:{next(self.numbers):x}::1") for _nth in range(10))
        self.networks = [unreadable("key", network) for network in mine]
        super().takes_all_of(code)


@pytest.mark.usefixtures("clock", "owner")
@pytest.mark.parametrize(
    "phones",
    [
        *("10.1.{}.1", "127.0.0.1"),
        pytest.param("2001:db8:{:x}::1", marks=pytest.mark.long),
        pytest.param("10.2.0.1", marks=pytest.mark.long),
    ],
)
def test_people_get_in_while_somebody_with_thousands_of_networks_takes_every_code(
    app: Flask, clock: Traveller, phones: str
) -> None:
    hog = HogOfMany()
    for _nth in range(20):  # until it is known that they are one and the same
        code = code_on_screen(app)
        with app.app_context():
            hog.takes_all_of(code)
    assert lucky_ones(app, hog, clock, (phones.format(nth) for nth in range(60, 120))) >= 0.9
    assert hog.passes <= scanning.MOST_AROUND
