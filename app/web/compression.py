"""Answers made smaller on their way; the only importer of flask_compress.

Pages each time they are made, static files once. A redirect at the door and an event stream are
left as they are: there is nothing to gain from the one, and the other must not wait in a buffer.
"""

from flask import Flask, Request, Response, request
from flask_compress import Compress

_PAGES = frozenset({"text/html", "text/csv"})
_FILES = frozenset({"application/manifest+json", "text/css", "text/javascript", "image/svg+xml"})


class _Files:
    """What was compressed already, by algorithm and path; there are only so many files."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The file as it was compressed before."""
        return self._kept.get(key)

    def set(self, key: str, compressed: bytes) -> None:
        """Keep it for the next request."""
        self._kept[key] = compressed


def init_app(app: Flask) -> None:
    """Compress what is worth it, in the best way that the browser takes."""
    app.config.from_mapping(
        COMPRESS_REGISTER=False,
        COMPRESS_STREAMS=False,
        COMPRESS_MIMETYPES=[*_PAGES, *_FILES],
        # Brotli makes a page a tenth smaller than the others and takes some 50 µs. Browsers offer
        # it over HTTPS only; without, there is gzip.
        COMPRESS_ALGORITHM=["br", "zstd", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_MIN_SIZE=500,
    )
    pages, files = Compress(), Compress()
    for compress in (pages, files):
        compress.init_app(app)
    files.cache, files.cache_key = _Files(), _path

    @app.after_request
    def compress_it(response: Response) -> Response:
        # What is looked for comes back in a page that has secrets too: how much smaller it gets
        # would tell whoever listens and asks often how alike they are (BREACH).
        if response.status_code != 200 or "find" in request.args:
            return response
        if request.endpoint == "static" and response.mimetype in _FILES:
            # As Flask hands it on it is a file that is still to be read.
            response.direct_passthrough = False
            response.get_data()
            return files.after_request(response)
        if response.mimetype in _PAGES:
            return pages.after_request(response)
        return response


def _path(asked: Request) -> str:
    return asked.path
