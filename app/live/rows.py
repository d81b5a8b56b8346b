"""Rows of a table, of which only those are sent that differ from what a page shows."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Mapping, Sequence
from hashlib import blake2b

from app.live.fragments import Fragment, Shown


class _Marks:
    """The marks of rows by their ids, in their order; alike if all of them are."""

    __slots__ = ("_digest", "rows")

    def __init__(self, rows: Mapping[str, Hashable]) -> None:
        self.rows = rows
        self._digest = blake2b(repr(rows).encode(), digest_size=16).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Marks) and other._digest == self._digest

    def __hash__(self) -> int:
        return hash(self._digest)

    def __repr__(self) -> str:
        return self._digest


class Rows(Fragment):
    """The body of a table. What a page shows of it becomes this one row by row: `rows.js`.

    A row that the page shows in another table, as it is here, only moves.
    """

    def __init__(self, id_: str, rows: Iterable[Fragment]) -> None:
        self._rows = tuple(rows)
        self._since: dict[tuple[_Marks, frozenset[str]], Fragment] = {}
        marks = _Marks({row.id: row.mark for row in self._rows})
        super().__init__(id_, "_rows.html", mark=marks, rows=self._rows)

    def since(self, shown: Shown) -> Fragment:
        """What makes of the rows that are shown these; all of them if it is not known which are."""
        known = shown.get(self.id)
        if not isinstance(known, _Marks):
            return self
        new = [row for row in self._rows if row.id not in known.rows]
        moved = frozenset(row.id for row in new if _is_shown(row, shown))
        if (known, moved) not in self._since:
            self._since[known, moved] = self._changes(known.rows, moved)
        return self._since[known, moved]

    def _changes(self, shown: Mapping[str, Hashable], moved: frozenset[str]) -> Fragment:
        ids = [row.id for row in self._rows]
        stay = _in_order(ids, shown)
        changes: list[tuple[str | None, Fragment]] = []
        for after, row in zip(["", *ids], self._rows, strict=False):
            if row.id not in stay:
                changes.append((after, row))
            elif row.mark != shown[row.id]:
                changes.append((None, row))
        gone = shown.keys() - set(ids)
        return Fragment(
            self.id,
            "_row_changes.html",
            mark=self.mark,
            swap="rows",
            gone=gone,
            changes=changes,
            moved=moved,
        )


def _is_shown(row: Fragment, shown: Shown) -> bool:
    tables = (marks.rows for marks in shown.values() if isinstance(marks, _Marks))
    return any(rows.get(row.id) == row.mark for rows in tables)


def _in_order(ids: Sequence[str], shown: Iterable[str]) -> set[str]:
    """As many as possible of these that need not move, since they are shown in this order already.

    The longest increasing subsequence of the places where they are shown, by patience sorting.
    """
    here = set(ids)
    left = [id_ for id_ in shown if id_ in here]
    were = set(left)
    if left == [id_ for id_ in ids if id_ in were]:
        return were
    places = {id_: place for place, id_ in enumerate(left)}
    piles: list[int] = []
    tops: list[str] = []
    before: dict[str, str | None] = {}
    for id_ in ids:
        place = places.get(id_)
        if place is None:
            continue
        pile = bisect_left(piles, place)
        before[id_] = tops[pile - 1] if pile else None
        piles[pile : pile + 1] = [place]
        tops[pile : pile + 1] = [id_]
    stay = set()
    last = tops[-1] if tops else None
    while last is not None:
        stay.add(last)
        last = before[last]
    return stay
