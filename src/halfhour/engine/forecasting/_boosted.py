"""Gradient-boosted trees over calendar facts, on the slow level and the common profile of the day.

The trees learn what weekday, holidays, month and time of day do to a rate, alone and together. They
see only what is known of any future day, so a forecast of any horizon sees what it was fitted on; the
slow level, which trees cannot carry beyond what they saw, comes from the level model.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from halfhour.engine.forecasting._base import Base
from halfhour.engine.forecasting._days import DayFacts
from halfhour.engine.forecasting._table import Bools, Floats

HALF_LIFE_DAYS = 120.0
LONGEST_DAYS = 400
WEEKDAY = 0  # the column of the features that is a name, not a number
FURTHEST = 4.0  # the trees may move the logarithm of a rate by this much at most
SETTINGS: dict[str, Any] = {
    "objective": "poisson",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 30,
    "lambda_l2": 5.0,
    "cat_l2": 5.0,
    "cat_smooth": 5.0,
    "min_data_per_group": 10,
    "bagging_fraction": 0.9,
    "bagging_freq": 1,
    "max_bin": 63,
    "min_data_in_bin": 1,
    "poisson_max_delta_step": 1.0,
    "boost_from_average": False,
    "feature_pre_filter": False,
    # One thread and rows in order: the same answer on every machine.
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Boosted:
    """Poisson-loss trees; needs LightGBM, which is loaded when the first one is fitted."""

    name: str = "boosted"
    seed: int = 0
    rounds: int = 300

    def rates(self, base: Base) -> Floats:
        import lightgbm  # loading it takes seconds that only a forecast should spend

        table = base.table
        start = base.level.trend[:, None] * _common_profile(base)
        expected = start * table.share
        known = table.known & (expected > 0)
        known[: max(table.first_target - LONGEST_DAYS, 0)] = False
        if not known.any():
            return start
        features = _features(base.facts, slots=table.share.shape[1])
        busy = expected[known].mean()  # rates near 1, so that the penalties mean the same on any queue
        data = lightgbm.Dataset(
            features[known],
            label=table.counts[known] / busy,
            init_score=np.log(expected[known] / busy),
            weight=np.broadcast_to(_weights(known)[:, None], known.shape)[known],
            categorical_feature=[WEEKDAY],
            params=SETTINGS,
        )
        trees = lightgbm.train({**SETTINGS, "seed": self.seed}, data, num_boost_round=self.rounds)
        asked = (np.arange(table.days) >= table.first_target)[:, None] & (table.share > 0)
        change = np.zeros(known.shape)
        if asked.any():
            change[asked] = np.asarray(trees.predict(features[asked], raw_score=True, num_threads=1))
        return start * np.exp(np.clip(change, -FURTHEST, FURTHEST))


def _common_profile(base: Base) -> Floats:
    """The mean profile of the days seen, shape (1, slots)."""
    seen = base.profiles[base.table.known_days]
    return seen.mean(axis=0, keepdims=True) if len(seen) else base.profiles[:1]


def _weights(known: Bools) -> Floats:
    """Recent days count more, shape (days,)."""
    newest = np.flatnonzero(known.any(axis=1))[-1]
    age = np.maximum(newest - np.arange(len(known)), 0)
    return np.asarray(0.5 ** (age / HALF_LIFE_DAYS))


def _features(facts: DayFacts, *, slots: int) -> Floats:
    """Calendar facts of each day, and the slot; shape (days, slots, features)."""
    by_day = np.stack(
        [
            facts.weekdays,
            facts.holiday + 2 * facts.after + 4 * facts.second_after + 8 * facts.before,
            np.minimum(facts.from_month_start, 12),
            np.minimum(facts.to_month_end, 12),
            facts.month_phase,
        ],
        axis=1,
    ).astype(np.float64)
    days, facts_count = by_day.shape
    features = np.empty((days, slots, facts_count + 1))
    features[:, :, :-1] = by_day[:, None, :]
    features[:, :, -1] = np.arange(slots)
    return features
