"""When somebody joins who shouldn't: where they came from, and a new link for the board."""

from datetime import timedelta

from flask import Blueprint, abort, flash, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import db
from app.models import JoinCode, source
from app.routes.scope import lock_own_store, own_store
from app.security import tokens
from app.web.request import config, see_other

bp = Blueprint("joins", __name__)

MINUTES = (10, 30, 60)
"""How far back may be looked."""


@bp.get("/store/joins")
@login_required
def page() -> str:
    """Who joined of late, by where they came from."""
    minutes = _minutes()
    since = clock.now() - timedelta(minutes=minutes)
    return render_template(
        "joins/page.html",
        sources=source.of_late(current_user.id, since),
        minutes=minutes,
        choices=MINUTES,
        store=own_store(),
    )


@bp.post("/store/joins/clear")
@login_required
def clear() -> BaseResponse:
    """Take everybody out of the line who joined from one network in the last minutes."""
    network, minutes, now = request.form.get("network", ""), _minutes(), clock.now()
    if not network or "\0" in network:
        abort(404)
    gone = source.clear(current_user.id, network, now - timedelta(minutes=minutes), now)
    said = ngettext(
        "%(num)s person was taken out of the line.",
        "%(num)s people were taken out of the line.",
        gone,
    )
    flash(said)
    return see_other("joins.page", minutes=minutes)


@bp.post("/store/joins/board")
@login_required
def renew_board() -> BaseResponse:
    """Give the board a new link."""
    store = lock_own_store()
    store.board_token = tokens.mint(config().secret_key, tokens.route_to(store.id))
    JoinCode.renew(store.id, clock.now())
    db.session.commit()
    flash(_("The board has a new link, and the old one shows nothing any more."))
    return see_other("joins.page")


def _minutes() -> int:
    asked = request.values.get("minutes", MINUTES[0], type=int)
    return asked if asked in MINUTES else MINUTES[0]
