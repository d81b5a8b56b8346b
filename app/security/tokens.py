"""Secrets that stand in links, and the short code that stands in a QR code.

A token says by itself whether this product made it. So a customer whose store has closed is told
so although nothing of the store was kept, and a made-up link is simply unknown.
"""

import base64
import hashlib
import hmac
import secrets

_RANDOM_BYTES = 16
_SEAL_BYTES = 8
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
TV_LENGTH = 4
# Crockford's base32: what people misread is read as what it looks like.
_MISREAD = str.maketrans("OIL", "011")


def mint(key: str) -> str:
    """A new token: 128 random bits and a seal of `key`, 32 URL-safe characters."""
    random = secrets.token_bytes(_RANDOM_BYTES)
    return base64.urlsafe_b64encode(random + _seal(key, random)).decode()


def genuine(key: str, token: str) -> bool:
    """Whether `mint` made this token with this key."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except ValueError:
        return False
    random, seal = raw[:_RANDOM_BYTES], raw[_RANDOM_BYTES:]
    return hmac.compare_digest(seal, _seal(key, random))


def pin(key: str, token: str) -> str:
    """Four digits that belong to this token, for who has lost it. Only with the key they follow
    from it, so they are kept nowhere."""
    digest = hashlib.blake2b(token.encode(), key=key.encode()[:64], person=b"pin").digest()
    return f"{int.from_bytes(digest) % 10_000:04}"


def tv_code(key: str, token: str) -> str:
    """Four characters that belong to this token, for somebody who types them off a TV."""
    digest = hashlib.blake2b(token.encode(), key=key.encode()[:64], person=b"tv").digest()
    bits = int.from_bytes(digest)
    return "".join(CODE_ALPHABET[bits >> shift & 31] for shift in range(0, 5 * TV_LENGTH, 5))


def read_tv_code(typed: str) -> str | None:
    """The characters of a TV as somebody typed them, or None if they can't be any."""
    code = "".join(typed.split()).upper().translate(_MISREAD)
    return code if len(code) == TV_LENGTH and set(code) <= set(CODE_ALPHABET) else None


def join_code() -> str:
    """A new join code: 60 random bits, twelve characters of Crockford's base32."""
    bits = secrets.randbits(5 * CODE_LENGTH)
    return "".join(CODE_ALPHABET[bits >> shift & 31] for shift in range(0, 5 * CODE_LENGTH, 5))


def read_code(typed: str) -> str | None:
    """The join code that somebody typed or scanned, or None if it can't be one."""
    code = typed.upper().translate(_MISREAD)
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_ALPHABET):
        return None
    return code


def _seal(key: str, random: bytes) -> bytes:
    return hashlib.blake2b(random, key=key.encode()[:64], digest_size=_SEAL_BYTES).digest()
