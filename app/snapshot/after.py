"""A store after changes that were told: what reading it anew would find."""

from collections.abc import Sequence
from dataclasses import replace

from app import clock
from app.models.told import Told
from app.snapshot.queue import QueueSnapshot
from app.snapshot.rows import Version
from app.snapshot.store import Snapshot


def after(older: Snapshot, changes: Sequence[Told]) -> Snapshot | None:
    """The store after these changes, made once for all of them; None if something else happened
    between, one is of somebody who was not in line, or its time is over."""
    now = clock.now()
    if now >= older.closes_at:
        return None
    lines = {str(queue.id): list(queue.made_of.line) for queue in older.every_queue}
    versions = dict(older.known.versions)
    code, crowded_at, scanned = older.join_code, older.crowded_at, older.scanned
    # Two that were made at once may have been announced the other way round.
    for nth, told in enumerate(sorted(changes, key=lambda told: told.version), start=1):
        if told.version != older.version + nth or not _takes_place(told, lines, versions):
            return None
        code, crowded_at = told.code or code, told.crowded_at or crowded_at
        scanned = scanned or told.scanned
    return replace(
        older,
        version=older.version + len(changes),
        taken_at=now,
        every_queue=tuple(
            QueueSnapshot.of(queue.made_of._replace(line=lines[str(queue.id)]), now, queue)
            for queue in older.every_queue
        ),
        known=older.known._replace(versions=versions),
        scanned=scanned,
        join_code=code,
        crowded_at=crowded_at,
    )


def _takes_place(told: Told, lines: dict[str, list[Version]], versions: dict[str, Version]) -> bool:
    """Whether all that it wrote is found in these lines, and replaced there."""
    for written in told.rows:
        one, line = Version(*written), lines[written.row.queue_id]
        if told.added:
            line.append(one)
        else:
            known = versions.get(one.id)
            # Of whoever is out of the line there is more to be read than the row.
            if known not in line:
                return False
            line[line.index(known)] = one
        versions[one.id] = one
    return True
