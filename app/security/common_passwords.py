"""The passwords that are tried first; the only importer of zxcvbn, which ships the list.

By how often each was found in what had leaked elsewhere; see the package's `frequency_lists`.
"""

from functools import cache

_MOST = 10_000


def is_common(password: str) -> bool:
    """Whether it is one of the commonest, in whatever case."""
    return password.lower() in _commonest()


@cache
def _commonest() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # some megabytes, read when first needed

    return frozenset(FREQUENCY_LISTS["passwords"][:_MOST])
