from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from halfhour.engine.rostering import RosterProblem, Weights, check_roster, roster_problem
from halfhour.engine.team import OpeningHours, Rules, Session, SessionKind, TimeOff
from support.rosters import MONDAY, PHONE, TEAM, agent, at, weekly
from support.solving import EMAIL, all_rounders, callers, legal, problem_of, solved, team_of

FREE = Rules(on_duty_at_least=0)


def test_without_demand_people_still_have_their_hours():
    result, roster = legal(problem_of(team_of(callers(3), rules=FREE), 0.0))
    assert len(roster.shifts) == 15
    assert result.shortfall.sum() == 0


def test_without_queues_people_still_have_their_hours():
    problem = roster_problem(team=team_of(callers(2), rules=FREE), first_on=MONDAY, weeks=1, requirements=())
    result, roster = legal(problem)
    assert len(roster.shifts) == 10
    assert result.coverage.shape == (0, len(problem.grid))
    assert roster.assignments == ()


def test_one_person_alone_is_rostered():
    result, roster = legal(problem_of(team_of(callers(1), rules=FREE), 1.0))
    assert len(roster.shifts) == 5
    assert all(len(each.breaks) == 1 for each in roster.shifts)
    assert result.gap >= 0


def test_a_team_of_nobody_has_no_roster():
    result = solved(problem_of(team_of([], rules=FREE), 1.0))
    assert result.roster is None
    assert result.shortfall.sum() > 0


def test_a_week_that_is_closed_throughout_has_no_roster():
    team = replace(team_of(callers(1)), hours=OpeningHours(periods=()))
    problem = roster_problem(team=team, first_on=MONDAY, weeks=1, requirements=())
    assert solved(problem).roster is None


def test_somebody_who_serves_no_queue_has_hours_but_covers_nothing():
    people = [agent("Ada", "phone"), agent("Gus", "gardening")]
    result, roster = legal(problem_of(team_of(people, rules=FREE), 1.0))
    assert {each.agent for each in roster.shifts} == {"Ada", "Gus"}
    assert {row.queues_served for row in roster.assignments} == {("phone",)}
    assert result.coverage.max() <= 1.0 + 1e-9


def test_two_skills_are_pooled_and_nobody_counts_twice():
    """Two queues of one person each cannot be covered by one person who serves both."""
    team = team_of(all_rounders(1), queues=(PHONE, replace(EMAIL, service=PHONE.service)), rules=FREE)
    result, _ = legal(problem_of(team, 1.0), weights=Weights(step_unsteady=0.0))
    assert result.coverage.sum(axis=0).max() <= 1.0 + 1e-9
    there = result.coverage.sum()
    assert result.shortfall.sum() == pytest.approx(2 * 5 * 20 - there)


def test_pooled_people_cover_what_single_skills_could_not():
    chat = replace(PHONE, name="chat", skills=("chat",))

    def turns(queue, grid):
        """Phone in the first half of each hour, chat in the second."""
        return np.where(grid.slots % 2 == (queue.name == "chat"), 2.0, 0.0)

    specialists = [agent("P1", "phone"), agent("C1", "chat")]
    pooled = [agent("B1", "phone", "chat"), agent("B2", "phone", "chat")]
    alone = legal(problem_of(team_of(specialists, queues=(PHONE, chat), rules=FREE), turns))[0]
    both = legal(problem_of(team_of(pooled, queues=(PHONE, chat), rules=FREE), turns))[0]
    assert both.shortfall.sum() < 0.6 * alone.shortfall.sum()


def test_somebody_away_for_good_is_simply_not_there():
    away = TimeOff(agent="Agent 02", first_on=MONDAY - timedelta(days=3), last_on=MONDAY + timedelta(days=30))
    meeting = Session(name="Team meeting", kind=SessionKind.MEETING, minutes=30, together=True)
    team = team_of(callers(3), rules=FREE, time_off=(away,), sessions=(meeting,))
    result, roster = legal(problem_of(team, 1.0))
    assert {each.agent for each in roster.shifts} == {"Agent 01", "Agent 03"}
    assert {row.agent for row in roster.sessions} == {"Agent 01", "Agent 03"}
    assert result.clashes == ()


def test_a_team_that_closes_at_midday_works_across_it():
    team = replace(
        team_of(callers(2), rules=FREE),
        hours=OpeningHours(periods=weekly("08:00-12:00") + weekly("13:00-18:00")),
    )
    _, roster = legal(problem_of(team, 1.0))
    assert any(
        each.starts_at < (noon := each.starts_at - each.starts_at % 86400 + 12 * 3600) < each.ends_at and noon
        for each in roster.shifts
    )


@pytest.mark.parametrize("minutes", [15, 60])
def test_intervals_of_any_length_will_do(minutes):
    team = replace(team_of(callers(2), rules=FREE), interval_minutes=minutes)
    legal(problem_of(team, 1.0))


def test_quarter_hour_breaks_count_as_half_of_a_half_hour():
    team = team_of([agent("Ada", "phone", hours=20.0)], rules=replace(FREE, shift_minutes=(240,)))
    result, _ = legal(problem_of(team, 1.0))
    values = set(np.round(result.coverage[0], 6).tolist())
    assert values == {0.0, 0.5, 1.0}
    assert (result.coverage[0] == 0.5).sum() == 5


def test_training_goes_where_people_are_least_needed():
    training = Session(name="Product", kind=SessionKind.TRAINING, minutes=60, agents=("Agent 01",))

    def trough(queue, grid):
        hours = grid.slots / 2
        return np.where((hours >= 14) & (hours < 15) & (grid.weekdays == 2), 0.0, 2.0)

    team = team_of(callers(2), hours="08:00-16:30", rules=FREE, sessions=(training,))
    _, roster = legal(problem_of(team, trough))
    (row,) = roster.sessions
    wednesday = MONDAY + timedelta(days=2)
    assert row.starts_at == at(wednesday, "14:00")


def test_a_problem_made_from_a_team_is_open_when_the_team_is():
    problem = roster_problem(team=TEAM, first_on=MONDAY, weeks=2, requirements=())
    assert isinstance(problem, RosterProblem)
    assert sum(closes - opens for opens, closes in problem.open_spans) == 10 * 10 * 3600
    assert {queue: int(seconds.sum()) for queue, seconds in problem.open_seconds.items()} == {
        "phone": 360_000,
        "email": 360_000,
    }
    assert check_roster(problem=problem, roster=solved(problem).roster) == ()


def test_a_german_holiday_is_a_closed_day():
    team = replace(TEAM, country="DE")
    problem = roster_problem(team=team, first_on=MONDAY + timedelta(days=21), weeks=1, requirements=())
    assert {on.isoformat() for on in problem.closed_on} == {"2026-12-25"}
