"""`python -m bench.crash_closing`: kills a server again and again while fifty stores close."""

from __future__ import annotations

import asyncio
import random
import sys

from testing import crash_closing


def main() -> None:
    """Twenty rounds of fifty stores; the seed of the chance may be given."""
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else random.randrange(10**6)
    print(f"seed {seed}", flush=True)
    chance = random.Random(seed)
    rounds = []
    with crash_closing.place() as at:
        for nth in range(20):
            seen = asyncio.run(crash_closing.play(at, stores=50, kills=4, chance=chance))
            rounds.append(seen)
            print(
                f"round {nth + 1}: {seen.reports} reports with {seen.customers} customers, "
                f"{seen.refused} told that it has closed, {seen.kills} kills, "
                f"{seen.duplicates} duplicates",
                flush=True,
            )
    print(
        f"{sum(seen.reports for seen in rounds)} reports, one for each store, with "
        f"{sum(seen.customers for seen in rounds)} customers, none lost and none twice; "
        f"{sum(seen.kills for seen in rounds)} kills, "
        f"{sum(seen.kills_at_work for seen in rounds)} of them with mails on their way; "
        f"{sum(seen.duplicates for seen in rounds)} duplicates"
    )


if __name__ == "__main__":
    main()
