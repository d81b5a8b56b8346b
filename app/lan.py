"""How phones on the same network reach this computer. Standard library only."""

import socket


def lan_address() -> str | None:
    """This computer's IPv4 address in its network, or None if it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            # For UDP, connecting only chooses the route: nothing is sent.
            probe.connect(("192.0.2.1", 9))
            address: str = probe.getsockname()[0]
        except OSError:
            return None
    return None if address.startswith(("127.", "0.")) else address
