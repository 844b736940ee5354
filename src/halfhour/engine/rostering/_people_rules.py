"""The rules that concern people: days, rest, hours, wishes and fair shares."""

from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._roster_model import RosterModel
from halfhour.engine.rostering._unsocial import unsocial_before, unsocial_options
from halfhour.engine.rostering._weights import FAIR_SCALE
from halfhour.engine.rostering.rules import (
    TimedShift,
    count_wishes_missed,
    keep_rest,
    keep_starts_steady,
    keep_weekly_hours,
    limit_days_per_week,
    limit_run_of_days,
    share_fairly,
    work_one_shift_a_day,
)
from halfhour.engine.rostering.rules._terms import Term, total
from halfhour.engine.team import DAY_SECONDS


def declare_shifts(it: RosterModel) -> None:
    for c, crew in enumerate(it.crews):
        for day, options in enumerate(crew.allowed):
            most = crew.at_work_most[day]
            for option in options:
                if (c, day) in it.free:
                    it.works[c, option] = it.model.new_int_var(0, most, f"works {c} {option}")
                else:
                    it.works[c, option] = it.decided.get((c, option), 0)
            if (c, day) in it.free:
                work_one_shift_a_day(it.model, it.works_on(c, day), people=most)


def limit_days(it: RosterModel, c: int) -> None:
    rules, crew = it.frame.problem.team.rules, it.crews[c]
    days = [total(it.works_on(c, day)) for day in range(it.frame.days)]
    free = it.free_days(c)
    for first in range(0, it.frame.days, 7):
        if any(first <= day < first + 7 for day in free):
            limit_days_per_week(it.model, days[first : first + 7], most=rules.days_per_week, people=crew.size)
    limit_run_of_days(it.model, days, longest=rules.longest_run_of_days, runs_before=crew.runs_before)


def rest_between_shifts(it: RosterModel, c: int) -> None:
    frame, crew = it.frame, it.crews[c]
    rest_seconds = frame.problem.team.rules.rest_minutes * 60
    timed = [
        [TimedShift(it.works[c, o], frame.options[o].starts_at, frame.options[o].ends_at) for o in options]
        for options in crew.allowed
    ]
    reach = days_in_reach(frame)
    for day in range(frame.days):
        for later in range(day + 1, min(day + reach + 1, frame.days)):
            if (c, day) in it.free or (c, later) in it.free:
                keep_rest(it.model, timed[day], timed[later], rest_seconds=rest_seconds, people=crew.size)


def days_in_reach(frame: Frame) -> int:
    """How many days ahead a shift and the rest after it can reach."""
    longest = max((option.ends_at - option.starts_at for option in frame.options), default=0)
    return (longest + frame.problem.team.rules.rest_minutes * 60) // DAY_SECONDS + 1


def hold_weekly_hours(it: RosterModel, c: int) -> None:
    crew = it.crews[c]
    for week in {day // 7 for day in it.free_days(c)}:
        options = [o for day in range(7 * week, 7 * week + 7) for o in crew.allowed[day]]
        short = keep_weekly_hours(
            it.model,
            [it.works[c, option] for option in options],
            [it.frame.paid_minutes(option) for option in options],
            least=crew.least_minutes[week],
            most=crew.most_minutes[week],
        )
        it.charge("weekly hours", short, it.weights.hour_short / 60)


def heed_wishes(it: RosterModel, c: int) -> None:
    """Days off and starts wished for, which a crew has in common; steady starts only of named people."""
    frame, crew = it.frame, it.crews[c]
    agent, free = frame.people[crew.people[0]].agent, it.free_days(c)
    wished_off = [
        works
        for day in free
        if frame.date_of(day).weekday() in agent.prefers_off
        for works in it.works_on(c, day)
    ]
    it.charge("wishes", count_wishes_missed(wished_off), it.weights.day_off_wish)
    if agent.prefers_start is not None:
        first, last = agent.prefers_start
        unwanted = [
            it.works[c, o]
            for day in free
            for o in crew.allowed[day]
            if not first <= frame.options[o].start_second <= last
        ]
        it.charge("wishes", count_wishes_missed(unwanted), it.weights.start_wish)
    if crew.size > 1:
        return
    steps = frame.problem.team.rules.start_step_minutes * 60
    for week in sorted({day // 7 for day in free}):
        days = [
            (it.works_on(c, day), [frame.options[o].start_second // steps for o in crew.allowed[day]])
            for day in range(7 * week, 7 * week + 7)
        ]
        it.charge("steady starts", keep_starts_steady(it.model, days), it.weights.step_unsteady)


def share_unsocial_shifts(it: RosterModel) -> None:
    """Fair shares of early, late, night and weekend shifts among the people who can work them.

    What was worked in the previous roster counts; only of people who are named.
    """
    frame = it.frame
    if any(crew.size > 1 for crew in it.crews):
        return
    hours = max((person.agent.weekly_hours for person in frame.people), default=0.0)
    before = unsocial_before(frame)
    for kind, options in unsocial_options(frame).items():
        shares: list[Term] = []
        scales: list[int] = []
        for c, crew in enumerate(it.crews):
            agent = frame.people[crew.people[0]].agent
            possible = [o for day in crew.allowed for o in day if o in options]
            if possible and agent.weekly_hours > 0:
                worked = before.get((agent.name, kind), 0)
                shares.append(total([*(it.works[c, o] for o in possible), worked]))
                scales.append(round(FAIR_SCALE * hours / agent.weekly_hours))
        most = (frame.days + len(frame.problem.previous)) * max(scales, default=1)
        spread = share_fairly(it.model, shares, scales, most=most)
        it.charge("fair shares", spread, it.weights.share_unfair / FAIR_SCALE)
