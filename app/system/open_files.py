"""How many files this process may have open, and what they are for. Each connection is one."""

import resource

_OURS = 64
"""Listening, the log, code that is being read, what is sent to mail servers and other programs."""


def streams(wanted: int, connections: int) -> int:
    """So many event streams of those that are wanted; the database has these connections.

    Half of what there is, less what a store's own screens may have beyond: the rest is for pages.
    """
    room = _room(connections)
    return wanted if room is None else max(1, min(wanted, room * 2 // 5))


def waiting(wanted: int) -> int:
    """So many connections of those that are wanted that wait for their client."""
    room = _room(0)
    return wanted if room is None else max(8, min(wanted, room // 4))


def _room(connections: int) -> int | None:
    most, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return None if most == resource.RLIM_INFINITY else max(0, most - connections - _OURS)
