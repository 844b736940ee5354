"""Bounds that hold what they claim: learned from how far rolling-origin forecasts were off.

A count is negative binomial around its forecast: chance (Poisson), a spread of the rate that the held-back
days show, and the doubt of days that are unlike those (holidays, weekdays hardly seen, levels far ahead).
Where the held-back counts fell in that distribution then says at which of its levels to read the bounds
(conformal calibration), the same share out on either side. Bounds are never narrower than chance alone.
Method and sources: docs/methods/forecast-bounds.md.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from halfhour.engine.forecasting._accuracy import blocks_of
from halfhour.engine.forecasting._counts import counts_at, place_of, share_upto
from halfhour.engine.forecasting._days import MONTH_TURN, PLAIN_DAY, SPECIAL_DAY
from halfhour.engine.forecasting._dispersion import rate_variances
from halfhour.engine.forecasting._table import Bools, Floats, Ints
from halfhour.engine.forecasting._values import LEVELS

UNTESTED_VARIANCE = 0.15**2  # a forecast that could not be tested is taken to be off by 15 %
USUAL_VARIANCE = 0.1**2  # a tested one by 10 %, ...
USUAL_DAYS = 7.0  # ... if it were for this alone, which weighs as much as so many days held back
KIND_DAYS = 2.0  # the same for what a kind of day adds
USUAL_KIND_VARIANCE = np.array([0.0, 0.0, 0.1**2])  # what a plain day, a month's turn, a special day adds
FEWEST_PLAIN_DAYS = 5
NOMINAL_DAYS = 5.0  # weight of the distribution as it is against where counts fell in it
LARGEST_VARIANCE = 4.0
ENOUGH_CONTACTS = 10.0  # in a block of neighbouring slots, to tell a spread from chance
NOMINAL_REACH = tuple(abs(2 * level - 1) for level in LEVELS)
CERTAIN = 1e-4  # no bound is read further out than this


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HeldBack:
    """What one model said of days held back, one entry per known open interval."""

    counts: Floats
    expected: Floats
    doubt: Floats  # of the day's level, as a standard deviation of its logarithm
    days: Ints  # number of the day in the table
    slots: Ints
    kinds: Ints  # of the day: plain, at the turn of a month, or special
    slot_count: int

    def where(self, chosen: Bools) -> "HeldBack":
        return HeldBack(
            counts=self.counts[chosen],
            expected=self.expected[chosen],
            doubt=self.doubt[chosen],
            days=self.days[chosen],
            slots=self.slots[chosen],
            kinds=self.kinds[chosen],
            slot_count=self.slot_count,
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """How far counts are from what the model expects of them.

    `slot_variance`, shape (slots,), is that of the rate as a share squared on a plain day with
    `usual_doubt` (its variance); `kind_variance` is what each kind of day adds to it. `reach` has one
    entry per level: how far from the middle of the distribution, as a share of the half, the bound
    is read.
    """

    slot_variance: Floats
    kind_variance: Floats
    usual_doubt: float
    reach: tuple[float, ...]

    def rate_variance(self, *, doubt: Floats, slots: Ints, kinds: Ints) -> Floats:
        """Variance of the rate as a share squared: of these slots, on days of this doubt and kind."""
        further = np.maximum(doubt**2 - self.usual_doubt, 0.0) + self.kind_variance[kinds]
        return np.asarray(np.minimum(self.slot_variance[slots] + further, LARGEST_VARIANCE))

    def read_at(self, level: float) -> float:
        """The level of the distribution at which the bound of a level is read."""
        reach = self.reach[LEVELS.index(level)]
        return float(np.clip(0.5 + np.sign(level - 0.5) * reach / 2, CERTAIN, 1 - CERTAIN))

    @property
    def stretch(self) -> float:
        """How much wider the 5-95 % bounds are than the distribution's own."""
        return float(special.ndtri(self.read_at(LEVELS[-1])) / special.ndtri(LEVELS[-1]))


def untested(slot_count: int) -> Calibration:
    """What is claimed where nothing could be held back."""
    return Calibration(
        slot_variance=np.full(slot_count, UNTESTED_VARIANCE),
        kind_variance=USUAL_KIND_VARIANCE,
        usual_doubt=0.0,
        reach=NOMINAL_REACH,
    )


def calibrate(held_back: HeldBack) -> Calibration:
    """Learn the spread and the reach of the bounds from held-back days: the plain ones, if there are any."""
    some = held_back.where(held_back.expected > 0)
    plain = some.where(some.kinds == PLAIN_DAY)
    if len(np.unique(plain.days)) < FEWEST_PLAIN_DAYS:
        plain = some
    if len(plain.counts) == 0:
        return untested(held_back.slot_count)
    days = len(np.unique(plain.days))
    first = Calibration(
        slot_variance=np.zeros(held_back.slot_count),
        kind_variance=np.zeros(len(USUAL_KIND_VARIANCE)),
        usual_doubt=float(np.median(plain.doubt**2)),
        reach=NOMINAL_REACH,
    )
    level = replace(first, slot_variance=_slot_variance(plain, _variance(first, plain), days))
    outward = np.abs(2 * place_of(plain.counts, plain.expected, _variance(level, plain)) - 1)
    trust = days / (days + NOMINAL_DAYS)
    reach = tuple(
        float(trust * np.quantile(outward, nominal) + (1 - trust) * nominal) if nominal > 0 else 0.0
        for nominal in NOMINAL_REACH
    )
    return replace(level, kind_variance=_kind_variance(some, level), reach=reach)


def _variance(calibration: Calibration, held_back: HeldBack) -> Floats:
    return calibration.rate_variance(doubt=held_back.doubt, slots=held_back.slots, kinds=held_back.kinds)


def _kind_variance(held_back: HeldBack, calibration: Calibration) -> Floats:
    """What each kind of day varies beyond a plain one, drawn towards what is usual where few were seen."""
    added = USUAL_KIND_VARIANCE.copy()
    for kind in (MONTH_TURN, SPECIAL_DAY):
        same = held_back.where(held_back.kinds == kind)
        days = len(np.unique(same.days))
        found = _pooled_variance(same, _variance(calibration, same))
        added[kind] = (days * found + KIND_DAYS * added[kind]) / (days + KIND_DAYS)
    return added


def _pooled_variance(held_back: HeldBack, further: Floats) -> float:
    """One variance for all, from neighbouring slots taken together where counts are too small to tell."""
    if len(held_back.counts) == 0:
        return 0.0
    size = blocks_of(held_back.expected, contacts=ENOUGH_CONTACTS, most=held_back.slot_count)
    blocks = held_back.slots // size
    begins = np.r_[True, (np.diff(blocks) != 0) | (np.diff(held_back.days) != 0)]
    number = np.cumsum(begins) - 1
    expected = _summed(number, held_back.expected)
    found = rate_variances(
        counts=_summed(number, held_back.counts),
        expected=expected,
        further=_summed(number, held_back.expected * further) / expected,
        groups=np.zeros(len(expected), dtype=np.int64),
        group_count=1,
    )
    return float(found[0])


def _summed(number: Ints, values: Floats) -> Floats:
    return np.bincount(number, weights=values).astype(np.float64)


def _slot_variance(held_back: HeldBack, further: Floats, days: int) -> Floats:
    """The spread of the rate by slot: that of the slot and its neighbours, drawn towards that of all.

    Small counts say little about it, so each slot counts for what it can tell (Fisher information).
    """
    counts, expected, slots = held_back.counts, held_back.expected, held_back.slots
    found = _pooled_variance(held_back, further)
    overall = (days * found + USUAL_DAYS * USUAL_VARIANCE) / (days + USUAL_DAYS)
    around = np.concatenate([np.clip(slots + step, 0, held_back.slot_count - 1) for step in (-1, 0, 1)])
    own = rate_variances(
        counts=np.tile(counts, 3),
        expected=np.tile(expected, 3),
        further=np.tile(further, 3),
        groups=around,
        group_count=held_back.slot_count,
    )
    told = (expected / (1 + overall * expected)) ** 2 / 2
    information = np.bincount(slots, weights=told, minlength=held_back.slot_count)
    trust = information / (information + 1 / overall**2)
    return np.asarray(trust * own + (1 - trust) * overall)


def bounds(expected: Floats, variance: Floats, calibration: Calibration) -> Floats:
    """Bounds of the counts at each of `LEVELS`, shape (levels, intervals); zero where none is expected."""
    quantiles = np.zeros((len(LEVELS), *expected.shape))
    some = expected > 0
    mean = expected[some]
    for row, level in enumerate(LEVELS):
        read = counts_at(calibration.read_at(level), mean, variance[some])
        if level != 0.5:
            wider = np.minimum if level < 0.5 else np.maximum
            read = wider(read, counts_at(level, mean))
        quantiles[row][some] = read
    return np.maximum.accumulate(quantiles, axis=0)


def are_within_bounds(held_back: HeldBack, calibration: Calibration) -> Bools:
    """Whether each count is within its outermost bounds, without working the bounds out."""
    counts, expected = held_back.counts, held_back.expected
    variance = _variance(calibration, held_back)
    upto, below = np.floor(counts), np.ceil(counts) - 1
    low, high = LEVELS[0], LEVELS[-1]
    above_low = share_upto(upto, expected, variance) >= calibration.read_at(low)
    above_low |= share_upto(upto, expected) >= low
    below_high = share_upto(below, expected, variance) < calibration.read_at(high)
    below_high |= share_upto(below, expected) < high
    return np.where(expected > 0, above_low & below_high, counts == 0)
