"""Where somebody stands, as a ticket says it.

A call changes this on the tickets of everybody behind, hundreds perhaps, and each says something
else. So it is put together of parts that say the same for long: the frame, by how many are ahead,
and what is told of the wait.
"""

from functools import cached_property, lru_cache

from flask import current_app
from markupsafe import Markup

from app.display import times
from app.figures.quotes import Quote
from app.live.fragments import Fragment, condensed

_MANY = 4_000
_HERE = Markup("<!--told-->")


@lru_cache(_MANY)
def place(
    id_: str, language: str, ahead: int, told: Quote | None, zone: str, *, brief: bool
) -> Fragment:
    """The place of somebody with so many ahead, drawn once for all who stand there and are told
    this. `language` is the one that is spoken; `brief` is that of all but the first of a party."""
    wait = _wait(language, told, zone, ahead > 0, brief)
    return _Place(id_, _frame(id_, language, ahead, brief).replace(_HERE, wait))


class _Place(Fragment):
    """A fragment whose HTML is there already."""

    def __init__(self, id_: str, html: str) -> None:
        self._made = html
        super().__init__(id_, "")

    @cached_property
    def html(self) -> str:
        """What it was made of."""
        return self._made


@lru_cache(_MANY)
def _frame(id_: str, _language: str, ahead: int, brief: bool) -> str:
    return _drawn("ticket/_place.html", id=id_, ahead=ahead, brief=brief, told=_HERE)


@lru_cache(_MANY)
def _wait(_language: str, told: Quote | None, zone: str, somebody: bool, brief: bool) -> str:
    wait, between = told or (None, None)
    likely = times.likely(between, zone) if between and not brief else ""
    return _drawn("ticket/_told.html", wait=wait, likely=likely, somebody=somebody)


def _drawn(template: str, **context: object) -> str:
    return condensed(current_app.jinja_env.get_template(template).render(context))
