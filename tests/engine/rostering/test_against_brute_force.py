"""The whole solver beside every roster there is, where there are few enough to count.

One day, two people, one shift of four hours each: its start and its break can be anything legal, and
what it costs is worked out here from the weights, by hand.
"""

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest

from halfhour.engine.rostering import Weights
from halfhour.engine.team import Rules
from support.rosters import MONDAY, agent
from support.solving import EMAIL, PHONE, callers, legal, problem_of, team_of

OPENS, CLOSES, STEP = 8 * 60, 13 * 60, 15  # minutes
COVERAGE_ALONE = Weights(step_unsteady=0.0, share_unfair=0.0)
RULES = Rules(shift_minutes=(240,), days_per_week=1, on_duty_at_least=0)


def one_day(agents, people, queues=(PHONE,)):
    """A team that is open on Mondays only, for five hours."""
    team = team_of(agents, hours="08:00-13:00", weekdays=(0,), queues=queues, rules=RULES)
    team = replace(team, agents=tuple(replace(each, weekly_hours=4.0) for each in team.agents))
    return problem_of(team, lambda queue, grid: curve(grid, people[queue.name]))


def curve(grid, values):
    """Values for the ten half hours of opening."""
    target = np.zeros(len(grid))
    slot = grid.slots - OPENS // 30
    opened = (grid.dates == np.datetime64(MONDAY)) & (slot >= 0) & (slot < len(values))
    target[opened] = np.array(values)[slot[opened]]
    return target


def every_presence():
    """Each way one person can spend the day: quarter hours at work, as ones and zeros."""
    quarters = (CLOSES - OPENS) // STEP
    found = []
    for start in range(OPENS, CLOSES - 240 + 1, 30):
        for pause in range(start + 60, start + 240 - 60 - 15 + 1, STEP):
            there = np.zeros(quarters)
            there[(start - OPENS) // STEP : (start + 240 - OPENS) // STEP] = 1
            there[(pause - OPENS) // STEP] = 0
            found.append(there)
    return found


def cost_of(covered, target):
    """Points: per half hour, four for a person missing up to the step and eight beyond; one and two over."""
    step = np.maximum(0.5, 0.15 * target)
    short, over = np.maximum(target - covered, 0), np.maximum(covered - target, 0)
    points = 4 * np.minimum(short, step) + 8 * np.maximum(short - step, 0)
    return float((points + np.minimum(over, step) + 2 * np.maximum(over - step, 0)).sum())


@pytest.mark.parametrize(
    "target",
    [
        [1, 1, 2, 2, 2, 2, 2, 2, 1, 1],
        [0.4, 1.7, 2, 2, 0.3, 0.3, 2, 1.1, 1, 0.2],
        [2, 2, 2, 0, 0, 0, 0, 2, 2, 2],
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [3, 3, 3, 3, 3, 3, 3, 3, 3, 3],
    ],
)
def test_no_roster_of_all_there_are_is_better(target):
    result, _ = legal(one_day(callers(2), {"phone": target}), weights=COVERAGE_ALONE)
    best = min(
        cost_of((a + b).reshape(-1, 2).mean(axis=1), np.array(target))
        for a, b in product(every_presence(), repeat=2)
    )
    assert result.cost == pytest.approx(best)
    assert result.bound <= best + 1e-6


def test_a_flexible_person_is_shared_between_two_queues_as_well_as_can_be():
    chat = replace(PHONE, name="chat", skills=("chat",))
    agents = [agent("Phone", "phone"), agent("Both", "phone", "chat")]
    phone, chats = [1.5, 1, 1, 0.5, 1, 1, 0.7, 0.2, 0, 0], [0.5, 0, 1, 1, 1, 0.4, 0.1, 1, 1, 0]
    problem = one_day(agents, {"phone": phone, "chat": chats}, queues=(PHONE, chat))
    result, _ = legal(problem, weights=COVERAGE_ALONE)
    best = min(
        sum(shared_cost(a, b, p, c) for a, b, p, c in zip(one, both, phone, chats, strict=True))
        for one, both in product(half_hours(), repeat=2)
    )
    assert result.cost == pytest.approx(best, abs=0.02)  # shares are whole tenths of a quarter hour


def half_hours():
    return [there.reshape(-1, 2).mean(axis=1).tolist() for there in every_presence()]


@cache
def shared_cost(phone_only, both, phone, chats, *, steps=20):
    """The least cost of one half hour over all ways to share the flexible person's time."""
    shares = np.linspace(0, both, steps + 1)
    return min(
        cost_of(np.array([phone_only + share]), np.array([phone]))
        + cost_of(np.array([both - share]), np.array([chats]))
        for share in shares
    )


def test_deferred_work_may_be_done_at_any_time_of_its_day():
    agents = [agent("One", "email")]
    morning, afternoon = [1.0] * 4 + [0.0] * 6, [0.0] * 6 + [1.0] * 4
    results = [
        legal(one_day(agents, {"email": target}, queues=(EMAIL,)), weights=COVERAGE_ALONE)[0]
        for target in (morning, afternoon)
    ]
    assert results[0].cost == results[1].cost
    assert results[0].shortfall.sum() == 0
    assert results[0].surplus.sum() == pytest.approx(7.5 - 4)
