"""Whoever is called says from the own phone: on my way, or not right now."""

import re

import pytest
from flask import Flask

from tests.support.people import Customer, Owner, words


@pytest.fixture
def ann(app: Flask, owner: Owner) -> Customer:
    """Ann, who is called."""
    ann = Customer(app).joins(owner.join_code, name_0="Ann")
    owner.calls_next("Doctor A")
    return ann


def says(customer: Customer, answer: str) -> None:
    page = customer.get(customer.ticket).text
    person = re.search(r'name="customer" value="([^"]+)"', page)
    assert person is not None
    sent = customer.post(f"{customer.ticket}/answer", {"customer": person[1], "answer": answer})
    assert (sent.status_code, sent.location) == (303, customer.ticket)


def test_called_customer_is_on_the_way(owner: Owner, ann: Customer) -> None:
    assert "I'm on my way I can't come right now" in words(ann.get(ann.ticket))
    says(ann, "coming")
    page = words(ann.get(ann.ticket))
    assert "They know that you're on your way." in page
    assert "I'm on my way" not in page
    assert owner.report[0]["answer"] == "coming"


def test_called_customer_who_cannot_come_may_think_again(owner: Owner, ann: Customer) -> None:
    says(ann, "not_now")
    page = words(ann.get(ann.ticket))
    assert "They know that you can't come right now." in page
    says(ann, "coming")
    assert owner.report[0]["answer"] == "coming"


def test_next_call_has_no_answer_yet(owner: Owner, ann: Customer) -> None:
    says(ann, "not_now")
    owner.sets("Doctor A", "A1", "called")
    assert owner.report[0]["answer"] == ""
    assert "I'm on my way I can't come right now" in words(ann.get(ann.ticket))


def test_answer_to_no_call_is_none(app: Flask, owner: Owner, ann: Customer) -> None:
    page = ann.get(ann.ticket).text
    person = re.search(r'name="customer" value="([^"]+)"', page)
    assert person is not None
    stranger = Customer(app).joins(owner.join_code, name_0="Eve")
    stranger.post(f"{stranger.ticket}/answer", {"customer": person[1], "answer": "coming"})
    assert owner.report[0]["answer"] == ""
    answer = {"customer": person[1], "answer": "perhaps"}
    assert ann.post(f"{ann.ticket}/answer", answer).status_code == 404
    owner.sets("Doctor A", "A1", "served")
    ann.post(f"{ann.ticket}/answer", {"customer": person[1], "answer": "coming"})
    assert owner.report[0]["answer"] == ""


def test_call_can_be_undone_though_it_was_answered(owner: Owner, ann: Customer) -> None:
    again = owner.sets("Doctor A", "A1", "called")
    says(ann, "coming")
    button = re.search(r'formaction="(/store/changes/[^"]+)"', owner.get(again.location).text)
    assert button is not None
    assert owner.presses(button[1]).status_code == 303
    assert owner.report[0]["calls"] == "1"
