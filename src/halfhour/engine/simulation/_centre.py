"""A service team as the simulator sees it, whole and checked."""

from dataclasses import dataclass

from halfhour.engine.simulation._checks import (
    check_agents,
    check_grid,
    check_groups,
    check_queues,
    check_together,
)
from halfhour.engine.simulation._parts import Agent, Group, Queue


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """Everything that is simulated together.

    `shared_day_cv` is how much the demand of all queues varies together from day to day.

    Raises
    ------
    ImpossibleCentre
        For anything that cannot be simulated; the message says what, where and what is allowed, the
        `reason` the same as a kind that has words.
    """

    queues: tuple[Queue, ...]
    agents: tuple[Agent, ...] = ()
    groups: tuple[Group, ...] = ()
    intervals: int
    interval_seconds: float = 1800.0
    shared_day_cv: float = 0.0

    def __post_init__(self) -> None:
        check_grid(self.intervals, self.interval_seconds, self.shared_day_cv)
        check_queues(self.queues, intervals=self.intervals, horizon_seconds=self.horizon_seconds)
        check_agents(self.agents, queues=self.queues, horizon_seconds=self.horizon_seconds)
        check_groups(self.groups, queues=self.queues, intervals=self.intervals)
        check_together(self.queues, self.agents, self.groups)

    @property
    def horizon_seconds(self) -> float:
        return self.intervals * self.interval_seconds
