"""Days of other kinds than the shop's, so that estimates are not tuned to one of them."""

from __future__ import annotations

import math

from bench.wait_estimates.days import LENGTH, Day, Shop


class Doctor(Day):
    """One doctor who plans a quarter of an hour for each, and takes breaks.

    People come for their quarter or a little before or after it, and some without one. On every
    other day the doctor keeps to the quarters and calls nobody sooner. She starts up to 20 minutes
    late, and is away twice for 5–15 minutes and once for 30–60.
    """

    missed = 0.05
    spread = 0.35
    slot = 15.0

    def _plan(self) -> None:
        chance = self._chance
        self.mean = chance.uniform(11, 16)
        self._keeps = chance.random() < 0.5
        self._next_slot = chance.uniform(0, 20)
        self._at(self._next_slot, self._staff_is(1))
        breaks = [(110.0, 5.0, 15.0), (230.0, 30.0, 60.0), (380.0, 5.0, 15.0)]
        for middle, shortest, longest in breaks:
            begin = chance.gauss(middle, 15)
            self._at(begin, self._staff_is(0))
            self._at(begin + chance.uniform(shortest, longest), self._staff_is(1))
        booked, early = chance.uniform(0.7, 1.0), chance.uniform(0, 20)
        for nth in range(int(LENGTH / self.slot)):
            if chance.random() < booked:
                self._at(max(-30.0, chance.gauss(nth * self.slot - early, 8)), self._join)
        for _ in range(chance.randint(2, 8)):
            self._at(chance.uniform(-20, LENGTH), self._join)

    def _served(self, now: float) -> float:
        done = super()._served(now)
        if not self._keeps:
            return done
        self._next_slot = max(self._next_slot + self.slot, now + self.slot / 2)
        return max(done, self._next_slot)


class Bakery(Day):
    """Services of 40 seconds at one to four counters, and rushes with a line out of the door."""

    calling = 0.06
    missed = 0.02
    patience = 40.0
    forgetful = 3.0

    def _plan(self) -> None:
        chance = self._chance
        self.mean = chance.uniform(0.5, 0.85)
        self.spread = chance.uniform(0.4, 0.9)
        now, work = 0.0, 0.0
        while now < LENGTH:
            counters = chance.choice((1, 2, 2, 3, 4))
            until = min(LENGTH, now + chance.uniform(40, 150))
            self._at(now, self._staff_is(counters))
            work += counters * (until - now)
            now = until
        people = work / (self.mean + self.calling) * chance.uniform(0.45, 0.75)
        joined = 0
        while joined < 0.55 * people:
            joined += self._party(chance.uniform(0, LENGTH))
        while joined < people:
            start, length = chance.uniform(0, LENGTH), chance.uniform(5, 30)
            for _ in range(chance.randint(10, 60)):
                joined += self._party(start + chance.triangular(0, length))


class LateRooms(Day):
    """A clinic's three rooms, which open late, one after the other; people come an hour before.

    On half of the days the three serve one line. On the others each has its own, and this is one's.
    In both, some are taken out of their turn.
    """

    missed = 0.03
    patience = 600.0
    calling = 0.5

    def _plan(self) -> None:
        chance = self._chance
        self.mean = chance.uniform(5, 14)
        self.spread = chance.uniform(0.4, 0.9)
        self._overtakes = chance.uniform(0, 0.25)
        rooms = chance.choice((1, 3))
        opened, minutes_of_work = 0.0, 0.0
        for room in range(rooms):
            opened += chance.uniform(5, 45) if room == 0 else chance.uniform(0, 30)
            self._at(opened, self._staff_is(room + 1))
            minutes_of_work += max(0.0, 240 - opened)
        if chance.random() < 0.4:
            begin = chance.uniform(120, 200)
            self._at(begin, self._staff_is(rooms - 1))
            self._at(begin + chance.uniform(10, 40), self._staff_is(rooms))
        people = round(minutes_of_work / self.mean * chance.uniform(0.6, 1.0))
        early = chance.uniform(0.2, 0.6)
        for _ in range(people):
            first = chance.random() < early
            self._at(chance.uniform(-60, 0) if first else chance.uniform(0, 240), self._join)

    def _call(self, now: float) -> None:
        if len(self._line) > 1 and self._chance.random() < self._overtakes:
            nth = min(len(self._line) - 1, math.ceil(self._chance.expovariate(0.4)))
            self._line.insert(0, self._line.pop(nth))
        super()._call(now)


KINDS: dict[str, type[Day]] = {"shop": Shop, "doctor": Doctor, "bakery": Bakery, "rooms": LateRooms}
"""By the names that the bench has for them."""
