"""The bank of `anonymous_bank` as formulas see it: one queue, and agents who are all alike."""

from dataclasses import dataclass

import numpy as np

from halfhour.engine.attendance import AwayRule, people_present
from halfhour.engine.patience import Waits, mean_patience, patience_distribution
from halfhour.engine.queueing import erlang_a
from halfhour.engine.simulation import Centre, Empirical, Group, Queue, Skill
from support.anonymous_bank import (
    DAY_SECONDS,
    DAYS,
    GOAL_SECONDS,
    HALF_HOUR,
    HALF_HOURS,
    NEVER_AWAY,
    BankCalls,
    Floats,
    Ints,
    arrivals,
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """The bank as formulas see it: one queue, alike agents, steady half hours; arrays over half hours."""

    contacts: Floats
    agents: Ints
    handle_seconds: float
    patience: Waits

    def erlang_a(self) -> tuple[float, float, float]:
        """Share that hangs up, mean wait, share answered within the goal."""
        busy = self.contacts > 0
        found = erlang_a.erlang_a(
            load_erlangs=self.contacts[busy] / HALF_HOUR * self.handle_seconds,
            agents=self.agents[busy],
            handle_seconds=self.handle_seconds,
            patience_seconds=mean_patience(self.patience).value,
            within_seconds=GOAL_SECONDS,
        )
        figures = (found.abandonment, found.mean_wait_seconds, found.service_level)
        lost, wait, kept = (float(np.average(each, weights=self.contacts[busy])) for each in figures)
        return lost, wait, kept


def pool(calls: BankCalls, *, shrinkage: float = 0.0, rule: AwayRule = NEVER_AWAY) -> Pool:
    """All days as half hours, `shrinkage` taken from the people on queue, to whole people."""
    edges = HALF_HOUR * np.arange(DAYS * DAY_SECONDS // HALF_HOUR + 1)
    present = people_present(calls.attendance(rule), edges_seconds=edges)
    return Pool(
        contacts=np.histogram(calls.came_at, edges)[0].astype(np.float64),
        agents=np.rint(present * (1 - shrinkage)).astype(np.int64),
        handle_seconds=float((calls.ended_at - calls.started_at)[calls.handled].mean()),
        patience=calls.waits(),
    )


def pool_centre(calls: BankCalls, found: Pool, day: int) -> Centre:
    """One day of the pool for the simulator: handle times and patience as measured, calls at their times."""
    first = day * DAY_SECONDS // HALF_HOUR
    staffed = found.agents[first : first + DAY_SECONDS // HALF_HOUR]
    padded = (*staffed.tolist(), *(0,) * (HALF_HOURS - staffed.size))
    seconds = (calls.ended_at - calls.started_at)[calls.handled]
    calls_queue = Queue(
        name="calls",
        handle=Empirical(seconds=tuple(seconds.tolist())),
        patience=patience_distribution(found.patience),
        goal_seconds=GOAL_SECONDS,
        **arrivals(np.sort(calls.came_at[calls.day == day]) - day * DAY_SECONDS, replayed=True),
    )
    people = Group(name="people", skills=(Skill(queue="calls"),), staffed=padded)
    return Centre(queues=(calls_queue,), groups=(people,), intervals=HALF_HOURS)
