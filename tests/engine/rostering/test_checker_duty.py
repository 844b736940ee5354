from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from halfhour.engine.rostering import Assignment, Roster, RosterBreach
from halfhour.engine.team import OpeningHours, Rules, WeeklyPeriod
from support.rosters import (
    MONDAY,
    TEAM,
    agent,
    at,
    breaches,
    changed,
    lunch,
    problem_for,
    shift,
    small_problem,
    small_roster,
    with_rules,
)

TUESDAY = MONDAY + timedelta(days=1)
ALL_ROUND, PHONE_ONLY = ("phone", "email"), ("phone",)


def found_in(roster, problem=None):
    return breaches(problem or small_problem(), roster)


def test_nobody_on_duty_in_open_time_is_found_with_the_stretch():
    # Only Ada is there before nine.
    later = shift("Ada", TUESDAY, "08:30", "17:00", lunch(TUESDAY, "12:00"))
    found = found_in(changed(small_roster(), "Ada", TUESDAY, later))
    assert [(breach.rule, breach.agent, breach.on) for breach in found] == [
        (RosterBreach.ON_DUTY, None, TUESDAY)
    ]
    assert found[0].figures == {"starts": "08:00", "ends": "08:30", "people": 0, "least": 1}


def test_who_is_on_a_break_or_in_a_session_is_not_on_duty():
    found = found_in(small_roster(), with_rules(small_problem(), on_duty_at_least=3))
    tuesday = [
        (b.figures["starts"], b.figures["ends"], b.figures["people"]) for b in found if b.on == TUESDAY
    ]
    assert tuesday == counted_by_hand(least=3)


def counted_by_hand(*, least):
    """Stretches of Tuesday with fewer people, quarter hour by quarter hour."""
    roster = small_roster()
    edges = [at(TUESDAY, "08:00") + 900 * n for n in range(41)]
    people = []
    for start in edges[:-1]:
        there = 0
        for each in roster.shifts:
            spans = [(pause.starts_at, pause.ends_at) for pause in each.breaks]
            spans += [(s.starts_at, s.ends_at) for s in roster.sessions if s.agent == each.agent]
            away = any(first <= start < last for first, last in spans)
            there += each.starts_at <= start < each.ends_at and not away
        people.append(there)
    short = np.array(people) < least
    runs, begin = [], None
    for n, is_short in enumerate([*short.tolist(), False]):
        if is_short and begin is None:
            begin = n
        if not is_short and begin is not None:
            clock = [f"{8 + m // 4:02}:{15 * (m % 4):02}" for m in (begin, n)]
            runs.append((*clock, min(people[begin:n])))
            begin = None
    return runs


def test_the_night_before_the_plan_covers_its_first_hours():
    every_day = tuple(WeeklyPeriod(weekday=day, opens_second=0, closes_second=86_400) for day in range(7))
    team = replace(
        TEAM,
        hours=OpeningHours(periods=every_day),
        agents=(agent("Ada", "phone"), agent("Ben", "phone")),
        sessions=(),
        time_off=(),
        rules=Rules(shift_minutes=(480,), breaks=(), undertime_hours=80),
    )
    sunday = MONDAY - timedelta(days=1)
    night = shift("Ada", sunday, "22:00", "30:00")
    morning = shift("Ben", MONDAY, "06:00", "14:00")
    alone = found_in(Roster(shifts=(morning,)), problem_for(team, weeks=1))
    helped = found_in(Roster(shifts=(morning,)), problem_for(team, weeks=1, previous=[night]))
    starts = [[(b.figures["starts"], b.figures["ends"]) for b in found] for found in (alone, helped)]
    assert starts == [[("00:00", "06:00"), ("14:00", "00:00")], [("14:00", "00:00")]]


def counted(queues, queue, interval, people):
    return Assignment(queues_served=queues, queue=queue, interval=interval, agents=people)


def interval_at(clock, on=MONDAY):
    position, inside = small_problem().grid.index_of(at(on, clock))
    assert inside
    return int(position)


def with_counts(*rows):
    return replace(small_roster(), assignments=rows)


def test_counts_of_people_who_are_there_and_can_do_it_are_fine():
    noon = interval_at("11:00")  # Ada, Ben and Dan can do both, Cleo the phone only
    assert (
        found_in(
            with_counts(
                counted(ALL_ROUND, "phone", noon, 1),
                counted(("email", "phone"), "email", noon, 2),
                counted(PHONE_ONLY, "phone", noon, 1),
            )
        )
        == ()
    )


def test_a_person_counted_on_two_queues_at_once_is_found():
    eleven, half_past = interval_at("11:00"), interval_at("11:30")
    found = found_in(
        with_counts(
            counted(ALL_ROUND, "phone", eleven, 2),
            counted(ALL_ROUND, "email", eleven, 2),
            counted(ALL_ROUND, "phone", half_past, 3),
        )
    )
    assert [(breach.rule, breach.on) for breach in found] == [(RosterBreach.COUNTED_TWICE, MONDAY)]
    # Dan is at his break for half of the second interval; the first is the worse one.
    assert found[0].figures == {
        "queues": "email, phone",
        "starts": "11:00",
        "ends": "12:00",
        "counted": 4.0,
        "there": 3.0,
    }


def test_somebody_on_a_short_break_counts_for_the_rest_of_the_interval():
    half_past = interval_at("11:30")
    assert found_in(with_counts(counted(ALL_ROUND, "phone", half_past, 2.5))) == ()
    assert len(found_in(with_counts(counted(ALL_ROUND, "phone", half_past, 2.6)))) == 1


def test_a_count_of_people_without_the_skill_is_found():
    found = found_in(with_counts(counted(PHONE_ONLY, "email", interval_at("11:00"), 1)))
    assert [(breach.rule, breach.agent) for breach in found] == [(RosterBreach.UNSKILLED, None)]
    assert found[0].figures == {"queue": "email", "queues": "phone"}


def test_a_count_of_people_whom_the_team_does_not_have_is_found():
    found = found_in(with_counts(counted(("email",), "email", interval_at("11:00"), 1)))
    assert [breach.rule for breach in found] == [RosterBreach.UNSKILLED]


def test_everybody_is_at_home_at_night():
    found = found_in(with_counts(counted(ALL_ROUND, "phone", interval_at("03:00", date(2026, 12, 2)), 0.5)))
    assert [(breach.rule, breach.on) for breach in found] == [(RosterBreach.COUNTED_TWICE, date(2026, 12, 2))]
