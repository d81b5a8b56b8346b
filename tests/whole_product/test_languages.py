"""A store speaks one of the languages that are installed; there is no choice of one."""

import re
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from flask import Flask
from time_machine import Traveller

from testing.mailbox import Mailbox, html_of, text_of
from tests.support.jobs import OPENING_DAY, run_the_jobs
from tests.support.pages import Page, error_beside, typed_in
from tests.support.people import Browser, Customer, Owner, opening, words
from tests.support.shops import BusyShop
from tests.support.watching import watching

SETTINGS = "/store/settings"
GERMAN = {
    "Scan to join the line": "Zum Anstellen scannen",
    "You're next": "Sie sind als Nächstes dran",
    "Your name": "Ihr Name",
    "Settings": "Einstellungen",
    "Call next": "Nächste aufrufen",
    "Nobody can join just now": "Gerade kann sich niemand anstellen",
    "%(people)s waiting": "%(people)s warten",
    "Leave the line?": "Die Schlange verlassen?",
    "Let others go first?": "Andere vorlassen?",
    "You let others go first": "Sie lassen andere vor",
    "Find my ticket": "Meine Nummer finden",
    "No ticket has this number and this PIN. Please look again.": "Diese Nummer gibt es nicht.",
    "A PIN has four digits.": "Eine PIN hat vier Ziffern.",
    "This code was just used or is too old": "Dieser Code gilt nicht mehr",
    "Please give a name.": "Bitte nennen Sie einen Namen.",
    "At most five people can join at a time.": "Höchstens fünf auf einmal.",
    "Slip for %(ticket)s": "Zettel für %(ticket)s",
    "Move in the line": "In der Schlange verschieben",
    "Undone.": "Zurückgenommen.",
    "%(ticket)s was changed.": "%(ticket)s ist geändert.",
    "%(ticket)s is called.": "%(ticket)s ist aufgerufen.",
    "%(ticket)s has just been called.": "%(ticket)s ist eben aufgerufen worden.",
    "Nobody was called: the line has just changed, or it is empty.": "Niemand aufgerufen.",
    "Nothing was changed: somebody else was faster. Look again.": "Nichts geändert.",
    "Nothing was undone: it has changed again since.": "Nichts zurückgenommen.",
    "This is not a state": "Das ist kein Zustand",
    "Taken back: nobody reads it any more.": "Widerrufen.",
    "Please write a sentence.": "Bitte schreiben Sie einen Satz.",
    "Nobody found for “%(sought)s”": "Niemand gefunden: „%(sought)s“",
    "There is nothing here": "Hier ist nichts",
    "Close %(store)s?": "%(store)s schließen?",
    "The store is closed": "Der Laden ist geschlossen",
    "Address for the report": "Adresse für den Bericht",
    "This is not the password of this store.": "Das ist nicht das Passwort.",
    "Is this your store?": "Ist das Ihr Laden?",
    "This link has ended": "Dieser Link ist abgelaufen",
    "New password": "Neues Passwort",
    "Good enough.": "Gut genug.",
    "Good.": "Gut.",
    "Strong.": "Stark.",
    "A mail to confirm the address is on its way to %(email)s.": "Eine Mail ist unterwegs.",
    "Your new password is set. Every other browser was signed out.": "Das Passwort gilt.",
    "To your store": "Zu Ihrem Laden",
    "%(store)s is open": "%(store)s ist geöffnet",
    "%(store)s is open until %(time)s.": "%(store)s ist bis %(time)s geöffnet.",
    "Set a new password for %(store)s": "Ein neues Passwort für %(store)s",
    "You didn't ask for this? Then ignore it; nothing changes.": "Sonst tun Sie nichts.",
    "%(store)s closes soon": "%(store)s schließt bald",
    "%(store)s: report of %(date)s": "%(store)s: Bericht vom %(date)s",
    "Nobody joined.": "Niemand kam.",
}
HTMX = {"HX-Request": "true"}


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


def test_store_with_one_language_is_not_asked_for_it(owner: Owner) -> None:
    assert Page(owner.get(SETTINGS)).all(name="language") == []


@pytest.mark.usefixtures("german")
def test_owner_chooses_the_language_of_every_page(shop: BusyShop, anybody: Browser) -> None:
    owner = shop.owner
    assert typed_in(owner.get(SETTINGS), "language") == "en"
    assert "Deutsch" in words(owner.get(SETTINGS))
    assert owner.submit(SETTINGS, {"language": "tlh"}).status_code == 422
    with (
        watching(anybody, shop.board) as (board,),
        watching(shop.ann, shop.ann.ticket) as (phone,),
        watching(owner, "/store") as (dashboard,),
    ):
        for screen in (board, phone, dashboard):
            screen.shows()
        assert owner.submit(SETTINGS, {"language": "de"}).status_code == 303
        assert "Zum Anstellen scannen" in board.shows()["join-code"]
        assert "Sie sind als Nächstes dran" in phone.shows()["party"]
        assert "Nächste aufrufen" in dashboard.shows()["queues"]
    for page, says in (
        (anybody.get(shop.board), "Doctor A 1 warten"),
        (shop.ann.get(shop.ann.ticket), "Sie sind als Nächstes dran"),
        (shop.ben.get(shop.ben.form), "Ihr Name"),
        (owner.get("/store"), "Nächste aufrufen"),
        (owner.get(SETTINGS), "Einstellungen"),
    ):
        assert '<html lang="de">' in page.text
        assert says in words(page)
    code = owner.join_code
    owner.submit("/store", {"paused": "yes"}, action="/store/pause")
    assert "Gerade kann sich niemand anstellen" in words(anybody.get(code))
    # Somebody else's store, and what is about none, speaks as before.
    assert '<html lang="en">' in anybody.get("/").text


@pytest.mark.usefixtures("german")
def test_stores_of_two_languages_are_drawn_side_by_side(owner: Owner, other_owner: Owner) -> None:
    owner.submit(SETTINGS, {"language": "de"})
    assert "Zum Anstellen scannen" in words(owner.get("/store"))
    assert "Scan to join the line" in words(other_owner.get("/store"))


def link_in(mails: list[EmailMessage], to: str) -> str:
    """The path of the link that one of the mails has."""
    found = re.search(rf"{to}[\w.-]+", "".join(map(text_of, mails)))
    assert found is not None
    return found[0]


def test_customer_reads_every_page_in_the_language_of_the_store(
    laden: BusyShop, anybody: Browser
) -> None:
    ann, owner = laden.ann, laden.owner
    Customer(laden.app).joins(owner.join_code, name_0="Cy")
    later = f"{ann.ticket}/later"
    used = owner.join_code
    for _nth in range(3):
        Customer(laden.app).scans(used)
    gone = anybody.get(used)
    assert gone.status_code == 410
    for page, says in (
        (ann.get(f"{ann.ticket}/leave"), "Die Schlange verlassen?"),
        (ann.get(later), "Andere vorlassen?"),
        (gone, "Dieser Code gilt nicht mehr"),
        (anybody.get(f"{used}/find"), "Meine Nummer finden"),
        (anybody.get(f"{laden.board}/find"), "Meine Nummer finden"),
        (anybody.get(f"{laden.ben.form}/find"), "Meine Nummer finden"),
    ):
        assert '<html lang="de">' in page.text
        assert says in words(page)
    me = laden.ids["customer_id"]
    moved = ann.post(later, {"customer": me, "places": "1", "ahead": "0"})
    assert "Sie lassen andere vor" in words(ann.get(moved.location))


def test_what_a_customer_mistypes_is_told_in_the_language_of_the_store(
    laden: BusyShop, anybody: Browser
) -> None:
    find = f"{laden.board}/find"
    short = anybody.post(find, {"ticket": "A1", "pin": "12"})
    assert error_beside(short, "pin") == "Eine PIN hat vier Ziffern."
    wrong = anybody.post(find, {"ticket": "Z1", "pin": "1234"})
    assert error_beside(wrong, "pin") == "Diese Nummer gibt es nicht."
    nameless = laden.ben.sends({"name-0": ""})
    assert error_beside(nameless, "name-0") == "Bitte nennen Sie einen Namen."
    six = laden.ben.sends({"name-0": "Ben", "name-5": "Fay"})
    assert "Höchstens fünf auf einmal." in words(six)


def test_owner_reads_every_page_in_the_language_of_the_store(laden: BusyShop) -> None:
    owner = laden.owner
    customer = owner.customer_path("Doctor A", "A1")
    Customer(laden.app).joins(owner.join_code, name_0="Cy")
    for page, says in (
        (owner.get(customer), "In der Schlange verschieben"),
        (owner.get(f"{customer}/slip"), "Zettel für A1"),
        (owner.get("/store/close"), "Test Clinic schließen?"),
        (owner.get("/store/address"), "Adresse für den Bericht"),
        (owner.get(owner.queue_path("Doctor A")[:-1] + "0"), "Hier ist nichts"),
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
    told(f"{customer}/state", "Nichts geändert.", 409, state="served", was="waiting")
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
    anybody.submit("/password/forgot", {"email": "new@example.com"})
    run_the_jobs(laden.app)
    confirm = link_in(mailbox.messages[-2:], "/confirm/")
    assert "Ist das Ihr Laden?" in words(anybody.get(confirm))
    reset = link_in(mailbox.messages[-2:], "/password/reset/")
    page = anybody.get(reset)
    assert "Neues Passwort" in words(page)
    (hint,) = Page(page).all(role="status")
    said = [hint.attributes[f"data-{how}"] for how in ("enough", "good", "strong")]
    assert said == ["Gut genug.", "Gut.", "Stark."]
    assert anybody.submit(reset, {"password": "another sentence"}).status_code == 303
    assert "Das Passwort gilt." in words(anybody.get("/store"))


@pytest.mark.usefixtures("german")
def test_every_mail_is_in_the_language_of_the_store(
    clock: Traveller, owner: Owner, mailbox: Mailbox, anybody: Browser
) -> None:
    app = owner.client.application
    owner.submit(SETTINGS, {"language": "de"})
    # One mail an hour goes to an address that is not confirmed.
    clock.shift(timedelta(hours=1, seconds=1))
    owner.presses("/store/address/resend")
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
        ("Test Clinic: Bericht vom 2026-03-05", "Niemand kam."),
    ):
        assert says in text_of(mailbox.only(subject))
    report = html_of(mailbox.only("Bericht"))
    assert '<html lang="de">' in report
    assert "Niemand kam." in report


def test_owner_of_one_language_reads_a_store_of_another_in_its_own(
    laden: BusyShop, other_owner: Owner
) -> None:
    english = Customer(laden.app).joins(other_owner.join_code, name_0="Dee")
    for page, code, says in (
        (laden.owner.get(english.ticket), "en", "You're next"),
        (laden.owner.get(f"{english.ticket}/leave"), "en", "Leave the line?"),
        (laden.owner.get(f"{other_owner.board}/find"), "en", "Find my ticket"),
        (other_owner.get(laden.ann.ticket), "de", "Sie sind als Nächstes dran"),
        (other_owner.get(f"{laden.board}/find"), "de", "Meine Nummer finden"),
        (other_owner.get("/no-such-page"), "en", "There is nothing here"),
    ):
        assert f'<html lang="{code}">' in page.text
        assert says in words(page)
