from dataclasses import replace
from datetime import timedelta

import pytest

from halfhour.engine.rostering import RosterBreach
from halfhour.engine.team import SessionKind, TimeOff
from support.rosters import (
    MONDAY,
    TEAM,
    breaches,
    meeting,
    session,
    small_problem,
    small_roster,
    training,
    with_rules,
    with_sessions,
    with_team,
)

TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(days=n) for n in (1, 2, 3))
NEXT_MONDAY = MONDAY + timedelta(days=7)


def broken(roster, problem=None):
    """What is found, apart from who is on duty: sessions take people away, and shifts do here."""
    problem = with_rules(problem or small_problem(), on_duty_at_least=0)
    found = breaches(problem, roster)
    return [(breach.rule, breach.agent, breach.on) for breach in found]


def moved(old, *new):
    return with_sessions(small_roster(), *new, without=[old])


def test_a_session_that_is_not_the_teams_is_found():
    extra = session("Yoga", SessionKind.TRAINING, "Ada", THURSDAY, "10:00", 30)
    assert broken(with_sessions(small_roster(), extra)) == [(RosterBreach.SESSION_UNKNOWN, "Ada", THURSDAY)]


def test_a_session_of_somebody_who_is_not_on_the_team_is_found():
    extra = session("Product", SessionKind.TRAINING, "Zoe", THURSDAY, "10:00", 60)
    assert broken(with_sessions(small_roster(), extra)) == [(RosterBreach.UNKNOWN_AGENT, "Zoe", THURSDAY)]


def test_a_session_that_is_for_others_is_found():
    extra = session("Product", SessionKind.TRAINING, "Ada", THURSDAY, "10:00", 60)
    assert broken(with_sessions(small_roster(), extra)) == [
        (RosterBreach.SESSION_NOT_THEIRS, "Ada", THURSDAY)
    ]


@pytest.mark.parametrize(("minutes", "kind"), [(45, SessionKind.TRAINING), (60, SessionKind.COACHING)])
def test_a_session_of_another_length_or_kind_is_found(minutes, kind):
    odd = session("Product", kind, "Ben", TUESDAY, "15:00", minutes)
    found = breaches(small_problem(), moved(training(TUESDAY), odd))
    assert [breach.rule for breach in found] == [RosterBreach.SESSION_CHANGED]
    assert found[0].figures["minutes"] == minutes
    assert found[0].figures["kind"] == kind.value


def test_a_session_beyond_the_shift_is_found():
    late = training(TUESDAY, "17:30")
    assert broken(moved(training(TUESDAY), late)) == [(RosterBreach.SESSION_OUTSIDE_SHIFT, "Ben", TUESDAY)]


def test_two_sessions_at_once_are_found():
    found = broken(moved(training(TUESDAY), training(WEDNESDAY, "10:00")))
    assert found == [(RosterBreach.SESSIONS_OVERLAP, "Ben", WEDNESDAY)]


def test_a_session_left_out_is_found():
    found = breaches(small_problem(), moved(training(TUESDAY)))
    assert [(breach.rule, breach.agent, breach.on) for breach in found] == [
        (RosterBreach.SESSION_MISSING, "Ben", MONDAY)
    ]
    assert found[0].figures == {"session": "Product", "times": 0, "due": 1}


def test_a_session_held_too_often_is_found():
    roster = with_sessions(small_roster(), training(THURSDAY))
    assert broken(roster) == [(RosterBreach.SESSION_TOO_OFTEN, "Ben", MONDAY)]


def test_a_session_put_off_to_another_week_is_missing_in_one_and_too_much_in_the_other():
    later = training(NEXT_MONDAY)
    assert broken(moved(training(TUESDAY), later)) == [
        (RosterBreach.SESSION_MISSING, "Ben", MONDAY),
        (RosterBreach.SESSION_TOO_OFTEN, "Ben", NEXT_MONDAY),
    ]


def test_a_session_held_together_is_held_at_one_time():
    found = broken(moved(meeting("Ben", WEDNESDAY), meeting("Ben", WEDNESDAY, "11:00")))
    assert found == [(RosterBreach.SESSION_APART, "Ben", MONDAY)]


def test_a_session_that_each_has_alone_may_be_held_at_many_times():
    alone = replace(TEAM.sessions[1], together=False)
    problem = with_team(small_problem(), sessions=(TEAM.sessions[0], alone))
    assert broken(moved(meeting("Ben", WEDNESDAY), meeting("Ben", WEDNESDAY, "11:00")), problem) == []


def test_everybody_takes_part_where_nobody_is_named():
    for_all = replace(TEAM.sessions[1], agents=())
    problem = with_team(small_problem(), sessions=(TEAM.sessions[0], for_all))
    assert broken(small_roster(), problem) == [
        (RosterBreach.SESSION_MISSING, "Cleo", MONDAY),
        (RosterBreach.SESSION_MISSING, "Cleo", NEXT_MONDAY),
    ]


def without(name, first_on):
    """The roster without a person's shifts and sessions of the week."""
    roster, past_on = small_roster(), first_on + timedelta(days=7)
    return replace(
        roster,
        shifts=tuple(s for s in roster.shifts if s.agent != name or not first_on <= s.on < past_on),
        sessions=tuple(s for s in roster.sessions if s.agent != name or s != training(TUESDAY)),
    )


@pytest.mark.parametrize("paid", [True, False])
def test_who_is_away_all_week_is_excused(paid):
    away = TimeOff(agent="Ben", first_on=MONDAY, last_on=MONDAY + timedelta(days=6), paid=paid)
    problem = with_team(small_problem(), time_off=(*TEAM.time_off, away))
    roster = without("Ben", MONDAY)
    roster = with_sessions(roster, without=[meeting("Ben", WEDNESDAY)])
    assert broken(roster, problem) == []


def test_who_could_come_but_is_given_no_shift_is_not_excused():
    problem = with_rules(small_problem(), undertime_hours=40)
    roster = with_sessions(without("Ben", MONDAY), without=[meeting("Ben", WEDNESDAY)])
    assert broken(roster, problem) == [
        (RosterBreach.SESSION_MISSING, "Ben", MONDAY),
        (RosterBreach.SESSION_MISSING, "Ben", MONDAY),
    ]


def test_who_could_come_on_one_day_only_as_long_as_a_shift_needs_is_not_excused():
    away = TimeOff(agent="Dan", first_on=MONDAY, last_on=MONDAY + timedelta(days=3), paid=False)
    problem = with_rules(with_team(small_problem(), time_off=(*TEAM.time_off, away)), undertime_hours=40)
    roster = with_sessions(without("Dan", MONDAY), without=[meeting("Dan", WEDNESDAY)])
    assert broken(roster, problem) == [(RosterBreach.SESSION_MISSING, "Dan", MONDAY)]
    longer = with_rules(problem, shift_minutes=(480,))
    excused = [breach for breach in breaches(longer, roster) if breach.rule == RosterBreach.SESSION_MISSING]
    assert excused == []


def test_an_agreed_session_that_is_held_is_fine_whatever_the_settings_say():
    agreed = session("Product", SessionKind.COACHING, "Ben", THURSDAY, "10:00", 90)
    problem = replace(small_problem(), fixed_sessions=(agreed,))
    assert broken(moved(training(TUESDAY), agreed), problem) == []


def test_an_agreed_session_that_is_moved_is_found():
    problem = replace(small_problem(), fixed_sessions=(training(TUESDAY),))
    assert broken(small_roster(), problem) == []
    assert broken(moved(training(TUESDAY), training(THURSDAY)), problem) == [
        (RosterBreach.SESSION_MOVED, "Ben", TUESDAY)
    ]


def test_more_agreed_sessions_than_the_week_asks_for_are_all_due():
    both = (training(TUESDAY), training(THURSDAY))
    problem = replace(small_problem(), fixed_sessions=both)
    assert broken(with_sessions(small_roster(), training(THURSDAY)), problem) == []
