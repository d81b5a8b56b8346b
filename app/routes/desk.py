"""What the dashboard shows: as a page, as fragments of a stream, as the reply to a button."""

from typing import Any, NamedTuple
from uuid import UUID

from flask import Response, abort, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app import clock, live
from app.display import languages
from app.extensions import db
from app.figures.today import Today
from app.first_steps import FirstSteps
from app.forms.line import WalkInForm
from app.forms.settings import NoticeForm
from app.live.fragments import Fragment, reply
from app.models import State
from app.models.change import Made
from app.routes import advice, door
from app.routes.web import base_url, from_htmx, go_to, see_other, settings
from app.snapshot import load, search
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.queue import QueueSnapshot
from app.snapshot.store import Snapshot


class Notice(NamedTuple):
    """One sentence about what has just happened, and the change that can be undone.

    `added` is who was just put into the line, and may want the ticket on paper or by message.
    """

    text: str = ""
    undo: UUID | None = None
    added: CustomerSnapshot | None = None


NOTHING = Notice()


def draw(snapshot: Snapshot, chosen_id: UUID | None, base: str) -> list[Fragment]:
    """The fragments of the dashboard. All browsers that show the same share what is drawn."""
    chosen = snapshot.queue(chosen_id) or snapshot.queues[0]
    languages.speak(snapshot.language)

    def shared(id_: str, template: str) -> Fragment:
        return snapshot.once(
            (id_, chosen.id),
            lambda: Fragment(id_, template, store=snapshot, chosen=chosen, now=clock.now()),
        )

    return [
        shared("headline", "_headline.html"),
        shared("pausing", "dashboard/_pausing.html"),
        shared("joining", "dashboard/_joining.html"),
        shared("until", "dashboard/_until.html"),
        snapshot.once("advice", lambda: advice.draw(snapshot)),
        shared("about", "dashboard/_about.html"),
        door.draw(snapshot, base),
        *_of_the_store(snapshot),
        shared("queues", "dashboard/_queues.html"),
        shared("queue", "dashboard/_queue.html"),
        shared("history", "dashboard/_history.html"),
    ]


def _of_the_store(snapshot: Snapshot) -> list[Fragment]:
    """The figures and the first steps, the same whichever queue is chosen."""

    def draw() -> list[Fragment]:
        now, people = clock.now(), list(snapshot.customers)
        scans = sum(person.joined_via == "scan" for person in people)
        figures, steps = Today.of(people, now), FirstSteps.of(people, scanned=snapshot.scanned)
        return [
            Fragment(
                "today",
                "dashboard/_today.html",
                store=snapshot,
                today=figures,
                scans=scans,
                now=now,
            ),
            Fragment("first-steps", "dashboard/_first_steps.html", store=snapshot, steps=steps),
        ]

    return snapshot.once("of the store", draw)


def page(
    chosen_id: UUID | None,
    code: int = 200,
    notice: Notice = NOTHING,
    form: WalkInForm | None = None,
    telling: NoticeForm | None = None,
) -> BaseResponse:
    """The whole dashboard, with the line of one queue, the first if none is chosen."""
    snapshot = look()
    if snapshot is None:
        return see_other("account.signin")
    chosen = _chosen(snapshot, chosen_id)
    sought = request.args.get("find", "")
    changed = request.args.get("changed", type=UUID)
    made = Made.of(snapshot.store_id, changed) if changed else None
    answer = render_template(
        "dashboard/page.html",
        store=snapshot,
        chosen=chosen,
        fragments={fragment.id: fragment for fragment in draw(snapshot, chosen.id, base_url())},
        events=url_for("dashboard.events", queue=chosen_id),
        form=form or WalkInForm(formdata=None),
        telling=telling or NoticeForm(formdata=None),
        notice=said(snapshot, made) if made else notice,
        **way_to_us(),
        settings=settings(),
        now=clock.now(),
        sought=sought,
        found=search.customers(snapshot, sought),
    )
    return make_response(answer, code)


def done(made: Made) -> BaseResponse:
    """What a change did: fragments for htmx, else a page after a redirect; either can undo it.

    `on` in the URL says which queue is on the screen, if it is not the customer's.
    """
    chosen_id = request.args.get("on", made.queue_id, type=UUID)
    if not from_htmx():
        return go_to(url_for("dashboard.queue", queue_id=chosen_id, changed=made.id))
    snapshot = _after_change()
    if snapshot is None:
        return see_other("account.signin")
    form = WalkInForm(formdata=None) if made.added else None
    response = _fragments(snapshot, chosen_id, 200, said(snapshot, made), form)
    # The form stood in a panel that has done its work.
    response.headers.update({"HX-Trigger": "done", "HX-Reswap": "none"})
    return response


def undone(queue_id: UUID) -> BaseResponse:
    """The same for what was undone."""
    return changed(queue_id, Notice(_("Undone.")))


def changed(
    queue_id: UUID | None, notice: Notice = NOTHING, telling: NoticeForm | None = None
) -> BaseResponse:
    """The same for what is about no customer, and maybe about no queue."""
    chosen_id = request.args.get("on", queue_id, type=UUID)
    if not from_htmx():
        here = "dashboard.queue" if chosen_id else "dashboard.overview"
        return go_to(url_for(here, queue_id=chosen_id))
    snapshot = _after_change()
    if snapshot is None:
        return see_other("account.signin")
    return _fragments(snapshot, chosen_id, 200, notice, telling=telling)


def refused(
    queue_id: UUID | None,
    code: int,
    text: str = "",
    form: WalkInForm | None = None,
    telling: NoticeForm | None = None,
) -> BaseResponse:
    """Why nothing was changed, and how things are now. Another store's queue is not found."""
    chosen_id = request.args.get("on", queue_id, type=UUID)
    if not from_htmx():
        return page(chosen_id, code, Notice(text), form, telling)
    snapshot = look()
    if snapshot is None:
        return see_other("account.signin")
    return _fragments(snapshot, chosen_id, code, Notice(text), form, telling=telling)


def look() -> Snapshot | None:
    """The store as it is now, with a join code that is good for a while."""
    store_id = current_user.id
    # Nobody waits for another connection with a transaction open: a migration that waits for the
    # one and holds up the other would hold up both for good.
    db.session.commit()
    live.freshen_code(store_id)
    return load.snapshot(store_id)


def _after_change() -> Snapshot | None:
    """The same after a change that was just made; where a screen is open, what it is shown."""
    hub, store_id = live.hub(), current_user.id
    return hub.after_change(store_id) if hub.on_screen(store_id) else look()


def _fragments(
    snapshot: Snapshot,
    chosen_id: UUID | None,
    code: int,
    notice: Notice,
    form: WalkInForm | None = None,
    *,
    telling: NoticeForm | None = None,
) -> Response:
    chosen = _chosen(snapshot, chosen_id)
    fragments = draw(snapshot, chosen.id, base_url())
    shown = {"notice": notice, "chosen": chosen, "store": snapshot, **way_to_us()}
    fragments.append(Fragment("flash", "dashboard/_notice.html", **shown))
    body = reply(fragments)
    if form is not None:
        again = Fragment("walk-in", "dashboard/_walk_in.html", form=form, chosen=chosen, ready=True)
        # Not morphed: a morph would keep what was typed, and that is in line now.
        body += again.partial(swap="outerHTML")
    if telling is not None:
        told = Fragment("telling", "dashboard/_telling.html", telling=telling, chosen=chosen)
        body += told.partial(swap="outerHTML")
    return make_response(body, code)


def way_to_us() -> dict[str, Any]:
    """What links for customers begin with, and whether their phones can follow them."""
    base = base_url()
    return {"base": base, "reachable": door.reaches_phones(base)}


def _chosen(snapshot: Snapshot, chosen_id: UUID | None) -> QueueSnapshot:
    """The queue of this id, the first if there is none or it is retired; 404 if it isn't ours."""
    if chosen_id and all(queue.id != chosen_id for queue in snapshot.every_queue):
        abort(404)
    return snapshot.queue(chosen_id) or snapshot.queues[0]


def said(snapshot: Snapshot, made: Made) -> Notice:
    """What a change did, in words."""
    person = snapshot.customer(made.customer_id)
    if person is None:
        return NOTHING
    who = {"ticket": person.ticket, "name": person.name, "queue": person.queue_name}
    if made.added:
        text = _("%(ticket)s %(name)s is in line.", **who)
    elif "queue_id" in made.after:
        text = _("%(name)s is %(ticket)s in %(queue)s now.", **who)
    elif "state" in made.after or "called_at" in made.after:
        text = {
            State.WAITING: _("%(ticket)s waits again.", **who),
            State.CALLED: _("%(ticket)s is called.", **who),
            State.SERVED: _("%(ticket)s is served.", **who),
            State.NO_SHOW: _("%(ticket)s is a no-show.", **who),
            State.LEFT: _("%(ticket)s has left.", **who),
            State.REMOVED: _("%(ticket)s is removed.", **who),
        }[person.state]
    elif "place" in made.after and person.ahead is not None:
        text = _("%(ticket)s was moved: %(ahead)s ahead now.", ahead=person.ahead, **who)
    else:
        text = _("%(ticket)s was changed.", **who)
    return Notice(str(text), made.id, added=person if made.added else None)
