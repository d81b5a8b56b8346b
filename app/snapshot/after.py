"""A store after a change that was told: what reading it anew would find."""

from dataclasses import replace

from app import clock
from app.models.told import Told
from app.snapshot.queue import QueueSnapshot
from app.snapshot.rows import Version
from app.snapshot.store import Snapshot


def after(older: Snapshot, told: Told) -> Snapshot | None:
    """The store after this change; None if something else happened between, or the change is of
    somebody who was not in line."""
    if told.version != older.version + 1:
        return None
    lines = {str(queue.id): list(queue.made_of.line) for queue in older.every_queue}
    now, versions = clock.now(), [Version(*one) for one in told.rows]
    for one in versions:
        line = lines[one.row.queue_id]
        if told.added:
            line.append(one)
            continue
        place = next((nth for nth, other in enumerate(line) if other.id == one.id), None)
        if place is None:
            return None
        line[place] = one
    return replace(
        older,
        version=told.version,
        taken_at=now,
        every_queue=tuple(
            QueueSnapshot.of(queue.made_of._replace(line=lines[str(queue.id)]), now, queue)
            for queue in older.every_queue
        ),
        known=older.known._replace(
            versions={**older.known.versions, **{one.id: one for one in versions}}
        ),
        scanned=older.scanned or told.scanned,
        join_code=told.code or older.join_code,
        crowded_at=told.crowded_at or older.crowded_at,
    )
