"""Time cut fine enough for every shift, break and session: the slots that rosters are built from.

A slot is the greatest length that divides the interval, the step of shift starts and every length of
shift, break and session (usually 15 minutes). An interval is a whole number of slots, so somebody on
a 15-minute break in a half hour is there for one of its two slots.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.intervals import IntervalGrid, local_seconds
from halfhour.engine.team import DAY_SECONDS, Team

FINEST_SECONDS = 300  # edges of opening hours do not cut slots below five minutes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SlotLine:
    """The horizon as slots of `seconds`, from `origin` (an instant) on.

    `interval_of` is the interval that holds each slot, `day_of` the number of its local day in the
    horizon, both of shape (slots,); `slots_in`, shape (intervals,), counts the slots of an interval.
    """

    origin: int
    seconds: int
    interval_of: NDArray[np.intp]
    day_of: NDArray[np.int64]
    slots_in: NDArray[np.int64]

    def __len__(self) -> int:
        return int(self.interval_of.size)

    def slot_at(self, instant: int) -> int:
        """The slot that holds an instant; below 0 or above the last where it lies outside."""
        return (instant - self.origin) // self.seconds

    def instant_of(self, slot: int) -> int:
        return self.origin + slot * self.seconds

    def inside(self, first: int, past: int) -> range:
        """The slots of the horizon in [first, past)."""
        return range(max(first, 0), min(past, len(self)))

    def span(self, starts_at: int, ends_at: int) -> range:
        """The slots of the horizon that [starts_at, ends_at) touches."""
        return self.inside(self.slot_at(starts_at), -((self.origin - ends_at) // self.seconds))


def slot_line(*, grid: IntervalGrid, team: Team, edges: Iterable[int] = ()) -> SlotLine:
    """Cut a grid into slots for a team; `edges` are instants at which work may begin or end."""
    seconds = slot_seconds(grid=grid, team=team, edges=edges)
    origin, end = int(grid.starts[0]), int(grid.ends[-1])
    starts = np.arange(origin, end, seconds, dtype=np.int64)
    interval_of = np.searchsorted(grid.starts, starts, side="right") - 1
    days = local_seconds(starts, grid.timezone) // DAY_SECONDS
    return SlotLine(
        origin=origin,
        seconds=seconds,
        interval_of=interval_of,
        day_of=days - days[0],
        slots_in=np.bincount(interval_of, minlength=len(grid)).astype(np.int64),
    )


def slot_seconds(*, grid: IntervalGrid, team: Team, edges: Iterable[int] = ()) -> int:
    """The greatest length that divides everything that has to fit."""
    rules = team.rules
    lengths = [grid.seconds, rules.start_step_minutes * 60]
    lengths += np.diff(grid.starts).tolist()
    lengths += [minutes * 60 for minutes in rules.shift_minutes]
    lengths += [rule.minutes * 60 for rule in rules.breaks]
    lengths += [session.minutes * 60 for session in team.sessions]
    coarse = gcd(*lengths)
    fine = gcd(coarse, *(edge - int(grid.starts[0]) for edge in edges))
    return fine if fine >= FINEST_SECONDS else coarse
