"""Private PostgreSQLs to start and stop."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.embedded_postgres import Cluster


@pytest.fixture
def new_cluster(scratch: Path, request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """One that nobody has started yet."""
    cluster = Cluster(scratch / request.node.name, durable=False)
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(scratch: Path) -> Iterator[Cluster]:
    """One that was stopped; the same for many tests, since making one takes a while."""
    cluster = Cluster(scratch / "embedded", durable=False)
    yield cluster
    cluster.stop()
