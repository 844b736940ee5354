"""How long a contact takes: by weekday and slot, as far as enough contacts were measured to say so.

The mean handle time of an interval is a recent overall mean, times a factor of its weekday, times one of
its slot. Each factor is drawn towards 1 by as much as chance alone could have made it (DerSimonian and
Laird's estimate of the variance between groups). Method: docs/methods/forecasting.md.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from halfhour.engine.forecasting._table import Floats, Ints

HALF_LIFE_DAYS = 56.0
ASSUMED_CONTACTS = 5.0  # weight of the assumed handle time against measured ones
ASSUMED_CONTACT_VARIANCE = 1.0  # single handle times vary as much as their mean (exponential)
ASSUMED_SPREAD = 0.2  # how far an assumed handle time may be off
FEWEST_TO_TEST = 50  # intervals, before and in the days held back
HELD_BACK_DAYS = 28
USUAL_SPREAD = 0.05  # how far the true mean of an interval is off, at least
USUAL_DAYS = 5.0  # weight of what was fitted against what held-back days say
WIDEST = 0.999
LEAST_VARIANCE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measured:
    """Mean handle times of intervals, and how many contacts each is the mean of."""

    seconds: Floats
    contacts: Floats
    days: Ints
    weekdays: Ints
    slots: Ints

    def where(self, chosen: Ints) -> "Measured":
        return Measured(
            seconds=self.seconds[chosen],
            contacts=self.contacts[chosen],
            days=self.days[chosen],
            weekdays=self.weekdays[chosen],
            slots=self.slots[chosen],
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HandleFit:
    """What was learned: a mean with factors, and two variances as shares squared.

    `contact_variance` is that of a single contact; `interval_variance` that of an interval's true
    mean around the fit. `reach` is how far from the middle of the distribution the 5-95 % bounds are
    read, as a share of the half.
    """

    seconds: float
    weekday_factors: Floats
    slot_factors: Floats
    contact_variance: float
    interval_variance: float
    reach: float = 0.9

    def mean(self, weekdays: Ints, slots: Ints) -> Floats:
        return np.asarray(self.seconds * self.weekday_factors[weekdays] * self.slot_factors[slots])

    def bound(self, place: float, mean: Floats, contacts: Floats) -> Floats:
        """The value below which the mean of so many contacts lies with chance `place`."""
        shape = 1 / self._variance(contacts)
        return np.asarray(special.gammaincinv(shape, place) * mean / shape)

    def place(self, seconds: Floats, mean: Floats, contacts: Floats) -> Floats:
        shape = 1 / self._variance(contacts)
        return np.asarray(special.gammainc(shape, seconds * shape / mean))

    def _variance(self, contacts: Floats) -> Floats:
        return np.maximum(self.contact_variance / contacts + self.interval_variance, LEAST_VARIANCE)


def assumed_handle(*, seconds: float, slot_count: int) -> HandleFit:
    """The fit where nothing was measured."""
    return HandleFit(
        seconds=seconds,
        weekday_factors=np.ones(7),
        slot_factors=np.ones(slot_count),
        contact_variance=ASSUMED_CONTACT_VARIANCE,
        interval_variance=ASSUMED_SPREAD**2,
    )


def fit_handle(*, measured: Measured, assumed_seconds: float, slot_count: int) -> HandleFit:
    """Fit mean, factors and variances; how far bounds must reach is learned from the last days, held back."""
    fit = _fit(measured, assumed_seconds, slot_count)
    if len(measured.seconds) == 0:
        return fit
    days = np.unique(measured.days)
    held_days = days[len(days) - min(HELD_BACK_DAYS, len(days) // 3) :]
    held = np.isin(measured.days, held_days)
    before, after = measured.where(np.flatnonzero(~held)), measured.where(np.flatnonzero(held))
    if min(len(before.seconds), len(after.seconds)) < FEWEST_TO_TEST:
        return fit
    earlier = _fit(before, assumed_seconds, slot_count)
    mean = earlier.mean(after.weekdays, after.slots)
    found = _interval_variance(after.seconds / mean - 1, after.contacts, fit.contact_variance)
    trust = len(held_days) / (len(held_days) + USUAL_DAYS)
    wider = replace(
        fit,
        interval_variance=max(
            fit.interval_variance, trust * found + (1 - trust) * fit.interval_variance, USUAL_SPREAD**2
        ),
    )
    outward = np.abs(2 * wider.place(after.seconds, mean, after.contacts) - 1)
    reach = trust * float(np.quantile(outward, fit.reach)) + (1 - trust) * fit.reach
    return replace(wider, reach=min(reach, WIDEST))


def _interval_variance(errors: Floats, contacts: Floats, contact_variance: float) -> float:
    """What held-back means vary beyond the chance of single contacts."""
    chance = contact_variance / contacts
    weights = 1 / (chance + USUAL_SPREAD**2) ** 2
    return max(float(np.average(errors**2 - chance, weights=weights)), 0.0)


def contacts_told(expected: Floats, rate_spread: Floats) -> Floats:
    """As how many contacts the mean of an interval varies, whose number is itself a matter of chance.

    That is 1 / E[1 / n] for the n contacts that come, given that any do: below the expected number,
    because few contacts leave the mean more to chance than many take from it. To second order.
    """
    return np.asarray(np.maximum(expected / (1 + 1 / np.maximum(expected, 1.0) + rate_spread**2), 1.0))


def _fit(measured: Measured, assumed_seconds: float, slot_count: int) -> HandleFit:
    contacts, seconds = measured.contacts, measured.seconds
    if contacts.sum() == 0 or seconds.max() <= 0:
        return assumed_handle(seconds=assumed_seconds, slot_count=slot_count)
    weights = contacts * 0.5 ** ((measured.days.max() - measured.days) / HALF_LIFE_DAYS)
    total = weights.sum() + ASSUMED_CONTACTS
    mean = float(((weights * seconds).sum() + ASSUMED_CONTACTS * assumed_seconds) / total)
    ratios = seconds / mean
    contact_variance, _ = _variances(ratios - 1, contacts)
    by_weekday = _factors(ratios, weights, measured.weekdays, 7, contact_variance)
    ratios = ratios / by_weekday[measured.weekdays]
    by_slot = _factors(ratios, weights, measured.slots, slot_count, contact_variance)
    contact_variance, interval_variance = _variances(ratios / by_slot[measured.slots] - 1, contacts)
    return HandleFit(
        seconds=mean,
        weekday_factors=by_weekday,
        slot_factors=by_slot,
        contact_variance=contact_variance,
        interval_variance=max(interval_variance, USUAL_SPREAD**2),
    )


def _factors(ratios: Floats, weights: Floats, groups: Ints, count: int, contact_variance: float) -> Floats:
    """The mean ratio of each group, drawn towards 1 where chance could have made the difference."""
    heard = np.bincount(groups, weights=weights, minlength=count)
    seen = heard > 0
    means = np.bincount(groups, weights=weights * ratios, minlength=count)
    means = np.divide(means, heard, out=np.ones(count), where=seen)
    chance = max(contact_variance, LEAST_VARIANCE)
    surplus = (heard * (means - 1) ** 2).sum() / chance - (seen.sum() - 1)
    spread = heard.sum() - (heard**2).sum() / heard.sum()
    between = max(surplus, 0.0) * chance / spread if spread > 0 else 0.0
    own_share = between / (between + np.divide(chance, heard, out=np.full(count, np.inf), where=seen))
    return np.asarray(1 + own_share * (means - 1))


def _variances(errors: Floats, contacts: Floats) -> tuple[float, float]:
    """Of a contact and of an interval, by least squares of errors² = contact / contacts + interval."""
    parts = np.stack([1 / contacts, np.ones(len(contacts))], axis=1)
    found = np.array([ASSUMED_CONTACT_VARIANCE, 0.0])
    for _ in range(3):
        weights = 1 / np.maximum(parts @ found, LEAST_VARIANCE)
        found = _not_negative(parts * weights[:, None], errors**2 * weights)
    return float(found[0]), float(found[1])


def _not_negative(parts: Floats, wanted: Floats) -> Floats:
    """The least-squares solution in two unknowns, neither below zero."""
    solved = np.linalg.lstsq(parts, wanted, rcond=None)[0]
    if (solved >= 0).all():
        return np.asarray(solved)
    alone = np.maximum(parts.T @ wanted / (parts**2).sum(axis=0), 0.0)
    choices = np.diag(alone)
    return np.asarray(min(choices, key=lambda choice: float(((parts @ choice - wanted) ** 2).sum())))
