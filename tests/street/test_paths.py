"""Templates link as Werkzeug does, whatever stands behind the path."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

QUEUE = UUID(int=7)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"on": QUEUE},
        {"on": None},
        {"on": QUEUE, "was": "no_show"},
        {"was": "", "next": UUID(int=9), "on": None},
        {"was": "a b"},
        {"was": "a&b=c", "on": QUEUE},
        {"was": "Größe"},
        {"was": "50%"},
        {"was": "x/y?z#a"},
        {"was": ["one", "two"]},
        {"was": 3},
        {"was": True},
    ],
)
def test_link_with_a_query_is_the_one_that_werkzeug_builds(
    app: Flask, values: dict[str, object]
) -> None:
    path_for = app.jinja_env.globals["url_for"]
    adapter = app.url_map.bind("")
    for endpoint, inner in {"line.call": {"queue_id": QUEUE}, "dashboard.overview": {}}.items():
        linked = path_for(endpoint, **inner, **values)  # type: ignore[operator]
        assert linked == adapter.build(endpoint, {**inner, **values})
