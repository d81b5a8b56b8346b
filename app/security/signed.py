"""What this product signs with a date, and for how long it is good."""

from collections.abc import Callable
from functools import cache, cached_property
from typing import Any

from itsdangerous import SignatureExpired, Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import want_bytes


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
