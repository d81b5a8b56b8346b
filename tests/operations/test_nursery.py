"""What the tests' servers are forked from has nothing of them but libraries."""

from __future__ import annotations

import subprocess
import sys

import psutil
import pytest

from testing.databases import database
from testing.nursery import Forked, Nursery
from testing.server import ROOT, Server

pytestmark = pytest.mark.slow

# An event loop of asyncio knows its thread, and alembic may start an editor: no server has either.
KEPT = """
import sys, types
import gunicorn.app.wsgiapp, gunicorn.arbiter, app.serving.master
before = set(sys.modules)
from importlib import import_module
from testing.nursery import LIBRARIES
for library in LIBRARIES:
    import_module(library)
read = {name: module for name, module in sys.modules.items() if name not in before}
assert not {"flask", "gevent", "psycopg", "prometheus_client"} & read.keys()
assert not [name for name in read if name.startswith("app.")]
from gevent import monkey
monkey.patch_all()
changed = {
    id(thing): f"{module}.{name}"
    for module, things in monkey.saved.items()
    for name, thing in things.items()
    if isinstance(thing, (type, types.FunctionType, types.BuiltinFunctionType))
}
print([
    f"{name} has {changed[id(thing)]}"
    for name, module in read.items()
    if name.partition(".")[0] not in ("asyncio", "alembic")
    for room in (module, *(kind for kind in vars(module).values() if isinstance(kind, type)))
    for thing in (*vars(room).values(), *getattr(room, "__bases__", ()))
    if id(thing) in changed
])
"""


def test_no_library_of_it_keeps_what_a_worker_has_changed() -> None:
    command = [sys.executable, "-W", "ignore", "-c", KEPT]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout == "[]\n", done.stdout + done.stderr


def test_server_of_it_reads_its_own_settings_and_says_how_it_ended() -> None:
    with database() as environment:
        server = Server(environment, MAX_STREAMS="many")
        server.launch()
        assert isinstance(server.process, Forked)
        assert server.process.wait(timeout=20) == 4
        assert server.process.poll() == 4
        assert "MAX_STREAMS" in server.stop()


def test_server_that_python_would_start_otherwise_is_started_by_its_command() -> None:
    server = Server({}, PYTHONUTF8="1")
    server.launch()
    assert isinstance(server.process, subprocess.Popen)
    server.stop()


def test_server_that_is_left_ends_with_its_nursery(monkeypatch: pytest.MonkeyPatch) -> None:
    nursery = Nursery(ROOT)
    monkeypatch.setattr(Server, "nursery", nursery)
    with database() as environment, Server(environment) as left:
        assert left.process is not None
        processes = [(master := psutil.Process(left.process.pid)), *master.children()]
        nursery.close()
        assert not any(process.is_running() for process in processes)
        assert left.process.poll() == 0
