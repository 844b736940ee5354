"""From contacts to the stretches in which a person was on queue."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.attendance._kinds import kinds_by_day
from halfhour.engine.attendance._passed_over import PassedOver
from halfhour.engine.attendance._records import Answered, Waiting
from halfhour.engine.errors import OutOfRange


@dataclass(frozen=True, slots=True, kw_only=True)
class AwayRule:
    """When a pause between two contacts of one person was time away from the queue.

    away_after_seconds
        A longer pause is time away as a whole; infinity for no such limit.
    passed_over_after_seconds
        In a shorter one the person was away up to the last moment at which somebody whom they could have
        answered had been left waiting by them for longer than this. Infinity for no such limit.
    """

    away_after_seconds: float = 900.0
    passed_over_after_seconds: float = 30.0

    def __post_init__(self) -> None:
        for name, seconds in (
            ("away_after_seconds", self.away_after_seconds),
            ("passed_over_after_seconds", self.passed_over_after_seconds),
        ):
            if not seconds >= 0:
                raise OutOfRange(f"{name} must be at least 0; got {seconds:g}")


DEFAULT_RULE = AwayRule()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDay:
    """One person's day on queue: from the first contact to the last, without the time away.

    `stretches` are pairs of seconds (start, end) in order, each beginning and ending with a contact or
    with the return from time away; `last_started` is when the last contact of each began. `kinds` is what
    the person took that day, `contacts` how many.
    """

    agent: str
    day: int
    kinds: frozenset[str]
    stretches: tuple[tuple[float, float], ...]
    last_started: tuple[float, ...]
    contacts: int
    busy_seconds: float

    @property
    def span_seconds(self) -> float:
        return self.stretches[-1][1] - self.stretches[0][0]

    @property
    def present_seconds(self) -> float:
        return sum(end - start for start, end in self.stretches)

    @property
    def stretches_to_play(self) -> tuple[tuple[float, float], ...]:
        """Each up to the middle of its last contact, for a simulator that lets people finish what they hold.

        To its end, people would stay for longer than they did: until the end of a contact that is in hand
        then, and began later.
        """
        return tuple(
            (start, (max(start, last) + end) / 2)
            for (start, end), last in zip(self.stretches, self.last_started, strict=True)
        )


def infer_attendance(
    *, answered: Answered, waiting: Waiting, rule: AwayRule = DEFAULT_RULE
) -> tuple[AgentDay, ...]:
    """The days of every agent, by agent and day.

    Notes
    -----
    A person who was free and did not take somebody who waited was not there, whatever the roster said; a
    person who was free while nobody waited may have been. So the first is known from the records, and the
    second is decided by the length of the pause. Contacts of one agent that overlap count as one. The
    rule, its sensitivity and what it makes of a real bank: docs/methods/attendance.md.

    Examples
    --------
    >>> from halfhour.engine.attendance import answered_contacts, waiting_contacts
    >>> found, = infer_attendance(
    ...     answered=answered_contacts(agent=["Ada"] * 3, kind=["phone"] * 3, day=[1] * 3,
    ...                                waited_from=[0, 500, float("nan")], started_at=[10, 520, 3000],
    ...                                ended_at=[200, 700, 3300]),
    ...     waiting=waiting_contacts(kind=["phone", "phone"], since=[250, 500], until=[300, 520]))
    >>> found.stretches
    ((10.0, 200.0), (300.0, 700.0), (3000.0, 3300.0))
    """
    kinds = kinds_by_day(answered)
    passed_over = PassedOver(waiting=waiting, grace_seconds=rule.passed_over_after_seconds)
    found = []
    for (agent, day), rows in by_agent_and_day(answered):
        started = answered.started_at[rows]
        done = np.maximum.accumulate(answered.ended_at[rows])
        free_from, free_until = done[:-1], np.maximum(started[1:], done[:-1])
        back = np.where(
            free_until - free_from > rule.away_after_seconds,
            free_until,
            passed_over.until(kinds=kinds[agent, day], free_from=free_from, free_until=free_until),
        )
        went = back > free_from
        starts, ends = np.append(started[0], back[went]), np.append(free_from[went], done[-1])
        lasting = ends > starts  # a contact that took no time at all is no presence
        if not lasting.any():
            continue
        starts, ends = starts[lasting], ends[lasting]
        lasts = started[np.searchsorted(started, ends, side="left") - 1]
        found.append(
            AgentDay(
                agent=agent,
                day=day,
                kinds=kinds[agent, day],
                stretches=tuple(zip(starts.tolist(), ends.tolist(), strict=True)),
                last_started=tuple(lasts.tolist()),
                contacts=rows.size,
                busy_seconds=float(done[-1] - started[0] - (free_until - free_from).sum()),
            )
        )
    return tuple(found)


def by_agent_and_day(answered: Answered) -> Iterator[tuple[tuple[str, int], NDArray[np.intp]]]:
    """The contacts of each agent's day, as positions in the order in which they started."""
    order = np.lexsort((answered.started_at, answered.day, answered.agent))
    agent, day = answered.agent[order], answered.day[order]
    first = np.flatnonzero(np.append(True, (agent[1:] != agent[:-1]) | (day[1:] != day[:-1])))
    for rows in np.split(order, first[1:]) if order.size else ():
        yield (str(answered.agent[rows[0]]), int(answered.day[rows[0]])), rows
