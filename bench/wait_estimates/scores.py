"""How good quotes were, in minutes: the tables that the bench prints."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, quantiles

from bench.wait_estimates.quotes import RIVALS, Quote

ROWS = [(0, 0), (1, 1), (2, 3), (4, 7), (8, 15), (16, 999)]
MISS = 10  # minutes of width that a minute outside the range counts for: 2 / (1 - 80 %)


def show(title: str, quotes: Sequence[Quote]) -> None:
    """Ours by people ahead, and the rivals, each with the one range that suits it best."""
    if len(quotes) < 2:
        return
    waits = [quote.wait for quote in quotes]
    print(f"\n{title}: {len(quotes)} waits of {fmean(waits):.1f} minutes on average")
    print(
        f"{'':28}{'waits':>7}{'MAE':>8}{'bias':>8}{'late':>7}{'sooner':>8}{'inside':>8}"
        f"{'width':>8}{'score':>8}"
    )
    _ours("ours", quotes)
    for first, last in ROWS:
        some = [quote for quote in quotes if first <= quote.ahead <= last]
        if some:
            _ours(f"  {first}–{last} ahead" if last < 999 else f"  {first} or more ahead", some)
    for nth, name in enumerate(RIVALS):
        points = [quote.rivals[nth] for quote in quotes]
        _line(name, points, waits, best_constant(points, waits))


def best_constant(points: Sequence[float], waits: Sequence[float]) -> list[tuple[float, float]]:
    """Ranges that reach equally far below and above each point, by what suits these waits best."""
    errors = [wait - point for point, wait in zip(points, waits, strict=True)]
    tenths = quantiles(errors, n=10, method="inclusive")
    return [(max(0.0, point + tenths[0]), max(0.0, point + tenths[-1])) for point in points]


def score(low: float, high: float, wait: float) -> float:
    """The interval score of an 80 % range (Gneiting & Raftery, JASA 102:359, 2007)."""
    return high - low + MISS * max(0.0, low - wait, wait - high)


def _ours(name: str, quotes: Sequence[Quote]) -> None:
    ranges = [(quote.ours.low, quote.ours.high) for quote in quotes]
    _line(name, [quote.ours.point for quote in quotes], [quote.wait for quote in quotes], ranges)


def _line(
    name: str,
    points: Sequence[float],
    waits: Sequence[float],
    ranges: Sequence[tuple[float, float]],
) -> None:
    errors = [point - wait for point, wait in zip(points, waits, strict=True)]
    late = [wait > 1.25 * point + 2 for point, wait in zip(points, waits, strict=True)]
    sooner = [wait < low for (low, _), wait in zip(ranges, waits, strict=True)]
    inside = [low <= wait <= high for (low, high), wait in zip(ranges, waits, strict=True)]
    scores = [score(low, high, wait) for (low, high), wait in zip(ranges, waits, strict=True)]
    print(
        f"{name:28}{len(waits):7}{fmean(map(abs, errors)):8.2f}{fmean(errors):+8.2f}"
        f"{fmean(late):7.1%}{fmean(sooner):8.1%}{fmean(inside):8.1%}"
        f"{fmean(high - low for low, high in ranges):8.1f}{fmean(scores):8.1f}"
    )
