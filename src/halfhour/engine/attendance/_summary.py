"""What attendance adds up to: the share of time away, people per interval, and work after a contact."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from halfhour.engine.attendance._infer import AgentDay, by_agent_and_day
from halfhour.engine.attendance._records import Answered, Floats
from halfhour.engine.errors import OutOfRange


def away_share(days: Iterable[AgentDay]) -> float | None:
    """Share of the time from first to last contact that was spent away; None where there is no time.

    Examples
    --------
    >>> from halfhour.engine.attendance import AgentDay
    >>> away_share([AgentDay(agent="Ada", day=1, kinds=frozenset({"phone"}), contacts=9, busy_seconds=2000,
    ...                      stretches=((0, 1800), (2700, 3600)), last_started=(1500, 3300))])
    0.25
    """
    several = tuple(days)
    span = sum(day.span_seconds for day in several)
    return 1 - sum(day.present_seconds for day in several) / span if span > 0 else None


def people_present(days: Iterable[AgentDay], *, edges_seconds: ArrayLike) -> Floats:
    """Mean number of people on queue between each two edges, shape (edges - 1,).

    Raises
    ------
    OutOfRange
        Unless there are two edges or more, ascending.

    Examples
    --------
    >>> from halfhour.engine.attendance import AgentDay
    >>> people_present([AgentDay(agent="Ada", day=1, kinds=frozenset({"phone"}), contacts=9,
    ...                          busy_seconds=2000, stretches=((0, 1800), (2700, 3600)),
    ...                          last_started=(1500, 3300))],
    ...                edges_seconds=[0, 1800, 3600, 5400]).tolist()
    [1.0, 0.5, 0.0]
    """
    edges = np.asarray(edges_seconds, dtype=np.float64)
    if edges.ndim != 1 or edges.size < 2 or not (np.diff(edges) > 0).all():
        raise OutOfRange(f"got {edges.size} edges; need two or more, ascending")
    stretches = np.array([stretch for day in days for stretch in day.stretches]).reshape(-1, 2)
    # Seconds of presence before each edge, all people together.
    before = np.clip(edges[:, None], stretches[:, 0], stretches[:, 1]).sum(axis=1)
    present: Floats = np.diff(before) / np.diff(edges)
    return present


def seconds_after_contact(answered: Answered, *, at_most_seconds: float = 30.0) -> Floats:
    """Pauses before contacts that had been waiting already: what a contact takes beyond its end.

    Wrap-up, the next one's ringing: no choice of the person's, who answered what was next. Longer pauses
    than `at_most_seconds` are left out: `AwayRule` counts these as time away.

    Examples
    --------
    >>> from halfhour.engine.attendance import answered_contacts
    >>> seconds_after_contact(answered_contacts(
    ...     agent=["Ada"] * 3, kind=["phone"] * 3, day=[1] * 3, waited_from=[0, 150, 250],
    ...     started_at=[10, 206, 380], ended_at=[200, 300, 400])).tolist()
    [6.0]
    """
    found = []
    for _name, rows in by_agent_and_day(answered):
        done = np.maximum.accumulate(answered.ended_at[rows])[:-1]
        pause = answered.started_at[rows][1:] - done
        waited_already = answered.waited_from[rows][1:] < done
        found.append(pause[waited_already & (pause >= 0) & (pause <= at_most_seconds)])
    return np.concatenate(found) if found else np.empty(0)
