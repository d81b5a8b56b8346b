"""A line that has moved for a while."""

from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller

from tests.support.people import Customer, Owner

STEADY = timedelta(minutes=2)


@pytest.fixture
def steady(app: Flask, clock: Traveller, owner: Owner) -> Owner:
    """Doctor A has called ten people, one in two minutes, and four of them still wait."""
    for nth in range(14):
        Customer(app).joins(owner.join_code, name_0=f"No. {nth}")
    for _call in range(10):
        clock.shift(STEADY)
        owner.calls_next("Doctor A")
    return owner
