"""`python -m bench.faults`: what goes wrong in a shop's day, with as many streams as budgeted.

The tests play the same scenarios with fewer.
"""

from __future__ import annotations

import asyncio

from testing import faults
from testing.shop import product


def main() -> None:
    """Every scenario, with as many streams as the budget names."""
    with product() as (server, cluster):
        print(asyncio.run(faults.reader_that_stops(server, 50)), flush=True)
        print(asyncio.run(faults.viewers_that_vanish(server, 200)), flush=True)
        print(asyncio.run(faults.burst(server, cluster, 20, 500)), flush=True)
        print(asyncio.run(faults.restarted_database(server, cluster, 500)), flush=True)
        print(asyncio.run(faults.end_under_load(server, 1000)), flush=True)


if __name__ == "__main__":
    main()
