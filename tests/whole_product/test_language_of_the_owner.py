"""The owner's pages, notices and mails are in the language of the store."""

import re
from datetime import timedelta
from email.message import EmailMessage
from uuid import uuid4

import pytest
from time_machine import Traveller

from testing.mailbox import Mailbox, html_of, text_of
from tests.support.addresses import confirm_all
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.pages import Page, error_beside
from tests.support.people import Browser, Customer, Owner, opening, words
from tests.support.shops import BusyShop

HTMX = {"HX-Request": "true"}

SETTINGS = "/store/settings"


def link_in(mails: list[EmailMessage], to: str) -> str:
    """The path of the link that one of the mails has."""
    found = re.search(rf"{to}[\w.-]+", "".join(map(text_of, mails)))
    assert found is not None
    return found[0]


def test_owner_reads_every_page_in_the_language_of_the_store(laden: BusyShop) -> None:
    owner = laden.owner
    customer = owner.customer_path("Doctor A", "A1")
    Customer(laden.app).joins(owner.join_code, name_0="Cy")
    for page, says in (
        (owner.get(customer), "In der Schlange verschieben"),
        (owner.get(f"{customer}/slip"), "Zettel für A1"),
        (owner.get("/store/close"), "Test Clinic schließen?"),
        (owner.get("/store/address"), "Adresse für den Bericht"),
        (owner.get(f"/store/queues/{uuid4()}"), "Hier ist nichts"),
        (owner.get("/"), "Zu Ihrem Laden"),
        (owner.submit("/store/close", {}), "Der Laden ist geschlossen"),
    ):
        assert '<html lang="de">' in page.text
        assert says in words(page)


def test_panel_and_search_are_in_the_language_of_the_store(laden: BusyShop) -> None:
    owner = laden.owner
    customer = owner.customer_path("Doctor A", "A1")
    Customer(laden.app).joins(owner.join_code, name_0="Cy")
    assert "In der Schlange verschieben" in words(owner.get(customer, headers=HTMX))
    found = owner.get("/store/find?find=zzz", headers=HTMX)
    assert "Niemand gefunden: „zzz“" in words(found)


def test_every_notice_is_in_the_language_of_the_store(laden: BusyShop) -> None:
    owner = laden.owner
    customer, queue = owner.customer_path("Doctor A", "A1"), owner.queue_path("Doctor A")
    call = owner.call_button("Doctor A")
    undo = f"/store/changes/{laden.change}/undo"

    def told(button: str, says: str, code: int = 200, **fields: str) -> None:
        data = {"csrf_token": laden.token, **fields}
        answer = owner.post(button, data, headers=HTMX)
        assert answer.status_code == code
        assert says in words(answer)

    told(
        customer,
        "A1 ist geändert.",
        name="Ann",
        note="Elbow",
        was_name="Ann Onymous",
        was_phone="0931 555 777",
        was_note="Knee again",
    )
    told(undo, "Nichts zurückgenommen.", 409)
    told(customer, "Bitte nennen Sie einen Namen.", 422, name="")
    told(f"{queue}/customers", "Bitte nennen Sie einen Namen.", 422, name="")
    told(call, "A1 ist aufgerufen.")
    told(call, "A1 ist eben aufgerufen worden.", 409)
    told(f"{queue}/call", "Niemand aufgerufen.", 409)
    told(f"{customer}/state", "A1 ist schon aufgerufen.", 409, state="served", was="waiting")
    told(f"{customer}/state", "Das ist kein Zustand", 422, state="asleep", was="called")
    told("/store/notice", "Bitte schreiben Sie einen Satz.", 422, notice="")
    told("/store/notice?back=1", "Widerrufen.", notice="")
    change = owner.notes("Doctor A", "A1", "Hip")
    # After a redirect the page says the same.
    assert "A1 ist geändert." in words(owner.get(f"{queue}?changed={change}"))
    told(f"/store/changes/{change}/undo", "Zurückgenommen.")


def test_address_and_password_are_mended_in_the_language_of_the_store(
    laden: BusyShop, mailbox: Mailbox, anybody: Browser
) -> None:
    owner = laden.owner
    fields = {"email": "new@example.com", "password": "wrong"}
    refused = owner.submit("/store/address", fields)
    assert error_beside(refused, "password") == "Das ist nicht das Passwort."
    owner.submit("/store/address", fields | {"password": opening()["password"]})
    assert "Eine Mail ist unterwegs." in words(owner.get("/store"))
    run_the_jobs(laden.app)
    confirm = link_in(mailbox.messages[-1:], "/confirm/")
    assert "Ist das Ihr Laden?" in words(anybody.get(confirm))
    anybody.post(confirm)
    anybody.submit("/password/forgot", {"email": "new@example.com"})
    run_the_jobs(laden.app)
    reset = link_in(mailbox.messages[-1:], "/password/reset/")
    page = anybody.get(reset)
    assert "Neues Passwort" in words(page)
    (hint,) = Page.of(page).all(role="status")
    said = [hint.attributes[f"data-{how}"] for how in ("enough", "good", "strong")]
    assert said == ["Gut genug.", "Gut.", "Stark."]
    assert anybody.submit(reset, {"password": "another sentence"}).status_code == 303
    assert "Das Passwort gilt." in words(anybody.get("/store"))
    run_the_jobs(laden.app)
    assert mailbox.only("Das Passwort für")["To"] == "new@example.com"


@pytest.mark.usefixtures("german")
def test_every_mail_is_in_the_language_of_the_store(
    clock: Traveller, owner: Owner, mailbox: Mailbox, anybody: Browser
) -> None:
    app = owner.client.application
    owner.submit(SETTINGS, {"language": "de"})
    # One mail an hour goes to an address that is not confirmed.
    clock.shift(timedelta(hours=1, seconds=1))
    owner.presses("/store/address/resend")
    confirm_all(app)
    # Whoever asks for the link may read another language.
    anybody.submit("/password/forgot", {"email": "owner@example.com"})
    run_the_jobs(app)
    clock.move_to(OPENING_DAY + timedelta(hours=23))
    run_the_jobs(app)
    clock.move_to(OPENING_DAY + timedelta(hours=24))
    run_the_jobs(app)
    for subject, says in (
        ("Test Clinic ist geöffnet", "Test Clinic ist bis"),
        ("Ein neues Passwort für Test Clinic", "Sonst tun Sie nichts."),
        ("Test Clinic schließt bald", ""),
        ("Test Clinic: Bericht vom 5. März 2026", "Niemand kam."),
    ):
        assert says in text_of(mailbox.only(subject))
    report = html_of(mailbox.only("Bericht"))
    assert '<html lang="de">' in report
    assert "Niemand kam." in report
