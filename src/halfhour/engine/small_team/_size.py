"""From which size on averages can be trusted: how far half hours stray as a team grows, in closed form."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_a
from halfhour.engine.small_team._spread import LevelSpread, level_spread

SIZES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 18, 22, 27, 33, 40, 50, 60, 75, 90, 110, 135, 165, 200)
TRUSTED = 0.10  # of the level: an interval that is no worse than so much below the mean is near it
BUSIEST = 0.97  # occupancy above which a line hardly ever settles within a day


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePoint:
    """A team of so many people on one queue, and how its half hours spread."""

    agents: int
    load_erlangs: float
    spread: LevelSpread


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeCurve:
    """Two ways to grow: everybody as busy as now, or as few people as just keep the goal.

    `trusted_from` is the fewest people from which on every larger team's 5 % bound lies within `trusted`
    of its mean; None where even the largest looked at does not. `at_goal_trusted_from` is the same
    for teams that just keep the goal.
    """

    occupancy: float
    trusted: float
    at_occupancy: tuple[SizePoint, ...]
    at_goal: tuple[SizePoint, ...]

    @property
    def trusted_from(self) -> int | None:
        return _trusted_from(self.at_occupancy, self.trusted)

    @property
    def at_goal_trusted_from(self) -> int | None:
        return _trusted_from(self.at_goal, self.trusted)

    @property
    def largest(self) -> int:
        return self.at_occupancy[-1].agents


def size_curve(
    *,
    occupancy: float,
    handle_seconds: float,
    within_seconds: float,
    share: float,
    patience_seconds: float = np.inf,
    concurrency: int = 1,
    interval_seconds: float = 1800.0,
    sizes: tuple[int, ...] = SIZES,
    trusted: float = TRUSTED,
) -> SizeCurve:
    """How half hours spread in teams of each size, on one queue with this work and this goal.

    Parameters
    ----------
    occupancy
        Load over places, above 0: how busy people are now. What is more than 0.97 is drawn at 0.97.
    sizes
        People, ascending.
    trusted
        How close to the mean the 5 % bound must lie, as a share of all contacts.

    Examples
    --------
    >>> found = size_curve(occupancy=0.8, handle_seconds=240, within_seconds=20, share=0.8)
    >>> found.trusted_from, found.at_goal_trusted_from
    (75, None)
    """
    if not occupancy > 0:
        raise OutOfRange(f"occupancy must be above 0; got {occupancy:g}")
    if not sizes or list(sizes) != sorted(set(sizes)) or sizes[0] < 1:
        raise OutOfRange(f"sizes must ascend from at least 1; got {sizes}")
    busy = min(occupancy, BUSIEST)
    service = {
        "handle_seconds": handle_seconds,
        "within_seconds": within_seconds,
        "patience_seconds": patience_seconds,
    }

    def point(agents: int, load: float) -> SizePoint:
        spread = level_spread(
            load_erlangs=load,
            agents=agents,
            share=share,
            concurrency=concurrency,
            interval_seconds=interval_seconds,
            **service,
        )
        return SizePoint(agents=agents, load_erlangs=load, spread=spread)

    return SizeCurve(
        occupancy=busy,
        trusted=trusted,
        at_occupancy=tuple(point(agents, busy * agents * concurrency) for agents in sizes),
        at_goal=tuple(
            point(agents, _most_load(agents * concurrency, share=share, **service)) for agents in sizes
        ),
    )


def _most_load(places: int, *, share: float, **service: float) -> float:
    """The load with which so many places just keep the goal in the long run."""

    def beyond(load: float) -> float:
        return float(erlang_a.service_level(load_erlangs=load, agents=places, **service)) - share

    return float(brentq(beyond, 1e-9, places / share + 1e-6, rtol=1e-9))


def _trusted_from(points: tuple[SizePoint, ...], trusted: float) -> int | None:
    """The first size from which on all are near their mean."""
    found = None
    for point in reversed(points):
        if point.spread.worse > trusted:
            break
        found = point.agents
    return found
