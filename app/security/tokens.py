"""Secrets that stand in links, and the short code that stands in a QR code.

A token says by itself whether this product made it. So a customer whose store has closed is told
so although nothing of the store was kept, and a made-up link is simply unknown.
"""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from uuid import UUID

_FOR_PROGRAMS = "queue_"
_PROGRAM_BYTES = 32
_RANDOM_BYTES = 16
_SEAL_BYTES = 8
_LENGTH = 32
_ENOUGH = 26
"""Characters of a token that hold all its random bits and 28 of its seal's."""
_NO_END = ("-", "_")  # what programs that make links of text take for the end of a word
_OF_TOKENS = re.compile(r"[\w.-]*", re.ASCII)
_ROUTED = re.compile("[0-9a-f]{4}-")
_ROUTE = 5
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
TV_LENGTH = 4
_LONGEST_TYPED = 60
# Crockford's base32: what people misread is read as what it looks like.
_MISREAD = str.maketrans("OIL", "011")


def mint(key: str, route: str = "") -> str:
    """A new token: 128 random bits and a seal of `key`, 32 URL-safe characters.

    Before it stands the `route` to its store. It ends in a letter or a number: a link of which a
    mail program loses the end leads nowhere.
    """
    while (token := _sealed(key, secrets.token_bytes(_RANDOM_BYTES))).endswith(_NO_END):
        continue
    return route + token


def route_to(store_id: UUID) -> str:
    """What a store's tokens begin with, so that a proxy can keep them on one process.

    It is no secret, and proves nothing: any process serves any store.
    """
    return f"{store_id.hex[:4]}-"


def route_of(token: str) -> str:
    """What this token begins with; "" for those that are older than routes."""
    return token[:_ROUTE] if len(token) > _LENGTH and _ROUTED.match(token) else ""


def genuine(key: str, token: str) -> bool:
    """Whether `mint` made this token with this key."""
    token = token.removeprefix(route_of(token))
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return False
    random, seal = raw[:_RANDOM_BYTES], raw[_RANDOM_BYTES:]
    return hmac.compare_digest(seal, _seal(key, random))


def trimmed(token: str) -> str:
    """The token without what was behind the link in the text that it was taken from: from the first
    character on that is in no token."""
    found = _OF_TOKENS.match(token)
    return found[0].rstrip("".join((".", *_NO_END))) if found else ""


def completed(key: str, cut: str) -> str | None:
    """The token of which this is the most, or which has something behind it; None if unknown."""
    route = cut[:_ROUTE] if _ROUTED.match(cut) else ""
    if route and (whole := completed(key, cut[_ROUTE:])):
        return route + whole
    if len(cut) < _ENOUGH:
        return None
    try:
        random = base64.urlsafe_b64decode(cut[: _ENOUGH // 4 * 4].encode("ascii"))[:_RANDOM_BYTES]
    except ValueError:
        return None
    token = _sealed(key, random)
    return token if token[: len(cut)] == cut[:_LENGTH] else None


def pin(key: str, token: str) -> str:
    """Six digits that belong to this token, for people who lost it. Only with the key they follow
    from it, so they are kept nowhere."""
    digest = hashlib.blake2b(token.encode(), key=key.encode()[:64], person=b"pin").digest()
    return f"{int.from_bytes(digest) % 1_000_000:06}"


def tv_code(key: str, token: str) -> str:
    """Four characters that belong to this token, for somebody who types them off a TV."""
    digest = hashlib.blake2b(token.encode(), key=key.encode()[:64], person=b"tv").digest()
    return _written(int.from_bytes(digest), TV_LENGTH)


def read_tv_code(typed: str) -> str | None:
    """The characters of a TV as somebody typed them, or None if they can't be any."""
    return _read(typed, TV_LENGTH)


def for_program(key: str = "", *parts: str) -> str:
    """A token for another program: 256 random bits behind a word by which leaks are found.

    With parts it follows from them and the key, so that whoever knows them gets the same again.
    """
    if not parts:
        return f"{_FOR_PROGRAMS}{secrets.token_urlsafe(_PROGRAM_BYTES)}"
    return f"{_FOR_PROGRAMS}{_text(derived(key, 'program', *parts))}"


def webhook_secret(key: str, webhook_id: str) -> str:
    """What a webhook's messages are signed with, as its receiver is told. Kept nowhere."""
    secret = base64.b64encode(derived(key, "webhook", webhook_id)).decode()
    return f"whsec_{secret}"


def derived(key: str, purpose: str, *parts: str) -> bytes:
    """256 bits that only whoever has the key can tell of these parts."""
    # Each with its length, so that no two lists of parts read alike.
    said = b"".join(b"%d:%s" % (len(part := text.encode()), part) for text in parts)
    return hashlib.blake2b(
        said, key=key.encode()[:64], digest_size=_PROGRAM_BYTES, person=purpose.encode()
    ).digest()


def digest(token: str) -> bytes:
    """What is kept of a program's token. It is random, so nothing slower is needed."""
    return hashlib.sha256(token.encode()).digest()


def join_code() -> str:
    """A new join code: 60 random bits, twelve characters of Crockford's base32."""
    return _written(secrets.randbits(5 * CODE_LENGTH), CODE_LENGTH)


def read_code(typed: str) -> str | None:
    """The join code that somebody typed or scanned, or None if it can't be one."""
    return _read(typed, CODE_LENGTH)


def _read(typed: str, length: int) -> str | None:
    if len(typed) > _LONGEST_TYPED:
        return None
    # With blanks and hyphens between, as one says it, and as the keyboard has letters and figures.
    figures = "".join(str(unicodedata.decimal(sign, sign)) for sign in typed)
    written = unicodedata.normalize("NFKC", figures)
    code = "".join(filter(str.isalnum, written)).upper().translate(_MISREAD)
    return code if len(code) == length and set(code) <= set(CODE_ALPHABET) else None


def _written(bits: int, length: int) -> str:
    return "".join(CODE_ALPHABET[bits >> shift & 31] for shift in range(0, 5 * length, 5))


def _sealed(key: str, random: bytes) -> str:
    return base64.urlsafe_b64encode(random + _seal(key, random)).decode()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _seal(key: str, random: bytes) -> bytes:
    return hashlib.blake2b(random, key=key.encode()[:64], digest_size=_SEAL_BYTES).digest()
