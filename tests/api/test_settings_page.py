"""Settings, Programs: the owner lets programs in and shuts them out."""

from app.models.program import MOST_PROGRAMS
from tests.support.pages import error_beside
from tests.support.people import Owner, words
from tests.support.programs import Program, let_in


def test_owner_finds_the_programs_from_the_settings(owner: Owner) -> None:
    assert 'href="/store/programs"' in owner.get("/store/settings").text
    assert "No program is connected." in words(owner.get("/store/programs"))


def test_owner_lets_a_program_in_and_sees_its_token_once(owner: Owner) -> None:
    till = let_in(owner, "read", "<The till>")
    page = owner.get("/store/programs")
    assert "&lt;The till&gt;" in page.text
    assert "may look" in words(page)
    assert till.token not in page.text
    assert till.reads("/store")["name"] == "Test Clinic"


def test_owner_who_forgets_the_name_is_told(owner: Owner) -> None:
    page = owner.submit("/store/programs", {"name": " ", "scope": "work"})
    assert page.status_code == 422
    assert error_beside(page, "name") == "Please give a name."
    assert owner.submit("/store/programs", {"name": "Till", "scope": "all"}).status_code == 422
    assert "No program is connected." in words(owner.get("/store/programs"))


def test_owner_revokes_a_token(owner: Owner) -> None:
    till = let_in(owner)
    page = owner.get("/store/programs").text
    action = page.partition('action="/store/programs/')[2].partition('"')[0]
    assert owner.submit("/store/programs", {}, f"/store/programs/{action}").status_code == 303
    assert till.get("/store").status_code == 401
    assert "No program is connected." in words(owner.get("/store/programs"))


def test_store_has_so_many_programs_and_no_more(owner: Owner) -> None:
    for nth in range(MOST_PROGRAMS):
        let_in(owner, "read", f"Sign {nth}")
    page = owner.submit("/store/programs", {"name": "One more", "scope": "read"})
    assert page.status_code == 422
    assert "too many already" in error_beside(page, "name")


def test_token_of_one_store_opens_no_other(owner: Owner, other_owner: Owner) -> None:
    till, chair = let_in(owner), let_in(other_owner)
    assert till.reads("/store")["name"] == "Test Clinic"
    assert chair.reads("/store")["name"] == "Barber"
    assert Program(owner.client.application, till.token + "x").get("/store").status_code == 401
