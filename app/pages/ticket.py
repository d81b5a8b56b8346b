"""What a party's ticket shows."""

from datetime import datetime
from functools import partial

from flask_babel import gettext as _

from app import clock
from app.display import names, places, times
from app.live.drawn import Drawn
from app.live.fragments import Fragment, kept
from app.models import State, leaving
from app.pages import headline
from app.pages.place import place
from app.snapshot.customer import FEW, CustomerSnapshot
from app.snapshot.store import Snapshot


def draw(snapshot: Snapshot, drawn: Drawn, token: str) -> list[Fragment]:
    """The fragments of the status page, in the language that is spoken; what stands around the
    party is the same for all."""
    language, zone = snapshot.language, snapshot.timezone
    people = snapshot.people(token)
    if len(people) > 1:
        people = sorted(people, key=_urgency)
    called: list[str] = []
    waiting: list[CustomerSnapshot] = []
    places: list[Fragment] = []
    just_left, somebody_behind = False, False
    for person in people:
        ahead = person.ahead
        if ahead is not None:
            # Apart from the rest, since a call changes this on the tickets of everybody behind.
            told, brief = person.quoted.by(ahead), person is not people[0]
            places.append(place(f"place-{len(waiting)}", language, ahead, told, zone, brief=brief))
            waiting.append(person)
            somebody_behind = somebody_behind or not person.last
        elif person.state is State.CALLED:
            called.append(person.ticket)
        else:
            just_left = just_left or _has_just_left(person, snapshot.taken_at)
    meanwhile = None
    if waiting and not called:
        near = _near(waiting)
        meanwhile = kept("meanwhile", "ticket/_meanwhile.html", language, near=near)
    return [
        *drawn.once("around tickets", lambda: _around(snapshot, drawn)),
        Fragment(
            "party",
            "ticket/_party.html",
            mark=(
                snapshot.on_tickets,
                just_left,
                *[(person.person.card, person.last) for person in people],
            ),
            inner=(*places, meanwhile) if meanwhile else places,
            places=places,
            meanwhile=meanwhile,
            store=snapshot,
            people=people,
            token=token,
            just_left=just_left,
            called=called,
            waiting=waiting,
            somebody_behind=somebody_behind,
        ),
    ]


def _around(snapshot: Snapshot, drawn: Drawn) -> list[Fragment]:
    """The store's sign, its name, and when all is deleted."""
    time = times.day_and_clock(snapshot.closes_at, snapshot.timezone, clock.now())
    part = partial(drawn.fragment, language=snapshot.language)
    return [
        part("sign", "ticket/_sign.html", sign=names.sign_of(snapshot.name)),
        headline.draw(snapshot, drawn),
        part("deleted", "ticket/_deleted.html", time=time),
    ]


def _has_just_left(person: CustomerSnapshot, now: datetime) -> bool:
    """Whether they may still take it back."""
    if not person.gave_up or person.ended_at is None:
        return False
    return now - person.ended_at < leaving.UNDO_FOR


def _near(waiting: list[CustomerSnapshot]) -> str:
    """How near the call is, those waiting sorted by urgency: next, soon, or neither."""
    ahead = waiting[0].ahead
    if not ahead:
        return "next"
    # Nobody behind is nearer.
    return "soon" if ahead <= FEW and any(person.is_soon for person in waiting) else ""


def _urgency(person: CustomerSnapshot) -> tuple[bool, int]:
    """Sorts a party as it is to be read: those called, those waiting, those out of the line."""
    ahead = person.ahead
    return (False, ahead) if ahead is not None else (not person.state.in_line, -1)


def title(people: list[CustomerSnapshot]) -> str:
    """What the tab says of a party: the tickets called, or where the most urgent one stands."""
    called = [person.ticket for person in people if person.state is State.CALLED]
    if called:
        place = _("It's your turn")
        return f"{', '.join(called)}: {place}"
    first = min(people, key=_urgency)
    return "" if first.ahead is None else f"{first.ticket}: {places.standing(first.ahead)}"
