from dataclasses import replace
from datetime import timedelta

import pytest

from halfhour.engine.rostering import Break, Roster, RosterBreach
from halfhour.engine.team import DEFAULT_BREAKS, BreakRule
from support.rosters import (
    MONDAY,
    at,
    breaches,
    changed,
    lunch,
    meeting,
    pause,
    shift,
    small_problem,
    small_roster,
    with_rules,
    with_sessions,
)

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


def found_with(*pauses, ends="17:30", on=TUESDAY, paid_minutes=480, problem=None):
    """What is found when Cleo has these breaks on Tuesday."""
    worked = replace(shift("Cleo", on, "09:00", ends), breaks=pauses, paid_seconds=paid_minutes * 60)
    return breaches(problem or small_problem(), changed(small_roster(), "Cleo", on, worked))


def rules_of(found):
    return [breach.rule for breach in found]


def test_eight_paid_hours_carry_half_an_hour_unless_the_rules_say_otherwise():
    found = found_with()
    assert rules_of(found) == [RosterBreach.BREAK_MISSING]
    assert found[0].figures == {"kind": "lunch", "minutes": 30}
    without_breaks = with_rules(small_problem(), breaks=())
    told_of_cleo = [
        breach
        for breach in found_with(ends="17:00", problem=without_breaks)
        if (breach.agent, breach.on) == ("Cleo", TUESDAY)
    ]
    assert told_of_cleo == []


def test_a_break_that_no_rule_asks_for_is_found():
    found = found_with(lunch(TUESDAY, "12:30"), pause(TUESDAY, "15:00"))
    assert rules_of(found) == [RosterBreach.BREAK_NOT_DUE]
    assert (found[0].figures["kind"], found[0].figures["starts"]) == ("break", "15:00")


def test_a_second_lunch_is_found():
    found = found_with(lunch(TUESDAY, "11:30"), lunch(TUESDAY, "13:00"))
    assert rules_of(found) == [RosterBreach.BREAK_NOT_DUE]


@pytest.mark.parametrize("minutes", [15, 45])
def test_a_break_of_another_length_is_found(minutes):
    found = found_with(lunch(TUESDAY, "12:30", minutes))
    assert rules_of(found) == [RosterBreach.BREAK_LENGTH]
    assert (found[0].figures["minutes"], found[0].figures["due"]) == (minutes, 30)


def test_a_break_paid_against_the_rules_is_found():
    assert rules_of(found_with(replace(lunch(TUESDAY, "12:30"), paid=True))) == [RosterBreach.BREAK_PAY]


@pytest.mark.parametrize(
    ("starts", "is_legal"), [("10:45", False), ("11:00", True), ("15:00", True), ("15:15", False)]
)
def test_a_break_lies_in_its_window_edges_included(starts, is_legal):
    # Lunch starts no sooner than two hours into the shift and ends no later than two before its end.
    found = found_with(lunch(TUESDAY, starts))
    assert rules_of(found) == ([] if is_legal else [RosterBreach.BREAK_WINDOW])
    if not is_legal:
        figures = found[0].figures
        assert (figures["earliest"], figures["latest"]) == ("11:00", "15:30")


def test_a_break_outside_its_shift_is_found_as_that():
    assert rules_of(found_with(lunch(TUESDAY, "17:30"))) == [RosterBreach.BREAK_OUTSIDE_SHIFT]


TWO_BREAKS = (
    BreakRule(
        kind="break",
        minutes=15,
        paid=True,
        shift_from_minutes=0,
        not_before_minutes=60,
        not_within_minutes=240,
    ),
    BreakRule(
        kind="break",
        minutes=15,
        paid=True,
        shift_from_minutes=0,
        not_before_minutes=120,
        not_within_minutes=60,
    ),
)


def test_breaks_of_one_kind_are_held_against_the_rules_that_suit_them():
    # Both breaks lie in the second window, only the earlier one also in the first.
    problem = with_rules(small_problem(), breaks=TWO_BREAKS)
    roster = small_roster()
    plain = replace(
        roster,
        shifts=(shift("Cleo", TUESDAY, "09:00", "17:00", pause(TUESDAY, "11:30"), pause(TUESDAY, "15:00")),),
        sessions=(),
    )
    late = replace(
        plain,
        shifts=(shift("Cleo", TUESDAY, "09:00", "17:00", pause(TUESDAY, "14:00"), pause(TUESDAY, "15:00")),),
    )
    lone = with_rules(problem, undertime_hours=80, on_duty_at_least=0)
    lone = replace(lone, team=replace(lone.team, sessions=()))
    assert breaches(lone, plain) == ()
    found = breaches(lone, late)
    assert rules_of(found) == [RosterBreach.BREAK_WINDOW]
    assert found[0].figures["latest"] == "13:00"


def test_breaks_that_meet_are_found():
    rules = (*DEFAULT_BREAKS[1:], replace(TWO_BREAKS[1], shift_from_minutes=480))
    problem = with_rules(small_problem(), breaks=rules, on_duty_at_least=0, undertime_hours=80)
    problem = replace(problem, team=replace(problem.team, sessions=()))
    apart = shift("Cleo", TUESDAY, "09:00", "17:30", lunch(TUESDAY, "12:00"), pause(TUESDAY, "12:30"))
    meet = shift("Cleo", TUESDAY, "09:00", "17:30", lunch(TUESDAY, "12:00"), pause(TUESDAY, "12:15"))
    assert breaches(problem, Roster(shifts=(apart,))) == ()
    assert rules_of(breaches(problem, Roster(shifts=(meet,)))) == [RosterBreach.BREAKS_OVERLAP]


def test_a_break_during_a_session_is_found():
    roster = with_sessions(
        small_roster(),
        *(meeting(who, WEDNESDAY, "11:30") for who in ("Ada", "Ben", "Dan")),
        without=[each for each in small_roster().sessions if each.starts_at == at(WEDNESDAY, "10:30")],
    )
    found = breaches(small_problem(), roster)
    assert [(breach.rule, breach.agent, breach.on) for breach in found] == [
        (RosterBreach.BREAK_IN_SESSION, "Dan", WEDNESDAY)
    ]
    assert found[0].figures == {"kind": "break", "starts": "11:30", "session": "Team meeting"}


def test_breaks_of_a_shift_by_its_paid_length():
    # A shift of exactly six paid hours takes lunch, not the short break.
    problem = with_rules(small_problem(), shift_minutes=(240, 360, 480), undertime_hours=80)
    six = {"ends": "15:30", "paid_minutes": 360, "problem": problem}
    assert rules_of(found_with(lunch(TUESDAY, "12:30"), **six)) == []
    paused = Break(kind="break", starts_at=at(TUESDAY, "12:30"), ends_at=at(TUESDAY, "12:45"), paid=True)
    assert rules_of(found_with(paused, **six)) == [RosterBreach.BREAK_NOT_DUE, RosterBreach.BREAK_MISSING]
