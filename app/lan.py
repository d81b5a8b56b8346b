"""How phones on the same network reach this computer. Standard library only."""

import socket
import time
from functools import lru_cache

_STAYS = 10  # seconds; a laptop may change networks


def lan_address() -> str | None:
    """This computer's IPv4 address in its network, or None if it is in none."""
    return _looked_up(time.monotonic() // _STAYS)


@lru_cache(1)
def _looked_up(_when: float) -> str | None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # For UDP, connecting only chooses the route: nothing is sent.
            probe.connect(("192.0.2.1", 9))
            address: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if address.startswith(("127.", "0.")) else address
