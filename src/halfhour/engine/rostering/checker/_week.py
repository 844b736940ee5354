"""The rules of one person's week: how many days, how many hours."""

from collections.abc import Iterator
from datetime import date, timedelta

from halfhour.engine.rostering.checker._case import Case
from halfhour.engine.rostering.checker._kinds import RosterBreach
from halfhour.engine.rostering.problem import Breach

ROUNDING_MINUTES = 0.5  # shares of odd weekly hours are no whole minutes


def check_weeks(case: Case, agent: str) -> Iterator[Breach]:
    for week in range(case.problem.weeks):
        first_on = case.dates_of(week)[0]
        shifts = [shift for shift in case.shifts[agent] if case.week_of(shift.on) == week]
        days, most_days = len({shift.on for shift in shifts}), case.rules.days_per_week
        if days > most_days:
            figures = {"days": days, "most": most_days}
            yield Breach(rule=RosterBreach.DAYS_IN_WEEK, agent=agent, on=first_on, figures=figures)
        paid = sum(shift.paid_seconds for shift in shifts) / 60
        least, most = minutes_of_week(case, agent, week)
        hours = {"hours": paid / 60}
        if paid > most + ROUNDING_MINUTES:
            hours["most"] = most / 60
            yield Breach(rule=RosterBreach.TOO_MANY_HOURS, agent=agent, on=first_on, figures=hours)
        elif paid < least - ROUNDING_MINUTES:
            hours["least"] = least / 60
            yield Breach(rule=RosterBreach.TOO_FEW_HOURS, agent=agent, on=first_on, figures=hours)


def minutes_of_week(case: Case, agent: str, week: int) -> tuple[float, float]:
    """The least and the most minutes that a week may hold for a person.

    A paid day off is an even share of the weekly hours already worked; an unpaid one, or a day on
    which the team stays closed, is no longer owed, but may be made up for. Both only on days on which
    the team would usually work.
    """
    rules, contract = case.rules, case.agents[agent].weekly_hours * 60
    off = {on: paid for on, paid in _days_off(case, agent) if case.week_of(on) == week}
    usual = _usual_days(case, week)
    paid_off = {on for on, paid in off.items() if paid and on in usual}
    not_owed = {on for on, paid in off.items() if not paid and on in usual}
    not_owed |= {on for on in usual if on in case.problem.closed_on} - paid_off
    one_day = contract / rules.days_per_week
    credited = min(len(paid_off), rules.days_per_week) * one_day
    excused = min(len(paid_off) + len(not_owed), rules.days_per_week) * one_day
    return (
        max(contract - rules.undertime_hours * 60 - excused, 0.0),
        max(contract + rules.overtime_hours * 60 - credited, 0.0),
    )


def _days_off(case: Case, agent: str) -> Iterator[tuple[date, bool]]:
    """Each day off, and whether it is paid; a day off twice is paid if either is."""
    for off in sorted(case.time_off[agent], key=lambda off: off.paid):
        for step in range((off.last_on - off.first_on).days + 1):
            yield off.first_on + timedelta(days=step), off.paid


def _usual_days(case: Case, week: int) -> set[date]:
    """The days of a week on which anything is open, or would be but for a holiday."""
    dates = set(case.dates_of(week))
    found = dates & case.problem.closed_on
    for opens, closes in case.problem.open_spans:
        last_on = case.clock.date_of(closes - 1)
        on = case.clock.date_of(opens)
        while on <= last_on:
            found |= {on} & dates
            on += timedelta(days=1)
    return found
