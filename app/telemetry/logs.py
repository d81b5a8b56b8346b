"""One format for every line that any part of the program logs. Standard library only.

Text for people, or JSON for machines; each line with the id of its request, none with a secret.
"""

import json
import logging
import re
import sys
from collections.abc import Callable
from datetime import UTC, datetime

request_id: list[Callable[[], str]] = []
"""Where there is a request, its id; the web puts it here."""

# Links that are their own key, what links carry, and passwords in the addresses of programs.
_SECRETS = (
    (re.compile(r"(/(?:t|tv|p|b|J|j|confirm|reset)/)[\w.~-]{6,}"), r"\1…"),
    (re.compile(r"\b((?:again|token|code|next)=)[^\s&\"']+"), r"\1…"),
    (re.compile(r"(://)[^\s/@]*:[^\s/@]*@"), r"\1…@"),
    (re.compile(r"\b(password=)\S+"), r"\1…"),
)


def conceal(text: str) -> str:
    """The text without what nobody should read in a log."""
    for secret, instead in _SECRETS:
        text = secret.sub(instead, text)
    return text


class Formatter(logging.Formatter):
    """Lines of text, or of JSON."""

    def __init__(self, *, as_json: bool) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """One line, and below it in text, or within it in JSON, the traceback if there is one."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        told = {
            "time": time.replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "message": conceal(record.getMessage()),
        }
        if request_id and (id_ := request_id[0]()):
            told["request"] = id_
        trace = conceal(self.formatException(record.exc_info)) if record.exc_info else ""
        if self._as_json:
            return json.dumps(told | ({"traceback": trace} if trace else {}), ensure_ascii=False)
        request = f" [request {told['request']}]" if "request" in told else ""
        head = f"{told['time']} {told['level']} {record.name}[{record.process}]:"
        return f"{head} {told['message']}{request}" + (f"\n{trace}" if trace else "")


_handler = logging.StreamHandler(sys.stderr)
_handler.setFormatter(Formatter(as_json=False))


def configure(log_format: str) -> None:
    """Log in this format to stderr, whichever part of the program speaks; once a process."""
    _handler.setFormatter(Formatter(as_json=log_format == "json"))
    root = logging.getLogger()
    if _handler not in root.handlers:
        root.addHandler(_handler)


def formatter() -> logging.Formatter:
    """For a part that has a handler of its own."""
    found = _handler.formatter
    assert found is not None  # noqa: S101 - set above
    return found


def never_twice_about(outage: Callable[[BaseException], bool]) -> None:
    """Leave out the tracebacks of what `outage` tells of itself."""
    _handler.filters[:] = [
        lambda record: not (record.exc_info and record.exc_info[1] and outage(record.exc_info[1]))
    ]
