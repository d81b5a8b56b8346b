"""What takes long is done in turns: whoever asks for something meanwhile need not wait for it."""

import time
from contextlib import nullcontext

import gevent
from gevent import socket

from app.live.sender import Sender
from app.system.turns import let_others_go_first

_VIEWERS = 30
_MOST_TURNS = 3
"""Before what has arrived is noticed."""


class Watched:
    """A viewer to whom it takes 4 ms to send; the first one's turn is when somebody asks."""

    def __init__(self, asks: socket.socket | None, sent: list[bool], answered: list[bool]) -> None:
        self.asks = asks
        self.sent = sent
        self.answered = answered

    def advance(self) -> None:
        if self.asks:
            self.asks.send(b"?")
        self.sent.append(bool(self.answered))
        end = time.monotonic() + 0.004
        while time.monotonic() < end:
            pass


def test_question_is_answered_while_many_viewers_are_told() -> None:
    ours, theirs = socket.socketpair()
    answered: list[bool] = []
    sent: list[bool] = []
    with ours, theirs:

        def answer() -> None:
            ours.recv(1)
            answered.append(True)

        asked = gevent.spawn(answer)
        gevent.sleep(0.01)  # it waits
        sender = Sender(nullcontext)
        for nth in range(_VIEWERS):
            sender.add(Watched(theirs if nth == 0 else None, sent, answered))
        asked.join(5)
        while len(sent) < _VIEWERS:
            gevent.sleep(0.001)
    assert sent.index(True) <= _MOST_TURNS


def test_question_is_answered_between_two_turns_of_a_report() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        answered = gevent.spawn(ours.recv, 1)
        gevent.sleep(0.01)
        theirs.send(b"?")
        for _turn in range(_MOST_TURNS):
            let_others_go_first()
        assert answered.ready()
