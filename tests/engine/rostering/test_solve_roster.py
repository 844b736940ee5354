from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.rostering import RosterReason, Weights, check_roster
from halfhour.engine.team import DEFAULT_BREAKS, BreakRule, Rules, Session, SessionKind
from support.rosters import MONDAY, at, shift, small_problem, training
from support.solving import EMAIL, PHONE, all_rounders, callers, legal, problem_of, solved, team_of


def afternoons(queue, grid):
    """Nobody in the morning, two people in the afternoon."""
    hours = grid.slots * grid.seconds / 3600
    return np.where((hours >= 14) & (hours < 18), 2.0, 0.0)


@pytest.fixture(scope="module")
def office():
    """A problem as it was, as it is once solved, and what was found."""
    problem = small_problem()
    before = repr(problem.team), problem.requirements[0].roster_target.copy()
    return before, problem, legal(problem)


def test_a_whole_office_gets_a_legal_roster_that_covers_what_it_can(office):
    _before, _problem, (result, roster) = office
    assert {each.agent for each in roster.shifts} == {"Ada", "Ben", "Cleo", "Dan"}
    assert {row.name for row in roster.sessions} == {"Product", "Team meeting"}
    assert result.clashes == ()
    assert result.bound <= result.cost
    gap = (result.cost - result.bound) / result.cost
    told = RosterReason.BEST if gap < 0.005 else RosterReason.NEAR_BEST
    assert [reason.kind for reason in result.reasons][-1] == told


def test_people_work_when_they_are_asked_for():
    team = team_of(callers(2), rules=Rules(shift_minutes=(240,), days_per_week=5, on_duty_at_least=0))
    team = replace(team, agents=tuple(replace(each, weekly_hours=20.0) for each in team.agents))
    result, roster = legal(problem_of(team, afternoons))
    starts = {each.starts_at - at(each.on, "00:00") for each in roster.shifts}
    assert starts == {14 * 3600}
    assert result.shortfall.sum() == pytest.approx(5.0)  # ten breaks of half an interval


def test_the_same_problem_gives_the_same_roster():
    problem = problem_of(team_of(all_rounders(5), queues=(PHONE, EMAIL)), 2.0)
    first, second = solved(problem), solved(problem)
    assert first.roster == second.roster
    assert (first.cost, first.bound) == (second.cost, second.bound)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_seed_gives_a_legal_roster(seed):
    legal(problem_of(team_of(all_rounders(4), queues=(PHONE, EMAIL)), 1.5), seed=seed)


def test_more_effort_never_starts_from_a_worse_roster():
    problem = problem_of(team_of(callers(3), hours="07:00-21:00", weekdays=range(6)), 1.2)
    assert solved(problem, effort=0.1).cost <= solved(problem, effort=0.01).cost


def test_progress_grows_from_nothing_to_all():
    told = []
    solved(problem_of(team_of(callers(2))), on_progress=told.append)
    assert (told[0], told[-1]) == (0.0, 1.0)
    assert all(0 <= done <= 1 for done in told)
    assert all(before <= after for before, after in pairwise(told))


def test_whoever_listens_may_stop_it():
    class Stopped(Exception):
        pass

    def stop(done):
        if done > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        solved(problem_of(team_of(callers(3))), on_progress=stop)


@pytest.mark.parametrize("effort", [0.0, -1.0, float("nan")])
def test_no_effort_is_refused(effort):
    with pytest.raises(OutOfRange, match="need effort > 0"):
        solved(small_problem(), effort=effort)


def test_weights_decide_what_matters():
    team = team_of(callers(2, prefers_off=(0,)), rules=Rules(days_per_week=4, on_duty_at_least=0))
    team = replace(team, agents=tuple(replace(each, weekly_hours=32.0) for each in team.agents))
    problem = problem_of(team, lambda queue, grid: np.where(grid.weekdays == 0, 2.0, 0.2))
    on_monday = [
        each for each in legal(problem, weights=Weights(day_off_wish=0.0))[1].shifts if each.on == MONDAY
    ]
    assert len(on_monday) == 2
    wishes = legal(problem, weights=Weights(day_off_wish=500.0))[1]
    assert not [each for each in wishes.shifts if each.on == MONDAY]


def test_rest_after_the_previous_roster_is_kept():
    late = shift("Agent 01", MONDAY - timedelta(days=1), "14:00", "22:30")
    team = team_of(callers(1), rules=Rules(on_duty_at_least=0, longest_run_of_days=6))
    _, roster = legal(problem_of(team, previous=[late]))
    first = min(roster.shifts, key=lambda each: each.starts_at)
    assert first.starts_at >= late.ends_at + 11 * 3600


def test_an_agreed_session_keeps_its_time():
    problem = small_problem()
    agreed = training(MONDAY + timedelta(days=3), "09:30")
    _, roster = legal(replace(problem, fixed_sessions=(agreed,)))
    assert agreed in roster.sessions


def test_a_roster_of_six_weeks_is_legal_across_its_parts():
    team = team_of(
        callers(2), weekdays=range(7), rules=Rules(on_duty_at_least=0, longest_run_of_days=4, days_per_week=5)
    )
    problem = problem_of(team, 0.8, weeks=6)
    result, roster = legal(problem)
    assert result.coverage.shape == (1, len(problem.grid))
    assert len({each.on for each in roster.shifts if each.agent == "Agent 01"}) == 30
    assert {row.interval for row in roster.assignments} <= set(range(len(problem.grid)))
    people_hours = sum(row.agents for row in roster.assignments) / 2
    assert people_hours == pytest.approx(sum(each.paid_seconds for each in roster.shifts) / 3600)


def test_a_team_too_large_to_name_gets_a_legal_roster_too():
    team = team_of(
        [
            *callers(34),
            *[replace(each, name=f"Half {n}", weekly_hours=20.0) for n, each in enumerate(callers(6))],
        ],
        weekdays=range(6),
        rules=Rules(shift_minutes=(240, 480)),
    )
    result, roster = legal(problem_of(team, 18.0))
    assert len({each.agent for each in roster.shifts}) == 40
    assert result.gap < 0.5


def test_coverage_shortfall_and_surplus_add_up():
    problem = problem_of(team_of(all_rounders(3), queues=(PHONE, EMAIL)), 1.3)
    result, _ = legal(problem)
    phone = 0
    target = problem.requirements[phone].roster_target
    np.testing.assert_allclose(
        result.coverage[phone] + result.shortfall[phone] - result.surplus[phone], target, atol=1e-9
    )
    email = 1
    totals = [each[email].sum() for each in (result.coverage, result.shortfall, result.surplus)]
    assert totals[0] + totals[1] - totals[2] == pytest.approx(problem.requirements[email].roster_target.sum())


def test_nothing_in_the_problem_is_changed_by_solving_it(office):
    (team, target), problem, (_result, roster) = office
    assert repr(problem.team) == team
    np.testing.assert_array_equal(problem.requirements[0].roster_target, target)
    assert check_roster(problem=problem, roster=roster) == ()


def test_in_a_large_team_everybody_has_their_sessions_too():
    coaching = Session(name="Coaching", kind=SessionKind.COACHING, minutes=30)
    meeting = Session(
        name="Team meeting",
        kind=SessionKind.MEETING,
        minutes=30,
        together=True,
        agents=tuple(f"Agent {n:02}" for n in range(1, 30)),
    )
    both = BreakRule(kind="break", minutes=15, paid=True, shift_from_minutes=0)
    rules = Rules(breaks=(both, *DEFAULT_BREAKS[1:]))
    team = team_of(callers(36), sessions=(coaching, meeting), rules=rules)
    _, roster = legal(problem_of(team, 20.0))
    assert sum(row.name == "Coaching" for row in roster.sessions) == 36
    assert len({row.starts_at for row in roster.sessions if row.name == "Team meeting"}) == 1
