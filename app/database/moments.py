"""Pages that are made of several statements, and show one moment all the same."""

from flask import g

from app.database.pools import let_go
from app.extensions import db


def at_one_moment() -> None:
    """What the ORM reads from here on in this request, it reads as of one moment.

    Else a store that closes meanwhile would be there for the first statement and gone for the next:
    a report without anybody in it. Only for requests that change nothing; done twice, the first
    counts.
    """
    if "one_moment" in g:
        return
    g.one_moment = True
    let_go()
    db.session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
