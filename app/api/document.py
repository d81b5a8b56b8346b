"""The OpenAPI document and the page to read it; the only importer of flask_smorest."""

from typing import Any

from flask import Blueprint, Flask, Response, current_app, render_template
from flask_smorest import Api
from flask_smorest import Blueprint as DocumentedBlueprint

from app.api.reading import Parser
from app.api.schemas import ProblemSchema
from app.web import problems

VERSION = "1"
_TOKENS = {
    "type": "http",
    "scheme": "bearer",
    "description": "A token that the owner makes in Settings, Programs.",
}
_WORDS = {
    "400": "What was sent is not JSON in UTF-8.",
    "401": "No token, or one that was revoked or whose store has closed.",
    "403": "The token may only read.",
    "404": "There is nothing here.",
    "409": "It is not as the program saw it any more; `fresh` is how it is now.",
    "410": "The store has closed since the request began.",
    "413": "That was more than 64 kB.",
    "422": "Something that was sent needs another look; `errors` says what.",
    "429": "Too many requests; try again when Retry-After says.",
    "500": "Something went wrong on our side.",
    "503": "Too busy, or the database is away; try again when Retry-After says.",
}
_HEADERS = ("RateLimit-Policy", "RateLimit", "RateLimit-Limit", "RateLimit-Remaining")


class Resources(DocumentedBlueprint):
    """A blueprint whose document knows what any of its routes may answer besides."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, *args: Any, public: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        self._public = public
        self._prepare_doc_cbks.append(self._add_what_goes_wrong)

    def _add_what_goes_wrong(
        self, operation: dict[str, Any], _info: Any, *, method: str, **_more: Any
    ) -> dict[str, Any]:
        changes = method != "get"
        codes = {"404", "422", "429", "500", "503"} | ({"400", "413"} if changes else set())
        if not self._public:
            codes |= {"401", "403", "410"} if changes else {"401", "410"}
        answers = {}
        for code, answer in operation.get("responses", {}).items():
            # Of what goes wrong, flask-smorest knows the name alone.
            answers[str(code)] = answer if int(code) < 400 else problem(str(code))
            if not self._public and int(code) < 400:
                text = {"schema": {"type": "string"}}
                answer.setdefault("headers", {}).update(dict.fromkeys(_HEADERS, text))
        operation["responses"] = answers | {code: problem(code) for code in sorted(codes)}
        if self._public:
            operation["security"] = []
        return operation


def problem(code: str) -> dict[str, Any]:
    """How an answer of this status reads."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": _WORDS[code], "content": {problems.MIMETYPE: {"schema": schema}}}


class Document(Api):
    """flask-smorest's, but for errors, which are answered by `app.web.errors`, and pages."""

    DEFAULT_ERROR_RESPONSE_NAME = None
    ERROR_SCHEMA = ProblemSchema

    def __init__(self, app: Flask) -> None:
        super().__init__(
            app,
            spec_kwargs={
                "title": "Queue System",
                "version": VERSION,
                "openapi_version": "3.1.0",
                "info": {"description": "A store of a walk-in queue, for other programs."},
                "servers": [{"url": "/"}],
                "security": [{"token": []}],
            },
        )
        self.spec.components.security_scheme("token", _TOKENS)
        app.extensions["openapi"] = self.spec

    def _register_error_handlers(self) -> None:
        pass

    def _register_doc_blueprint(self) -> None:
        pass


bp = Blueprint("document", __name__, url_prefix="/api/v1")


@bp.get("/openapi.json")
def openapi() -> Response:
    """The document, for programs."""
    document = current_app.extensions["openapi"].to_dict()
    return Response(current_app.json.dumps(document), mimetype="application/json")


@bp.get("/docs")
def page() -> str:
    """The document, for people: a page of ours, which loads nothing from elsewhere."""
    return render_template("api/docs.html", spec=current_app.extensions["openapi"].to_dict())
