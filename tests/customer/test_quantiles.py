"""The range of an estimate against the exact quantiles of its distribution."""

from __future__ import annotations

from math import exp, lgamma, log, log1p

import pytest

from app.figures.waits import Pace


# `off` holds for all of 0–60 ahead; the worst, 7.6 %, is the high end before the first call.
@pytest.mark.parametrize(
    ("calls", "off"),
    [(1, 0.08), (1.25, 0.05), (1.5, 0.02), *((calls, 0.01) for calls in (2, 3, 5, 9, 20, 60))],
)
def test_range_is_close_to_the_exact_quantiles(calls: float, off: float) -> None:
    for ahead in (*range(6), 8, 13, 20, 35, 60):
        # All within a moment, so that nothing gets older during the wait.
        estimate = Pace(calls, 1e-9).estimate(ahead)
        assert estimate.high / 1e-9 == pytest.approx(ratio(ahead + 1, calls, 0.9), rel=off)
        if ahead:
            assert estimate.low / 1e-9 == pytest.approx(ratio(ahead + 1, calls, 0.1), rel=off)


def ratio(above: float, below: float, probability: float) -> float:
    """The exact quantile of Gamma(above) / Gamma(below), by bisection."""
    low, high = -15.0, 15.0  # its logarithm
    for _ in range(50):
        middle = (low + high) / 2
        if incomplete_beta(above, below, 1 / (1 + exp(-middle))) < probability:
            low = middle
        else:
            high = middle
    return exp(low)


def incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised one, by its continued fraction (DLMF 8.17.22)."""
    if x > (a + 1) / (a + b + 2):
        return 1 - incomplete_beta(b, a, 1 - x)
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
    fraction = 1.0
    for nth in range(120, 0, -1):
        half, odd = divmod(nth, 2)
        if odd:
            term = -(a + half) * (a + b + half) / ((a + 2 * half) * (a + 2 * half + 1))
        else:
            term = half * (b - half) / ((a + nth - 1) * (a + nth))
        fraction = 1 + term * x / fraction
    return front / fraction


def test_exact_quantiles_are_exact() -> None:
    # Gamma(k) / Gamma(1) is below x with probability (x / (1 + x))^k.
    root: float = 0.9 ** (1 / 3)
    assert ratio(3, 1, 0.9) == pytest.approx(root / (1 - root))
    assert incomplete_beta(5, 5, 0.5) == pytest.approx(0.5)
