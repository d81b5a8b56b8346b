"""What coefficients of the formula cost on known waits: the loss that the fit makes small."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.figures.pace import PARTS

Vector = NDArray[np.float64]
_ROUND = 0.02  # how far the corner of the loss is rounded
_SHRINK = 1e-3


class Row(NamedTuple):
    """A wait, what was known before it, and what it counts for.

    `share` is the share of such waits that is to be shorter than what the formula says.
    """

    signs: tuple[tuple[float, ...], ...]  # of each part of the formula
    pace: float
    ahead: int
    wait: float
    weight: float
    scale: float
    share: float


def loss(rows: Sequence[Row], logarithms: float) -> Callable[[Vector], tuple[float, Vector]]:
    """What a choice of coefficients costs, and in which direction it grows.

    A loss in minutes over `Row.scale`, mixed with one in logarithms.
    """
    first, rest, power = (np.array(part) for part in zip(*(row.signs for row in rows), strict=True))
    pace, ahead, wait, weight, scale, share = np.array([row[1:] for row in rows]).T
    behind = ahead > 0
    log_ahead = np.log(np.maximum(ahead, 1))
    small = 0.05 * pace
    one = first.shape[1]
    two = one + rest.shape[1]
    shrinks = np.full(two + power.shape[1], _SHRINK)
    shrinks[[0, one, two]] = 0

    def cost(weights: Vector) -> tuple[float, Vector]:
        begin = pace * _exp(first @ weights[:one])
        exponent = rest @ weights[one:two] + log_ahead * (power @ weights[two:])
        more = np.where(behind, pace * _exp(exponent), 0)
        told = begin + more + small
        in_minutes, steep = _pinball((wait + small - told) / scale, share)
        in_logarithms, steeper = _pinball(np.log((wait + small) / told), share)
        total = weight @ ((1 - logarithms) * in_minutes + logarithms * in_logarithms / 2)
        grows = -weight * ((1 - logarithms) * steep / scale + logarithms * steeper / 2 / told)
        of_rest = grows * more
        slope = [first.T @ (grows * begin), rest.T @ of_rest, power.T @ (of_rest * log_ahead)]
        whole = np.concatenate(slope) + 2 * shrinks * weights
        return float(total + shrinks @ weights**2), whole

    return cost


def start() -> Vector:
    """Coefficients to begin with: each of those ahead takes about one pace."""
    weights = np.zeros(sum(map(len, PARTS)))
    weights[-len(PARTS[-1])] = 0.9
    return weights


def _pinball(over: Vector, share: Vector) -> tuple[Vector, Vector]:
    """The loss whose minimum has that share below it, with its slope; its corner is rounded."""
    corner = np.abs(over) < _ROUND
    size = np.where(corner, over * over / (2 * _ROUND) + _ROUND / 2, np.abs(over))
    slope = np.where(corner, over / _ROUND, np.sign(over))
    return size / 2 + (share - 0.5) * over, slope / 2 + share - 0.5


def _exp(exponents: Vector) -> Vector:
    return np.exp(np.clip(exponents, -9, 9))
