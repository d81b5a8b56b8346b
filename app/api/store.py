"""The store itself: what it is, pausing it, telling everybody something, closing it."""

from typing import Any

from flask import abort, request, url_for

from app import clock
from app.api.blueprint import bp, caller
from app.api.schemas import FiguresSchema, StoreSchema
from app.api.sent import EditStoreSchema, Sent
from app.database import signals
from app.database.moments import at_one_moment
from app.extensions import db
from app.jobs import closing, scheduler
from app.models import JoinCode, Store
from app.report.rows import rows_of
from app.report.summary import Summary
from app.web.request import base_url, config


@bp.get("/store")
@bp.response(200, StoreSchema)
def read_store() -> dict[str, Any]:
    """The store, with a join code that is good for a while."""
    JoinCode.freshen(caller().store_id, clock.now())
    return described(own_store())


@bp.route("/store", methods=["PATCH"])
@bp.arguments(EditStoreSchema)
@bp.response(200, StoreSchema)
def edit_store(sent: dict[str, Any]) -> dict[str, Any]:
    """Pause joining or go on, and tell everybody who waits something ("" takes it back)."""
    store = lock_own_store()
    for name, value in sent.items():
        setattr(store, name, value)
    db.session.commit()
    return described(store)


@bp.post("/store/close")
@bp.arguments(Sent)
@bp.response(200, FiguresSchema, description="The day, as the report that is mailed has it.")
def close_store(_sent: dict[str, Any]) -> Summary:
    """Close the store: the report goes out by mail, all else is deleted, this token too."""
    figures = figures_of(lock_own_store())
    closing.close(caller().store_id, config(), clock.now())
    scheduler.deliver_soon()
    return figures


def own_store() -> Store:
    """The store of the program that asks; to look at, as of one moment."""
    if request.method in ("GET", "HEAD"):
        at_one_moment()
    return db.session.get(Store, caller().store_id) or abort(404)


def lock_own_store() -> Store:
    """From here to the end of the transaction nobody else changes it; see it as it is."""
    if not signals.mark(caller().store_id):
        abort(404)
    return db.session.get_one(Store, caller().store_id, populate_existing=True)


def figures_of(store: Store) -> Summary:
    """The day so far, as the report counts it."""
    return Summary.of(rows_of(store), store.timezone, [queue.name for queue in store.queues])


def described(store: Store) -> dict[str, Any]:
    """A store's fields, and the links for whoever comes."""
    code = db.session.query(JoinCode.code).filter_by(store_id=store.id, replaced_by=None).scalar()
    about = {name: getattr(store, name, None) for name in StoreSchema().fields}
    about["board_url"] = base_url() + url_for("board.page", token=store.board_token)
    about["join_url"] = base_url() + url_for("join.scan", code=code or "-")
    return about
