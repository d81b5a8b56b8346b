"""What coefficients of the formula cost on known waits: the loss that the fit makes small."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import mul

from bench.wait_estimates.minimum import Vector

PARTS = {
    "FIRST": ("always", "backlog", "at_once", "idle", "stalled"),
    "REST": ("always", "backlog", "stalled", "left", "unknown", "idle", "uneven", "guess"),
    "POWER": ("always", "unknown", "uneven"),
}
_ROUND = 0.02  # how far the corner of the loss is rounded
_SHRINK = 1e-3


@dataclass(frozen=True, slots=True)
class Row:
    """A wait, what was known before it, and what it counts."""

    first: Vector
    rest: Vector
    power: Vector
    pace: float
    log_ahead: float | None
    wait: float
    weight: float
    scale: float


def loss(
    rows: Sequence[Row], share: float, logarithms: float
) -> Callable[[Vector], tuple[float, Vector]]:
    """What a choice of coefficients costs, and in which direction it grows."""
    one, two = len(PARTS["FIRST"]), len(PARTS["FIRST"]) + len(PARTS["REST"])

    def cost(weights: Vector) -> tuple[float, Vector]:
        total, slope = 0.0, [0.0] * len(weights)
        first, rest, power = weights[:one], weights[one:two], weights[two:]
        for row in rows:
            begin = row.pace * _exp(_dot(first, row.first))
            more = 0.0
            if row.log_ahead is not None:
                exponent = _dot(rest, row.rest)
                exponent += row.log_ahead * _dot(power, row.power)
                more = row.pace * _exp(exponent)
            small = 0.05 * row.pace
            told, wait = begin + more + small, row.wait + small
            in_minutes, steep = _pinball((wait - told) / row.scale, share)
            in_logarithms, steeper = _pinball(math.log(wait / told), share)
            total += row.weight * ((1 - logarithms) * in_minutes + logarithms * in_logarithms / 2)
            grows = -row.weight * (
                (1 - logarithms) * steep / row.scale + logarithms * steeper / 2 / told
            )
            for nth, sign in enumerate(row.first):
                slope[nth] += grows * begin * sign
            if row.log_ahead is not None:
                for nth, sign in enumerate(row.rest, one):
                    slope[nth] += grows * more * sign
                for nth, sign in enumerate(row.power, two):
                    slope[nth] += grows * more * row.log_ahead * sign
        for nth in set(range(len(weights))) - {0, one, two}:
            total += _SHRINK * weights[nth] ** 2
            slope[nth] += 2 * _SHRINK * weights[nth]
        return total, slope

    return cost


def _pinball(over: float, share: float) -> tuple[float, float]:
    """The loss whose minimum has that share below it, with its slope; its corner is rounded."""
    if abs(over) < _ROUND:
        size, slope = over * over / (2 * _ROUND) + _ROUND / 2, over / _ROUND
    else:
        size, slope = abs(over), math.copysign(1.0, over)
    return size / 2 + (share - 0.5) * over, slope / 2 + share - 0.5


def _exp(number: float) -> float:
    return math.exp(max(-9.0, min(9.0, number)))


def _dot(weights: Vector, signs: Vector) -> float:
    total: float = sum(map(mul, weights, signs))
    return total
