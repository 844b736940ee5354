"""One person's week alone: can its hours be worked, and if not, which rules stand against each other?

A minimal set of clashing rules is found by leaving rules out one by one: what can go while the week
stays impossible was not part of the clash.
"""

from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from ortools.sat.python import cp_model

from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._people import (
    Person,
    availability_spans,
    away_spans,
)
from halfhour.engine.rostering._reasons import RosterRule
from halfhour.engine.rostering._search import search
from halfhour.engine.rostering._shapes import bridged, holds, start_instants
from halfhour.engine.rostering.rules import (
    TimedShift,
    keep_rest,
    keep_weekly_hours,
    limit_days_per_week,
    limit_run_of_days,
    work_one_shift_a_day,
)
from halfhour.engine.rostering.rules._terms import total

WEEK_SECONDS = 2.0
QUARTER = 15
LONGEST_SHIFT_MINUTES = 720
TESTED = (
    RosterRule.TIME_OFF,
    RosterRule.AVAILABILITY,
    RosterRule.OPENING_HOURS,
    RosterRule.REST,
    RosterRule.RUN_OF_DAYS,
    RosterRule.DAYS_PER_WEEK,
    RosterRule.SHIFT_LENGTHS,
)


class Candidate(NamedTuple):
    """A shift somebody might work, whatever forbids it."""

    day: int
    starts_at: int
    ends_at: int
    minutes: int
    against: frozenset[RosterRule]


def clashing_rules(frame: Frame, person: Person, week: int) -> tuple[RosterRule, ...]:
    """A smallest set of rules that make a week's hours impossible; empty where they are possible."""
    if week_is_possible(frame, person, week, frozenset(TESTED)):
        return ()
    kept = set(TESTED)
    for rule in TESTED:
        if not week_is_possible(frame, person, week, frozenset(kept - {rule})):
            kept.discard(rule)
    return (RosterRule.WEEKLY_HOURS, *(rule for rule in TESTED if rule in kept))


def rules_against(frame: Frame, person: Person, slot: int) -> frozenset[RosterRule]:
    """The rules of which one forbids every shift of a person that would cover a slot."""
    day = int(frame.line.day_of[slot])
    instant = frame.line.instant_of(slot)
    covering = [
        candidate.against
        for candidate in candidates(frame, person, max(day - 1, 0), day + 1, every_length=False)
        if candidate.starts_at <= instant < candidate.ends_at
    ]
    return frozenset.intersection(*covering) if covering else frozenset({RosterRule.SHIFT_LENGTHS})


def week_is_possible(frame: Frame, person: Person, week: int, kept: Collection[RosterRule]) -> bool:
    """Whether a week's hours can be worked under these rules."""
    rules = frame.problem.team.rules
    every_length = RosterRule.SHIFT_LENGTHS not in kept
    shifts = [
        shift
        for shift in candidates(frame, person, 7 * week, 7 * week + 7, every_length=every_length)
        if shift.against.isdisjoint(kept)
    ]
    model = cp_model.CpModel()
    works = [model.new_bool_var(f"shift {n}") for n in range(len(shifts))]
    by_day = [
        [(var, shift) for var, shift in zip(works, shifts, strict=True) if shift.day == day]
        for day in range(7 * week, 7 * week + 7)
    ]
    for day in by_day:
        work_one_shift_a_day(model, [var for var, _ in day])
    if RosterRule.REST in kept:
        for today, tomorrow in pairwise(by_day):
            _rest(model, today, tomorrow, rules.rest_minutes * 60)
    sums = [total(var for var, _ in day) for day in by_day]
    if RosterRule.DAYS_PER_WEEK in kept:
        limit_days_per_week(model, sums, most=rules.days_per_week)
    if RosterRule.RUN_OF_DAYS in kept:
        before = person.run_before if week == 0 else 0
        limit_run_of_days(model, sums, longest=rules.longest_run_of_days, runs_before=(before,))
    least, most = person.least_minutes[week], person.most_minutes[week]
    short = keep_weekly_hours(model, works, [shift.minutes for shift in shifts], least=least, most=most)
    if isinstance(short, int):
        return short == 0
    model.add(short == 0)
    return search(model, seconds=WEEK_SECONDS, seed=0, report=lambda: None).solver is not None


def _rest(
    model: cp_model.CpModel,
    today: Sequence[tuple[cp_model.IntVar, Candidate]],
    tomorrow: Sequence[tuple[cp_model.IntVar, Candidate]],
    rest_seconds: int,
) -> None:
    timed = [
        [TimedShift(var, shift.starts_at, shift.ends_at) for var, shift in day] for day in (today, tomorrow)
    ]
    keep_rest(model, *timed, rest_seconds=rest_seconds)


def candidates(frame: Frame, person: Person, first: int, past: int, *, every_length: bool) -> list[Candidate]:
    """Shifts of some days with the rules that forbid each; of every length where asked."""
    problem, team = frame.problem, frame.problem.team
    spans = bridged(problem.open_spans)
    available = availability_spans(
        person.agent.availability, first_on=problem.first_on, days=frame.days, timezone=team.timezone
    )
    away = away_spans([a for a in team.time_off if a.agent == person.agent.name], team.timezone)
    ended = [shift.ends_at for shift in problem.previous if shift.agent == person.agent.name]
    found = []
    for day in range(first, past):
        starts = start_instants(
            on=problem.first_on + timedelta(days=day),
            timezone=team.timezone,
            step_minutes=team.rules.start_step_minutes,
            edges=[opens for opens, _ in spans],
        )
        for starts_at, _ in starts:
            for minutes, elapsed in _lengths(frame, every_length):
                ends_at = starts_at + elapsed
                against = set()
                if not holds(spans, starts_at, ends_at):
                    against.add(RosterRule.OPENING_HOURS)
                if available is not None and not holds(available, starts_at, ends_at):
                    against.add(RosterRule.AVAILABILITY)
                if any(starts_at < last and begins < ends_at for begins, last in away):
                    against.add(RosterRule.TIME_OFF)
                if ended and starts_at < max(ended) + team.rules.rest_minutes * 60:
                    against.add(RosterRule.REST)
                found.append(Candidate(day, starts_at, ends_at, minutes, frozenset(against)))
    return found


def _lengths(frame: Frame, every_length: bool) -> list[tuple[int, int]]:
    """Paid minutes and seconds from start to end of each length of shift."""
    known = [(shape.paid_minutes, shape.slots * frame.line.seconds) for shape in frame.shapes]
    if not every_length:
        return known
    return known + [(m, m * 60) for m in range(QUARTER, LONGEST_SHIFT_MINUTES + 1, QUARTER)]
