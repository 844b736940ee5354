"""Days simulated with breaks that are known, and what the records say of them."""

import numpy as np

from halfhour.engine.attendance import (
    AgentDay,
    AwayRule,
    answered_contacts,
    infer_attendance,
    waiting_contacts,
)
from halfhour.engine.simulation import Agent, Centre, Exponential, Outcome, Queue, Skill, Stretch, simulate

HALF_HOURS = 16
DAY_SECONDS = HALF_HOURS * 1800
AGENTS = 12


def played(contacts_per_half_hour: float, *, days: int) -> Outcome:
    """Eight hours of twelve people on one queue, days like each other."""
    phone = Queue(
        name="phone",
        expected=(contacts_per_half_hour,) * HALF_HOURS,
        handle=Exponential(mean_seconds=240),
        patience=Exponential(mean_seconds=300),
    )
    agents = tuple(
        Agent(name=f"agent {k}", skills=(Skill(queue="phone"),), stretches=_stretches(k))
        for k in range(AGENTS)
    )
    centre = Centre(queues=(phone,), agents=agents, intervals=HALF_HOURS)
    return simulate(centre, replications=days, seed=11, keep_records=True)


def _stretches(seed: int) -> tuple[Stretch, ...]:
    """Five breaks of 5 to 40 minutes."""
    rng = np.random.default_rng(seed)
    starts = np.sort(rng.choice(np.arange(1800, DAY_SECONDS - 3600, 3600), size=5, replace=False))
    ends = starts + rng.uniform(300, 2400, 5)
    edges = np.concatenate(([0.0], np.column_stack((starts, ends)).ravel(), [DAY_SECONDS]))
    return tuple(Stretch(start_seconds=a, end_seconds=b) for a, b in edges.reshape(-1, 2).tolist())


def truly_away(outcome: Outcome) -> float:
    """Whoever is on a contact when the break begins finishes it first."""
    return float(1 - outcome.staffed_seconds.mean() / DAY_SECONDS)


def inferred(outcome: Outcome, *, rule: AwayRule) -> tuple[AgentDay, ...]:
    """Attendance out of the records; one replication after the other, as days of one long history."""
    records = outcome.records
    assert records is not None
    origin = records.replication.astype(np.float64) * 10 * DAY_SECONDS
    at_once = records.answered_at == records.arrived_at
    answered = ~np.isnan(records.answered_at) & ~np.isnan(records.ended_at)
    stood = ~at_once & ~np.isnan(records.ended_at)
    left = np.where(np.isnan(records.answered_at), records.ended_at, records.answered_at)
    return infer_attendance(
        answered=answered_contacts(
            agent=np.array(outcome.agent_names)[records.agent[answered]],
            kind=["phone"] * int(answered.sum()),
            day=records.replication[answered],
            waited_from=np.where(at_once, np.nan, records.arrived_at + origin)[answered],
            started_at=(records.answered_at + origin)[answered],
            ended_at=(records.ended_at + origin)[answered],
        ),
        waiting=waiting_contacts(
            kind=["phone"] * int(stood.sum()),
            since=(records.arrived_at + origin)[stood],
            until=(left + origin)[stood],
        ),
        rule=rule,
    )
