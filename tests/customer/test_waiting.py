"""What customers are told of their wait, and when nothing is said."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from time_machine import Traveller
from werkzeug.test import TestResponse

from app.display import times
from app.figures.quotes import Estimate
from tests.support.people import Customer, Owner, words
from tests.support.watching import watching


def test_nothing_is_promised_before_anybody_was_called(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    ben = Customer(app).joins(owner.join_code, name_0="Ben")
    clock.shift(timedelta(minutes=1))
    page = words(ben.get(ben.ticket))
    assert "1 person ahead of you no estimate yet" in page
    assert " min" not in page
    assert "wait now: no estimate yet" in words(owner.get(owner.queue_path("Doctor A")))
    # Where nobody waits there is nothing to estimate.
    assert "B Doctor B 0 waiting Your first" in words(owner.get(owner.queue_path("Doctor A")))
    owner.sets("Doctor A", "A2", "called")
    assert "no estimate yet" not in words(ben.get(ben.ticket))


def test_once_anybody_was_called_everybody_is_told_and_goes_on_to_be(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    people = [Customer(app).joins(owner.join_code, name_0=f"No. {nth}") for nth in range(12)]
    clock.shift(timedelta(minutes=8))
    owner.calls_next("Doctor A")
    # Little is known, so of some ranges only the end that is of use is said.
    told = [words(one.get(one.ticket)) for one in people[1:]]
    assert re.search(r"You're next within \d+ min likely by 09:1\d", told[0])
    assert re.search(r"3 people ahead of you \d\+ min likely not before 09:1\d", told[3])
    for hours in (0, 1, 3):
        clock.shift(timedelta(hours=hours))
        told = [words(one.get(one.ticket)) for one in people[1:]]
        for page in told:
            assert re.search(r"((within|about) [0-9]|[0-9]\+ min)", page)
            assert "no estimate yet" not in page


def test_ticket_says_when_to_come_back(app: Flask, clock: Traveller, owner: Owner) -> None:
    people = [Customer(app).joins(owner.join_code, name_0=f"No. {nth}") for nth in range(6)]
    for _call in range(2):
        clock.shift(timedelta(minutes=1))
        owner.calls_next("Doctor A")
    told = [words(one.get(one.ticket)) for one in people]
    assert not re.search("Please be here now|Please stay near|You can step out", told[0])
    assert "Please be here now. You are called next." in told[2]
    assert "Please stay near. It's your turn soon." in told[3]
    assert "Please stay near. It's your turn soon." in told[4]
    assert "You can step out. Keep this page, it is your ticket" in told[5]
    # Where one takes half an hour, there is time for a walk even with one ahead.
    for _call in range(2):
        clock.shift(timedelta(hours=1))
        owner.calls_next("Doctor A")
    assert "You can step out." in words(people[5].get(people[5].ticket))


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ((0.0, 4.0), "within 4 min"),
        ((0.0, 60.0), "within 1 h"),
        ((3.0, 12.0), "about 3–12 min"),
        ((3.0, 35.0), "within 35 min"),
        ((5.0, 20.0), "about 5–20 min"),
        ((5.0, 35.0), "5+ min"),
        ((10.0, 40.0), "about 10–40 min"),
        ((10.0, 60.0), "10+ min"),
        ((75.0, 150.0), "about 1 h 15 min – 2 h 30 min"),
    ],
)
def test_range_is_told_in_words_that_are_of_use(
    app: Flask, minutes: tuple[float, float], said: str
) -> None:
    low, high = minutes
    told = Estimate((low + high) / 2, low, high).told()
    assert told is not None
    with app.test_request_context():
        assert times.roughly(told) == said


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
    assert re.search("likely between 09:[0-9]{2} and 09:[0-9]{2}", words(last.get(last.ticket)))
    # Before joining one reads the same at the door, on the board, and what the owner reads.
    form = words(Customer(app).scans(owner.join_code))
    found = re.search("Doctor A 4 waiting · ([0-9]+–[0-9]+ min)", form)
    assert found is not None
    assert f"4 waiting, about {found[1]}" in words(owner.get(owner.board))
    assert f"wait now: {found[1]}" in words(owner.get(owner.queue_path("Doctor A")))
    clock.shift(timedelta(minutes=6))
    stalled = waits(last)
    assert stalled[0] >= steady[0]
    assert stalled[1] > steady[1]


def test_form_tells_the_same_whether_or_not_a_screen_is_on(
    app: Flask, clock: Traveller, owner: Owner
) -> None:
    for nth in range(8):
        Customer(app).joins(owner.join_code, name_0=f"No. {nth}")
    for _call in range(6):
        clock.shift(timedelta(minutes=2))
        owner.calls_next("Doctor A")
    phone = Customer(app)
    alone = words(phone.scans(owner.join_code))
    assert "Doctor A 2 waiting · " in alone
    with watching(owner, "/store") as (screen,):
        screen.hears()
        assert words(phone.get(phone.form)) == alone


def test_title_says_where_one_stands(app: Flask, owner: Owner) -> None:
    Customer(app).joins(owner.join_code, name_0="Ann")
    family = Customer(app).joins(owner.join_code, name_0="Ben", name_1="Cy", queue_1="Doctor B")
    assert title(family.get(family.ticket)) == "B1: You're next · Test Clinic"
    owner.sets("Doctor B", "B1", "served")
    assert title(family.get(family.ticket)) == "A2: 1 ahead · Test Clinic"
    owner.sets("Doctor A", "A2", "called")
    assert title(family.get(family.ticket)) == "A2: It's your turn · Test Clinic"
    owner.sets("Doctor A", "A2", "served")
    assert title(family.get(family.ticket)) == "Test Clinic"


def test_whose_turn_it_is_leads_and_who_is_out_of_the_line_ends_the_page(
    app: Flask, owner: Owner
) -> None:
    names = {"name_0": "Ann", "name_1": "Ben", "name_2": "Cy", "name_3": "Di", "name_4": "Ed"}
    queues = {"queue_1": "Doctor A", "queue_2": "Doctor A", "queue_3": "Doctor B"}
    family = Customer(app).joins(owner.join_code, **names, **queues, queue_4="Doctor B")
    owner.sets("Doctor A", "A1", "served")
    owner.sets("Doctor A", "A3", "called")
    owner.sets("Doctor B", "B2", "called")
    page = family.get(family.ticket)
    assert title(page) == "A3, B2: It's your turn · Test Clinic"
    slips = re.findall(
        r'class="person ([\w ]+)".*?<h2 [^>]*class="number"[^>]*>(\w+)', page.text, re.DOTALL
    )
    assert slips == [
        ("called", "A3"),
        ("called", "B2"),
        ("waiting brief", "A2"),
        ("waiting brief", "B1"),
        ("served brief", "A1"),
    ]


def test_page_renews_itself_without_javascript_sooner_when_it_is_nearly_ones_turn(
    app: Flask, owner: Owner
) -> None:
    people = [Customer(app).joins(owner.join_code, name_0=f"No. {nth}") for nth in range(4)]
    last = people[-1]
    assert renewal(last.get(last.ticket)) == 60
    owner.calls_next("Doctor A")
    assert renewal(last.get(last.ticket)) == 15
    assert renewal(people[0].get(people[0].ticket)) == 15
    owner.sets("Doctor A", "A1", "served")
    assert renewal(people[0].get(people[0].ticket)) is None


@pytest.mark.parametrize(
    ("asked", "seconds"), [("15", 15), ("60", 60), ("off", None), ("1", 60), ("\0", 60), ("٦٠", 60)]
)
def test_customer_may_choose_how_often_the_page_renews_itself(
    app: Flask, owner: Owner, asked: str, seconds: int | None
) -> None:
    people = [Customer(app).joins(owner.join_code, name_0=f"No. {nth}") for nth in range(4)]
    page = people[-1].get(people[-1].ticket, query_string={"renew": asked})
    assert renewal(page) == seconds
    links = set(re.findall(r'href="\?renew=(\w+)"', page.text))
    assert links == {"15", "60", "off"} - {str(seconds or "off")}


def test_ticket_has_a_link_and_a_code_for_another_phone(app: Flask, owner: Owner) -> None:
    ann = Customer(app).joins(owner.join_code, name_0="Ann")
    page = ann.get(ann.ticket).text
    link = f"http://queue.example{ann.ticket}"
    assert re.search(rf'<a [^>]*id="link"[^>]* href="{link}"[^>]*>{link}</a>', page)
    assert len(re.findall('<svg(?! class="icon")', page)) == 1


def title(page: TestResponse) -> str:
    found = re.search("<title>(.*?)</title>", page.text)
    assert found is not None
    return found[1].replace("&#39;", "'")


def renewal(page: TestResponse) -> int | None:
    """After how many seconds the browser loads the page again."""
    found = re.search(r'<meta http-equiv="refresh" content="(\d+)">', page.text)
    return int(found[1]) if found else None


def waits(customer: Customer) -> tuple[int, int]:
    """The range of minutes on the ticket."""
    page = words(customer.get(customer.ticket))
    told = page.partition("3 people ahead of you about ")[2].partition(" min ")[0]
    low, _dash, high = told.partition("–")
    return int(low), int(high)
