"""The minimum of a smooth function by L-BFGS: Liu & Nocedal, Math. Programming 45:503 (1989)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

Vector = list[float]
Function = Callable[[Vector], tuple[float, Vector]]


def minimum(function: Function, start: Vector, rounds: int = 400) -> Vector:
    """Where `function`, which gives its value and its gradient, is lowest downhill of `start`."""
    at = start
    value, slope = function(at)
    steps: deque[tuple[Vector, Vector, float]] = deque(maxlen=10)
    for _ in range(rounds):
        way = _downhill(slope, steps)
        descent = _dot(way, slope)
        length, tried = 1.0 if steps else 0.1 / max(1e-9, _dot(slope, slope) ** 0.5), at
        for _ in range(30):
            tried = [a + length * w for a, w in zip(at, way, strict=True)]
            new_value, new_slope = function(tried)
            if new_value <= value + 1e-4 * length * descent:
                break
            length /= 2
        else:
            return at
        moved = [b - a for a, b in zip(at, tried, strict=True)]
        bent = [b - a for a, b in zip(slope, new_slope, strict=True)]
        if _dot(moved, bent) > 1e-12:
            steps.append((moved, bent, 1 / _dot(moved, bent)))
        done = value - new_value < 1e-8 * abs(value)
        at, value, slope = tried, new_value, new_slope
        if done:
            break
    return at


def _downhill(slope: Vector, steps: deque[tuple[Vector, Vector, float]]) -> Vector:
    way, weights = [-one for one in slope], []
    for moved, bent, inverse in reversed(steps):
        weight = inverse * _dot(moved, way)
        weights.append(weight)
        way = [w - weight * b for w, b in zip(way, bent, strict=True)]
    if steps:
        moved, bent, inverse = steps[-1]
        scale = 1 / (inverse * _dot(bent, bent))
        way = [scale * w for w in way]
    for (moved, bent, inverse), weight in zip(steps, reversed(weights), strict=True):
        back = weight - inverse * _dot(bent, way)
        way = [w + back * m for w, m in zip(way, moved, strict=True)]
    return way


def _dot(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
