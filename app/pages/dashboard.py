"""What the dashboard shows: as a whole page, and as the fragments of page, stream and reply."""

from collections.abc import Hashable
from typing import Any
from uuid import UUID

from flask import abort, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app import clock, live
from app.display import languages
from app.extensions import db
from app.forms import rules
from app.forms.line import WalkInForm
from app.forms.settings import AnnouncementForm
from app.live.drawn import Drawn
from app.live.fragments import Fragment, by_id
from app.live.shown import fresh_of, name_of
from app.models import JoinCode
from app.models.made import Made
from app.pages import alerts, flash, headline, history, join_code, line, today
from app.pages.first_steps import FirstSteps
from app.pages.flash import NOTHING, Flash
from app.snapshot import load, search
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot
from app.web import identity
from app.web.request import base_url, config, see_other


def draw(snapshot: Snapshot, drawn: Drawn, chosen_id: UUID | None, base: str) -> list[Fragment]:
    """The fragments of the dashboard. All browsers that show the same share what is drawn."""
    chosen = snapshot.chosen(chosen_id)
    languages.speak(snapshot.language)

    def part(id_: str, **shows: Hashable) -> Fragment:
        template = f"dashboard/_{id_.replace('-', '_')}.html"
        return drawn.fragment(id_, template, snapshot.language, **shows)

    return [
        headline.draw(snapshot, drawn),
        part("pausing", on=chosen.id, paused=snapshot.paused, announcement=snapshot.announcement),
        part("joining", on=chosen.id, paused=snapshot.paused),
        part("until", closes=alerts.closes(snapshot)),
        part("alerts", **alerts.of(snapshot)),
        part("about", description=snapshot.description),
        join_code.draw(snapshot, drawn, base),
        today.draw(snapshot, drawn),
        part("first-steps", **_first_steps(snapshot)),
        *line.draw(snapshot, drawn, chosen),
    ]


def _first_steps(snapshot: Snapshot) -> dict[str, Hashable]:
    ended = any(queue.ends for queue in snapshot.every_queue)
    steps = FirstSteps.of(list(snapshot.line), scanned=snapshot.scanned, ended=ended)
    return {
        "steps": steps,
        "nameless": snapshot.board_shows == "numbers",
        "board": snapshot.board_token,
        # Another one with each scan.
        "code": "" if steps.over else snapshot.join_code,
    }


def page(
    chosen_id: UUID | None,
    code: int = 200,
    said: Flash = NOTHING,
    form: WalkInForm | None = None,
    announcing: AnnouncementForm | None = None,
) -> BaseResponse:
    """The whole dashboard, with the line of one queue, the first if none is chosen."""
    snapshot = look()
    if snapshot is None:
        return see_other("session.signin")
    chosen = chosen_of(snapshot, chosen_id)
    sought = request.args.get("find", "")
    changed = request.args.get("changed", type=UUID)
    made = Made.of(snapshot.store_id, changed) if changed else None
    # Most rows are what an open dashboard shows already.
    drawn = Drawn(beside=live.hub().drawn(snapshot.store_id))
    fragments = draw(snapshot, drawn, chosen.id, base_url())
    _fresh, shown = fresh_of(fragments, {})
    answer = render_template(
        "dashboard/page.html",
        store=snapshot,
        chosen=chosen,
        fragments=by_id(fragments),
        shown=name_of(shown),
        events=url_for("dashboard.events", queue=chosen_id),
        form=form or WalkInForm(formdata=None),
        announcing=announcing or AnnouncementForm(formdata=None),
        flash=flash.of_change(snapshot, made) if made else said,
        **way_to_us(),
        settings=config(),
        now=clock.now(),
        sought=sought,
        longest={"sought": search.LONGEST, "counter": rules.LONGEST_COUNTER},
        **history.shown(snapshot, drawn, history.asked_for(snapshot, chosen)),
        **line.found(snapshot, drawn, chosen, search.customers(snapshot, sought)),
    )
    return make_response(answer, code, {"Shown": name_of(shown)})


def look() -> Snapshot | None:
    """The store as it is now, with a join code that is good for a while."""
    store_id = identity.owner().id
    # Nobody waits for another connection with a transaction open: a migration that waits for the
    # one and holds up the other would hold up both for good.
    db.session.commit()
    JoinCode.freshen(store_id, clock.now())
    return load.snapshot(store_id, live.hub().last(store_id))


def way_to_us() -> dict[str, Any]:
    """What links for customers begin with, and whether their phones can follow them."""
    base = base_url()
    return {"base": base, "reachable": join_code.reaches_phones(base)}


def chosen_of(snapshot: Snapshot, chosen_id: UUID | None) -> QueueSnapshot:
    """The queue of this id, the first if there is none or it is retired; 404 if it isn't ours."""
    if chosen_id and all(queue.id != chosen_id for queue in snapshot.every_queue):
        abort(404)
    return snapshot.chosen(chosen_id)
