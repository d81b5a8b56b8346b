"""Connections that wait for their client: until a request is complete, and between two of them.

Nobody is served by them, so they must not keep others from being served. They have a deadline, and
there are only so many: of each network, and of all together. One that is too many comes in all the
same, and the one that has waited longest is let go.
"""

import contextlib
import socket
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from typing import Any

MOST = 2_000
"""Connections of a process that wait; those that get streams are not among them."""
MOST_OF_A_NETWORK = 250
"""More than a shop full of phones that all load a page at once, each over six connections."""
BODY_SECONDS = 10
"""In which the whole of a request must be there, once its head is."""
ANSWER_SECONDS = 30
"""In which a client must have taken what is sent to it at a time, but for what the system holds.
Of a stream, each message."""
LARGEST_BODY = 64 * 1024  # bytes, as in `app.factory`


class Waiting:
    """The connections of one process that wait for their client, oldest first."""

    def __init__(
        self,
        most: int = MOST,
        most_of_a_network: int = MOST_OF_A_NETWORK,
        let_go: Callable[[], object] = lambda: None,
    ) -> None:
        """`let_go` is called for each that has to go."""
        self._tell = let_go
        self._most = most
        self._most_of_a_network = most_of_a_network
        self._all: OrderedDict[Any, str] = OrderedDict()
        self._of: defaultdict[str, OrderedDict[Any, None]] = defaultdict(OrderedDict)

    def enter(self, connection: Any, network: str) -> None:
        """This one waits from now on, anew if it did before; if it is one too many, the oldest is
        let go."""
        self.leave(connection)
        of_network = self._of[network]
        if len(of_network) >= self._most_of_a_network:
            self._let_go(next(iter(of_network)))
        elif len(self._all) >= self._most:
            self._let_go(next(iter(self._all)))
        self._all[connection] = network
        self._of[network][connection] = None

    def make_room(self) -> None:
        """Let the oldest go: there is no file left for whoever comes next."""
        if self._all:
            self._let_go(next(iter(self._all)))

    def leave(self, connection: Any) -> None:
        """Its request is complete, or it is gone."""
        network = self._all.pop(connection, None)
        if network is None:
            return
        self._of[network].pop(connection, None)
        if not self._of[network]:
            del self._of[network]

    def __len__(self) -> int:
        return len(self._all)

    def _let_go(self, connection: Any) -> None:
        self.leave(connection)
        self._tell()
        # Not closed here: whoever reads from it finds its end and does so.
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
