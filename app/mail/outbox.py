"""Mails as files: what a laptop has instead of a mail server, and who asks for it by name."""

from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from app.mail.wire import to_bytes
from app.settings import Settings


def folder(settings: Settings) -> Path:
    """Where the files are."""
    return settings.data_dir / "outbox"


def put(outbox: Path, message: EmailMessage) -> None:
    """Write a mail whole or not at all. Raises OSError."""
    outbox.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = message["Message-ID"].strip("<>").partition("@")[0]
    unfinished = outbox / f".{name}.unfinished"
    unfinished.write_bytes(to_bytes(message))
    unfinished.rename(outbox / f"{name}.eml")


def forget(outbox: Path, written_before: datetime) -> None:
    """Delete the mails of long ago, as customers were promised. Raises OSError if one stays."""
    refused: OSError | None = None
    # A crash leaves one unfinished.
    for mail in (*outbox.glob("*.eml"), *outbox.glob(".*.unfinished")):
        try:
            if mail.stat().st_mtime < written_before.timestamp():
                mail.unlink()
        except FileNotFoundError:  # another process was quicker
            continue
        except OSError as error:
            refused = error
    if refused:
        raise refused
