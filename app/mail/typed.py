"""What somebody typed, as a mail may say it.

Anybody can open a store for anybody's address. So until somebody who reads its mail has confirmed
it, nothing goes there that leads somewhere or reads like an advertisement.
"""

import re
import unicodedata
from dataclasses import replace

from flask_babel import gettext as _

from app.models import Store
from app.report.summary import Summary

# An address of the web or of mail, a number to call, a price, a shout: what an advertisement can't
# do without.
_LEADS_SOMEWHERE = re.compile(
    r"://|www\.|[@!%$€£¥₹₿]|\w\.\w{2}|\bdot\s+\w|(?:\d[ ./()-]*){7}", re.IGNORECASE
)
# Dots of other scripts, by which mail programs know an address, too.
_DOTS = str.maketrans({"。": ".", "｡": ".", "．": ".", "․": "."})


def leads_somewhere(typed: str) -> bool:
    """Whether a reader could follow it, however it is written."""
    plain = unicodedata.normalize("NFKC", typed.translate(_DOTS))
    seen = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    return _LEADS_SOMEWHERE.search(seen) is not None


def name_of(store: Store) -> str:
    """The store's name, or other words for it."""
    if store.email_confirmed_at is None and leads_somewhere(store.name):
        return str(_("Your store"))
    return store.name


def summary(store: Store, told: Summary) -> Summary:
    """The day in figures, with the queues' names or their numbers."""
    if store.email_confirmed_at is not None:
        return told
    queues = tuple(
        replace(queue, name=str(_("Queue %(number)s", number=number)))
        if leads_somewhere(queue.name)
        else queue
        for number, queue in enumerate(told.queues, 1)
    )
    return replace(told, queues=queues)
