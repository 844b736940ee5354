from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from halfhour.engine.dayplanning import check_days, complete_roster, plan_days
from halfhour.engine.rostering import PlacedSession, RosterBreach, check_roster
from halfhour.engine.team import Rules, Session, SessionKind
from support.day_plans import ADA, BEN, CLEO, EVE, full_day, office
from support.rosters import MONDAY, agent, at, pause, shift, small_problem, small_roster, training

TUESDAY = MONDAY + timedelta(days=1)


def bare(each):
    return replace(each, breaks=())


def breaks_of(roster, name):
    midnight = at(MONDAY, "00:00")
    return [
        (pause.kind, (pause.starts_at - midnight) / 3600)
        for each in roster.shifts
        if each.agent == name
        for pause in each.breaks
    ]


def meetings(roster):
    return {(row.agent, row.starts_at) for row in roster.sessions}


def test_a_legal_rosters_shifts_alone_become_a_legal_roster_again():
    problem = small_problem()
    made = complete_roster(problem=problem, shifts=map(bare, small_roster().shifts))
    assert check_roster(problem=problem, roster=made) == ()
    days = plan_days(problem=problem, roster=made)
    assert check_days(problem=problem, roster=made, days=days) == ()


def test_a_break_lies_where_fewest_are_needed():
    needed = {"phone": (("08:00", 1), ("13:30", 0), ("14:00", 1))}
    made = complete_roster(problem=office(CLEO, needed=needed), shifts=[bare(full_day("Cleo"))])
    assert breaks_of(made, "Cleo") == [("lunch", 13.5)]


def test_breaks_take_turns():
    names = ["Ada", "Ben", "Cleo"]
    problem = office(*(agent(name, "phone") for name in names), needed={"phone": 3})
    made = complete_roster(problem=problem, shifts=[bare(full_day(name)) for name in names])
    spans = sorted(made.shifts[n].breaks[0].starts_at for n in range(3))
    assert all(later - earlier >= 1800 for earlier, later in pairwise(spans))


def test_where_nobody_is_missed_a_break_lies_in_the_middle():
    made = complete_roster(problem=office(EVE, needed={"email": 1}), shifts=[bare(full_day("Eve"))])
    assert breaks_of(made, "Eve") == [("lunch", 12.0)]


def test_a_shift_that_has_breaks_keeps_them():
    given = shift("Cleo", MONDAY, "08:00", "16:00", pause(MONDAY, "09:00"))
    made = complete_roster(problem=office(CLEO, needed={"phone": 1}), shifts=[given])
    assert made.shifts == (given,)


def meeting(**settings):
    return Session(**{"name": "Meeting", "kind": SessionKind.MEETING, "minutes": 30, **settings})


def test_a_session_together_is_held_when_all_are_there_and_least_are_needed():
    needed = {"phone": (("08:00", 3), ("13:00", 1), ("14:00", 3))}
    problem = office(ADA, BEN, CLEO, needed=needed, sessions=(meeting(together=True),))
    shifts = [full_day("Ada"), full_day("Ben", starts="09:30"), full_day("Cleo", TUESDAY)]
    shifts.append(full_day("Cleo", starts="09:30"))
    made = complete_roster(problem=problem, shifts=map(bare, shifts))
    (when,) = {row.starts_at for row in made.sessions}
    assert [row.agent for row in made.sessions] == ["Ada", "Ben", "Cleo"]
    assert at(MONDAY, "13:00") <= when < at(MONDAY, "14:00")


def test_sessions_of_a_week_fall_on_different_days():
    problem = office(CLEO, needed={"phone": 1}, sessions=(meeting(per_week=2),))
    made = complete_roster(problem=problem, shifts=[bare(full_day("Cleo")), bare(full_day("Cleo", TUESDAY))])
    assert len({row.starts_at // 86_400 for row in made.sessions}) == len(made.sessions) == 2


def test_an_agreed_session_stays_and_stands_for_one_of_the_week():
    start = at(TUESDAY, "15:00")
    agreed = PlacedSession(
        name="Meeting", kind=SessionKind.MEETING, agent="Cleo", starts_at=start, ends_at=start + 1800
    )
    problem = replace(office(CLEO, needed={"phone": 1}, sessions=(meeting(),)), fixed_sessions=(agreed,))
    made = complete_roster(problem=problem, shifts=[bare(full_day("Cleo")), bare(full_day("Cleo", TUESDAY))])
    assert made.sessions == (agreed,)


def test_sessions_leave_room_for_breaks():
    # Five hours of training in a shift of eight: lunch must still find its half hour.
    rules = Rules(shift_minutes=(480,), buffer_share=0.0)
    problem = office(CLEO, needed={"phone": 1}, rules=rules, sessions=(meeting(minutes=300),))
    made = complete_roster(problem=problem, shifts=[bare(full_day("Cleo"))])
    assert (len(made.sessions), len(made.shifts[0].breaks)) == (1, 1)
    # One person's one day covers no week; nothing is wrong with the day itself.
    found = {breach.rule for breach in check_roster(problem=problem, roster=made)}
    assert found == {RosterBreach.TOO_FEW_HOURS, RosterBreach.ON_DUTY}


@pytest.mark.parametrize("agents", [(), ("Ben",)])
def test_who_has_no_shift_has_no_session(agents):
    problem = office(ADA, BEN, needed={"phone": 1}, sessions=(meeting(agents=agents),))
    made = complete_roster(problem=problem, shifts=[bare(full_day("Ada"))])
    assert {row.agent for row in made.sessions} == ({"Ada"} if not agents else set())


def test_no_shifts_make_an_empty_roster():
    assert complete_roster(problem=small_problem(), shifts=()).shifts == ()


def test_the_training_of_one_person_is_held_once_a_week():
    made = complete_roster(problem=small_problem(), shifts=map(bare, small_roster().shifts))
    weeks = [row for row in made.sessions if row.name == training(MONDAY).name]
    assert [row.agent for row in weeks] == ["Ben", "Ben"]
