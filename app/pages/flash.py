"""The page's own message after a tap: one sentence, and the change that can be undone."""

from typing import NamedTuple
from uuid import UUID

from flask_babel import gettext as _

from app.models import State
from app.models.made import Made
from app.snapshot import earlier
from app.snapshot.customer import CustomerSnapshot
from app.snapshot.store import Snapshot


class Flash(NamedTuple):
    """What has just happened, and the change that can be undone.

    `added` was just put into the line, and may want the ticket on paper or by message.
    """

    text: str = ""
    undo: UUID | None = None
    added: CustomerSnapshot | None = None


NOTHING = Flash()


def of_change(snapshot: Snapshot, made: Made) -> Flash:
    """What a change did, in words."""
    person = earlier.customer(snapshot, made.customer_id)
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
            State.SERVED: _("%(ticket)s is done.", **who),
            State.NO_SHOW: _("%(ticket)s is a no-show.", **who),
            State.LEFT: _("%(ticket)s has left.", **who),
            State.REMOVED: _("%(ticket)s is removed.", **who),
        }[person.state]
    elif "place" in made.after and person.ahead is not None:
        text = _("%(ticket)s was moved: %(ahead)s ahead now.", ahead=person.ahead, **who)
    else:
        text = _("%(ticket)s was changed.", **who)
    return Flash(str(text), made.id, added=person if made.added else None)


def overtaken(person: CustomerSnapshot) -> str:
    """That somebody at another device was first, and what they did."""
    who = {"ticket": person.ticket}
    said = {
        State.WAITING: _("%(ticket)s stays as it was: the line has just changed elsewhere.", **who),
        State.CALLED: _("%(ticket)s was already called on another device.", **who),
        State.SERVED: _("%(ticket)s was already marked done on another device.", **who),
        State.NO_SHOW: _("%(ticket)s was already marked as a no-show on another device.", **who),
        State.LEFT: _("%(ticket)s has already left the line.", **who),
        State.REMOVED: _("%(ticket)s was already removed on another device.", **who),
    }[person.state]
    return str(said)
