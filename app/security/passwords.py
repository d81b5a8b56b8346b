"""Hash and check passwords without holding up the screens.

scrypt takes tens of milliseconds of CPU and lets go of the interpreter lock meanwhile, so it goes
to gevent's pool of real threads; every open stream and request goes on.
"""

import unicodedata

from gevent import get_hub
from werkzeug.security import check_password_hash, generate_password_hash


def hash_password(password: str) -> str:
    """A salted scrypt hash; any character counts."""
    return str(get_hub().threadpool.apply(generate_password_hash, (_canonical(password),)))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. Without a hash it takes as long and is False.

    So an answer does not tell by its timing whether an address has an open store.
    """
    against = password_hash or _NOBODY
    right = get_hub().threadpool.apply(check_password_hash, (against, _canonical(password)))
    return bool(right) and password_hash is not None


def _canonical(password: str) -> str:
    # The same characters typed on another keyboard may come composed otherwise (RFC 8265, 4.2).
    return unicodedata.normalize("NFC", password)


_NOBODY = generate_password_hash("")
