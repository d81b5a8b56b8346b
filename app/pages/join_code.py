"""The QR code as every screen of a store shows it."""

from typing import Any

from app import lan
from app.live.drawn import Drawn
from app.live.fragments import Fragment
from app.snapshot.store import Snapshot


def draw(snapshot: Snapshot, drawn: Drawn, base: str, *, public: bool = False) -> Fragment:
    """The figure with the code, for browsers that reach the product at `base`.

    That phones can't reach it is said to the owner alone, not to people in front of a board. There
    a code leads to lost tickets while nobody can join.
    """
    return drawn.once(("join-code", base, public), lambda: _code(snapshot, drawn, base, public))


def _code(snapshot: Snapshot, drawn: Drawn, base: str, public: bool) -> Fragment:
    """Drawn again only if the code is another one, or something else that is said with it."""
    shows = {
        "join_url": f"{base}/J/{snapshot.join_code}",
        "shut": snapshot.shut,
        "paused": snapshot.paused,
        **(_lost(snapshot, base) if public else _reach(base)),
    }
    mark = (snapshot.language, *shows.items())
    return drawn.lasting(
        ("join-code", mark), lambda: Fragment("join-code", "_code.html", mark=mark, **shows)
    )


def _lost(snapshot: Snapshot, base: str) -> dict[str, Any]:
    return {"lost": f"{base}/b/{snapshot.board_token}/find"}


def reaches_phones(base: str) -> bool:
    """Whether a phone may reach this host; a name that means "this computer" leads nowhere."""
    return base.partition("://")[2].partition(":")[0] not in ("localhost", "127.0.0.1")


def _reach(base: str) -> dict[str, Any]:
    """Whether phones can reach this host, and if not, which address they could."""
    if reaches_phones(base):
        return {"unreachable": False}
    port = base.partition("://")[2].partition(":")[2]
    address = lan.lan_address()
    return {"unreachable": True, "lan_url": address and f"http://{address}:{port or 80}/store"}
