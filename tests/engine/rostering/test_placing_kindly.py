"""Where nobody is short, breaks are where people would have them; where somebody is, coverage comes first."""

from collections import Counter
from datetime import UTC, datetime

import numpy as np
import pytest

from halfhour.engine.rostering import _placing
from halfhour.engine.team import BreakRule, Rules
from support.solving import callers, legal, problem_of, team_of

LUNCH = BreakRule(
    kind="lunch",
    minutes=30,
    paid=False,
    shift_from_minutes=360,
    not_before_minutes=120,
    not_within_minutes=120,
)
RULES = Rules(breaks=(LUNCH,), shift_minutes=(480,), start_step_minutes=60)


def breaks_by_day(roster):
    days: dict[str, list] = {}
    for shift in roster.shifts:
        days.setdefault(str(shift.on), []).append((shift, shift.breaks[0]))
    return days


def most_away(pairs) -> int:
    """The most people on a break in any five minutes."""
    away = Counter(at for _, rest in pairs for at in range(rest.starts_at, rest.ends_at, 300))
    return max(away.values())


@pytest.fixture
def unkind(monkeypatch):
    """The placing as coverage alone would have it."""
    monkeypatch.setattr(_placing, "place_kindly", lambda model, found, *rest: found)


def many_for_little():
    return problem_of(team_of(callers(9), hours="08:00-17:00", rules=RULES), 1.0)


def test_of_nine_people_who_are_not_needed_no_more_than_three_eat_at_once():
    _, roster = legal(many_for_little())
    assert [day for day, pairs in breaks_by_day(roster).items() if most_away(pairs) > 3] == []


def test_breaks_lie_about_the_middle_of_their_windows():
    _, roster = legal(many_for_little())
    off = [
        abs((rest.starts_at + rest.ends_at) / 2 - (shift.starts_at + shift.ends_at) / 2) / 60
        for shift in roster.shifts
        for rest in shift.breaks
    ]
    assert np.mean(off) < 45


def test_kindness_costs_no_coverage(unkind, monkeypatch):
    def demand(_queue, grid):
        return 1.0 + 5.0 * (np.abs(grid.slots - 25) < 3)

    problem = problem_of(team_of(callers(6), hours="08:00-17:00", rules=RULES), demand)
    plain, _ = legal(problem)
    monkeypatch.undo()
    kind, roster = legal(problem)
    assert kind.shortfall.sum() <= plain.shortfall.sum() + 1e-9
    assert kind.cost <= plain.cost + 1e-9
    noon = [
        rest
        for shift in roster.shifts
        for rest in shift.breaks
        if datetime.fromtimestamp(rest.starts_at, UTC).hour == 11
    ]
    assert noon == []  # 12:00 in Berlin is the peak, at which everybody is wanted
