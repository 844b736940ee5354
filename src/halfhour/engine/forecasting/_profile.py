"""How a day's contacts spread over its slots: one profile per weekday, and one for open holidays.

A profile is the share of a full day's contacts in each slot. Each is the weighted mean of the days seen,
recent ones counting more, drawn towards the profile of all days by as many contacts as the two profiles'
difference does not need (method of moments for multinomial counts with varying shares). The profile
of all days is itself drawn towards its neighbours in time where contacts are few.
"""

import numpy as np

from halfhour.engine.forecasting._days import DayFacts
from halfhour.engine.forecasting._table import Bools, Floats, Ints, Table

HALF_LIFE_DAYS = 56.0
HOLIDAY_GROUP = 7
GROUPS = 8
KERNEL = np.array([1.0, 4.0, 6.0, 4.0, 1.0]) / 16


def groups_of(facts: DayFacts) -> Ints:
    """The profile each day follows: its weekday's, or that of holidays."""
    return np.where(facts.holiday, HOLIDAY_GROUP, facts.weekdays)


def fit_profiles(*, table: Table, facts: DayFacts, level: Floats) -> Floats:
    """Shares of a day's contacts by group and slot, shape (groups, slots).

    `level` is what each day would have had over a full profile, shape (days,); only its proportions
    matter.
    """
    known = table.known & (level > 0)[:, None]
    groups = groups_of(facts)
    seen = np.flatnonzero(known.any(axis=1))
    if len(seen) == 0:
        return np.full((GROUPS, table.share.shape[1]), 1 / table.share.shape[1])
    age = seen[-1] - np.arange(table.days)
    weight = 0.5 ** (np.maximum(age, 0) / HALF_LIFE_DAYS)
    counts = np.where(known, table.counts, 0.0)
    exposure = np.where(known, table.share * level[:, None], 0.0)

    def weighted(days: Bools) -> tuple[Floats, Floats]:
        chosen = weight * days
        # Scaled to as many contacts as the weighted sum is worth in chance.
        heard = (chosen * counts.sum(axis=1)).sum()
        worth = heard / (chosen**2 * counts.sum(axis=1)).sum() if heard > 0 else 1.0
        return worth * (chosen @ counts), worth * (chosen @ exposure)

    pooled = _smoothed(*weighted(np.ones(table.days, dtype=bool)))
    profiles = np.stack([_drawn(*weighted(groups == group), pooled) for group in range(GROUPS)])
    return np.asarray(profiles / profiles.sum(axis=1, keepdims=True))


def _smoothed(counts: Floats, exposure: Floats) -> Floats:
    """Rates by slot, drawn towards their neighbours by as much as chance makes them rough."""
    rate = np.divide(counts, exposure, out=np.zeros_like(counts), where=exposure > 0)
    seen = exposure > 0
    if counts.sum() == 0:
        return rate
    heard, covered = _spread_out(np.where(seen, rate, 0.0)), _spread_out(seen.astype(np.float64))
    around = np.divide(heard, covered, out=np.zeros_like(rate), where=covered > 0)
    return _drawn(counts, exposure, around)


def _spread_out(values: Floats) -> Floats:
    """Values summed over neighbouring slots by the kernel."""
    reach = len(KERNEL) // 2
    return np.asarray(np.convolve(np.pad(values, reach), KERNEL, mode="valid"), dtype=np.float64)


def _drawn(counts: Floats, exposure: Floats, towards: Floats) -> Floats:
    """Rates by slot, drawn towards a prior profile where the two differ by little more than chance."""
    expected = exposure * towards
    total, prior_total = counts.sum(), expected.sum()
    if total == 0 or prior_total == 0:
        return towards
    expected *= total / prior_total
    some = expected > 0
    chi_square = ((counts[some] - expected[some]) ** 2 / expected[some]).sum()
    slots = max(int(some.sum()) - 1, 1)
    surplus = chi_square / slots - 1
    prior_contacts = total / surplus if surplus > 0 else np.inf
    if np.isinf(prior_contacts):
        return towards
    own = np.divide(counts, exposure, out=towards.copy(), where=exposure > 0)
    own_share = counts.sum() / (counts.sum() + prior_contacts)
    scaled = towards * (total / prior_total)
    return np.asarray(np.where(exposure > 0, own_share * own + (1 - own_share) * scaled, scaled))
