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
    for nth in range(10):
        clock.shift(STEADY)
        # As "Call next" does it, whose page is not drawn for each of them.
        first = owner.customer_path("Doctor A", f"A{nth + 1}").rpartition("/")[2]
        called = owner.presses(f"{owner.queue_path('Doctor A')}/call?next={first}")
        assert called.status_code == 303
    return owner
