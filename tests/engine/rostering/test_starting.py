"""Where the search begins: hours kept, and never worse for the freedom that rules leave."""

from dataclasses import replace

import numpy as np
import pytest

from halfhour.engine.rostering._cost import minutes_short
from halfhour.engine.rostering._draft import Draft
from halfhour.engine.rostering._effort import Effort
from halfhour.engine.rostering._frame import Frame, frame_of
from halfhour.engine.rostering._starting import _units, first_draft, without_freedom
from halfhour.engine.rostering._weights import Weights
from halfhour.engine.rostering._windows import Window, window_of
from halfhour.engine.team import Rules
from support.solving import agent, callers, problem_of, team_of

FREE = Rules(shift_minutes=(240, 360, 480, 600), undertime_hours=8.0, start_step_minutes=60)
FULL = Rules(start_step_minutes=60)


def two_peaks(_queue, grid):
    hours = grid.slots * grid.seconds / 3600
    return 0.4 + 2.2 * np.exp(-(((hours - 11) / 3) ** 2)) + 1.6 * np.exp(-(((hours - 17) / 3) ** 2))


def window(rules: Rules, *, people: int = 5, hours: str = "07:00-21:00") -> Window:
    team = team_of(callers(people), hours=hours, weekdays=range(6), rules=rules)
    return window_of(frame_of(problem_of(team, two_peaks)), Weights(), Effort(factor=1.0), 0)


def paid_lengths(frame: Frame, draft: Draft) -> set[int]:
    return {frame.paid_minutes(option) for option in draft.shifts.values()}


@pytest.mark.parametrize("rules", [FREE, Rules(shift_minutes=(360, 480), undertime_hours=8.0)])
def test_a_draft_with_freedom_costs_no_more_than_one_without(rules):
    free, full = window(rules), window(FULL)
    assert _units(free, first_draft(free).draft) <= _units(full, first_draft(full).draft)


def test_without_freedom_everybody_works_their_usual_length_for_their_full_hours():
    agents = [agent("Full", "phone"), replace(agent("Half", "phone"), weekly_hours=20.0)]
    frame = frame_of(problem_of(team_of(agents, rules=FREE)))
    plain = without_freedom(frame)
    lengths = [
        {frame.paid_minutes(option) for day in person.allowed for option in day} for person in plain.people
    ]
    assert lengths == [{480}, {240}]
    assert [person.least_minutes for person in plain.people] == [(2400,), (1200,)]


def test_a_length_that_cannot_make_the_hours_is_nobodys_usual_one():
    rules = Rules(shift_minutes=(360, 600), days_per_week=5)
    plain = without_freedom(frame_of(problem_of(team_of(callers(1), hours="08:00-20:00", rules=rules))))
    assert {plain.paid_minutes(o) for day in plain.people[0].allowed for o in day} == {600}  # 5 × 6 h is 30


def test_rules_without_freedom_are_left_as_they_are():
    frame = frame_of(problem_of(team_of(callers(2))))
    assert without_freedom(frame) is frame


def test_two_lengths_of_shift_leave_nobody_short_of_their_hours():
    """Each week takes four shifts of eight hours and one of six, in whatever order is wanted."""
    rules = Rules(shift_minutes=(360, 480), start_step_minutes=120)
    people = callers(16, weekly_hours=38.0)
    team = team_of(people, hours="06:00-22:00", weekdays=range(7), rules=rules)
    around = window_of(frame_of(problem_of(team, two_peaks)), Weights(), Effort(factor=1.0), 0)
    draft = first_draft(around).draft
    assert minutes_short(around.frame, draft) == {}
