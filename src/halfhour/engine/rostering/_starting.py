"""The first two stages together: a whole draft of a roster, from which something better is looked for.

A small team whose rules leave room (several lengths of shift, hours that a week may fall short by) gets
a second draft that leaves the room alone: everybody works their usual length, for their full hours. The
cheaper draft is kept. The relaxed model uses every freedom in fractions of people that nobody can be
given; a team of eight that may also work six hours is often served best by eight.
"""

from dataclasses import replace
from typing import NamedTuple

from halfhour.engine.rostering._cost import people_units, share_out_people
from halfhour.engine.rostering._crews import counted_crews
from halfhour.engine.rostering._days import plan_days_worked
from halfhour.engine.rostering._draft import Draft, place_alone_sessions
from halfhour.engine.rostering._frame import Frame, frame_of
from halfhour.engine.rostering._improve import MOST_NAMED
from halfhour.engine.rostering._model import everything, roster_model
from halfhour.engine.rostering._outlook import Outlook, outlook_of
from halfhour.engine.rostering._patterns import plan_patterns
from halfhour.engine.rostering._people import Person
from halfhour.engine.rostering._placing import place_breaks_and_sessions
from halfhour.engine.rostering._relax import relax
from halfhour.engine.rostering._sessions import quiet_times, session_plan
from halfhour.engine.rostering._weights import units_per_point
from halfhour.engine.rostering._windows import Window, fill_day_by_day, window_of


class Start(NamedTuple):
    """A draft in which everybody has their shifts, and what no roster's cost can go below, in points."""

    draft: Draft
    bound: float


def first_draft(window: Window) -> Start:
    """Everybody's shifts by the relaxed model, or by it without the rules' freedom if that is cheaper."""
    frame, effort = window.frame, window.effort
    plain = without_freedom(frame) if len(frame.people) <= MOST_NAMED else frame
    if plain is frame:
        return _drafted(window, 0.0, 0.5)
    start = _drafted(window, 0.0, 0.25)
    other = _drafted(window_of(plain, window.weights, effort, window.seed), 0.25, 0.5)
    draft = replace(other.draft, frame=frame)
    return Start(draft, start.bound) if _units(window, draft) < _units(window, start.draft) else start


def without_freedom(frame: Frame) -> Frame:
    """The frame with everybody's usual length alone, on days that allow it, and with their full hours.

    The frame itself where that changes nothing.
    """
    team = frame.problem.team
    full = replace(team, rules=replace(team.rules, undertime_hours=0.0))
    owed = frame_of(replace(frame.problem, team=full)).people if team.rules.undertime_hours else frame.people
    people = tuple(_with_usual_length(frame, person) for person in owed)
    return frame if people == frame.people else replace(frame, people=people)


def _with_usual_length(frame: Frame, person: Person) -> Person:
    usual = _usual_shape(frame, person)
    if usual is None:
        return person
    allowed = tuple(
        tuple(o for o in options if frame.options[o].shape == usual) or options for options in person.allowed
    )
    return replace(person, allowed=allowed)


def _usual_shape(frame: Frame, person: Person) -> int | None:
    """The length nearest an even share of the week, among those of which some number makes its hours."""
    rules, weekly = frame.problem.team.rules, person.agent.weekly_hours * 60
    least, most = weekly - rules.undertime_hours * 60, weekly + rules.overtime_hours * 60
    fitting = [
        shape
        for shape, each in enumerate(frame.shapes)
        if min(most // each.paid_minutes, rules.days_per_week) * each.paid_minutes >= least
    ]
    share = weekly / rules.days_per_week
    return min(fitting, key=lambda shape: abs(frame.shapes[shape].paid_minutes - share), default=None)


def _drafted(window: Window, starts: float, ends: float) -> Start:
    """Relax, plan days, and fill them; takes the work from one share to another."""
    frame, weights, effort = window.frame, window.weights, window.effort
    stretch = ends - starts
    effort.stage(starts, starts + 0.1 * stretch)
    sessions = session_plan(frame)
    crews = counted_crews(frame, most=MOST_NAMED)
    model = roster_model(
        frame=frame,
        weights=weights,
        crews=crews,
        free=everything(frame, crews),
        decided={},
        sessions=sessions,
    )
    effort.within(0.2)
    relaxed = relax(model.model)
    outlook = outlook_of(model, relaxed)
    effort.stage(starts + 0.1 * stretch, starts + 0.4 * stretch)
    draft = Draft(frame=frame, sessions=sessions, times=quiet_times(frame, sessions))
    draft.planned = _plan_days(window, draft, outlook)
    place_alone_sessions(draft, slack_by_day(frame, draft))
    effort.stage(starts + 0.4 * stretch, ends)
    fill_day_by_day(window, draft, outlook)
    return Start(draft, max(relaxed.bound or 0.0, 0.0) / units_per_point(frame))


def _plan_days(window: Window, draft: Draft, outlook: Outlook) -> dict[tuple[int, int], int]:
    """Everybody's days: in one model with names, or week by week in patterns where there are too many."""
    frame, effort = window.frame, window.effort
    crews = counted_crews(frame, most=MOST_NAMED)
    if len(frame.people) > MOST_NAMED:
        return plan_patterns(
            frame=frame,
            weights=window.weights,
            crews=crews,
            wanted=outlook.by_shape,
            agreed=draft.agreed(),
            seed=window.seed,
            report=effort.report,
        )
    return plan_days_worked(
        frame=frame,
        weights=window.weights,
        crews=crews,
        wanted=outlook.by_shape,
        agreed=draft.agreed(),
        seed=window.seed,
        effort=effort.factor,
        report=effort.report,
    )


def slack_by_day(frame: Frame, draft: Draft) -> dict[int, float]:
    """Person-slots planned on each day above those that the targets ask for."""
    asked = (frame.target * frame.line.slots_in).sum(axis=0)
    slack = dict.fromkeys(range(frame.days), 0.0)
    for interval, slots in enumerate(frame.slots_of_interval):
        slack[int(frame.line.day_of[slots.start])] -= float(asked[interval])
    for (_, day), shape in draft.planned.items():
        slack[day] += frame.shapes[shape].slots
    return slack


def _units(window: Window, draft: Draft) -> float:
    """What a draft costs with its breaks and sessions placed."""
    placed = place_breaks_and_sessions(window, draft)
    shared = share_out_people(window, draft, placed)
    return shared.units + people_units(window.frame, window.weights, draft, placed)
