"""What this product signs with a date, and for how long it is good."""

import time
from collections.abc import Callable
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from itsdangerous import SignatureExpired, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import want_bytes

_KEPT = 2_000


class _Loaded(NamedTuple):
    """What was signed, and when: in seconds since 1970."""

    signed: Any
    at: float


class _Signer(TimestampSigner):
    """What was signed by a clock that was ahead and is right now, is good: nobody else signs."""

    @cached_property
    def _derived(self) -> dict[bytes, bytes]:
        return {key: super(_Signer, self).derive_key(key) for key in self.secret_keys}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """The key for this salt, derived once."""
        return self._derived[want_bytes(secret_key or self.secret_key)]

    def unsign(
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> Any:
        try:
            return super().unsign(signed_value, max_age, return_timestamp)  # type: ignore[call-overload]
        except SignatureExpired as error:
            if error.date_signed is None or error.date_signed.timestamp() <= self.get_timestamp():
                raise
            return super().unsign(signed_value, None, return_timestamp)  # type: ignore[call-overload]


class Dated(URLSafeTimedSerializer):
    """Signs with the date, which `loads` compares with its `max_age` in seconds."""

    default_signer = _Signer

    def make_signer(self, salt: str | bytes | None = None) -> Signer:
        """The signer, made once for each salt: neither it nor the key ever changes."""
        return self._signer(salt)

    @cached_property
    def _signer(self) -> Callable[[str | bytes | None], Signer]:
        return cache(super().make_signer)


class VerifiedOnce(Dated):
    """A `Dated` for what is shown again and again, as with each request: it is verified once.

    What `loads` returns is kept, so it is not to be changed.
    """

    def loads(self, s: str | bytes, max_age: int | None = None) -> Any:  # type: ignore[override]
        """What was signed, if it is not older than this."""
        found = self._verified(s)
        # It may have been signed by a clock that was ahead.
        if max_age is None or time.time() - found.at <= max_age:
            return found.signed
        return super().loads(s, max_age)

    @cached_property
    def _verified(self) -> Callable[[str | bytes], _Loaded]:
        def verified(signed: str | bytes) -> _Loaded:
            found, at = super(VerifiedOnce, self).loads(signed, return_timestamp=True)
            return _Loaded(self.fit(found), at.timestamp())

        return lru_cache(_KEPT)(verified)

    def fit(self, signed: Any) -> Any:
        """What of it is kept; all of it, unless a kind of signature says otherwise."""
        return signed


class SignedOnce(VerifiedOnce):
    """A `VerifiedOnce` for what is good however old it is: it is signed once, too."""

    def dumps(self, obj: Any, salt: str | bytes | None = None) -> str:
        """Signed, maybe some time ago."""
        return super().dumps(obj, salt) if salt else self._signed(obj)

    @cached_property
    def _signed(self) -> Callable[[Any], str]:
        return lru_cache(_KEPT)(super().dumps)


@cache
def signed_once(secret_key: str, salt: str) -> SignedOnce:
    """The one of this key and purpose, made once: see `app.extensions`."""
    return SignedOnce(secret_key, salt=salt)
