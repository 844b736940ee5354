"""Everything that follows from a roster problem before anything is decided, worked out once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.rostering._people import Person, people_of
from halfhour.engine.rostering._shapes import Option, ShiftShape, bridged, shift_options, shift_shape
from halfhour.engine.rostering._slots import SlotLine, slot_line
from halfhour.engine.rostering.problem import RosterProblem
from halfhour.engine.team import Agent, Service

TENTHS = 10  # coverage is counted in tenths of a person per slot
POOLED_FROM_SECONDS = 4 * 3600  # deferred work due later than this may be done at any time of its day


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Intervals over which a queue's target is held as one sum, in tenths of person-slots.

    One interval for live work. For deferred work that has hours, all intervals of a day.
    """

    queue: int
    intervals: tuple[int, ...]
    target: int
    slots: int
    deferred: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """A problem with its slots, options, people, skill groups and targets.

    Attributes
    ----------
    groups
        Distinct sets of queues that people serve, each as sorted positions of requirements.
    target
        Shape (queues, intervals), in people.
    is_open
        Shape (queues, intervals): whether the queue can be served at all.
    on_duty
        Shape (slots,): whether the team is open, so that the least number must be on duty.
    """

    problem: RosterProblem
    line: SlotLine
    shapes: tuple[ShiftShape, ...]
    options: tuple[Option, ...]
    options_on: tuple[tuple[int, ...], ...]
    people: tuple[Person, ...]
    groups: tuple[tuple[int, ...], ...]
    target: NDArray[np.float64]
    is_open: NDArray[np.bool_]
    on_duty: NDArray[np.bool_]
    buckets: tuple[Bucket, ...]
    slots_of_interval: tuple[range, ...]

    @property
    def days(self) -> int:
        return 7 * self.problem.weeks

    def date_of(self, day: int) -> date:
        return self.problem.first_on + timedelta(days=day)

    def paid_minutes(self, option: int) -> int:
        return self.shapes[self.options[option].shape].paid_minutes


def frame_of(problem: RosterProblem) -> Frame:
    """Work out what a solver needs to know of a problem."""
    team = problem.team
    edges = [edge for span in problem.open_spans for edge in span]
    line = slot_line(grid=problem.grid, team=team, edges=edges)
    shapes = tuple(
        shape
        for minutes in team.rules.shift_minutes
        if (shape := shift_shape(team.rules, minutes, line.seconds)) is not None
    )
    options = shift_options(
        first_on=problem.first_on,
        days=7 * problem.weeks,
        timezone=team.timezone,
        rules=team.rules,
        shapes=shapes,
        spans=bridged(problem.open_spans),
        line=line,
    )
    served = {agent.name: _queues_served(problem, agent) for agent in team.agents}
    sets = sorted(set(served.values()), key=sorted)
    position = {requirement.queue: q for q, requirement in enumerate(problem.requirements)}
    target, is_open = _targets(problem)
    on_duty = _open_slots(problem, line)
    return Frame(
        problem=problem,
        line=line,
        shapes=shapes,
        options=options,
        options_on=_by_day(options, 7 * problem.weeks),
        people=people_of(
            problem=problem,
            options=options,
            shapes=shapes,
            groups={queues: g for g, queues in enumerate(sets)},
            served=served,
            open_days=_open_days(problem, line, on_duty),
        ),
        groups=tuple(tuple(sorted(position[queue] for queue in queues)) for queues in sets),
        target=target,
        is_open=is_open,
        on_duty=on_duty,
        buckets=buckets_of(problem=problem, target=target, is_open=is_open, line=line),
        slots_of_interval=_slots_of_intervals(line),
    )


def _queues_served(problem: RosterProblem, agent: Agent) -> frozenset[str]:
    asked = {requirement.queue for requirement in problem.requirements}
    return frozenset(q.name for q in problem.team.queues if q.name in asked and agent.serves(q))


def _by_day(options: Sequence[Option], days: int) -> tuple[tuple[int, ...], ...]:
    found: list[list[int]] = [[] for _ in range(days)]
    for position, option in enumerate(options):
        found[option.day].append(position)
    return tuple(map(tuple, found))


def _targets(problem: RosterProblem) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    shape = (len(problem.requirements), len(problem.grid))
    target, is_open = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    for q, requirement in enumerate(problem.requirements):
        target[q] = requirement.roster_target
        is_open[q] = (np.asarray(problem.open_seconds[requirement.queue]) > 0) | (target[q] > 0)
    return target, is_open


def _slots_of_intervals(line: SlotLine) -> tuple[range, ...]:
    past = np.cumsum(line.slots_in).tolist()
    return tuple(map(range, [0, *past[:-1]], past))


def _open_slots(problem: RosterProblem, line: SlotLine) -> NDArray[np.bool_]:
    open_slots = np.zeros(len(line), dtype=np.bool_)
    for opens, closes in problem.open_spans:
        covered = line.span(opens, closes)
        open_slots[covered.start : covered.stop] = True
    return open_slots


def _open_days(problem: RosterProblem, line: SlotLine, on_duty: NDArray[np.bool_]) -> frozenset[date]:
    return frozenset(
        problem.first_on + timedelta(days=day) for day in np.unique(line.day_of[on_duty]).tolist()
    )


def buckets_of(
    *, problem: RosterProblem, target: NDArray[np.float64], is_open: NDArray[np.bool_], line: SlotLine
) -> tuple[Bucket, ...]:
    """The sums that coverage is held against, by queue and then by time."""
    day_of = np.zeros(len(problem.grid), dtype=np.int64)
    day_of[line.interval_of] = line.day_of
    buckets: list[Bucket] = []
    for q, requirement in enumerate(problem.requirements):
        queue = problem.team.queue(requirement.queue)
        deferred = queue.service is Service.DEFERRED
        opened = np.flatnonzero(is_open[q])
        if deferred and queue.goal.within_seconds >= POOLED_FROM_SECONDS:
            parts = [opened[day_of[opened] == day] for day in np.unique(day_of[opened])]
        else:
            parts = [opened[n : n + 1] for n in range(opened.size)]
        buckets += [
            Bucket(
                queue=q,
                intervals=tuple(part.tolist()),
                target=round(float(target[q, part] @ line.slots_in[part]) * TENTHS),
                slots=int(line.slots_in[part].sum()),
                deferred=deferred,
            )
            for part in parts
        ]
    return tuple(buckets)


def group_sizes(frame: Frame) -> dict[int, int]:
    """People of each skill group."""
    sizes: dict[int, int] = defaultdict(int)
    for person in frame.people:
        sizes[person.group] += 1
    return sizes
