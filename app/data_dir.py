"""The folder for what the product keeps outside the database. Standard library only."""

import os
import secrets
from pathlib import Path

SHORTEST_KEY = 16
"""Characters that a secret key has at least."""


class DataDirError(Exception):
    """The data folder can't be used; the text is one line that says what to do."""


def make(folder: Path, *, passable: bool = False) -> None:
    """Create the folder, closed to other users; one that exists is left as it is.

    With `passable`, other users can pass through without looking around. Raises DataDirError.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
        if passable:
            folder.chmod(0o711)
    except FileExistsError as error:
        if not folder.is_dir():
            raise DataDirError(f"{folder} is not a folder: set DATA_DIR to one") from error
    except OSError as error:
        raise DataDirError(
            f"{folder} can't be created ({error.strerror}): "
            "set DATA_DIR to a folder that you may write to"
        ) from error


def kept_key(path: Path) -> str:
    """The secret key in this file, which is made now if it is not there.

    Two processes that start at once get the same one. Raises DataDirError.
    """
    try:
        if not path.exists():
            _make_key(path)
        key = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise DataDirError(
            f"{path} can't be read or written ({error}): "
            "set DATA_DIR to a folder of your own, or set SECRET_KEY"
        ) from error
    if len(key) < SHORTEST_KEY:
        raise DataDirError(f"{path} holds no key: delete it, and a new one is made")
    return key


def _make_key(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link appears complete or not at all, and never replaces the key of another process.
        path.hardlink_to(draft)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
