"""What customers are told of their wait, and when nothing is said."""

from datetime import timedelta

from flask import Flask
from time_machine import Traveller

from tests.people import Customer, Owner, words


def test_nothing_is_promised_before_a_few_were_called(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    ben = Customer(app).joins(owner.join_code, name_0="Ben")
    clock.shift(timedelta(minutes=1))
    page = words(ben.get(ben.ticket))
    assert "1 person ahead of you" in page
    assert " min" not in page


def test_customer_is_told_a_range_that_follows_the_pace(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    people = [Customer(app).joins(owner.join_code, name_0=f"No. {nth}") for nth in range(16)]
    last = people[-1]
    for _call in range(12):
        clock.shift(timedelta(minutes=2))
        owner.calls_next("Doctor A")
    steady = waits(last)
    # The last of four who still wait, at one call in two minutes.
    assert steady[0] < 8 < steady[1]
    # Whoever is at the door reads the same before joining.
    form = words(Customer(app).scans(owner.join_code))
    assert "Doctor A 4 waiting · " in form
    assert "wait now: " in words(owner.get(owner.queue_path("Doctor A")))
    clock.shift(timedelta(minutes=6))
    stalled = waits(last)
    assert stalled[0] > steady[0]
    assert stalled[1] > steady[1]


def waits(customer: Customer) -> tuple[int, int]:
    """The range of minutes on the ticket."""
    page = words(customer.get(customer.ticket))
    told = page.partition("3 people ahead of you about ")[2].partition(" min ")[0]
    low, _dash, high = told.partition("–")
    return int(low), int(high)
