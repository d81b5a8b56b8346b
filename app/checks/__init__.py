"""Whether what the deployer brings can be used: what the server and `flask check` ask."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line on one thing: it is good, it can't be used, or (None) the deployer should know."""

    good: bool | None
    said: str
    passes: bool = False
    """Whether it may be put right by time alone."""
