"""The day: in figures, and customer by customer as CSV."""

from flask import Response

from app import clock
from app.api.blueprint import bp
from app.api.schemas import FiguresSchema
from app.api.store import figures_of, own_store
from app.report.csv import file_name, to_csv
from app.report.rows import rows_of
from app.report.summary import Summary


@bp.get("/figures")
@bp.response(200, FiguresSchema)
def read_figures() -> Summary:
    """The day so far, as the report counts it."""
    return figures_of(own_store())


@bp.get("/report.csv")
@bp.response(200, {"type": "string"}, content_type="text/csv")
def read_report() -> Response:
    """The report so far, the same file as the one that comes by mail."""
    store = own_store()
    name = file_name(store.name, clock.now(), store.timezone)
    response = Response(to_csv(rows_of(store), store.timezone), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
