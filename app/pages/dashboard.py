"""What the dashboard shows: as a whole page, and as the fragments of page, stream and reply."""

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import abort, make_response, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.display import languages
from app.extensions import db
from app.figures.today import Counted, Today
from app.forms.line import WalkInForm
from app.forms.settings import AnnouncementForm
from app.live.drawn import Drawn
from app.live.fragments import Fragment, by_id
from app.models import JoinCode
from app.models.change import Made
from app.pages import alerts, flash, history, join_code
from app.pages.first_steps import FirstSteps
from app.pages.flash import NOTHING, Flash
from app.snapshot import load, search
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot
from app.web.request import base_url, see_other, settings


def draw(snapshot: Snapshot, drawn: Drawn, chosen_id: UUID | None, base: str) -> list[Fragment]:
    """The fragments of the dashboard. All browsers that show the same share what is drawn."""
    chosen = snapshot.chosen(chosen_id)
    languages.speak(snapshot.language)

    def shared(id_: str, template: str) -> Fragment:
        return drawn.once(
            (id_, chosen.id),
            lambda: Fragment(
                id_, template, store=snapshot, chosen=chosen, now=clock.now(), drawn=drawn
            ),
        )

    return [
        shared("headline", "_headline.html"),
        shared("pausing", "dashboard/_pausing.html"),
        shared("joining", "dashboard/_joining.html"),
        shared("until", "dashboard/_until.html"),
        drawn.once("alerts", lambda: alerts.draw(snapshot)),
        shared("about", "dashboard/_about.html"),
        join_code.draw(snapshot, drawn, base),
        *_of_the_store(snapshot, drawn),
        shared("queues", "dashboard/_queues.html"),
        shared("queue", "dashboard/_queue.html"),
        shared("history", "dashboard/_history.html"),
    ]


def _of_the_store(snapshot: Snapshot, drawn: Drawn) -> list[Fragment]:
    """The figures and the first steps, the same whichever queue is chosen."""

    def draw() -> list[Fragment]:
        now, line = clock.now(), list(snapshot.line)
        ended = snapshot.counted("state").total() > 0
        steps = FirstSteps.of(line, scanned=snapshot.scanned, ended=ended)
        scans = sum(person.joined_via == "scan" for person in line)
        scans += snapshot.counted("joined_via")["scan"]
        return [
            Fragment(
                "today",
                "dashboard/_today.html",
                store=snapshot,
                today=figures_of(snapshot, now),
                scans=scans,
                now=now,
            ),
            Fragment("first-steps", "dashboard/_first_steps.html", store=snapshot, steps=steps),
        ]

    return drawn.once("of the store", draw)


def figures_of(snapshot: Snapshot, now: datetime) -> Today[CustomerSnapshot]:
    """The day so far, of a snapshot with the history."""
    quarters = snapshot.quarters or {}
    counted = Counted(
        states=snapshot.counted("state"),
        joined={nth: quarter.joined for nth, quarter in quarters.items()},
        waits={nth: quarter.waits for nth, quarter in quarters.items() if quarter.waits},
    )
    return Today.of(snapshot.line, now, counted)


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
    drawn = Drawn()
    answer = render_template(
        "dashboard/page.html",
        store=snapshot,
        chosen=chosen,
        fragments=by_id(draw(snapshot, drawn, chosen.id, base_url())),
        events=url_for("dashboard.events", queue=chosen_id),
        form=form or WalkInForm(formdata=None),
        announcing=announcing or AnnouncementForm(formdata=None),
        flash=flash.of_change(snapshot, made) if made else said,
        **way_to_us(),
        settings=settings(),
        now=clock.now(),
        sought=sought,
        drawn=drawn,
        history=history.asked_for(snapshot, chosen),
        found=search.customers(snapshot, sought),
    )
    return make_response(answer, code)


def look() -> Snapshot | None:
    """The store as it is now, with a join code that is good for a while."""
    store_id = current_user.id
    # Nobody waits for another connection with a transaction open: a migration that waits for the
    # one and holds up the other would hold up both for good.
    db.session.commit()
    JoinCode.freshen(store_id, clock.now())
    return load.snapshot(store_id)


def way_to_us() -> dict[str, Any]:
    """What links for customers begin with, and whether their phones can follow them."""
    base = base_url()
    return {"base": base, "reachable": join_code.reaches_phones(base)}


def chosen_of(snapshot: Snapshot, chosen_id: UUID | None) -> QueueSnapshot:
    """The queue of this id, the first if there is none or it is retired; 404 if it isn't ours."""
    if chosen_id and all(queue.id != chosen_id for queue in snapshot.every_queue):
        abort(404)
    return snapshot.chosen(chosen_id)
