"""Sick days in spells: each person well or sick, from day to day with fixed chances."""

import numpy as np
from numpy.typing import NDArray


def spells(
    chance: np.random.Generator, *, people: int, days: int, mean_days: float, share: float
) -> tuple[NDArray[np.bool_], float]:
    """Who was sick when, shape (people, days), and the share of days that is true in the long run."""
    ends = 1 / mean_days
    begins = ends * share / (1 - share)
    sick = np.zeros((people, days), dtype=bool)
    state = chance.random(people) < share
    for day in range(days):
        sick[:, day] = state
        draw = chance.random(people)
        state = np.where(state, draw >= ends, draw < begins)
    return sick, share
