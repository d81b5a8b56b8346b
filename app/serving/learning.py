"""What a server learns soon after its start, since it would take longer the first times that it is
wanted."""

from app.display import qr
from app.report import cells
from app.security import tokens

BEGINS_SECONDS = 10
"""After it can answer: in the first of them there are pages that come back and mails that are due,
and until then a code takes longer, and the first report."""
_BREATH_SECONDS = 0.1
"""For others, between two of the small things that are learned: some 100, 0.3 s of work in all."""


def learn(public_url: str | None) -> None:
    """The words that spreadsheets read as dates, and what the codes of this address are made of."""
    cells.learn(_BREATH_SECONDS)
    if public_url:
        qr.learn(public_url, f"/J/{tokens.join_code()}", _BREATH_SECONDS / 2)
