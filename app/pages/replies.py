"""What a tap on the dashboard is answered: fragments for htmx, else the page after a redirect."""

from collections.abc import Collection
from uuid import UUID

from flask import Response, make_response, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app import live
from app.display import languages
from app.forms.line import WalkInForm
from app.forms.settings import AnnouncementForm
from app.live.drawn import Drawn
from app.live.fragments import Fragment, reply
from app.live.shown import fresh_of, name_of
from app.models import Queue
from app.models.made import Made
from app.pages import dashboard, flash
from app.pages.flash import NOTHING, Flash
from app.snapshot.store import Snapshot
from app.web import identity
from app.web.request import base_url, from_htmx, go_to, see_other


def done(made: Made, store_id: UUID) -> BaseResponse:
    """What a change of the store did: fragments for htmx, else a page after a redirect.

    Either can undo it.
    `on` in the URL says which queue is on the screen, if it is not the customer's.
    """
    if not from_htmx():
        on = _on_screen(made.queue_id, _ours(store_id))
        return go_to(url_for("dashboard.queue", queue_id=on, changed=made.id))
    snapshot, drawn = _after_change(store_id)
    if snapshot is None:
        return see_other("session.signin")
    # The owner was not looked up.
    languages.speak(snapshot.language)
    form = WalkInForm(formdata=None) if made.added else None
    response = _fragments(
        snapshot, drawn, made.queue_id, 200, flash.of_change(snapshot, made), form=form
    )
    # The form stood in a panel that has done its work.
    response.headers.update({"HX-Trigger": "done", "HX-Reswap": "none"})
    return response


def undone(queue_id: UUID) -> BaseResponse:
    """What undoing a change did."""
    return changed(queue_id, Flash(_("Undone.")))


def changed(
    queue_id: UUID | None, said: Flash = NOTHING, announcing: AnnouncementForm | None = None
) -> BaseResponse:
    """What a tap did that is about no customer, and maybe about no queue."""
    if not from_htmx():
        on = _on_screen(queue_id, _ours(current_user.id))
        return go_to(url_for("dashboard.queue" if on else "dashboard.overview", queue_id=on))
    snapshot, drawn = _after_change(current_user.id)
    if snapshot is None:
        return see_other("session.signin")
    return _fragments(snapshot, drawn, queue_id, 200, said, announcing=announcing)


def refused(
    queue_id: UUID | None,
    code: int,
    text: str = "",
    form: WalkInForm | None = None,
    announcing: AnnouncementForm | None = None,
) -> BaseResponse:
    """Why nothing was changed, and how things are now. Another store's queue is not found."""
    store_id = identity.owner().id
    if not from_htmx():
        on = _on_screen(queue_id, _ours(store_id))
        return dashboard.page(on, code, Flash(text), form, announcing)
    # The screens look, too: of what was drawn for the reply alone their next message is not good,
    # and the page would begin its stream anew.
    live.hub().wake(store_id)
    snapshot, drawn = _after_change(store_id)
    if snapshot is None:
        return see_other("session.signin")
    return _fragments(
        snapshot, drawn, queue_id, code, Flash(text), form=form, announcing=announcing
    )


def _ours(store_id: UUID) -> Collection[UUID]:
    """The store's queues, asked for only where it matters."""
    return Queue.ids_of(store_id) if "on" in request.args else ()


def _on_screen(queue_id: UUID | None, ours: Collection[UUID]) -> UUID | None:
    """The queue that is on the screen: another one than the tap was about, where it is said and is
    ours. What was asked for is done by now, so nonsense there makes no difference to it."""
    on = request.args.get("on", type=UUID)
    return on if on in ours else queue_id


def _after_change(store_id: UUID) -> tuple[Snapshot | None, Drawn]:
    """The store as it is after what was just announced; where a dashboard is open, what that is
    shown."""
    return live.hub().after_change(store_id) or (dashboard.look(), Drawn())


def _fragments(
    snapshot: Snapshot,
    drawn: Drawn,
    queue_id: UUID | None,
    code: int,
    said: Flash,
    *,
    form: WalkInForm | None = None,
    announcing: AnnouncementForm | None = None,
) -> Response:
    ours = [queue.id for queue in snapshot.every_queue] if "on" in request.args else ()
    chosen = dashboard.chosen_of(snapshot, _on_screen(queue_id, ours))
    known = request.headers.get("Shown", "")
    before = drawn.shown(known)
    parts = dashboard.draw(snapshot, drawn, chosen.id, base_url())
    fragments, shown = fresh_of(parts, before)
    name = name_of(shown)
    about = {"flash": said, "chosen": chosen, "store": snapshot, **dashboard.way_to_us()}
    fragments.append(Fragment("flash", "_flash.html", **about))
    body = reply(fragments)
    if form is not None:
        again = Fragment(
            "walk-in",
            "dashboard/_walk_in.html",
            swap="outerHTML",
            form=form,
            chosen=chosen,
            ready=True,
        )
        # Not morphed: a morph would keep what was typed, and that is in line now.
        body += again.partial()
    if announcing is not None:
        told = Fragment(
            "announcing",
            "dashboard/_announcing.html",
            swap="outerHTML",
            announcing=announcing,
            chosen=chosen,
        )
        body += told.partial()
    # What the page shows then, and what it must show before: see rows.js.
    return make_response(body, code, {"Shown": f"{known}>{name}" if before else name})
