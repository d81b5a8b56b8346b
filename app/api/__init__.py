"""For other programs: the store as JSON under /api/v1, with the verbs of the pages.

flask-smorest makes the checks of what is sent, the answers and the OpenAPI document from one
source, and is content with a plain Flask application; APIFlask would want to be the application.
"""

from flask import Flask

from app.api import (
    blueprint,
    customers,  # noqa: F401 - to be imported is to put its routes on the blueprint
    day,  # noqa: F401
    document,
    events,  # noqa: F401
    queues,  # noqa: F401
    store,  # noqa: F401
    stores,
)
from app.api.document import Document
from app.extensions import csrf


def init_app(app: Flask) -> None:
    """Register every resource and write the document."""
    api = Document(app)
    for bp in (blueprint.bp, stores.bp):
        # A program's token is no cookie, so no foreign page can make a browser send it.
        csrf.exempt(bp)
        api.register_blueprint(bp)
    app.register_blueprint(document.bp)
