"""Coverage of a finished roster, judged by counting, by brute force and by laws."""

from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest

from halfhour.engine.intervals import interval_grid
from halfhour.engine.rostering.coverage import measure_roster, people_present
from halfhour.engine.rostering.problem import Break, PlacedSession, Roster, RosterProblem, Shift, Target
from halfhour.engine.team import (
    Agent,
    Channel,
    Goal,
    OpeningHours,
    Queue,
    Service,
    SessionKind,
    Skill,
    Team,
    WeeklyPeriod,
)

DAY = date(2026, 11, 30)
GRID = interval_grid(first_on=DAY, last_on=DAY + timedelta(days=1), timezone="UTC")
OPEN = (GRID.slots >= 16) & (GRID.slots < 36)
MIDNIGHT = int(GRID.starts[0])
DAY_SECONDS = 86_400


def queue(name: str, service: Service = Service.LIVE) -> Queue:
    goal = Goal(within_seconds=20, share=0.8)
    return Queue(name=name, channel=Channel.PHONE, service=service, goal=goal, skills=(name,))


def team(queues: tuple[Queue, ...], **skills: str) -> Team:
    return Team(
        name="Team",
        timezone="UTC",
        hours=OpeningHours(periods=(WeeklyPeriod(weekday=0, opens_second=28_800, closes_second=64_800),)),
        queues=queues,
        agents=tuple(
            Agent(name=name, skills=tuple(Skill(name=skill) for skill in held.split()))
            for name, held in skills.items()
        ),
    )


def problem(team: Team, targets: dict[str, np.ndarray], previous=()) -> RosterProblem:
    return RosterProblem(
        team=team,
        first_on=DAY,
        weeks=1,
        grid=GRID,
        requirements=tuple(Target(queue=name, roster_target=target) for name, target in targets.items()),
        open_seconds={name: np.where(OPEN, 1800, 0) for name in targets},
        open_spans=((MIDNIGHT + 28_800, MIDNIGHT + 64_800),),
        previous=previous,
    )


def shift(agent: str, starts_hour: float, ends_hour: float, breaks=()) -> Shift:
    return Shift(
        agent=agent,
        on=DAY,
        starts_at=MIDNIGHT + int(starts_hour * 3600),
        ends_at=MIDNIGHT + int(ends_hour * 3600),
        paid_seconds=int((ends_hour - starts_hour) * 3600),
        breaks=tuple(
            Break(
                kind="break", starts_at=MIDNIGHT + int(a * 3600), ends_at=MIDNIGHT + int(b * 3600), paid=True
            )
            for a, b in breaks
        ),
    )


def at(hour: float) -> int:
    return int(hour * 2)


def needed(people: float) -> np.ndarray:
    return np.where(OPEN, people, 0.0)


def test_people_are_there_but_for_breaks_and_sessions():
    made = team((queue("phone"),), Ada="phone", Ben="phone")
    meeting = PlacedSession(
        name="Meeting",
        kind=SessionKind.MEETING,
        agent="Ben",
        starts_at=MIDNIGHT + 36_000,
        ends_at=MIDNIGHT + 39_600,
    )
    roster = Roster(
        shifts=(shift("Ada", 8, 16, breaks=[(12, 12.25)]), shift("Ben", 9, 12)), sessions=(meeting,)
    )
    _groups, (present,) = people_present(problem(made, {"phone": needed(1)}), roster)
    assert [present[at(hour)] for hour in (7.5, 8, 9, 10, 10.5, 11, 12, 12.5, 15.5, 16)] == [
        0, 1, 2, 1, 1, 2, 0.5, 1, 1, 0,
    ]  # fmt: skip


def test_a_shift_of_the_day_before_that_reaches_in_counts():
    night = Shift(
        agent="Ada",
        on=DAY - timedelta(days=1),
        starts_at=MIDNIGHT - 7200,
        ends_at=MIDNIGHT + 9 * 3600,
        paid_seconds=1,
    )
    made = problem(team((queue("phone"),), Ada="phone"), {"phone": needed(1)}, previous=(night,))
    measured = measure_roster(problem=made, roster=Roster(shifts=()))
    assert (measured.people[0, at(8)], measured.people[0, at(9)]) == (1, 0)


def test_where_everybody_serves_one_queue_coverage_is_counting():
    made = problem(team((queue("phone"),), Ada="phone", Ben="phone"), {"phone": needed(1.5)})
    measured = measure_roster(problem=made, roster=Roster(shifts=(shift("Ada", 8, 16), shift("Ben", 12, 18))))
    assert measured.people[0, [at(9), at(13), at(17)]].tolist() == [1, 2, 1]
    assert measured.shortfall[0, [at(9), at(13), at(17)]].tolist() == [0.5, 0, 0.5]
    assert measured.surplus[0, [at(9), at(13), at(17)]].tolist() == [0, 0.5, 0]


@pytest.mark.parametrize("targets", list(product([0, 1, 2], repeat=3)))
def test_people_with_several_skills_are_shared_out_as_well_as_can_be(targets):
    """Brute force: every way in which five people can each take one of their queues."""
    queues = tuple(queue(name) for name in "abc")
    skills = {"Ada": "a b", "Ben": "b c", "Cleo": "c", "Dan": "a b c", "Eve": "a"}
    made = problem(
        team(queues, **skills), {name: needed(target) for name, target in zip("abc", targets, strict=True)}
    )
    roster = Roster(shifts=tuple(shift(agent, 8, 18) for agent in skills))
    fewest = min(
        sum(max(target - chosen.count(name), 0) for name, target in zip("abc", targets, strict=True))
        for chosen in product(*(held.split() for held in skills.values()))
    )
    measured = measure_roster(problem=made, roster=roster)
    assert measured.shortfall[:, at(10)].sum() == pytest.approx(fewest)
    assert measured.people[:, at(10)].sum() == pytest.approx(5), "everybody is somewhere"


def test_deferred_work_may_be_done_at_any_time_of_its_day():
    queues = (queue("phone"), queue("email", Service.DEFERRED))
    made = team(queues, Ada="phone email", Ben="email")
    targets = {
        "phone": np.where(GRID.slots == at(9), 1.0, 0.0) * OPEN,
        "email": np.where(GRID.slots == at(9), 2.0, 0.0),
    }
    measured = measure_roster(
        problem=problem(made, targets), roster=Roster(shifts=(shift("Ada", 9, 11), shift("Ben", 13, 14)))
    )
    assert measured.shortfall[:, :48].sum() == 0, (
        "two hours of e-mail fit behind the call and in the afternoon"
    )


def test_missing_deferred_work_is_spread_as_its_target():
    made = problem(team((queue("email", Service.DEFERRED),), Ada="email"), {"email": needed(1)})
    measured = measure_roster(problem=made, roster=Roster(shifts=(shift("Ada", 8, 13),)))
    assert measured.shortfall[0][:48][OPEN[:48]].tolist() == pytest.approx([0.5] * 20)


def test_one_more_person_never_leaves_more_missing():
    queues = tuple(queue(name) for name in "ab")
    made = problem(team(queues, Ada="a", Ben="a b", Cleo="b"), {"a": needed(1.2), "b": needed(1.7)})
    shifts = (shift("Ada", 8, 16), shift("Ben", 10, 18), shift("Cleo", 9, 15))
    missing = [
        measure_roster(problem=made, roster=Roster(shifts=shifts[:count])).shortfall.sum()
        for count in range(4)
    ]
    assert missing == sorted(missing, reverse=True)


def test_only_the_days_asked_for_are_measured():
    made = problem(team((queue("phone"),), Ada="phone"), {"phone": needed(1)})
    measured = measure_roster(problem=made, roster=Roster(shifts=()), days={DAY + timedelta(days=1)})
    assert measured.shortfall[0, :48].sum() == 0
    assert measured.shortfall[0, 48:].sum() == 20


def test_somebody_who_serves_nothing_open_covers_nothing():
    made = problem(team((queue("phone"),), Ada="phone", Zoe=""), {"phone": needed(1)})
    measured = measure_roster(problem=made, roster=Roster(shifts=(shift("Zoe", 8, 18), shift("Ada", 18, 20))))
    assert measured.people.sum() == 0
    assert measured.shortfall.sum() == 40
