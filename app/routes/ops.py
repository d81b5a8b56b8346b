"""For the operator and their monitoring."""

from flask import Blueprint
from sqlalchemy import text

from app import live
from app.extensions import db

bp = Blueprint("ops", __name__)


@bp.get("/healthz")
def healthz() -> tuple[str, dict[str, str]]:
    """200 if this process can reach its database."""
    db.session.execute(text("SELECT 1"))
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/metrics")
def metrics() -> tuple[str, dict[str, str]]:
    """Figures of this process in Prometheus' text format; nothing about any store."""
    hub = live.hub()
    figures = {
        "queue_streams": hub.streams,
        "queue_channels": len(hub.channels),
        "queue_snapshot_loads_total": hub.loads,
        "queue_deliveries_total": hub.deliveries,
    }
    lines = "".join(f"{name} {value}\n" for name, value in figures.items())
    return lines, {"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
