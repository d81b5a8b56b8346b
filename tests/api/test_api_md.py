"""docs/api.md: each call in it is run, and none is missing."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from app import create_app
from app.settings import Settings
from testing.installed import installed
from testing.server import ROOT, Server
from tests.support.far_programs import opens

pytestmark = pytest.mark.slow

TEXT = (ROOT / "docs" / "api.md").read_text()
CALLS = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
_TIME_IS_UP = 28  # curl's word for --max-time


@pytest.mark.usefixtures("app")  # no store is open yet, such as one of the same address
def test_every_call_works_as_it_stands(environment: dict[str, str], tmp_path: Path) -> None:
    installed("curl")
    with Server(environment) as server:
        till = opens(server, "docs@example.com")
        queue, other = (till.queue(name) for name in ("Doctor A", "Doctor B"))
        till.does(f"{queue}/customers", name="First")
        customer = till.does(f"{queue}/customers", name="Ben", phone="0931 555 777")["id"]
        names = {"SHOP": server.url, "TOKEN": till.token, "CUSTOMER": customer}
        names |= {"QUEUE": queue.rpartition("/")[2], "OTHER_QUEUE": other.rpartition("/")[2]}
        said = []
        for call in CALLS:
            ran = subprocess.run(
                ["bash", "-c", call],
                env={**os.environ, **names},
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=30,
                check=False,
            )
            expected = _TIME_IS_UP if "/events" in call else 0
            assert ran.returncode == expected, (call, ran.stdout, ran.stderr)
            said.append(ran.stdout)
        assert any(text.startswith(": live\n\nevent: state\n") for text in said)
        assert (tmp_path / "report.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_every_resource_has_its_call(environment: dict[str, str]) -> None:
    document = create_app(Settings.from_environ(environment)).extensions["openapi"].to_dict()
    shown = {
        re.sub(r"\$(QUEUE|CUSTOMER)", lambda name: f"{{{name[1].lower()}_id}}", path)
        for path in re.findall(r"\$SHOP(/api/v1/[^\s\"?]+)", "".join(CALLS))
    }
    assert shown == set(document["paths"])


def test_story_of_the_old_api_names_calls_that_there_are(environment: dict[str, str]) -> None:
    paths = create_app(Settings.from_environ(environment)).extensions["openapi"].to_dict()["paths"]
    table = TEXT.partition("## From the old API")[2]
    named = re.findall(r"`(GET|POST|PATCH) (/api/v1/[^`?\s]+)", table)
    assert len(named) >= 8
    for method, path in named:
        assert method.lower() in paths[path], path
