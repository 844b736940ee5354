"""The rules that concern who is there: breaks, sessions, duty and coverage."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from halfhour.engine.rostering._frame import Frame, group_sizes
from halfhour.engine.rostering._presence import Presence
from halfhour.engine.rostering._roster_model import Ahead, Breaks, RosterModel
from halfhour.engine.rostering._sessions import AgreedSession, TogetherSession
from halfhour.engine.rostering.rules import (
    Attendees,
    ShiftsToBreak,
    attend_agreed_session,
    be_in_one_place,
    hold_sessions_alone,
    hold_sessions_together,
    place_breaks,
)
from halfhour.engine.rostering.rules._terms import Count, Term, total

LED_POINTS = 0.5  # what a person more or fewer on a shift than the relaxed model would have costs


def count_on_shift(it: RosterModel) -> None:
    """People of each skill group on each shift that reaches into a date that free shifts touch."""
    touched = touched_days(it)
    parts: dict[tuple[int, int], list[Count]] = defaultdict(list)
    for (c, option), works in it.works.items():
        if not touched.isdisjoint(dates_of(it.frame, option)):
            parts[it.crews[c].group, option].append(works)
    sizes = group_sizes(it.frame)
    for (group, option), works_of_group in parts.items():
        people = total(works_of_group)
        if isinstance(people, int):
            it.on_shift[group, option] = people
            continue
        count = it.model.new_int_var(0, sizes[group], f"on shift {group} {option}")
        it.model.add(count == people)
        it.on_shift[group, option] = count


def add_shifts_and_breaks(it: RosterModel, presence: Presence) -> None:
    frame = it.frame
    alike: dict[tuple[int, int, int], list[int]] = defaultdict(list)
    for (group, option), people in it.on_shift.items():
        if isinstance(people, int) and people == 0:
            continue
        shift = frame.options[option]
        presence.add(group, frame.line.inside(shift.first_slot, shift.past_slot), people)
        alike[group, shift.day, shift.shape].append(option)
    sizes = group_sizes(frame)
    for (group, day, shape), options in alike.items():
        for window in frame.shapes[shape].windows:
            shifts = [
                ShiftsToBreak(
                    it.on_shift[group, o],
                    frame.options[o].first_slot + window.earliest,
                    frame.options[o].first_slot + window.latest,
                )
                for o in options
            ]
            starts = break_starts(frame, shifts, window.slots)
            starting = {slot: it.model.new_int_var(0, sizes[group], f"break {slot}") for slot in starts}
            place_breaks(it.model, shifts, starting, people=sizes[group])
            it.breaks.append(Breaks(group, day, window.slots, starting))
            for slot, count in starting.items():
                presence.add(group, frame.line.inside(slot, slot + window.slots), count, -1)


def break_starts(frame: Frame, shifts: Sequence[ShiftsToBreak], slots: int) -> list[int]:
    """Slots in which a break may start: on whole multiples of its length if every window has one."""
    every = range(min(shift.earliest for shift in shifts), max(shift.latest for shift in shifts) + 1)
    step = min(slots, max(1, frame.problem.grid.seconds // frame.line.seconds))
    whole = [slot for slot in every if slot % step == 0]
    if all(any(shift.earliest <= slot <= shift.latest for slot in whole) for shift in shifts):
        return whole
    return list(every)


def add_sessions(it: RosterModel, presence: Presence) -> None:
    for agreed in it.sessions.agreed:
        _add_agreed(it, presence, agreed)
    occupied: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for session in it.sessions.together:
        _add_together(it, presence, session, occupied)
    for terms in occupied.values():
        be_in_one_place(it.model, terms)
    sizes = group_sizes(it.frame)
    for load in it.sessions.alone:
        most = min(load.sessions, sizes[load.group])
        starting: dict[int, Count] = {
            slot: it.model.new_int_var(0, most, f"alone {slot}") for slot in load.starts
        }
        dropped = hold_sessions_alone(it.model, starting, sessions=load.sessions)
        it.charge("sessions", dropped, it.weights.session_dropped)
        it.alone.append((load, starting))
        for slot, count in starting.items():
            presence.add(load.group, it.frame.line.inside(slot, slot + load.slots), count, -1)


def _add_agreed(it: RosterModel, presence: Presence, agreed: AgreedSession) -> None:
    slots = it.frame.line.inside(agreed.first_slot, agreed.past_slot)
    for c, crew in enumerate(it.crews):
        people = sum(index in agreed.attendees for index in crew.people)
        if not people:
            continue
        holding = [it.works[c, o] for o in agreed.options if (c, o) in it.works]
        missed = attend_agreed_session(it.model, holding, people=people)
        it.charge("sessions", missed, it.weights.session_dropped)
        presence.add(crew.group, slots, people, -1)
        presence.add(crew.group, slots, missed, 1)


def _add_together(
    it: RosterModel,
    presence: Presence,
    session: TogetherSession,
    occupied: dict[tuple[int, int], list[Term]],
) -> None:
    """A session held together; its time is chosen with the shifts."""
    held = {slot: it.model.new_bool_var(f"session {session.name} {slot}") for slot in session.options_at}
    it.together[session.session, session.week] = held
    attendees = [
        Attendees(
            people=people,
            on_shift={
                slot: total(it.works[c, o] for o in options if (c, o) in it.works)
                for slot, options in session.options_at.items()
            },
        )
        for c, crew in enumerate(it.crews)
        if (people := sum(index in session.attendees for index in crew.people))
    ]
    days = {slot: int(it.frame.line.day_of[slot]) for slot in held}
    dropped = hold_sessions_together(it.model, held, attendees, times=session.times, days=days)
    it.charge("sessions", dropped, it.weights.session_dropped * len(session.attendees))
    by_group = Counter(it.frame.people[index].group for index in session.attendees)
    for slot, var in held.items():
        sitting = it.frame.line.inside(slot, slot + session.slots)
        for group, people in by_group.items():
            presence.add(group, sitting, var, -people)
        for index in session.attendees:
            for each in sitting:
                occupied[index, each].append(var)


def add_previous_shifts(frame: Frame, presence: Presence) -> None:
    """Night shifts of the previous roster that reach into the first day."""
    groups = {person.agent.name: person.group for person in frame.people}
    for shift in frame.problem.previous:
        if shift.agent in groups and shift.ends_at > frame.line.origin:
            presence.add(groups[shift.agent], frame.line.span(shift.starts_at, shift.ends_at), 1)
            for pause in shift.breaks:
                presence.add(groups[shift.agent], frame.line.span(pause.starts_at, pause.ends_at), 1, -1)


def look_ahead(it: RosterModel, presence: Presence, ahead: Ahead) -> None:
    """Count in who is expected on later days, and stay near the shifts that were expected of this one."""
    for group, people in enumerate(ahead.there):
        edges = [0, *(np.flatnonzero(np.diff(people)) + 1).tolist(), people.size]
        for first, past in pairwise(edges):
            if people[first]:
                presence.add(group, range(first, past), int(people[first]))
    for (group, option), count in it.on_shift.items():
        if not isinstance(count, int):
            goal = round(ahead.by_option.get((group, option), 0.0))
            off = it.model.new_int_var(0, max(goal, group_sizes(it.frame)[group]), "off course")
            it.model.add(off >= count - goal)
            it.model.add(off >= goal - count)
            it.charge("off course", off, LED_POINTS)


def touched_days(it: RosterModel) -> set[int]:
    """The dates on which somebody free could be at work."""
    options = {o for c, day in it.free for o in it.crews[c].allowed[day]}
    return {date for option in options for date in dates_of(it.frame, option)}


def dates_of(frame: Frame, option: int) -> tuple[int, int]:
    """The dates on which a shift starts and ends, as numbers of days of the horizon."""
    shift, days = frame.options[option], frame.line.day_of
    return shift.day, int(days[min(shift.past_slot, len(days)) - 1])


def hold_coverage(it: RosterModel, presence: Presence) -> None:
    frame, sizes, days = it.frame, group_sizes(it.frame), touched_days(it)
    intervals = [
        i for i, slots in enumerate(frame.slots_of_interval) if frame.line.day_of[slots.start] in days
    ]
    slots = [slot for i in intervals for slot in frame.slots_of_interval[i]]
    presence.settle(it.model, sizes, slots)
    it.missing = presence.keep_duty(it.model, slots)
    for same, people in it.missing:
        it.charge("on duty", people, it.weights.duty(frame, len(same)))
    costs, it.serving = presence.cover(it.model, it.weights, sizes=sizes, intervals=intervals)
    it.costs["coverage"] = [(cost, 1) for cost in costs]
