"""Our own style sheets and scripts as they are sent, each with those in it that it imports."""

from pathlib import Path

from flask import Flask, Response, request

from app.web import scripts, styles

_WRITES = {"text/css": styles.as_sent, "text/javascript": scripts.as_sent}
_IMPORTS = {".css": styles.imported, ".js": scripts.imported}


def init_app(app: Flask) -> None:
    """Send them so; before they are compressed."""
    folder = Path(app.static_folder or "")

    @app.after_request
    def as_sent(response: Response) -> Response:
        write = _WRITES.get(response.mimetype or "")
        name = request.path.rpartition("/")[2] if write else ""
        if write and response.status_code == 200 and ".min." not in name:
            file = response.response
            response.direct_passthrough = False
            response.set_data(write(name, response.get_data(as_text=True), folder))
            if hasattr(file, "close"):
                file.close()
        return response


def imported(file: Path) -> list[Path]:
    """What is within this file when it is sent."""
    imports = _IMPORTS.get(file.suffix)
    names = imports(file.read_text()) if imports else []
    return [file.with_name(name) for name in names]
