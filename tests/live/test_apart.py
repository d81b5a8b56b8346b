"""What takes long is made in a thread of its own, one thing after the other."""

import subprocess
import sys

import pytest

from app.settings import CHECKOUT

pytestmark = pytest.mark.slow

_PATCHED = """
import gevent.monkey
gevent.monkey.patch_all()
import time
import gevent
from app.system.apart import apart

sleep = gevent.monkey.get_original("time", "sleep")
"""

_LOOK_UPS = f"""{_PATCHED}
pool = gevent.get_hub().threadpool
for _nth in range(pool.maxsize):
    gevent.spawn(pool.apply, sleep, (3,))
gevent.sleep(0.1)
begun = time.monotonic()
print(apart(len, "made", trial=("",)), time.monotonic() - begun < 1)
"""

_SEVERAL = f"""{_PATCHED}
inside, most = 0, 0

def work(seconds):
    global inside, most
    inside += 1
    most = max(most, inside)
    sleep(seconds)
    inside -= 1

gevent.joinall([gevent.spawn(apart, work, 0.1, trial=(0,)) for _nth in range(5)])
print(most)
"""


def _said(program: str) -> list[str]:
    ask = [sys.executable, "-c", program]
    done = subprocess.run(ask, capture_output=True, text=True, check=True, cwd=CHECKOUT)
    return done.stdout.split()


def test_report_is_made_while_names_are_looked_up_that_nobody_answers_for() -> None:
    """Such a look-up holds a thread of gevent's for as long as the system likes."""
    assert _said(_LOOK_UPS) == ["4", "True"]


def test_reports_of_many_stores_are_made_one_after_the_other() -> None:
    """Each thread that computes may have the interpreter before the screens' one has it again."""
    assert _said(_SEVERAL) == ["1"]
