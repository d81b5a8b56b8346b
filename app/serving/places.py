"""Whether this computer lets us listen, and keep mails, where we are told to. Looked at before the
server starts, in whose words it would be a traceback or six lines of the log."""

import errno
import os
import socket
import stat
from pathlib import Path
from typing import NamedTuple


class Wrong(NamedTuple):
    """What is wrong with a place and what to do, and whether it may mend by itself: a port becomes
    free, an address is there once the network is."""

    said: str
    passes: bool = False


def wrong_with(place: tuple[str, int] | str) -> Wrong | None:
    """Why nobody can listen at this address, or with this file; None if one can."""
    return _wrong_with_file(place) if isinstance(place, str) else _wrong_with_port(*place)


def _wrong_with_port(host: str, port: int) -> Wrong | None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
                return Wrong(
                    f"{host} is no address of this computer ({error.strerror}): set HOST or BIND to"
                    " one that is, like 127.0.0.1, or 0.0.0.0 for all",
                    passes=True,
                )
            if error.errno != errno.EADDRINUSE:
                return Wrong(
                    f"Port {port} can't be used ({error.strerror}): choose another, PORT=8000"
                )
            other = port + 1 if port < 65535 else port - 1
            said = (
                f"Port {port} is taken. Stop what uses it, or choose another: PORT={other} make run"
            )
            return Wrong(said, passes=True)
    return None


def _wrong_with_file(path: str) -> Wrong | None:
    try:
        if stat.S_ISSOCK(os.stat(path).st_mode):  # noqa: PTH116 - it may be longer than a name may
            # One that was left behind is replaced.
            return (
                Wrong(f"{path} is taken by another process", passes=True) if _lives(path) else None
            )
        reason = "it is there, and no socket"
    except FileNotFoundError:
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.bind(path)
            except OSError as error:
                reason = error.strerror or str(error)
            else:
                os.unlink(path)  # noqa: PTH108
                return None
    except OSError as error:
        reason = str(error.strerror)
    return Wrong(
        f"{path} can't be listened on ({reason}): set BIND to another, like unix:/run/queue/socket"
    )


def _lives(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(path)
        except OSError:
            return False
    return True


def wrong_with_outbox(folder: Path) -> str:
    """Why no mail can be kept in the folder, and what to do; "" if they can. It is made now."""
    reason = ""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = str(error.strerror)
    if not reason and os.access(folder, os.W_OK | os.X_OK):
        return ""
    return (
        f"{folder} can't be written ({reason or 'Permission denied'}): set DATA_DIR to a folder"
        " that you may write to, or SMTP_URL to a mail server"
    )


def said(address: object) -> str:
    """An address as BIND has it."""
    match address:
        case (str(host), int(port), *_):
            return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return str(address)
