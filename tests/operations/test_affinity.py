"""A store's pages are kept on one process, so that a change is read once however many there are."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from testing.affinity import measure, processes


@pytest.mark.long
@pytest.mark.timeout(400)
def test_change_is_read_once_by_four_processes_that_keep_stores_together(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    with processes(4, tmp_path / "together", affinity=True) as running:
        together = asyncio.run(measure(*running))
    with processes(4, tmp_path / "anywhere", affinity=False) as running:
        anywhere = asyncio.run(measure(*running))
    print(f"loads a change: {together.loads:.2f} together, {anywhere.loads:.2f} anywhere")
    assert together.loads <= 1.2
    assert anywhere.loads > 2
