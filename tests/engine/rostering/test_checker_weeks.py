from dataclasses import replace
from datetime import date, timedelta

import pytest

from halfhour.engine.rostering import Roster, RosterBreach
from halfhour.engine.team import OpeningHours, Rules, TimeOff
from support.rosters import (
    MONDAY,
    TEAM,
    agent,
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

TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
NEXT_MONDAY = MONDAY + timedelta(days=7)


def broken(roster, problem=None):
    found = breaches(problem or small_problem(), roster)
    return [(breach.rule, breach.agent, breach.on) for breach in found]


def one_person(**rules):
    """Ada alone, around the clock on every day, nothing owed: only the rules under test can be broken."""
    team = replace(
        TEAM,
        hours=OpeningHours(periods=weekly("00:00-24:00", range(7))),
        agents=(agent("Ada", "phone", "email", hours=60),),
        sessions=(),
        time_off=(),
        rules=Rules(
            **{
                "shift_minutes": (240, 480),
                "breaks": (),
                "undertime_hours": 80,
                "on_duty_at_least": 0,
                "longest_run_of_days": 14,
                "days_per_week": 7,
                **rules,
            }
        ),
    )
    return problem_for(team)


def days(*numbers, starts="08:00", ends="16:00"):
    """Ada's shifts on these days of the plan."""
    return tuple(shift("Ada", MONDAY + timedelta(days=n), starts, ends) for n in numbers)


def test_two_shifts_on_one_day_are_found_though_they_lie_far_apart():
    morning = shift("Ada", MONDAY, "00:00", "04:00")
    evening = shift("Ada", MONDAY, "16:00", "20:00")
    assert broken(Roster(shifts=(morning, evening)), one_person()) == [
        (RosterBreach.TWO_SHIFTS, "Ada", MONDAY)
    ]


def test_a_shift_that_starts_before_the_last_one_ends_is_found():
    night = shift("Ada", MONDAY, "20:00", "28:00")
    early = shift("Ada", TUESDAY, "02:00", "10:00")
    found = breaches(one_person(), Roster(shifts=(night, early)))
    assert [(breach.rule, breach.on) for breach in found] == [(RosterBreach.SHIFTS_OVERLAP, TUESDAY)]
    assert found[0].figures == {"starts": "02:00", "before_on": "2026-11-30", "before_ends": "04:00"}


@pytest.mark.parametrize(("starts", "is_legal"), [("07:00", True), ("06:30", False)])
def test_rest_may_be_as_long_as_the_rules_ask_and_no_shorter(starts, is_legal):
    late = shift("Ada", MONDAY, "12:00", "20:00")
    early = shift("Ada", TUESDAY, starts, f"{int(starts[:2]) + 8}{starts[2:]}")
    found = breaches(one_person(), Roster(shifts=(late, early)))
    assert [breach.rule for breach in found] == ([] if is_legal else [RosterBreach.REST])
    if not is_legal:
        assert found[0].figures == {"hours": 10.5, "least": 11.0}


def test_rest_is_time_that_passes_not_what_the_clock_shows():
    # Clocks in Berlin go forward on 29 March 2026: from 20:00 to 07:00 only ten hours pass.
    saturday = date(2026, 3, 28)
    late = shift("Ada", saturday, "12:00", "20:00")
    early = shift("Ada", saturday + timedelta(days=1), "07:00", "15:00")
    problem = replace(one_person(), first_on=date(2026, 3, 23))
    problem = problem_for(problem.team, first_on=date(2026, 3, 23))
    assert broken(Roster(shifts=(late, early)), problem) == [
        (RosterBreach.REST, "Ada", saturday + timedelta(days=1))
    ]


def test_rest_counts_from_what_was_worked_before_the_plan():
    sunday = MONDAY - timedelta(days=1)
    worked = (shift("Ada", sunday, "16:00", "24:00"),)
    problem = replace(one_person(), previous=worked)
    assert broken(Roster(shifts=days(0)), problem) == [(RosterBreach.REST, "Ada", MONDAY)]
    assert broken(Roster(shifts=days(0, starts="11:00", ends="19:00")), problem) == []


@pytest.mark.parametrize(
    ("worked", "first_too_many"), [((0, 1, 3, 4), None), ((0, 1, 2), 2), ((1, 2, 3, 4), 3)]
)
def test_a_run_may_reach_the_limit_but_not_pass_it(worked, first_too_many):
    found = broken(Roster(shifts=days(*worked)), one_person(longest_run_of_days=2))
    expected = MONDAY + timedelta(days=first_too_many or 0)
    assert found == ([] if first_too_many is None else [(RosterBreach.RUN_OF_DAYS, "Ada", expected)])


def test_a_run_that_began_before_the_plan_counts_on_and_one_that_ended_before_it_does_not():
    before = [MONDAY - timedelta(days=n) for n in (3, 2, 1)]
    problem = replace(
        one_person(longest_run_of_days=3),
        previous=tuple(shift("Ada", on, "08:00", "16:00") for on in before),
    )
    found = breaches(problem, Roster(shifts=days(0)))
    assert [(breach.rule, breach.on) for breach in found] == [(RosterBreach.RUN_OF_DAYS, MONDAY)]
    assert found[0].figures == {"days": 4, "most": 3, "first_on": "2026-11-27"}
    assert broken(Roster(shifts=days(1)), problem) == []
    over_already = replace(
        problem, team=replace(problem.team, rules=replace(problem.team.rules, longest_run_of_days=2))
    )
    assert broken(Roster(shifts=days(1)), over_already) == []


def test_days_of_a_week_are_counted_from_the_plans_first_day():
    problem = one_person(days_per_week=4)
    assert broken(Roster(shifts=days(3, 4, 5, 6, 7, 8, 9, 10)), problem) == []
    found = breaches(problem, Roster(shifts=days(7, 8, 9, 10, 12)))
    assert [(breach.rule, breach.on) for breach in found] == [(RosterBreach.DAYS_IN_WEEK, NEXT_MONDAY)]
    assert found[0].figures == {"days": 5, "most": 4}


def test_a_week_with_fewer_hours_than_owed_is_found():
    found = breaches(small_problem(), changed(small_roster(), "Cleo", TUESDAY))
    assert [(breach.rule, breach.agent, breach.on) for breach in found] == [
        (RosterBreach.TOO_FEW_HOURS, "Cleo", MONDAY)
    ]
    assert found[0].figures == {"hours": 32.0, "least": 40.0}


def test_hours_may_fall_short_by_the_tolerance():
    roster = changed(small_roster(), "Cleo", TUESDAY)
    assert broken(roster, with_rules(small_problem(), undertime_hours=8)) == []
    assert broken(roster, with_rules(small_problem(), undertime_hours=7.9)) == [
        (RosterBreach.TOO_FEW_HOURS, "Cleo", MONDAY)
    ]


def test_hours_above_the_contract_are_found_unless_overtime_allows_them():
    # Dan works eight hours once.
    dan = agent("Dan", "phone", "email", hours=20)
    problem = with_team(small_problem(), agents=(*TEAM.agents[:3], dan))
    long = shift("Dan", MONDAY, "09:30", "18:00", lunch(MONDAY, "12:30"))
    roster = changed(small_roster(), "Dan", MONDAY, long)
    found = breaches(problem, roster)
    assert [(breach.rule, breach.agent, breach.on) for breach in found] == [
        (RosterBreach.TOO_MANY_HOURS, "Dan", MONDAY)
    ]
    assert found[0].figures == {"hours": 24.0, "most": 20.0}
    assert broken(roster, with_rules(problem, overtime_hours=4)) == []


def test_a_paid_day_off_counts_as_an_even_share_of_the_week():
    # Cleo's two days away are 16 of 40 hours: a sixth day's work would be too much.
    saturday_open = replace(TEAM, hours=OpeningHours(periods=weekly("08:00-18:00", range(6))))
    problem = with_rules(problem_for(saturday_open), on_duty_at_least=0)
    saturday = NEXT_MONDAY + timedelta(days=5)
    extra = shift("Cleo", saturday, "09:00", "17:30", lunch(saturday, "12:30"))
    assert broken(small_roster(), problem) == []
    assert broken(changed(small_roster(), "Cleo", saturday, extra), problem) == [
        (RosterBreach.TOO_MANY_HOURS, "Cleo", NEXT_MONDAY)
    ]


def test_an_unpaid_day_off_is_not_owed_but_may_be_made_up_for():
    saturday_open = replace(TEAM, hours=OpeningHours(periods=weekly("08:00-18:00", range(6))))
    off = replace(TEAM.time_off[0], paid=False)
    problem = with_rules(problem_for(replace(saturday_open, time_off=(off,))), on_duty_at_least=0)
    saturday = NEXT_MONDAY + timedelta(days=5)
    extra = shift("Cleo", saturday, "09:00", "17:30", lunch(saturday, "12:30"))
    assert broken(small_roster(), problem) == []
    assert broken(changed(small_roster(), "Cleo", saturday, extra), problem) == []


def test_a_day_off_on_which_the_team_never_works_changes_nothing():
    weekend = TimeOff(agent="Ada", first_on=date(2026, 12, 5), last_on=date(2026, 12, 6))
    problem = with_team(small_problem(), time_off=(*TEAM.time_off, weekend))
    assert broken(small_roster(), problem) == []


def test_a_holiday_is_not_owed():
    holiday = TUESDAY
    closed = replace(
        small_problem(),
        open_spans=tuple(span for n, span in enumerate(small_problem().open_spans) if n != 1),
        closed_on=frozenset({holiday}),
    )
    roster = small_roster()
    at_home = replace(
        roster,
        shifts=tuple(each for each in roster.shifts if each.on != holiday),
        sessions=tuple(each for each in roster.sessions if each.name != "Product"),
    )
    problem = replace(closed, team=replace(closed.team, sessions=closed.team.sessions[1:]))
    assert broken(at_home, problem) == []
    not_known = replace(problem, closed_on=frozenset())
    assert {rule for rule, _, _ in broken(at_home, not_known)} == {RosterBreach.TOO_FEW_HOURS}


def test_work_of_the_week_before_belongs_to_no_week_of_the_plan():
    sunday = MONDAY - timedelta(days=1)
    worked = tuple(shift("Ada", sunday - timedelta(days=n), "08:00", "16:00") for n in range(5))
    problem = one_person(days_per_week=5)
    problem = replace(problem, previous=worked)
    assert broken(Roster(shifts=days(1, 2, 3, 4, 5)), problem) == []


def test_dans_short_days_carry_a_short_break():
    dan = shift("Dan", WEDNESDAY, "11:00", "15:00", pause(WEDNESDAY, "12:30"))
    roster = changed(small_roster(), "Dan", WEDNESDAY, dan)
    # Only the meeting, which lies at 10:30 for all three, is no longer inside his shift.
    assert broken(roster) == [(RosterBreach.SESSION_OUTSIDE_SHIFT, "Dan", WEDNESDAY)]


def days_off(*, paid=0, unpaid=0):
    """Ada away from Monday on, first on paid days, then on unpaid ones."""
    spans = [(0, paid, True), (paid, paid + unpaid, False)]
    return tuple(
        TimeOff(
            agent="Ada",
            first_on=MONDAY + timedelta(days=first),
            last_on=MONDAY + timedelta(days=past - 1),
            paid=is_paid,
        )
        for first, past, is_paid in spans
        if first < past
    )


@pytest.mark.parametrize(
    ("off", "holidays", "owed", "allowed"),
    [
        (days_off(), 0, 40, 40),
        (days_off(paid=2), 0, 24, 24),
        (days_off(unpaid=2), 0, 24, 40),
        (days_off(), 1, 32, 40),
        (days_off(paid=1), 1, 24, 32),
        (days_off(paid=5), 0, 0, 0),
    ],
)
def test_a_week_owes_and_allows_what_the_methods_page_says(off, holidays, owed, allowed):
    friday = MONDAY + timedelta(days=4)
    problem = one_person(undertime_hours=0, days_per_week=5, shift_minutes=(240,))
    team = replace(
        problem.team,
        hours=OpeningHours(periods=weekly("00:00-24:00")),
        agents=(agent("Ada", "phone", "email", hours=40),),
        time_off=off,
    )
    problem = replace(problem_for(team, weeks=1), closed_on=frozenset([friday] if holidays else []))

    def hours_told(shifts):
        """(rule, hours owed or allowed) when Ada works so many four-hour shifts, however she fits them in."""
        worked = tuple(shift("Ada", MONDAY, "00:00", "04:00") for _ in range(shifts))
        found = breaches(problem, Roster(shifts=worked))
        return {
            b.rule: b.figures.get("least", b.figures.get("most"))
            for b in found
            if b.rule in (RosterBreach.TOO_FEW_HOURS, RosterBreach.TOO_MANY_HOURS)
        }

    if owed:
        assert hours_told(owed // 4 - 1) == {RosterBreach.TOO_FEW_HOURS: owed}
    assert hours_told(owed // 4) == hours_told(allowed // 4) == {}
    assert hours_told(allowed // 4 + 1) == {RosterBreach.TOO_MANY_HOURS: allowed}
