"""What a finished draft costs, counted from what people actually do, not from a model."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from halfhour.engine.rostering._draft import Draft
from halfhour.engine.rostering._floor_rules import add_previous_shifts
from halfhour.engine.rostering._frame import TENTHS, Frame, group_sizes
from halfhour.engine.rostering._placed import Placed
from halfhour.engine.rostering._presence import Presence
from halfhour.engine.rostering._search import search
from halfhour.engine.rostering._unsocial import unsocial_before, unsocial_options
from halfhour.engine.rostering._weights import FAIR_SCALE, Weights, units_per_point
from halfhour.engine.rostering._windows import Window
from halfhour.engine.rostering.problem import Assignment
from halfhour.engine.rostering.rules._terms import total

SHARING_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shared:
    """Everybody at work shared out to the queues.

    `covered` is in tenths of person-slots, shape (queues, intervals); `units` the cost of coverage
    and duty in model units; `missing` people missing on duty, shape (slots,).
    """

    covered: NDArray[np.float64]
    assignments: tuple[Assignment, ...]
    units: float
    missing: NDArray[np.int64]


def presence_of(draft: Draft, placed: Placed) -> Presence:
    """Who is there in each slot, all being decided."""
    frame = draft.frame
    presence = Presence(frame)
    add_previous_shifts(frame, presence)
    for (person, day), option in draft.shifts.items():
        shift, group = frame.options[option], frame.people[person].group
        presence.add(group, frame.line.inside(shift.first_slot, shift.past_slot), 1)
        pauses = frame.shapes[shift.shape].windows
        for start, pause in zip(placed.breaks[person, day], pauses, strict=True):
            presence.add(group, frame.line.inside(start, start + pause.slots), 1, -1)
    for each in placed.attended:
        group = frame.people[each.person].group
        presence.add(group, frame.line.inside(each.first_slot, each.past_slot), 1, -1)
    return presence


def share_out_people(window: Window, draft: Draft, placed: Placed) -> Shared:
    """Put everybody at work on the queues they serve, day by day, at the least cost."""
    frame, sizes = window.frame, group_sizes(window.frame)
    presence = presence_of(draft, placed)
    presence.settle(cp_model.CpModel(), sizes, range(len(frame.line)))
    covered = np.zeros(frame.target.shape)
    assignments: list[Assignment] = []
    units = 0.0
    for day in range(frame.days):
        intervals = [
            i for i, slots in enumerate(frame.slots_of_interval) if frame.line.day_of[slots.start] == day
        ]
        model = cp_model.CpModel()
        costs, serving = presence.cover(model, window.weights, sizes=sizes, intervals=intervals)
        model.minimize(total(costs))
        found = search(model, seconds=SHARING_SECONDS, seed=window.seed, report=window.effort.report)
        units += found.cost if costs else 0.0
        for (group, queue, interval), term in sorted(serving.items(), key=lambda item: item[0][2]):
            if tenths := found.value(term):
                covered[queue, interval] += tenths
                assignments.append(_assignment(frame, group, queue, interval, tenths))
    missing = _missing(frame, presence)
    duty = round(window.weights.duty(frame, int(missing.sum())) * units_per_point(frame))
    return Shared(covered=covered, assignments=tuple(assignments), units=units + duty, missing=missing)


def _assignment(frame: Frame, group: int, queue: int, interval: int, tenths: int) -> Assignment:
    names = [requirement.queue for requirement in frame.problem.requirements]
    return Assignment(
        queues_served=tuple(names[q] for q in frame.groups[group]),
        queue=names[queue],
        interval=interval,
        agents=tenths / TENTHS / int(frame.line.slots_in[interval]),
    )


def _missing(frame: Frame, presence: Presence) -> NDArray[np.int64]:
    least = frame.problem.team.rules.on_duty_at_least
    at_work = np.zeros(len(frame.line), dtype=np.int64)
    for (_, slot), people in presence.there.items():
        assert isinstance(people, int)
        at_work[slot] += people
    return np.where(frame.on_duty, np.maximum(least - at_work, 0), 0)


def minutes_short(frame: Frame, draft: Draft) -> dict[tuple[int, int], int]:
    """By person and week, the paid minutes still owed."""
    found = {}
    for person in frame.people:
        for week in range(frame.problem.weeks):
            short = person.least_minutes[week] - draft.minutes(person.index, week)
            if short > 0:
                found[person.index, week] = short
    return found


def people_units(frame: Frame, weights: Weights, draft: Draft, placed: Placed) -> float:
    """The cost of hours short, sessions missed, wishes, unsteady starts and unfair shares."""
    points = units_per_point(frame)

    def units(weight: float) -> int:
        return round(weight * points)

    cost = units(weights.hour_short / 60) * sum(minutes_short(frame, draft).values())
    cost += units(weights.session_dropped) * len(placed.missed)
    cost += units(weights.day_off_wish) * _days_off_missed(frame, draft)
    cost += units(weights.start_wish) * _starts_missed(frame, draft)
    cost += units(weights.step_unsteady) * _unsteady_steps(frame, draft)
    return cost + units(weights.share_unfair / FAIR_SCALE) * _unfairness(frame, draft)


def _days_off_missed(frame: Frame, draft: Draft) -> int:
    return sum(
        frame.date_of(day).weekday() in frame.people[person].agent.prefers_off for person, day in draft.shifts
    )


def _starts_missed(frame: Frame, draft: Draft) -> int:
    missed = 0
    for (person, _), option in draft.shifts.items():
        wish = frame.people[person].agent.prefers_start
        missed += wish is not None and not wish[0] <= frame.options[option].start_second <= wish[1]
    return missed


def _unsteady_steps(frame: Frame, draft: Draft) -> int:
    step = frame.problem.team.rules.start_step_minutes * 60
    starts: dict[tuple[int, int], list[int]] = {}
    for (person, day), option in draft.shifts.items():
        starts.setdefault((person, day // 7), []).append(frame.options[option].start_second // step)
    return sum(max(week) - min(week) for week in starts.values())


def _unfairness(frame: Frame, draft: Draft) -> int:
    hours = max((person.agent.weekly_hours for person in frame.people), default=0.0)
    before = unsocial_before(frame)
    worked = Counter((person, option) for (person, _), option in draft.shifts.items())
    spread = 0
    for kind, options in unsocial_options(frame).items():
        shares = []
        for person in frame.people:
            possible = [o for day in person.allowed for o in day if o in options]
            if possible and person.agent.weekly_hours > 0:
                scale = round(FAIR_SCALE * hours / person.agent.weekly_hours)
                count = sum(worked[person.index, o] for o in possible)
                shares.append(scale * (count + before.get((person.agent.name, kind), 0)))
        spread += max(shares, default=0) - min(shares, default=0)
    return spread
