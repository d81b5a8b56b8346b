"""The minimum of a smooth function by L-BFGS: Liu & Nocedal, Math. Programming 45:503 (1989)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Function = Callable[[Vector], tuple[float, Vector]]


def minimum(function: Function, start: Vector, rounds: int = 600) -> Vector:
    """Where `function`, which gives its value and its gradient, is lowest downhill of `start`."""
    at = start
    value, slope = function(at)
    steps: deque[tuple[Vector, Vector, float]] = deque(maxlen=20)
    for _ in range(rounds):
        way = _downhill(slope, steps)
        descent = way @ slope
        steepness = float(slope @ slope) ** 0.5
        length, tried = 1.0 if steps else 0.1 / max(1e-9, steepness), at
        for _ in range(30):
            tried = at + length * way
            new_value, new_slope = function(tried)
            if new_value <= value + 1e-4 * length * descent:
                break
            length /= 2
        else:
            return at
        moved, bent = tried - at, new_slope - slope
        if moved @ bent > 1e-12:
            steps.append((moved, bent, float(1 / (moved @ bent))))
        done = value - new_value < 1e-9 * abs(value)
        at, value, slope = tried, new_value, new_slope
        if done:
            break
    return at


def _downhill(slope: Vector, steps: deque[tuple[Vector, Vector, float]]) -> Vector:
    way, weights = -slope, []
    for moved, bent, inverse in reversed(steps):
        weight = inverse * (moved @ way)
        weights.append(weight)
        way = way - weight * bent
    if steps:
        _, bent, inverse = steps[-1]
        way = way / (inverse * (bent @ bent))
    for (moved, bent, inverse), weight in zip(steps, reversed(weights), strict=True):
        way = way + (weight - inverse * (bent @ way)) * moved
    return way
