"""Our own style sheets and scripts as they are sent, each with those in it that it imports."""

from pathlib import Path

from flask import Flask, Response, request

from app.web import scripts, styles


def init_app(app: Flask) -> None:
    """Send them so; before they are compressed."""
    folder = Path(app.static_folder or "")

    @app.after_request
    def as_sent(response: Response) -> Response:
        name = request.path.rpartition("/")[2]
        is_file = response.status_code == 200 and ".min." not in name
        if is_file and response.mimetype in ("text/css", "text/javascript"):
            file = response.response
            response.direct_passthrough = False
            text = response.get_data(as_text=True)
            if response.mimetype == "text/css":
                response.set_data(styles.as_sent(name, text, folder))
            else:
                response.set_data(scripts.as_sent(text, folder))
            if hasattr(file, "close"):
                file.close()
        return response


def imported(file: Path) -> list[Path]:
    """What is within this file when it is sent."""
    imports = {".css": styles.imported, ".js": scripts.imported}.get(file.suffix)
    names = imports(file.read_text()) if imports else []
    return [file.with_name(name) for name in names]
