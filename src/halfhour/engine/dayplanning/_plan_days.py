"""Give each person of a roster a day: live queues first, deferred work in the troughs, a buffer."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from halfhour.engine.dayplanning._blocks import account_of, day_plan
from halfhour.engine.dayplanning._board import Board
from halfhour.engine.dayplanning._buffers import keep_buffer, move_buffer
from halfhour.engine.dayplanning._demand import demand_of
from halfhour.engine.dayplanning._focus import fill_with_focus, take_to_focus
from halfhour.engine.dayplanning._serving import serve, serving_order
from halfhour.engine.dayplanning._workday import Workday, workdays
from halfhour.engine.dayplanning.plan import DayPlan
from halfhour.engine.rostering.problem import Roster, RosterProblem, Shift
from halfhour.engine.team import Rules


def plan_days(*, problem: RosterProblem, roster: Roster, seed: int = 0) -> tuple[DayPlan, ...]:
    """What each person does in each block of each shift; one plan per shift, in the roster's order.

    Parameters
    ----------
    roster
        Shifts with their breaks, sessions, and as far as it has them the people it counts on each
        queue, which the days keep to where nothing speaks against it.
    seed
        Who chooses first among equals. The same seed gives the same days, and a change to one date
        leaves the others as they are.

    Notes
    -----
    Each date by itself: everybody goes where one person more is worth most, those with the fewest
    queues first; everybody gets their buffer where it costs least; who serves deferred queues alone
    does their work; the rest of it is taken from live work block by block, where that costs least;
    then everybody chooses again, buffer and queues, given all others. docs/methods/day-plans.md has
    the points.
    """
    shifts = [shift for shift in roster.shifts if shift.starts_at < shift.ends_at]
    if not shifts:
        return ()
    everybody = [*_still_at_work(problem), *shifts]
    demand = demand_of(
        problem=problem,
        first_at=min(shift.starts_at for shift in everybody),
        last_at=max(shift.ends_at for shift in everybody),
        assignments=roster.assignments,
    )
    days = workdays(problem=problem, roster=roster, shifts=everybody, demand=demand)
    board = Board(demand)
    for on, same_date in groupby(sorted(days, key=lambda day: day.shift.on), key=lambda day: day.shift.on):
        rng = np.random.default_rng([seed % 2**32, on.toordinal()])
        _plan_date(board, serving_order(list(same_date), rng), problem.team.rules)
    account = account_of(problem, roster, board)
    return tuple(day_plan(account, day) for day in days[len(everybody) - len(shifts) :])


def _still_at_work(problem: RosterProblem) -> list[Shift]:
    """Shifts of the roster before that reach into this one: they cover its first hours."""
    first_at = int(problem.grid.starts[0])
    return [shift for shift in problem.previous if shift.starts_at < first_at < shift.ends_at]


def _plan_date(board: Board, days: Sequence[Workday], rules: Rules) -> None:
    days = [day for day in days if day.pieces]
    for day in days:
        serve(board, day)
    for day in days:
        keep_buffer(board, day, rules.buffer_share)
    for day in days:
        if not day.timed:
            fill_with_focus(board, day, rules.focus_minutes)
    take_to_focus(board, days, rules.focus_minutes)
    for day in days:  # once is enough: a second time next to nothing changes
        move_buffer(board, day, rules.buffer_share)
    for day in days:
        fill_with_focus(board, day, rules.focus_minutes)
