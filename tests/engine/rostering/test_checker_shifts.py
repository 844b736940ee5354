from dataclasses import replace
from datetime import date, timedelta

import pytest

from halfhour.engine.rostering import Roster, RosterBreach
from halfhour.engine.team import OpeningHours, Rules, Team, TimeOff, WeeklyPeriod
from support.rosters import (
    EMAIL,
    MONDAY,
    PHONE,
    TEAM,
    agent,
    at,
    breaches,
    changed,
    lunch,
    pause,
    problem_for,
    shift,
    small_problem,
    small_roster,
    weekly,
    with_rules,
    with_team,
)

TUESDAY = MONDAY + timedelta(days=1)
SATURDAY = MONDAY + timedelta(days=5)


def broken(roster, problem=None):
    found = breaches(problem or small_problem(), roster)
    return [(breach.rule, breach.agent, breach.on) for breach in found]


def only(rule, name="Ada", on=TUESDAY):
    return [(rule, name, on)]


def test_nothing_is_found_against_a_legal_roster():
    assert broken(small_roster()) == []


def test_a_shift_of_somebody_who_is_not_on_the_team_is_found():
    roster = small_roster()
    stranger = shift("Zoe", TUESDAY, "09:00", "17:30", lunch(TUESDAY, "12:00"))
    assert broken(replace(roster, shifts=(*roster.shifts, stranger))) == only(
        RosterBreach.UNKNOWN_AGENT, "Zoe"
    )


@pytest.mark.parametrize("on", [MONDAY - timedelta(days=3), MONDAY + timedelta(days=14)])
def test_a_shift_beyond_the_plan_is_found(on):
    roster = small_roster()
    late = shift("Cleo", on, "09:00", "17:30", lunch(on, "12:00"))
    found = breaches(small_problem(), replace(roster, shifts=(*roster.shifts, late)))
    assert [(breach.rule, breach.on) for breach in found] == [(RosterBreach.OUTSIDE_PLAN, on)]
    assert found[0].figures == {"first_on": "2026-11-30", "last_on": "2026-12-13"}


def test_a_shift_noted_under_another_date_is_found():
    # Fewer days are asked of the week, so that the free day does not matter.
    roster, problem = small_roster(), with_rules(small_problem(), longest_run_of_days=9)
    friday = date(2026, 12, 4)
    shifted = replace(shift("Ben", friday, "09:30", "18:00", lunch(friday, "13:30")), on=SATURDAY)
    assert broken(changed(roster, "Ben", friday, shifted), problem) == only(
        RosterBreach.WRONG_DATE, "Ben", SATURDAY
    )


def test_a_length_that_the_rules_do_not_name_is_found():
    problem = with_rules(small_problem(), undertime_hours=1)
    short = shift("Ada", TUESDAY, "08:00", "15:30", lunch(TUESDAY, "12:00"))
    found = breaches(problem, changed(small_roster(), "Ada", TUESDAY, short))
    assert [breach.rule for breach in found] == [RosterBreach.SHIFT_LENGTH]
    assert found[0].figures == {"hours": 7.0, "allowed": "4, 8"}


def test_paid_time_that_is_not_worked_is_found():
    worked = shift("Ada", TUESDAY, "08:00", "16:00", lunch(TUESDAY, "12:00"))
    paid = replace(worked, paid_seconds=8 * 3600)
    found = breaches(small_problem(), changed(small_roster(), "Ada", TUESDAY, paid))
    assert [breach.rule for breach in found] == [RosterBreach.PAID_TIME]
    assert found[0].figures == {"paid_minutes": 480, "worked_minutes": 450}


def test_a_shift_that_ends_before_it_starts_is_found_and_nothing_else_of_it():
    usual = shift("Ada", TUESDAY, "08:00", "16:30", lunch(TUESDAY, "12:00"))
    turned = replace(usual, starts_at=usual.ends_at, ends_at=usual.starts_at)
    problem = with_rules(small_problem(), on_duty_at_least=0)
    assert broken(changed(small_roster(), "Ada", TUESDAY, turned), problem) == only(
        RosterBreach.ENDS_BEFORE_START
    )


@pytest.mark.parametrize(
    ("starts", "ends", "is_legal"), [("09:00", "17:30", True), ("09:15", "17:45", False)]
)
def test_a_shift_starts_on_the_step(starts, ends, is_legal):
    moved = shift("Cleo", TUESDAY, starts, ends, lunch(TUESDAY, "12:30"))
    found = broken(changed(small_roster(), "Cleo", TUESDAY, moved))
    assert found == ([] if is_legal else only(RosterBreach.START_STEP, "Cleo"))


def test_a_shift_may_start_off_the_step_when_the_team_opens_or_so_as_to_end_when_it_closes():
    team = replace(
        TEAM,
        hours=OpeningHours(periods=weekly("08:10-18:20")),
        agents=(agent("Ada", "phone", "email"), agent("Ben", "phone")),
        sessions=(),
        time_off=(),
        rules=Rules(shift_minutes=(480,), undertime_hours=40, on_duty_at_least=0),
    )
    first = shift("Ada", MONDAY, "08:10", "16:40", lunch(MONDAY, "12:00"))
    last = shift("Ben", MONDAY, "09:50", "18:20", lunch(MONDAY, "13:00"))
    between = shift("Ben", MONDAY, "09:40", "18:10", lunch(MONDAY, "13:00"))
    problem = problem_for(team)
    assert broken(Roster(shifts=(first, last)), problem) == []
    assert broken(Roster(shifts=(first, between)), problem) == only(RosterBreach.START_STEP, "Ben", MONDAY)


@pytest.mark.parametrize(("starts", "ends"), [("07:30", "16:00"), ("10:00", "18:30")])
def test_work_outside_opening_hours_is_found(starts, ends):
    moved = shift("Cleo", TUESDAY, starts, ends, lunch(TUESDAY, "13:00"))
    found = breaches(small_problem(), changed(small_roster(), "Cleo", TUESDAY, moved))
    assert [breach.rule for breach in found] == [RosterBreach.OUTSIDE_HOURS]
    assert found[0].figures == {"starts": starts, "ends": ends}


@pytest.mark.parametrize(("closing", "is_legal"), [("12:00-14:00", True), ("11:30-14:00", False)])
def test_a_shift_may_span_a_closing_of_two_hours_but_no_longer_one(closing, is_legal):
    noon, again = closing.split("-")
    team = replace(
        TEAM,
        hours=OpeningHours(periods=(*weekly(f"08:00-{noon}"), *weekly(f"{again}-18:00"))),
        agents=(agent("Ada", "phone", "email"),),
        sessions=(),
        time_off=(),
        rules=Rules(shift_minutes=(480,), undertime_hours=40, on_duty_at_least=0),
    )
    roster = Roster(shifts=(shift("Ada", MONDAY, "08:00", "16:30", lunch(MONDAY, "12:00")),))
    expected = [] if is_legal else only(RosterBreach.OUTSIDE_HOURS, "Ada", MONDAY)
    assert broken(roster, problem_for(team)) == expected


def test_work_beyond_a_persons_availability_is_found():
    late = shift("Dan", TUESDAY, "12:30", "16:30", pause(TUESDAY, "14:00"))
    assert broken(changed(small_roster(), "Dan", TUESDAY, late)) == only(RosterBreach.UNAVAILABLE, "Dan")


def test_availability_that_is_cut_only_on_paper_is_one_stretch():
    dan = agent("Dan", "phone", "email", hours=20)
    dan = replace(dan, availability=(*weekly("09:00-12:00"), *weekly("12:00-16:00")))
    team_agents = (*TEAM.agents[:3], dan)
    assert broken(small_roster(), with_team(small_problem(), agents=team_agents)) == []


@pytest.mark.parametrize("paid", [True, False])
def test_work_on_a_day_off_is_found(paid):
    # Half the week owed, so that the day off changes nothing else.
    off = TimeOff(agent="Ada", first_on=TUESDAY, last_on=TUESDAY, kind="training abroad", paid=paid)
    problem = with_team(small_problem(), time_off=(*TEAM.time_off, off))
    found = breaches(with_rules(problem, overtime_hours=8), small_roster())
    assert [(breach.rule, breach.agent, breach.on) for breach in found] == only(RosterBreach.TIME_OFF)
    assert found[0].figures["kind"] == "training abroad"


def test_a_night_shift_that_runs_into_a_day_off_is_found():
    team = night_team(time_off=(TimeOff(agent="Nia", first_on=TUESDAY, last_on=TUESDAY, paid=False),))
    assert broken(nights("Nia", MONDAY), problem_for(team, weeks=1)) == only(
        RosterBreach.TIME_OFF, "Nia", MONDAY
    )


def night_team(**settings):
    every_night = tuple(
        WeeklyPeriod(weekday=weekday, opens_second=22 * 3600, closes_second=30 * 3600) for weekday in range(7)
    )
    rules = Rules(
        shift_minutes=(450, 480, 510), breaks=(), undertime_hours=80, on_duty_at_least=0, rest_minutes=600
    )
    plain = {
        "name": "Nights",
        "timezone": "Europe/Berlin",
        "hours": OpeningHours(periods=every_night),
        "queues": (replace(PHONE, skills=()), replace(EMAIL, skills=())),
        "agents": (agent("Nia", hours=40),),
        "rules": rules,
    }
    return Team(**{**plain, **settings})


def nights(name, *days, starts="22:00", ends="30:00"):
    return Roster(shifts=tuple(shift(name, on, starts, ends) for on in days))


def test_an_hour_that_the_clocks_give_back_is_worked_and_paid():
    # On 25 October 2026 the clocks in Berlin go back at three: nine hours lie between 22:00 and 06:00.
    problem = problem_for(night_team(), first_on=date(2026, 10, 19), weeks=1)
    saturday = date(2026, 10, 24)
    night = nights("Nia", saturday, ends="29:00")
    assert night.shifts[0].paid_seconds == 8 * 3600
    assert broken(night, problem) == []
    unpaid_hour = shift("Nia", saturday, "22:00", "30:00")
    assert unpaid_hour.paid_seconds == 9 * 3600
    told_eight = replace(unpaid_hour, paid_seconds=8 * 3600)
    assert broken(Roster(shifts=(told_eight,)), problem) == only(RosterBreach.PAID_TIME, "Nia", saturday)


def test_an_hour_that_the_clocks_take_is_neither_worked_nor_paid():
    problem = problem_for(night_team(), first_on=date(2026, 3, 23), weeks=1)
    saturday = date(2026, 3, 28)
    told_eight = replace(shift("Nia", saturday, "22:00", "30:00"), paid_seconds=8 * 3600)
    assert at(saturday, "30:00") - at(saturday, "22:00") == 7 * 3600
    assert broken(Roster(shifts=(told_eight,)), problem) == only(RosterBreach.PAID_TIME, "Nia", saturday)
