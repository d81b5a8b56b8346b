"""What happens, as it happens: JSON over SSE, out of the hub that feeds the screens.

The first message is the whole state, each later one what has changed since the last. A change is
read and written once, however many programs listen.
"""

from dataclasses import dataclass
from typing import ClassVar

from flask import Response, request

from app import live
from app.api import told as messages
from app.api.blueprint import bp, caller
from app.api.told import State
from app.live import stream
from app.live.drawn import Drawn
from app.live.view import Say
from app.snapshot.store import Snapshot
from app.web.request import base_url


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """The stream of one program. `seen` is the version that it had heard of when it was cut off."""

    base: str
    session: str
    seen: str
    party: ClassVar[str] = ""
    screen: ClassVar[bool] = True
    dashboard: ClassVar[bool] = False
    asks: ClassVar[bool] = True
    beat: ClassVar[bytes] = b": still here\n\n"

    def begin(self) -> Say:
        """Remembers the state that the program was told last."""
        told: State | None = None

        def say(snapshot: Snapshot, drawn: Drawn) -> bytes | None:
            nonlocal told
            before, base = told, self.base
            told = now = drawn.once(("state", base), lambda: State.of(snapshot, base))
            if before is None and self.seen == str(now.version):
                return None
            if before is None:
                return drawn.once(("whole", base), lambda: messages.whole(now))
            # Those who were told the same before are told the same now, and most were.
            return drawn.once(
                ("change", base, before.version),
                lambda: messages.change(snapshot.store_id, before, now),
            )

        return say

    def last_words(self, snapshot: Snapshot | None) -> bytes | None:
        """The store has closed."""
        return None if snapshot else messages.end("closed")

    def goodbye(self) -> bytes:
        """The token was revoked."""
        return messages.end("revoked")


@bp.get("/events")
@bp.response(200, {"type": "string"}, content_type="text/event-stream")
def events() -> Response:
    """The whole state first (event `state`), then each change (`change`), until the `end`.

    With the header Last-Event-ID the state is left out if nothing has changed since.
    """
    program = caller()
    seen = request.headers.get("Last-Event-ID", "")
    view = Events(base=base_url(), session=program.session, seen=seen)
    return stream.respond(live.hub(), program.store_id, view)
