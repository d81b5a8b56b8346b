"""The customer in line: the party's status page, known only by its link."""

from datetime import timedelta
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app import clock, live
from app.display import languages
from app.live import stream
from app.live.fragments import Fragment, kept
from app.models import Customer, Party, State
from app.routes.web import base_url, go_to, settings
from app.security import tokens
from app.snapshot import load
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot

bp = Blueprint("ticket", __name__)

_RENEWALS = (15, 60)
"""Seconds after which a page without JavaScript renews itself: soon, and not yet."""
_SOON = 2  # people ahead
_JUST_JOINED = timedelta(minutes=1)


@bp.get("/t/<token>")
def page(token: str) -> BaseResponse:
    """Where the party stands."""
    snapshot = look(token)
    if snapshot is None:
        return closed()
    people = snapshot.parties[token]
    _keep_quoted(people)
    return make_response(
        render_template(
            "ticket/page.html",
            store=snapshot,
            token=token,
            title=_title(people),
            fragments={fragment.id: fragment for fragment in draw(snapshot, token)},
            renewal=_renewal(people, request.args.get("renew", "")),
            renewals=_RENEWALS,
            pin=tokens.pin(settings().secret_key, token),
            link=f"{base_url()}{url_for('ticket.page', token=token)}",
            now=clock.now(),
        )
    )


@bp.get("/t/<token>/events")
def events(token: str) -> Response:
    """The page above, live."""
    store_id = _store(token)
    if store_id is None:
        return stream.say(_last_words())

    view = stream.View(
        draw=lambda snapshot: draw(snapshot, token),
        # Whoever was added by mistake is gone before the store is.
        ended=lambda snapshot: None if snapshot and token in snapshot.parties else _last_words(),
        party=token,
    )
    return stream.respond(live.hub(), store_id, view)


@bp.route("/t/<token>/leave", methods=["GET", "POST"])
def leave(token: str) -> BaseResponse:
    """Ask, then take one of the party or all of them out of the line."""
    snapshot = look(token)
    if snapshot is None:
        return closed()
    if request.method != "POST":
        people = [person for person in snapshot.parties[token] if person.state.in_line]
        return make_response(render_template("ticket/leave.html", token=token, people=people))
    try:
        leaver = UUID(request.form["customer"]) if "customer" in request.form else None
    except ValueError:
        abort(404)
    Party.leave(token, clock.now(), leaver)
    return go_to(url_for("ticket.page", token=token))


def look(token: str) -> Snapshot | None:
    """The store in which the party waits, as it is now; None if it has closed."""
    store_id = _store(token)
    snapshot = load.snapshot(store_id) if store_id else None
    if snapshot is not None:
        languages.speak(snapshot.language)
    return snapshot if snapshot and token in snapshot.parties else None


def closed() -> Response:
    """What a customer sees of a store that has closed."""
    return make_response(render_template("ticket/closed.html"), 410)


def _keep_quoted(people: list[CustomerSnapshot]) -> None:
    """Remember what those are told who have just joined, to see later how good it was."""
    since = clock.now() - _JUST_JOINED
    quoted = {one.id: one.wait for one in people if one.wait and one.joined_at > since}
    if quoted:
        Customer.keep_quoted(quoted)


def _renewal(people: list[CustomerSnapshot], asked: str) -> int:
    """After how many seconds the page renews itself without JavaScript; 0 for never."""
    in_line = [person for person in people if person.state.in_line]
    if asked == "off" or not in_line:
        return 0
    if asked in map(str, _RENEWALS):
        return int(asked)
    soon, later = _RENEWALS
    return soon if any((person.ahead or 0) <= _SOON for person in in_line) else later


def draw(snapshot: Snapshot, token: str) -> list[Fragment]:
    """The fragments of the status page; its headline is the same for all."""
    languages.speak(snapshot.language)
    people = sorted(snapshot.parties[token], key=_urgency)
    waiting = [person for person in people if person.ahead is not None]
    called = [person.ticket for person in people if person.state is State.CALLED]
    # Apart from the rest, since a call changes this on the tickets of everybody behind.
    places = {
        one.id: kept(
            f"place-{nth}",
            "ticket/_place.html",
            snapshot.language,
            ahead=one.ahead,
            wait=one.wait,
            brief=one is not people[0],
        )
        for nth, one in enumerate(waiting)
    }
    meanwhile = None
    if waiting and not called:
        near = _near(waiting)
        meanwhile = kept("meanwhile", "ticket/_meanwhile.html", snapshot.language, near=near)
    return [
        snapshot.once("headline", lambda: Fragment("headline", "_headline.html", store=snapshot)),
        Fragment(
            "party",
            "ticket/_party.html",
            mark=(snapshot.on_tickets, *[person.card for person in people]),
            inner=(*places.values(), meanwhile) if meanwhile else places.values(),
            places=places,
            meanwhile=meanwhile,
            store=snapshot,
            people=people,
            token=token,
            called=called,
            waiting=waiting,
            somebody_behind=any(not person.last for person in waiting),
        ),
    ]


def _near(waiting: list[CustomerSnapshot]) -> str:
    """How near the call is, the most urgent first of who waits: next, soon, or neither."""
    if waiting[0].ahead == 0:
        return "next"
    return "soon" if any(person.is_soon for person in waiting) else ""


def _urgency(person: CustomerSnapshot) -> tuple[bool, int]:
    """Sorts a party as it is to be read: who is called, who waits, who is out of the line."""
    return not person.state.in_line, -1 if person.ahead is None else person.ahead


def _title(people: list[CustomerSnapshot]) -> str:
    """What the tab says of a party: who is called, or where the most urgent one stands."""
    called = [person.ticket for person in people if person.state is State.CALLED]
    if called:
        place = _("It's your turn")
        return f"{', '.join(called)}: {place}"
    first = min(people, key=_urgency)
    return "" if first.ahead is None else f"{first.ticket}: {standing(first.ahead)}"


def standing(ahead: int) -> str:
    """Where somebody stands, as short as a tab's title."""
    return str(_("%(people)s ahead", people=ahead) if ahead else _("You're next"))


def _store(token: str) -> UUID | None:
    """The party's store; 404 if this product never gave out such a link, None if it has closed."""
    if not tokens.genuine(settings().secret_key, token):
        abort(404)
    return Party.store_of(token)


def _last_words() -> Fragment:
    return Fragment("page", "ticket/_closed.html")
