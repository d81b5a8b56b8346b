"""The days that estimates are tried on: how one simulated queue moves, and a shop's day.

Times are minutes from the opening. Every day is the same every time (seeded).
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

LENGTH = 480  # minutes


@dataclass(eq=False)
class Customer:
    """One customer of a day; times in minutes from the opening."""

    joined: float
    ahead: int = 0
    counters: int = 1
    called: float = math.inf
    clicked: float = math.inf  # "served", or missed
    freed: float = math.inf  # when the counter really was done with them
    left: float = math.inf


class Day:
    """One queue from its opening to its last customer; what kind of day it is, `_plan` says.

    A counter takes `calling` minutes to call the next. A part of the customers is `missed` when
    called, and who waits loses `patience` after so many minutes on average. Of the "served" clicks
    20 % come late (by `forgetful` minutes on average) and 10 % never.
    """

    calling = 0.3
    missed = 0.08
    patience = 400.0
    forgetful = 15.0
    mean = 5.0  # minutes of a service
    spread = 0.6  # of it, its standard deviation

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = count()
        self._line: list[Customer] = []
        self._open = self._busy = self._about_to_call = 0
        self.customers: list[Customer] = []
        self._plan()
        while self._events:
            now, _, happens = heapq.heappop(self._events)
            happens(now)
            while self._busy < self._open and self._about_to_call < len(self._line):
                self._busy += 1
                self._about_to_call += 1
                self._at(now + self._chance.expovariate(1 / self.calling), self._call)

    def _plan(self) -> None:
        raise NotImplementedError

    def _at(self, when: float, happens: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (when, next(self._order), happens))

    def _party(self, when: float) -> int:
        size = self._chance.choices((1, 2, 3, 4), (75, 15, 7, 3))[0]
        for _ in range(size):
            self._at(when, self._join)
        return size

    def _staff_is(self, counters: int) -> Callable[[float], None]:
        def change(_: float) -> None:
            self._open = counters

        return change

    def _join(self, now: float) -> None:
        customer = Customer(now, len(self._line), max(self._open, self._busy))
        self.customers.append(customer)
        self._line.append(customer)

        def lose_patience(later: float) -> None:
            if customer in self._line:
                self._line.remove(customer)
                customer.left = later

        self._at(now + self._chance.expovariate(1 / self.patience), lose_patience)

    def _call(self, now: float) -> None:
        self._about_to_call -= 1
        if not self._line:
            self._free(now)
            return
        chance, customer = self._chance, self._line.pop(0)
        customer.called = now
        if chance.random() < self.missed:
            customer.clicked = now + self.calling * chance.uniform(7 / 3, 25 / 3)
            self._at(customer.clicked, self._free)
            return
        customer.freed = self._served(now)
        self._at(customer.freed, self._free)
        diligence = chance.random()
        if diligence < 0.9:
            late = chance.expovariate(1 / self.forgetful) if diligence > 0.7 else 0
            customer.clicked = customer.freed + late

    def _served(self, now: float) -> float:
        """When somebody who is called now will be done: log-normal."""
        sigma = math.sqrt(math.log1p(self.spread**2))
        return now + self._chance.lognormvariate(math.log(self.mean) - sigma**2 / 2, sigma)

    def _free(self, _: float) -> None:
        self._busy -= 1


class Shop(Day):
    """One to three counters, redrawn every one to three hours.

    Services take 3–12 minutes on average and spread by 40–80 % of it, by the day. Two waves of
    arrivals, and a third of the customers in bursts of 3–10 parties; a quarter of the parties are
    of 2–4 people. In all they need 70–105 % of what the counters can do.
    """

    def _plan(self) -> None:
        chance = self._chance
        self.mean = chance.uniform(3, 12)
        self.spread = chance.uniform(0.4, 0.8)
        counters, now, minutes_of_work = 0, 0.0, 0.0
        while now < LENGTH:
            counters = chance.randint(1, 3)
            until = min(LENGTH, now + chance.uniform(60, 180))
            minutes_of_work += counters * (until - now)
            self._at(now, self._staff_is(counters))
            now = until
        people = minutes_of_work / self.mean * chance.uniform(0.7, 1.05)
        joined = 0
        wave = chance.uniform(0, 2 * math.pi)
        while joined < 0.65 * people:
            when = chance.uniform(0, LENGTH)
            if chance.random() < (1 + 0.6 * math.sin(wave + 4 * math.pi * when / LENGTH)) / 1.6:
                joined += self._party(when)
        while joined < people:
            start = chance.uniform(0, LENGTH)
            for _ in range(chance.randint(3, 10)):
                joined += self._party(start + chance.expovariate(1 / 4))
