"""Lines of those who wait, one for each network; the networks take turns."""

from collections import OrderedDict, deque
from typing import Generic, TypeVar

T = TypeVar("T")


class Lines(Generic[T]):
    """Who waits, and who is next. So a crowd of one network waits for itself, and others for one
    of it. Not for several threads at once."""

    def __init__(self) -> None:
        self._of: OrderedDict[str, deque[T]] = OrderedDict()

    def enter(self, network: str, one: T) -> None:
        """This one waits from now on, the last of their network."""
        self._of.setdefault(network, deque()).append(one)

    def next_one(self) -> T:
        """Whoever has waited longest in the network whose turn it is. Raises KeyError if nobody
        waits."""
        network, line = self._of.popitem(last=False)
        one = line.popleft()
        if line:
            self._of[network] = line
        return one

    def leave(self, network: str, one: T) -> None:
        """This one waits no more, if they did."""
        line = self._of.get(network)
        if line and one in line:
            line.remove(one)
            if not line:
                del self._of[network]

    def __bool__(self) -> bool:
        return bool(self._of)

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))
