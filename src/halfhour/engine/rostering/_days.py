"""First stage: who works on which days, and how long, led by the relaxed model.

The linear program says how many people of each crew should work which length of shift on each day;
here that is made whole and given to people by name, under the rules that span days.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from ortools.sat.python import cp_model

from halfhour.engine.rostering._crews import Crew
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._search import search
from halfhour.engine.rostering._sessions import AgreedSession
from halfhour.engine.rostering._unsocial import weekend_days
from halfhour.engine.rostering._weights import FAIR_SCALE, Weights
from halfhour.engine.rostering.rules import (
    attend_agreed_session,
    count_wishes_missed,
    keep_on_duty,
    keep_weekly_hours,
    limit_days_per_week,
    limit_run_of_days,
    share_fairly,
    work_one_shift_a_day,
)
from halfhour.engine.rostering.rules._terms import Term, total

HUNDREDTHS = 100
OFF_TARGET_POINTS = 10.0  # a person more or fewer on a day than the relaxed model would have
FAR_OFF_TARGET_POINTS = 30.0  # each beyond the first
SECONDS = 1.0
SECONDS_PER_PERSON = 0.01
HINT_SECONDS = 0.3

Works = dict[tuple[int, int, int], cp_model.IntVar]  # (person, day, shape)


def plan_days_worked(
    *,
    frame: Frame,
    weights: Weights,
    crews: Sequence[Crew],
    wanted: Mapping[tuple[int, int, int], float],
    agreed: Sequence[AgreedSession],
    seed: int,
    effort: float,
    report: Callable[[], None],
) -> dict[tuple[int, int], int]:
    """The shape of shift each person works on each day they work.

    `wanted[crew, day, shape]` is how many people the relaxed model would have there.
    """
    model = cp_model.CpModel()
    works = {
        (person.index, day, shape): model.new_bool_var(f"works {person.index} {day} {shape}")
        for person in frame.people
        for day in range(frame.days)
        for shape in sorted({frame.options[o].shape for o in person.allowed[day]})
    }
    costs: list[Term] = []
    for index in range(len(frame.people)):
        costs += _rules_of_person(model, frame, weights, works, index)
    costs += [_points(weights.session_dropped) * missed for missed in _attend(model, frame, works, agreed)]
    costs += [_points(FAR_OFF_TARGET_POINTS) * alone for alone in _stay(model, frame, works, agreed)]
    costs.append(_points(weights.share_unfair) // FAIR_SCALE * _fair_weekends(model, frame, works))
    costs += _near_wanted(model, works, crews, wanted)
    model.minimize(total(costs))
    _begin_with_nobody_at_work(model, works, seed, report)
    found = search(
        model,
        seconds=(SECONDS + SECONDS_PER_PERSON * len(frame.people)) * max(1.0, effort),
        seed=seed,
        report=report,
    )
    if found.solver is None:
        return {}
    return {(person, day): shape for (person, day, shape), var in works.items() if found.value(var)}


def _begin_with_nobody_at_work(
    model: cp_model.CpModel, works: Works, seed: int, report: Callable[[], None]
) -> None:
    """Hint at a whole solution, however bad: hours come out even far sooner than without any."""
    fixed = model.clone()
    for var in works.values():
        fixed.add(var == 0)
    nobody = search(fixed, seconds=HINT_SECONDS, seed=seed, report=report)
    if nobody.solver is not None:
        for index in range(len(model.proto.variables)):
            var = model.get_int_var_from_proto_index(index)
            model.add_hint(var, nobody.value(var))


def _points(points: float) -> int:
    return round(points * HUNDREDTHS)


def _on(works: Works, frame: Frame, person: int, day: int) -> list[cp_model.IntVar]:
    return [works[person, day, s] for s in range(len(frame.shapes)) if (person, day, s) in works]


def _rules_of_person(
    model: cp_model.CpModel, frame: Frame, weights: Weights, works: Works, index: int
) -> list[Term]:
    rules, person = frame.problem.team.rules, frame.people[index]
    days = [_on(works, frame, index, day) for day in range(frame.days)]
    for shifts in days:
        work_one_shift_a_day(model, shifts)
    sums = [total(shifts) for shifts in days]
    limit_run_of_days(model, sums, longest=rules.longest_run_of_days, runs_before=(person.run_before,))
    costs: list[Term] = []
    for week in range(frame.problem.weeks):
        limit_days_per_week(model, sums[7 * week : 7 * week + 7], most=rules.days_per_week)
        terms = [
            (var, frame.shapes[shape].paid_minutes)
            for day in range(7 * week, 7 * week + 7)
            for shape in range(len(frame.shapes))
            if (var := works.get((index, day, shape))) is not None
        ]
        short = keep_weekly_hours(
            model,
            [var for var, _ in terms],
            [minutes for _, minutes in terms],
            least=person.least_minutes[week],
            most=person.most_minutes[week],
        )
        costs.append(_points(weights.hour_short / 60) * short)
    unwanted = [
        var
        for day, shifts in enumerate(days)
        if frame.date_of(day).weekday() in person.agent.prefers_off
        for var in shifts
    ]
    costs.append(_points(weights.day_off_wish) * count_wishes_missed(unwanted))
    return costs


def _attend(
    model: cp_model.CpModel, frame: Frame, works: Works, agreed: Sequence[AgreedSession]
) -> list[Term]:
    """Attendees of a session already agreed work a shift that can hold it."""
    missed: list[Term] = []
    for session in agreed:
        for index in sorted(session.attendees):
            shifts = {
                (frame.options[o].day, frame.options[o].shape)
                for day in frame.people[index].allowed
                for o in day
                if o in session.options
            }
            missed.append(attend_agreed_session(model, [works[index, day, s] for day, s in sorted(shifts)]))
    return missed


def _stay(model: cp_model.CpModel, frame: Frame, works: Works, agreed: Sequence[AgreedSession]) -> list[Term]:
    """While some sit in a session, the least number of others work that day."""
    missing: list[Term] = []
    for session in agreed:
        day = int(frame.line.day_of[session.first_slot])
        others = [
            total(_on(works, frame, person.index, day))
            for person in frame.people
            if person.index not in session.attendees
        ]
        if others:
            missing.append(keep_on_duty(model, others, least=frame.problem.team.rules.on_duty_at_least))
    return missing


def _fair_weekends(model: cp_model.CpModel, frame: Frame, works: Works) -> Term:
    weekend = weekend_days(frame.problem.team.country)
    days = [day for day in range(frame.days) if frame.date_of(day).weekday() in weekend]
    hours = max((person.agent.weekly_hours for person in frame.people), default=0.0)
    before = Counter(shift.agent for shift in frame.problem.previous if shift.on.weekday() in weekend)
    shares: list[Term] = []
    scales: list[int] = []
    for person in frame.people:
        shifts = [var for day in days for var in _on(works, frame, person.index, day)]
        if shifts and person.agent.weekly_hours > 0:
            shares.append(total([*shifts, before[person.agent.name]]))
            scales.append(round(FAIR_SCALE * hours / person.agent.weekly_hours))
    return share_fairly(model, shares, scales, most=(frame.days + before.total()) * max(scales, default=1))


def _near_wanted(
    model: cp_model.CpModel,
    works: Works,
    crews: Sequence[Crew],
    wanted: Mapping[tuple[int, int, int], float],
) -> list[Term]:
    """The cost of straying from what the relaxed model wants, by skill group, day and shape.

    Within a group a person is led a little towards the days on which their own crew is wanted.
    """
    by_group: dict[tuple[int, int, int], float] = defaultdict(float)
    members: dict[tuple[int, int, int], list[cp_model.IntVar]] = defaultdict(list)
    costs: list[Term] = []
    crew_of = {person: c for c, crew in enumerate(crews) for person in crew.people}
    for (c, day, shape), people in wanted.items():
        by_group[crews[c].group, day, shape] += people
    for (person, day, shape), var in works.items():
        c = crew_of[person]
        members[crews[c].group, day, shape].append(var)
        pull = wanted.get((c, day, shape), 0.0) / crews[c].size
        costs.append(-round(_points(1.0) * pull) * var)
    for key, shifts in members.items():
        goal = round(HUNDREDTHS * by_group[key])
        off = model.new_int_var(0, HUNDREDTHS, "off target")
        far = model.new_int_var(0, HUNDREDTHS * (len(shifts) + 1) + goal, "far off target")
        model.add(off + far >= HUNDREDTHS * total(shifts) - goal)
        model.add(off + far >= goal - HUNDREDTHS * total(shifts))
        costs.append(round(OFF_TARGET_POINTS) * off + round(FAR_OFF_TARGET_POINTS) * far)
    return costs
