"""What the screens of a shop show while nobody new is let in."""

from tests.support.people import Browser, Owner, csrf_token, words
from tests.support.queues import HTMX, pauses
from tests.support.shops import BusyShop
from tests.support.watching import watching


def test_board_invites_nobody_in_while_nobody_may_join(anybody: Browser, owner: Owner) -> None:
    assert words(anybody.get(owner.board)).count("Come right in.") == 2
    pauses(owner)
    assert "Come right in." not in words(anybody.get(owner.board))
    pauses(owner, paused="no")
    pauses(owner, owner.queue_path("Doctor B"))
    assert words(anybody.get(owner.board)).count("Come right in.") == 1


def test_screens_hear_of_a_pause(shop: BusyShop, anybody: Browser) -> None:
    with (
        watching(anybody, shop.board) as (board,),
        watching(shop.owner, "/store") as (dashboard,),
    ):
        board.shows()
        dashboard.shows()
        pauses(shop.owner, shop.owner.queue_path("Doctor B"))
        assert "no new joins" in "".join(board.shows().values())
        assert any(">paused<" in fragment for fragment in dashboard.shows().values())
        pauses(shop.owner)
        assert "Nobody can join just now" in board.shows()["join-code"]
        assert "Resume joining" in dashboard.shows()["pausing"]


def test_one_tap_pauses_and_says_so_without_a_new_page(owner: Owner) -> None:
    sent = {"csrf_token": csrf_token(owner.get("/store")), "paused": "yes"}
    path = owner.queue_path("Doctor B")
    answer = owner.post(f"{path}/pause?on={path.rpartition('/')[2]}", sent, headers=HTMX)
    assert answer.status_code == 200
    assert "Resume joining: Doctor B" in answer.text
    # Twice is the same as once: two devices that pause at the same time don't undo each other.
    assert owner.post(f"{path}/pause", sent).location == path
    assert "paused" in words(owner.get(path))
