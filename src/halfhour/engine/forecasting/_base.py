"""What the models share: a cleaned table, the level of each day and the profile of each kind of day."""

from dataclasses import dataclass

import numpy as np

from halfhour.engine.forecasting._days import DayFacts
from halfhour.engine.forecasting._level import LevelFit, fit_level
from halfhour.engine.forecasting._profile import fit_profiles, groups_of
from halfhour.engine.forecasting._table import Bools, Floats, Table

SILENT = 12.0  # contacts expected where none came: chance alone does that once in 160,000 times
OUTLYING = 5.0  # standard deviations of a day's total, and at the same time ...
FAR_OFF = 0.3  # ... this far off as a share of what was expected


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Base:
    """A table without the days that nothing explains, and what was fitted to it.

    `profiles` has shape (days, slots): the shares of each day's contacts, were it open throughout.
    `set_aside` marks the days left out of all fits, `silent` those among them on which nobody came.
    Holidays and their neighbours are never set aside: being unlike other days is what they are.
    """

    table: Table
    facts: DayFacts
    level: LevelFit
    profiles: Floats
    set_aside: Bools
    silent: Bools


def fit_base(*, table: Table, facts: DayFacts) -> Base:
    """Fit level and profiles, set aside what they cannot explain, and fit them again without it."""
    level, profiles = _fit(table, facts)
    expected = level.level[:, None] * profiles * table.share
    plain = table.known_days & ~facts.special
    heard = np.where(table.known, table.counts, 0.0).sum(axis=1)
    likely = np.where(table.known, expected, 0.0).sum(axis=1)
    silent = plain & (heard == 0) & (likely > SILENT)
    off = np.abs(heard - likely)
    outlying = off > OUTLYING * np.sqrt(likely + level.day_variance * likely**2)
    set_aside = silent | (plain & outlying & (off > FAR_OFF * likely) & (off > SILENT))
    quiet = plain[:, None] & table.known & (table.counts == 0) & (expected > SILENT)
    if set_aside.any() or quiet.any():
        counts = np.where(quiet | set_aside[:, None], np.nan, table.counts)
        table = table.with_counts(counts)
        level, profiles = _fit(table, facts)
    return Base(table=table, facts=facts, level=level, profiles=profiles, set_aside=set_aside, silent=silent)


def _fit(table: Table, facts: DayFacts) -> tuple[LevelFit, Floats]:
    known = table.known
    counts = np.where(known, table.counts, 0.0).sum(axis=1)
    exposure = np.where(known, table.share, 0.0).sum(axis=1)
    groups = groups_of(facts)
    profiles = np.zeros_like(table.share)
    for _ in range(2):  # the second round knows which part of its profile each day was open for
        levels = np.divide(counts, exposure, out=np.zeros(table.days), where=exposure > 0)
        profiles = fit_profiles(table=table, facts=facts, level=levels)[groups]
        exposure = np.where(known, table.share * profiles, 0.0).sum(axis=1)
    fit = fit_level(counts=counts, exposure=exposure, known=table.known_days, facts=facts)
    return fit, profiles
