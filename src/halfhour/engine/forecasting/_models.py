"""The models that compete: each a value with its settings, giving contacts by day and slot.

A model sees what is known up to the day it forecasts from and answers for all days of the table, as
contacts in a slot that is open throughout; shape (days, slots).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from halfhour.engine.forecasting._base import Base
from halfhour.engine.forecasting._table import Floats

FEW = 5.0  # a median of counts smaller than this is far from their mean


class Model(Protocol):
    """Anything that turns the base into rates."""

    @property
    def name(self) -> str: ...

    def rates(self, base: Base) -> Floats: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Seasonal:
    """The median of the same slot on the same weekday in recent weeks, holidays apart."""

    name: str = "seasonal"
    weeks: int = 6

    def rates(self, base: Base) -> Floats:
        table, facts = base.table, base.facts
        seen = np.divide(
            table.counts, table.share, out=np.full(table.counts.shape, np.nan), where=table.share > 0
        )
        any_day = np.nan_to_num(_middle(seen[table.known_days][-5 * self.weeks :]))
        rates = np.tile(any_day, (table.days, 1))
        for weekday in range(7):
            same = facts.weekdays == weekday
            plain = table.known_days & same & ~facts.special
            chosen = plain if plain.any() else table.known_days & same
            rates[same] = _or_else(_middle(seen[chosen][-self.weeks :]), any_day)
        held = table.known_days & facts.holiday
        if held.any():
            rates[facts.holiday] = _or_else(_middle(seen[held][-self.weeks :]), any_day)
        return rates


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelProfile:
    """The level of each day, spread over its slots by the profile of its weekday."""

    name: str = "profile"

    def rates(self, base: Base) -> Floats:
        return base.level.level[:, None] * base.profiles


def average(rates: Sequence[Floats]) -> Floats:
    """The mean of what several models expect: where their errors differ, they cancel."""
    return np.asarray(np.mean(np.stack(rates), axis=0))


def _middle(rates: Floats) -> Floats:
    """The median over days by slot, or the mean where counts are few; NaN where nothing is known."""
    middle = np.full(rates.shape[1], np.nan)
    seen = ~np.isnan(rates).all(axis=0)
    if not seen.any():
        return middle
    medians, means = np.nanmedian(rates[:, seen], axis=0), np.nanmean(rates[:, seen], axis=0)
    middle[seen] = np.where(medians < FEW, means, medians)
    return middle


def _or_else(rates: Floats, otherwise: Floats) -> Floats:
    return np.where(np.isnan(rates), otherwise, rates)
