from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from halfhour.engine.rostering import check_roster
from halfhour.engine.team import Rules
from support.rosters import BERLIN, at, shift
from support.solving import callers, legal, problem_of, team_of

NIGHTS = Rules(on_duty_at_least=0, longest_run_of_days=6)


def night_team(count=2, **rules):
    return team_of(callers(count), hours="20:00-30:00", weekdays=range(7), rules=replace(NIGHTS, **rules))


def wall(instant):
    return datetime.fromtimestamp(instant, ZoneInfo(BERLIN))


@pytest.mark.parametrize(
    ("first_on", "change_on", "hours_on_the_clock"),
    [(date(2026, 10, 19), date(2026, 10, 25), 7.5), (date(2026, 3, 23), date(2026, 3, 29), 9.5)],
)
def test_a_night_across_a_clock_change_is_paid_for_the_time_that_passed(
    first_on, change_on, hours_on_the_clock
):
    eve = change_on - timedelta(days=1)
    _, roster = legal(problem_of(night_team(), 1.0, first_on=first_on))
    for each in roster.shifts:
        unpaid = sum(pause.ends_at - pause.starts_at for pause in each.breaks if not pause.paid)
        assert each.paid_seconds == each.ends_at - each.starts_at - unpaid == 8 * 3600
    across = [each for each in roster.shifts if each.on == eve]
    assert across
    for each in across:
        shown = wall(each.ends_at).replace(tzinfo=None) - wall(each.starts_at).replace(tzinfo=None)
        assert shown == timedelta(hours=hours_on_the_clock)


def test_coverage_counts_the_hour_that_comes_twice_both_times():
    problem = problem_of(night_team(), 1.0, first_on=date(2026, 10, 19))
    result, roster = legal(problem)
    seconds = problem.grid.ends - problem.grid.starts
    covered = float((result.coverage[0] * seconds).sum())
    present = sum(
        min(each.ends_at, int(problem.grid.ends[-1]))
        - each.starts_at
        - sum(pause.ends_at - pause.starts_at for pause in each.breaks)
        for each in roster.shifts
    )
    assert covered == pytest.approx(present)


@pytest.fixture(scope="module")
def nights_of_june():
    return legal(problem_of(night_team(), 1.0, first_on=date(2026, 6, 1)))[1]


def test_a_night_belongs_to_the_date_on_which_it_starts(nights_of_june):
    for each in nights_of_june.shifts:
        assert wall(each.starts_at).date() == each.on
        assert wall(each.ends_at).date() == each.on + timedelta(days=1)


def test_breaks_of_a_night_may_lie_after_midnight(nights_of_june):
    shifts = nights_of_june.shifts
    assert any(wall(pause.starts_at).date() > each.on for each in shifts for pause in each.breaks)


def test_nights_of_the_previous_roster_cover_the_first_morning_and_are_rested_from():
    first_on = date(2026, 6, 1)
    worked = shift("Agent 01", first_on - timedelta(days=1), "21:30", "30:00")
    problem = problem_of(night_team(), 1.0, first_on=first_on, previous=[worked])
    result, roster = legal(problem)
    morning = problem.grid.starts < at(first_on, "06:00")
    assert result.coverage[0][morning].sum() == pytest.approx(12)  # six hours, by the one still at work
    again = min(each.starts_at for each in roster.shifts if each.agent == "Agent 01")
    assert again >= worked.ends_at + 11 * 3600


def test_a_team_that_never_closes_is_rostered_round_the_clock():
    team = team_of(callers(6), hours="00:00-24:00", weekdays=range(7), rules=Rules())
    problem = problem_of(team, lambda queue, grid: np.full(len(grid), 0.8))
    result, roster = legal(problem)
    assert any(wall(each.starts_at).date() != wall(each.ends_at).date() for each in roster.shifts)
    assert result.clashes == ()
    assert check_roster(problem=problem, roster=roster) == ()
