"""The arithmetic of the analytics blocks: pure functions over columns of times (microseconds UTC) and values.

What needs SciPy or statsmodels imports it when it is first used: those take a second and a hundred megabytes, and most
processes never need them.
"""

import math
import statistics
import warnings
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from flows.toolbox.windows import SECOND

Floats = npt.NDArray[np.float64]

MAX_EVEN = 100_000


class Line(NamedTuple):
    """A straight line through samples. Times count in seconds from the last of them."""

    slope: float
    value: float
    r2: float
    # For the band: how far samples lie from the line, how many there are, and where in time.
    deviation: float
    samples: int
    middle_s: float
    spread: float

    def at(self, seconds: float) -> float:
        return self.value + self.slope * seconds

    def band(self, seconds: float, confidence: float) -> float:
        """How far from the line a new sample may lie, with this confidence."""
        if self.samples < 3:
            return math.inf
        reach = 1 + 1 / self.samples + (seconds - self.middle_s) ** 2 / self.spread
        return t_quantile(0.5 + confidence / 2, self.samples - 2) * self.deviation * math.sqrt(reach)


def line_through(times: Sequence[int], values: Sequence[float]) -> Line:
    """Least squares. A ValueError when all samples are of one time."""
    seconds: Floats = (np.asarray(times, dtype=np.int64) - times[-1]) / SECOND
    given = np.asarray(values, dtype=np.float64)
    middle, mean = float(seconds.mean()), float(given.mean())
    away, off = seconds - middle, given - mean
    spread, total = float(away @ away), float(off @ off)
    if spread == 0:
        raise ValueError("All samples have the same time, so there is no line through them.")
    slope = float(away @ off) / spread
    rest = off - slope * away
    left = float(rest @ rest)
    r2 = 1.0 - left / total if total > 0 else 1.0
    deviation = math.sqrt(left / (len(values) - 2)) if len(values) > 2 else 0.0
    return Line(slope, mean - slope * middle, min(max(r2, 0.0), 1.0), deviation, len(values), middle, spread)


def t_quantile(share: float, freedom: int) -> float:
    """Of Student's distribution: the first terms of its expansion around the normal one, good to 1 % from 4 degrees on."""
    z, n = statistics.NormalDist().inv_cdf(share), freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return float(z + sum(term / n**power for power, term in enumerate(terms, start=1)))


def even(times: Sequence[int], values: Sequence[float], step_us: int = 0) -> tuple[int, int, Floats]:
    """Begin, step and values on an even grid, by lines between the samples; without a step, that which most samples have."""
    moments = np.asarray(times, dtype=np.int64)
    gaps = np.diff(moments)
    gaps = gaps[gaps > 0]
    if not len(gaps):
        raise ValueError("All samples have the same time; they have to be spread over some.")
    step = step_us or int(np.median(gaps))
    count = int(moments[-1] - moments[0]) // step + 1
    if count > MAX_EVEN:
        raise ValueError(f"From the first to the last sample there would be {count:,} steps; {MAX_EVEN:,} can be taken.")
    grid = moments[0] + step * np.arange(count, dtype=np.int64)
    begin = moments[0]
    return int(begin), step, np.interp((grid - begin).astype(float), (moments - begin).astype(float), np.asarray(values, float))


class Spectrum(NamedTuple):
    frequencies: Floats
    amplitudes: Floats
    # The strongest one, more exactly than the grid of frequencies.
    frequency: float
    amplitude: float
    # How much of all movement it stands for.
    share: float


def spectrum(values: Floats, step_s: float, *, remove_trend: bool = True) -> Spectrum:
    """Amplitudes by frequency, through a Hann window. A wave of amplitude 2 shows as 2."""
    count = len(values)
    centred = values - values.mean()
    if remove_trend:
        place = np.arange(count) - (count - 1) / 2
        centred = centred - place * float(place @ centred) / float(place @ place)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(count) / count)
    amplitudes: Floats = np.abs(np.fft.rfft(centred * window)) * 2 / window.sum()
    frequencies: Floats = np.fft.rfftfreq(count, step_s).astype(np.float64)
    amplitudes[0] = 0.0
    power = amplitudes**2
    place_of_peak = int(np.argmax(power))
    if power[place_of_peak] <= 1e-24 * max(1.0, float(np.max(np.abs(values))) ** 2):
        return Spectrum(frequencies, amplitudes, 0.0, 0.0, 0.0)
    offset, height = _peak(amplitudes, place_of_peak)
    near = power[max(1, place_of_peak - 1) : place_of_peak + 2].sum() / power.sum()
    return Spectrum(frequencies, amplitudes, float((place_of_peak + offset) / (count * step_s)), height, float(near))


def _peak(amplitudes: Floats, place: int) -> tuple[float, float]:
    """Where between the grid's frequencies a wave lies, from how a Hann window spreads it on two of them."""
    top = float(amplitudes[place])
    left = float(amplitudes[place - 1]) if place > 1 else 0.0
    right = float(amplitudes[place + 1]) if place + 1 < len(amplitudes) else 0.0
    ratio = max(left, right) / top
    offset = min(max((2 * ratio - 1) / (ratio + 1), 0.0), 0.5)
    shape = 1.0 if offset < 1e-9 else math.sin(math.pi * offset) / (math.pi * offset) / (1 - offset * offset)
    return (offset if right >= left else -offset), top / shape


class Correlation(NamedTuple):
    coefficient: float
    # By how many steps the second follows the first where they fit best, and how well.
    lag: int
    at_lag: float
    samples: int


def correlation(first: Floats, second: Floats, max_lag: int) -> Correlation:
    """Pearson's coefficient, and that of the shift at which the two fit best; at least half of the samples must overlap."""
    count = len(first)
    reach = min(max_lag, count // 2)
    found = {lag: _pearson(first, second, lag) for lag in range(-reach, reach + 1)}
    best = max(found, key=lambda lag: (abs(found[lag]), -abs(lag)))
    return Correlation(found[0], best, found[best], count)


def _pearson(first: Floats, second: Floats, lag: int) -> float:
    one = first[: len(first) - lag] if lag >= 0 else first[-lag:]
    other = second[lag:] if lag >= 0 else second[:lag]
    one, other = one - one.mean(), other - other.mean()
    size = math.sqrt(float(one @ one) * float(other @ other))
    return min(1.0, max(-1.0, float(one @ other) / size)) if size > 1e-12 else 0.0


def change_points(values: Floats, *, penalty: float, shortest: int) -> list[int]:
    """Places at which the level of a row changes: the cheapest cut into stretches (PELT, squared distance from the mean).

    `penalty` is what a cut has to save, in squares of the noise; the noise is judged by the differences of neighbours, so that
    the changes themselves do not count as noise.
    """
    count = len(values)
    if count < 2 * shortest:
        return []
    noise = float(np.median(np.abs(np.diff(values)))) / (0.6745 * math.sqrt(2))
    if noise == 0:
        noise = float(np.std(np.diff(values))) / math.sqrt(2) or 1.0
    scaled = (values - values.mean()) / noise
    sums = np.concatenate(([0.0], np.cumsum(scaled)))
    squares = np.concatenate(([0.0], np.cumsum(scaled * scaled)))
    price = penalty * math.log(count)
    best = np.full(count + 1, math.inf)
    best[0] = -price
    came_from = np.zeros(count + 1, dtype=np.int64)
    open_cuts = np.array([0])
    for end in range(shortest, count + 1):
        length = end - open_cuts
        total = sums[end] - sums[open_cuts]
        costs = best[open_cuts] + (squares[end] - squares[open_cuts] - total * total / length)
        place = int(np.argmin(costs))
        best[end], came_from[end] = costs[place] + price, open_cuts[place]
        # What is dearer than the best now can never be the cheapest later.
        open_cuts = np.append(open_cuts[costs <= best[end]], end - shortest + 1)
    cuts, place = [], int(came_from[count])
    while place > 0:
        cuts.append(place)
        place = int(came_from[place])
    return cuts[::-1]


class Clusters(NamedTuple):
    centers: list[list[float]]
    # What the columns were divided by, and how far the farthest member of each group lies from its centre.
    scales: list[float]
    radii: list[float]


def clusters(points: Floats, count: int) -> Clusters:
    """K-means on columns of equal weight; groups in the order of their first column. The same points give the same groups."""
    scales = points.std(axis=0)
    scales[scales == 0] = 1.0
    scaled = points / scales
    chance = np.random.default_rng(1)
    best_centers, best_cost = scaled[:1], math.inf
    for _ in range(8):
        centers = _first_centers(scaled, count, chance)
        for _ in range(100):
            nearest = _distances(scaled, centers).argmin(axis=1)
            moved = np.array([scaled[nearest == n].mean(axis=0) if (nearest == n).any() else centers[n] for n in range(count)])
            if np.allclose(moved, centers):
                break
            centers = moved
        cost = float((_distances(scaled, centers).min(axis=1) ** 2).sum())
        if cost < best_cost:
            best_centers, best_cost = centers, cost
    best_centers = best_centers[np.lexsort(best_centers.T[::-1])]
    distances = _distances(scaled, best_centers)
    nearest = distances.argmin(axis=1)
    radii = [float(distances[nearest == n, n].max(initial=0.0)) for n in range(count)]
    return Clusters((best_centers * scales).tolist(), scales.tolist(), radii)


def _first_centers(points: Floats, count: int, chance: Any) -> Floats:
    """Far from each other: each next one is drawn by its squared distance from those there are (k-means++)."""
    centers = [points[chance.integers(len(points))]]
    while len(centers) < count:
        weights = _distances(points, np.array(centers)).min(axis=1) ** 2
        total = weights.sum()
        centers.append(points[chance.choice(len(points), p=weights / total) if total > 0 else 0])
    return np.array(centers)


def _distances(points: Floats, centers: Floats) -> Floats:
    found: Floats = np.sqrt(((points[:, None, :] - centers[None, :, :]) ** 2).sum(axis=2))
    return found


class Forecast(NamedTuple):
    values: list[float]
    low: list[float]
    high: list[float]


def holt_winters(
    values: Floats, *, season: int, steps: int, confidence: float, has_trend: bool, is_multiplicative: bool = False
) -> Forecast:
    """Level, trend and season, each smoothed exponentially (ETS by statsmodels), with the band of its own model."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what does not converge fully still is a forecast, and its band says how good
        import pandas
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel

        fitted = ETSModel(
            pandas.Series(values),  # with an index: the prediction asks for one
            error="add",
            trend="add" if has_trend else None,
            damped_trend=has_trend,
            seasonal=("mul" if is_multiplicative else "add") if season > 1 else None,
            seasonal_periods=season if season > 1 else None,
            initialization_method="heuristic",
        ).fit(disp=False, maxiter=200)
        coming = fitted.get_prediction(
            start=len(values), end=len(values) + steps - 1, simulate_repetitions=500, rng=np.random.default_rng(1)
        ).summary_frame(alpha=1 - confidence)
    columns = [coming[name].tolist() for name in ("mean", "pi_lower", "pi_upper")]
    if not all(math.isfinite(value) for column in columns for value in column):
        raise ValueError(
            "No forecast could be made of these samples: the model has no bounds. Give more of them, or a shorter season."
        )
    return Forecast(*columns)
