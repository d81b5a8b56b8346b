"""What a party's ticket shows."""

from datetime import datetime

from flask_babel import gettext as _

from app.display import languages, places
from app.live.drawn import Drawn
from app.live.fragments import Fragment, kept
from app.models import State, leaving
from app.pages import headline
from app.pages.place import place
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot


def draw(snapshot: Snapshot, drawn: Drawn, token: str) -> list[Fragment]:
    """The fragments of the status page; its headline is the same for all."""
    languages.speak(snapshot.language)
    people = sorted(snapshot.people(token), key=_urgency)
    waiting = [person for person in people if person.ahead is not None]
    called = [person.ticket for person in people if person.state is State.CALLED]
    # Apart from the rest, since a call changes this on the tickets of everybody behind.
    placed = {
        one.id: place(
            f"place-{nth}",
            snapshot.language,
            one.ahead or 0,
            (one.quote.minutes, one.quote.likely) if one.quote else None,
            snapshot.timezone,
            brief=one is not people[0],
        )
        for nth, one in enumerate(waiting)
    }
    just_left = any(_has_just_left(person, snapshot.taken_at) for person in people)
    meanwhile = None
    if waiting and not called:
        near = _near(waiting)
        meanwhile = kept("meanwhile", "ticket/_meanwhile.html", snapshot.language, near=near)
    return [
        headline.draw(snapshot, drawn),
        Fragment(
            "party",
            "ticket/_party.html",
            mark=(
                snapshot.on_tickets,
                just_left,
                *[(person.card, person.last) for person in people],
            ),
            inner=(*placed.values(), meanwhile) if meanwhile else placed.values(),
            places=placed,
            meanwhile=meanwhile,
            store=snapshot,
            people=people,
            token=token,
            just_left=just_left,
            called=called,
            waiting=waiting,
            somebody_behind=any(not person.last for person in waiting),
        ),
    ]


def _has_just_left(person: CustomerSnapshot, now: datetime) -> bool:
    """Whether they may still take it back."""
    if person.state is not State.LEFT or person.ended_at is None:
        return False
    return now - person.ended_at < leaving.UNDO_FOR


def _near(waiting: list[CustomerSnapshot]) -> str:
    """How near the call is, those waiting sorted by urgency: next, soon, or neither."""
    if waiting[0].ahead == 0:
        return "next"
    return "soon" if any(person.is_soon for person in waiting) else ""


def _urgency(person: CustomerSnapshot) -> tuple[bool, int]:
    """Sorts a party as it is to be read: those called, those waiting, those out of the line."""
    return not person.state.in_line, -1 if person.ahead is None else person.ahead


def title(people: list[CustomerSnapshot]) -> str:
    """What the tab says of a party: the tickets called, or where the most urgent one stands."""
    called = [person.ticket for person in people if person.state is State.CALLED]
    if called:
        place = _("It's your turn")
        return f"{', '.join(called)}: {place}"
    first = min(people, key=_urgency)
    return "" if first.ahead is None else f"{first.ticket}: {places.standing(first.ahead)}"
