"""A TV finds its board: it shows four characters, and the owner types them on the dashboard."""

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user, login_required
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import limiter
from app.models import Tv
from app.pages import replies
from app.pages.flash import Flash
from app.security import tokens
from app.web import limits
from app.web.request import config, from_htmx, go_to

bp = Blueprint("tv", __name__)


@bp.get("/tv")
# Whoever collected a million of these addresses would be led to somebody's board now and then.
@limiter.limit("60 per hour")
def begin() -> BaseResponse:
    """A TV that knows no board yet."""
    return go_to(url_for("tv.wait", token=tokens.mint(config().secret_key)))


@bp.get("/tv/<sealed:token>")
def wait(token: str) -> BaseResponse:
    """The four characters; once the owner has typed them, the way to the board."""
    code = tokens.tv_code(config().secret_key, token)
    board = Tv.board(code, clock.now())
    if board is not None:
        return go_to(url_for("board.page", token=board))
    return make_response(render_template("board/tv.html", code=code))


@bp.post("/store/tv")
@login_required
# Else a made-up store would be led to by TVs that somebody else is just setting up: of a million
# characters each typing holds one for two minutes.
@limiter.limit("20 per hour", key_func=limits.owner)
@limiter.limit("40 per hour")
def lead() -> BaseResponse:
    """Show the board on the TV that shows these characters."""
    code = tokens.read_tv_code(request.form.get("code", ""))
    if code is None:
        return replies.refused(None, 422, _("Please type the four characters that the TV shows."))
    Tv.lead(code, current_user.id, clock.now())
    # Nobody knows yet whether there is such a TV: whoever mistyped sees what they typed.
    said = _("If a TV shows %(code)s, it shows the board in a moment.", code=code)
    if not from_htmx():
        flash(said)
    return replies.changed(None, Flash(said))
