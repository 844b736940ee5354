"""What cannot be had is named: which rules clash, for whom, and when. The roster is made all the same."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from halfhour.engine.rostering import RosterReason, RosterRule, check_roster
from halfhour.engine.rostering._clashes import RULE_FIGURES
from halfhour.engine.rostering._frame import frame_of
from halfhour.engine.rostering._one_week import TESTED, clashing_rules, week_is_possible
from halfhour.engine.team import BreakRule, Rules, Session, SessionKind, TimeOff
from support.rosters import MONDAY, agent, shift, weekly
from support.solving import callers, legal, problem_of, solved, team_of

ALONE = Rules(on_duty_at_least=0)


def rules_of(reason):
    return {reason.figures[name] for name in RULE_FIGURES if name in reason.figures}


def only_clash(problem):
    result = solved(problem)
    (clash,) = result.clashes
    return result, clash


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"available": "08:00-13:00"}, {RosterRule.AVAILABILITY}),
        ({"hours": 48.0}, {RosterRule.DAYS_PER_WEEK, RosterRule.SHIFT_LENGTHS}),
        ({"hours": 37.0}, {RosterRule.SHIFT_LENGTHS}),
    ],
)
def test_hours_that_one_persons_week_cannot_hold_name_what_stands_against_them(changes, expected):
    person = agent("Ada", "phone", **changes)
    team = team_of([person], rules=replace(ALONE, days_per_week=5, longest_run_of_days=7))
    clash = solved(problem_of(team)).clashes[-1]
    assert (clash.figures["agent"], clash.figures["week_on"]) == ("Ada", MONDAY.isoformat())
    assert RosterRule.WEEKLY_HOURS in rules_of(clash)
    assert rules_of(clash) - {RosterRule.WEEKLY_HOURS} == expected


def test_every_clash_is_real_and_smallest():
    """Without any one of the rules named the week would be possible; with all of them it is not."""
    away = TimeOff(agent="Ada", first_on=MONDAY, last_on=MONDAY + timedelta(days=1), paid=True)
    people = [
        agent("Ada", "phone", available="08:00-17:00", hours=45.0),
        agent("Ben", "phone", hours=44.0),
        agent("Cleo", "phone", hours=30.0, available="08:00-12:30"),
    ]
    rules = Rules(shift_minutes=(240, 480), on_duty_at_least=0, days_per_week=5)
    frame = frame_of(problem_of(team_of(people, rules=rules, time_off=(away,))))
    for person in frame.people:
        named = set(clashing_rules(frame, person, 0)) - {RosterRule.WEEKLY_HOURS}
        assert named
        assert not week_is_possible(frame, person, 0, named)
        for rule in named:
            assert week_is_possible(frame, person, 0, named - {rule}), (person.agent.name, rule)


def test_a_week_that_can_be_worked_has_no_clash():
    frame = frame_of(problem_of(team_of(callers(1), rules=ALONE)))
    assert clashing_rules(frame, frame.people[0], 0) == ()
    assert week_is_possible(frame, frame.people[0], 0, frozenset(TESTED))


def test_people_with_the_same_trouble_are_told_together():
    team = team_of(callers(4, weekly_hours=37.0), rules=ALONE)
    _, clash = only_clash(problem_of(team))
    assert clash.kind == RosterReason.CLASH_OF_TWO
    assert clash.figures["people"] == 4


def test_a_run_of_days_from_the_previous_roster_is_named():
    before = [shift("Agent 01", MONDAY - timedelta(days=n), "08:00", "16:30") for n in range(1, 6)]
    team = team_of(callers(1), rules=replace(ALONE, longest_run_of_days=5))
    _, clash = only_clash(problem_of(team, previous=before))
    assert RosterRule.RUN_OF_DAYS in rules_of(clash)


def test_paid_time_off_is_worked_already_and_clashes_with_nothing():
    away = TimeOff(agent="Agent 01", first_on=MONDAY, last_on=MONDAY + timedelta(days=2))
    result, roster = legal(problem_of(team_of(callers(2), rules=ALONE, time_off=(away,))))
    assert result.clashes == ()
    days = [each.on for each in roster.shifts if each.agent == "Agent 01"]
    assert days == [MONDAY + timedelta(days=3), MONDAY + timedelta(days=4)]


def test_unpaid_time_off_owes_nothing():
    away = TimeOff(agent="Agent 01", first_on=MONDAY, last_on=MONDAY + timedelta(days=4), paid=False)
    result, roster = legal(problem_of(team_of(callers(2), rules=ALONE, time_off=(away,))))
    assert result.clashes == ()
    assert all(each.agent == "Agent 02" for each in roster.shifts)


def test_a_holiday_owes_nothing():
    closed = MONDAY + timedelta(days=2)
    problem = problem_of(team_of(callers(2), rules=ALONE), closed_on=[closed])
    day = np.datetime64(closed)
    open_spans = tuple(s for s in problem.open_spans if date.fromtimestamp(s[0]) != closed)
    is_open = problem.grid.dates != day
    problem = replace(
        problem,
        open_spans=open_spans,
        open_seconds={queue: seconds * is_open for queue, seconds in problem.open_seconds.items()},
        requirements=tuple(
            replace(each, roster_target=each.roster_target * is_open) for each in problem.requirements
        ),
    )
    result, roster = legal(problem)
    assert result.clashes == ()
    assert closed not in {each.on for each in roster.shifts}


def test_an_hour_at_which_nobody_may_work_names_why():
    people = [agent("Ada", "phone", available="08:00-17:00"), agent("Ben", "phone", available="08:00-17:00")]
    result, clash = only_clash(problem_of(team_of(people)))
    assert clash.kind == RosterReason.NOBODY_CAN_BE_ON_DUTY
    assert clash.figures["because_rule"] == RosterRule.AVAILABILITY
    assert (clash.figures["on"], clash.figures["starts"], clash.figures["ends"]) == (
        MONDAY.isoformat(),
        "17:00",
        "18:00",
    )
    assert (clash.figures["possible"], clash.figures["asked"], clash.figures["times"]) == (0, 1, 5)
    assert result.roster is not None


def test_too_few_on_duty_is_told_as_the_checker_finds_it():
    problem = problem_of(team_of(callers(1), hours="08:00-16:30"))
    result, clash = only_clash(problem)
    breaches = check_roster(problem=problem, roster=result.roster)
    assert clash.kind == RosterReason.TOO_FEW_ON_DUTY  # while the only person has lunch
    assert clash.figures["times"] == len(breaches) == 5


def test_two_people_who_are_never_there_together_are_named():
    people = [
        agent("Ada", "phone", available="08:00-12:00", hours=20),
        agent("Ben", "phone", available="13:00-18:00", hours=20),
    ]
    meeting = Session(name="Team meeting", kind=SessionKind.MEETING, minutes=30, together=True)
    rules = Rules(shift_minutes=(240,), on_duty_at_least=0)
    _, clash = only_clash(problem_of(team_of(people, rules=rules, sessions=(meeting,))))
    assert clash.kind == RosterReason.SESSION_APART
    assert {clash.figures["agent"], clash.figures["other_agent"]} == {"Ada", "Ben"}
    assert clash.figures["session"] == "Team meeting"


def test_a_length_of_shift_without_room_for_its_break_is_named():
    tight = BreakRule(
        kind="lunch",
        minutes=60,
        paid=False,
        shift_from_minutes=0,
        not_before_minutes=200,
        not_within_minutes=200,
    )
    rules = Rules(shift_minutes=(240, 480), breaks=(tight,), on_duty_at_least=0)
    result = solved(problem_of(team_of(callers(1), rules=rules)))
    assert [clash.kind for clash in result.clashes] == [RosterReason.SHIFT_WITHOUT_ROOM]
    assert result.clashes[0].figures["minutes"] == 240


def test_where_nobody_may_work_there_is_no_roster_and_a_reason():
    problem = problem_of(team_of(callers(2), hours="08:00-12:00", rules=Rules(shift_minutes=(480,))))
    result = solved(problem)
    assert result.roster is None
    assert result.clashes[0].kind == RosterReason.NO_SHIFT_FITS
    assert rules_of(result.clashes[1]) == {RosterRule.WEEKLY_HOURS, RosterRule.OPENING_HOURS}
    assert result.clashes[1].figures["people"] == 2
    np.testing.assert_array_equal(result.shortfall[0], problem.requirements[0].roster_target)


def test_weekly_availability_through_midnight_is_one_stretch():
    nights = weekly("22:00-24:00", range(7)) + weekly("00:00-07:00", range(7))
    team = team_of(
        [replace(agent("Ada", "phone"), availability=nights)],
        hours="00:00-24:00",
        weekdays=range(7),
        rules=replace(ALONE, longest_run_of_days=7),
    )
    _, roster = legal(problem_of(team, 0.5))
    assert len(roster.shifts) == 5
