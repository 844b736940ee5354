"""Estimates with their confidence: what the replications say, and how sure they are of it.

Intervals are of 95 %, by Student's t over replications. Ratios (contacts answered in time over contacts
offered) are those of the sums, with the variance of a ratio's linear approximation; see
docs/methods/simulation.md.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from halfhour.engine.arguments import Numbers

CONFIDENCE = 0.95
# Sums of the two sides of a comparison that are this near to each other are of the same contacts.
ROUND_OFF = 1e-9  # of the sum
ROUND_OFF_SECONDS = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An estimate, and the bounds between which the true value lies with a confidence of 95 %."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """The same for every interval, shape (intervals,); NaN where there is nothing to tell."""

    mean: Numbers
    low: Numbers
    high: Numbers

    def at(self, place: int) -> Figure | None:
        """The figure of one interval; None where there is nothing to tell."""
        if math.isnan(self.mean[place]):
            return None
        return Figure(mean=float(self.mean[place]), low=float(self.low[place]), high=float(self.high[place]))


def ratio(parts: Numbers, wholes: Numbers, *, least: float = 0.0, most: float = np.inf) -> Curve:
    """Sums of `parts` over sums of `wholes`, both of shape (replications, intervals), with their bounds.

    Parameters
    ----------
    least, most
        What the bounds do not go beyond; with one replication they are these.

    Examples
    --------
    >>> in_time, offered = np.array([[8.0], [9.0], [7.0]]), np.array([[10.0], [10.0], [10.0]])
    >>> ratio(in_time, offered, most=1.0).at(0)
    Figure(mean=0.8, low=0.551586228824967, high=1.0)
    """
    estimate = _over(parts.sum(axis=0), wholes.sum(axis=0))
    return _bounded(estimate, residuals(parts, wholes), least, most)


def ratio_difference(parts: Numbers, wholes: Numbers, other_parts: Numbers, other_wholes: Numbers) -> Curve:
    """How much the ratio of the others is above that of the first, replication by replication.

    All have shape (replications, intervals), and replications are compared one by one: what both sides
    have in common falls out of the bounds. Sums that differ in their last digits only count as equal:
    work of the same length, worked out on another way, is no change.
    """
    other_parts, other_wholes = _settled(other_parts, parts), _settled(other_wholes, wholes)
    first = _over(parts.sum(axis=0), wholes.sum(axis=0))
    second = _over(other_parts.sum(axis=0), other_wholes.sum(axis=0))
    apart = residuals(other_parts, other_wholes) - residuals(parts, wholes)
    return _bounded(second - first, apart, -np.inf, np.inf)


def _settled(values: Numbers, beside: Numbers) -> Numbers:
    """The values, those beside them where the two differ in their last digits only."""
    is_alike = np.isclose(values, beside, rtol=ROUND_OFF, atol=ROUND_OFF_SECONDS)
    return np.where(is_alike, beside, values)


def residuals(parts: Numbers, wholes: Numbers) -> Numbers:
    """How far each replication pulls the ratio away from its estimate, shape (replications, intervals)."""
    whole = wholes.mean(axis=0)
    estimate = _over(parts.sum(axis=0), wholes.sum(axis=0))
    return _over(parts - estimate * wholes, np.broadcast_to(whole, parts.shape))


def average(values: Numbers, *, least: float = 0.0, most: float = np.inf) -> Curve:
    """The mean over replications of values of shape (replications, intervals), with its bounds.

    `least` and `most` are what the bounds do not go beyond; a difference needs `least=-np.inf`.
    """
    mean = values.mean(axis=0)
    return _bounded(mean, values - mean, least, most)


def average_around(estimate: float, values: Numbers, *, least: float = 0.0) -> Figure:
    """An estimate from everything, as sure as the estimates from its sections agree with it."""
    curve = _bounded(np.array([estimate]), (values - estimate)[:, None], least, np.inf)
    return Figure(mean=estimate, low=float(curve.low[0]), high=float(curve.high[0]))


def _bounded(estimate: Numbers, apart: Numbers, least: float, most: float) -> Curve:
    runs = apart.shape[0]
    if runs < 2:  # one replication says nothing of how sure it is
        unknown = np.isnan(estimate)
        return Curve(
            mean=estimate, low=np.where(unknown, np.nan, least), high=np.where(unknown, np.nan, most)
        )
    error = np.sqrt((apart * apart).sum(axis=0) / (runs * (runs - 1)))
    reach = special.stdtrit(runs - 1, (1 + CONFIDENCE) / 2) * error
    return Curve(
        mean=estimate,
        low=np.maximum(estimate - reach, least),
        high=np.minimum(estimate + reach, most),
    )


def _over(parts: Numbers, wholes: Numbers) -> Numbers:
    found = np.full(parts.shape, np.nan)
    np.divide(parts, wholes, out=found, where=wholes > 0)
    return found
