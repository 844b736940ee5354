"""The rules that hold between one person's shifts: one at a time, one a day, rest, runs of days."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from halfhour.engine.reasons import Figure
from halfhour.engine.rostering.checker._case import Case, overlap
from halfhour.engine.rostering.checker._kinds import RosterBreach
from halfhour.engine.rostering.problem import Breach


def check_sequence(case: Case, agent: str) -> Iterator[Breach]:
    """Shifts worked just before the plan count along; only what touches the plan is told."""
    yield from _one_a_day(case, agent)
    yield from _rest(case, agent)
    yield from _runs_of_days(case, agent)


def _one_a_day(case: Case, agent: str) -> Iterator[Breach]:
    for on, shifts in Counter(shift.on for shift in case.all_shifts(agent)).items():
        if shifts > 1 and case.holds(on):
            yield Breach(rule=RosterBreach.TWO_SHIFTS, agent=agent, on=on, figures={"shifts": shifts})


def _rest(case: Case, agent: str) -> Iterator[Breach]:
    """Each shift starts so long after the one before it has ended.

    Two shifts that overlap are told as that, and two on one day as that: the rest between them is a
    consequence.
    """
    shifts = sorted(case.all_shifts(agent), key=lambda shift: (shift.starts_at, shift.ends_at))
    least = case.rules.rest_minutes * 60
    for before, after in pairwise(shifts):
        if not case.holds(after.on):
            continue
        if overlap(before, after):
            yield Breach(
                rule=RosterBreach.SHIFTS_OVERLAP,
                agent=agent,
                on=after.on,
                figures={
                    "starts": case.clock.text(after.starts_at),
                    "before_on": before.on.isoformat(),
                    "before_ends": case.clock.text(before.ends_at),
                },
            )
        elif after.starts_at - before.ends_at < least and after.on != before.on:
            hours = {"hours": (after.starts_at - before.ends_at) / 3600, "least": least / 3600}
            yield Breach(rule=RosterBreach.REST, agent=agent, on=after.on, figures=hours)


def _runs_of_days(case: Case, agent: str) -> Iterator[Breach]:
    """No one works more days in a row than the rules allow; told on the first day too many."""
    most = case.rules.longest_run_of_days
    worked = {shift.on for shift in case.all_shifts(agent)}
    for first_on in sorted(on for on in worked if on - timedelta(days=1) not in worked):
        days = _run_from(first_on, worked)
        last_on = first_on + timedelta(days=days - 1)
        if days > most and case.holds(last_on):
            on = max(first_on + timedelta(days=most), case.problem.first_on)
            figures: dict[str, Figure] = {"days": days, "most": most, "first_on": first_on.isoformat()}
            yield Breach(rule=RosterBreach.RUN_OF_DAYS, agent=agent, on=on, figures=figures)


def _run_from(first_on: date, worked: set[date]) -> int:
    days = 1
    while first_on + timedelta(days=days) in worked:
        days += 1
    return days
