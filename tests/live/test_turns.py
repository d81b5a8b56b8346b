"""What takes long is done in turns: whoever asks for something meanwhile need not wait for it."""

import subprocess
import sys
import threading
import time
from contextlib import nullcontext

import gevent
import pytest
from gevent import socket

from app.live.sender import Sender
from app.settings import CHECKOUT
from app.system.apart import apart
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


PATCHED = """
import gevent.monkey
gevent.monkey.patch_all()
import sys, time
import gevent
import pytest
from app.system.apart import apart
thread = gevent.monkey.get_original("_thread", "get_ident")
ours, ticks, begun = thread(), 0, {}

def work(seconds):
    begun[seconds] = thread()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        pass
    return seconds

def tick():
    global ticks
    while True:
        gevent.sleep(0.005)
        ticks += 1

sys.setswitchinterval(0.0005)
gevent.spawn(tick)
made = apart(work, 0.3, trial=(0.0,))
print(made, begun[0.0] == ours, begun[0.3] == ours, ticks > 10)
"""


@pytest.mark.slow
def test_what_is_made_apart_lets_everybody_go_on_and_is_tried_here_first() -> None:
    ask = [sys.executable, "-c", PATCHED]
    said = subprocess.run(ask, capture_output=True, text=True, check=True, cwd=CHECKOUT)
    assert said.stdout.split() == ["0.3", "True", "False", "True"]


def test_command_makes_all_of_it_here() -> None:
    made = apart(lambda rows: (threading.get_native_id(), rows), [1, 2], trial=([],))
    assert made == (threading.get_native_id(), [1, 2])
