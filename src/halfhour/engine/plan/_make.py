"""From histories to a plan: forecast, staff, roster, day, and what the checkers say of it."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import numpy as np

from halfhour.engine import rostering
from halfhour.engine.dayplanning import check_days, plan_days
from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import IntervalGrid, interval_grid
from halfhour.engine.plan._forecast import queue_forecast
from halfhour.engine.plan._hours import QueueHours, closed_days, open_spans, queue_hours
from halfhour.engine.plan._kept import days_kept, reasons_of_kept
from halfhour.engine.plan._values import Plan, PlanReason, Progress, Stage
from halfhour.engine.reasons import Reason
from halfhour.engine.rostering import (
    PlacedSession,
    Roster,
    RosterProblem,
    Shift,
    check_roster,
)
from halfhour.engine.staffing import QueueRequirement, staff_queue
from halfhour.engine.team import Queue, Team

# The share of the whole at which each stage starts and ends, as measured on teams of 14 and of 300.
SPANS = {
    Stage.FORECAST: (0.0, 0.25),
    Stage.STAFF: (0.25, 0.3),
    Stage.ROSTER: (0.3, 0.9),
    Stage.DAY: (0.9, 0.95),
    Stage.PLAY: (0.95, 1.0),
}
OUTSIDE_SHARE_WORTH_TELLING = 0.01
FAR_DAYS = 35
SHORT_WEEKS = 8

OnProgress = Callable[[Progress], None]


def make_plan(
    *,
    histories: Mapping[str, QueueHistory],
    team: Team,
    first_on: date,
    weeks: int,
    seed: int = 0,
    effort: float = 1.0,
    previous: tuple[Shift, ...] = (),
    fixed_sessions: tuple[PlacedSession, ...] = (),
    on_progress: OnProgress | None = None,
) -> Plan:
    """Plan `weeks` weeks from `first_on`.

    The same arguments give the same plan.

    Parameters
    ----------
    histories
        By queue name, each on a grid of the team's zone and interval length. A queue without history
        is planned for nobody, which its reason says; a history without queue is left out, likewise.
    weeks
        From 1 to 26.
    effort
        How long to look for a better roster, 1 being usual.
    previous, fixed_sessions
        Shifts worked just before, and sessions whose time is agreed, as in `RosterProblem`.
    on_progress
        Called as work goes on; whatever it raises ends the making.

    Raises
    ------
    OutOfRange
        For weeks outside 1 to 26, or a history on another kind of grid.
    EmptyCalendar
        Where a queue never opens.
    """
    if not 1 <= weeks <= 26:
        raise OutOfRange(f"got {weeks} weeks; need 1 to 26")
    tell = _teller(on_progress)
    grid = interval_grid(
        first_on=first_on,
        last_on=first_on + timedelta(days=7 * weeks - 1),
        timezone=team.timezone,
        interval_minutes=team.interval_minutes,
    )
    past = {queue.name: _history_of(queue, histories, grid) for queue in team.queues}
    hours = {
        queue.name: queue_hours(queue=queue, team=team, history=past[queue.name], grid=grid)
        for queue in team.queues
    }
    forecasts = _forecasts(team=team, past=past, hours=hours, grid=grid, seed=seed, tell=tell)
    requirements = _requirements(team=team, forecasts=forecasts, hours=hours, tell=tell)
    problem = roster_problem(
        team=team,
        first_on=first_on,
        weeks=weeks,
        grid=grid,
        requirements=requirements,
        hours=hours,
        previous=previous,
        fixed_sessions=fixed_sessions,
    )
    tell(Stage.ROSTER, 0.0)
    result = rostering.solve_roster(
        problem=problem, effort=effort, seed=seed, on_progress=lambda done: tell(Stage.ROSTER, done)
    )
    tell(Stage.DAY, 0.0)
    roster = result.roster or Roster(shifts=())
    days = plan_days(problem=problem, roster=roster, seed=seed)
    breaches = (
        *check_roster(problem=problem, roster=roster),
        *check_days(problem=problem, roster=roster, days=days),
    )
    tell(Stage.PLAY, 0.0)
    kept = days_kept(
        team=team, forecasts=forecasts, days=days, seed=seed, on_progress=lambda done: tell(Stage.PLAY, done)
    )
    tell(Stage.PLAY, 1.0)
    return Plan(
        team=team,
        first_on=first_on,
        weeks=weeks,
        seed=seed,
        grid=grid,
        forecasts=forecasts,
        requirements=requirements,
        problem=problem,
        roster_result=result,
        days=days,
        breaches=breaches,
        reasons=(
            *_reasons_of_queues(team=team, past=past, hours=hours, first_on=first_on),
            *_reasons_of_names(team=team, histories=histories),
            *_reasons_of_hours(team=team, weeks=weeks, requirements=requirements),
            *reasons_of_kept(kept, asked=team.goal_chance),
        ),
        last_contact_on=_last_contact_on(past),
        kept=kept,
    )


def default_first_on(histories: Mapping[str, QueueHistory]) -> date:
    """The Monday after the day of the last contact.

    Raises
    ------
    OutOfRange
        Where no history holds a contact.
    """
    last_on = _last_contact_on(histories)
    if last_on is None:
        raise OutOfRange("got histories without a contact; need at least one to know when a plan may start")
    return last_on + timedelta(days=7 - last_on.weekday())


def roster_problem(
    *,
    team: Team,
    first_on: date,
    weeks: int,
    grid: IntervalGrid,
    requirements: tuple[QueueRequirement, ...],
    hours: Mapping[str, QueueHours],
    previous: tuple[Shift, ...] = (),
    fixed_sessions: tuple[PlacedSession, ...] = (),
) -> RosterProblem:
    """What the roster must cover, and when anybody may work at all."""
    spans = open_spans([found.calendar for found in hours.values()], grid)
    return RosterProblem(
        team=team,
        first_on=first_on,
        weeks=weeks,
        grid=grid,
        requirements=requirements,
        open_seconds={name: found.open_seconds for name, found in hours.items()},
        open_spans=spans,
        closed_on=closed_days(team=team, spans=spans, grid=grid),
        previous=previous,
        fixed_sessions=fixed_sessions,
    )


def _teller(on_progress: OnProgress | None) -> Callable[[Stage, float], None]:
    """Tell how far a stage is; the listener hears the share of the whole, which never falls."""
    furthest = 0.0

    def tell(stage: Stage, done: float) -> None:
        nonlocal furthest
        starts, ends = SPANS[stage]
        furthest = max(furthest, starts + (ends - starts) * min(max(done, 0.0), 1.0))
        if on_progress is not None:
            on_progress(Progress(stage=stage, done=furthest))

    return tell


def _history_of(queue: Queue, histories: Mapping[str, QueueHistory], grid: IntervalGrid) -> QueueHistory:
    """The queue's past until the plan starts, or a past of which nothing is known.

    What came after the plan's first day is left out, so that a plan made in hindsight is the plan
    that would have been made then.
    """
    history = histories.get(queue.name)
    if history is None:
        return _unknown(queue, grid)
    if (history.grid.seconds, history.grid.timezone) != (grid.seconds, grid.timezone):
        raise OutOfRange(
            f"got history of {queue.name!r} in steps of {history.grid.seconds} seconds in"
            f" {history.grid.timezone}; need {grid.seconds} seconds in {grid.timezone}"
        )
    before = int(np.searchsorted(history.grid.starts, grid.starts[0]))
    if before == 0:
        return _unknown(queue, grid)
    return history if before == len(history.grid) else _until(history, before)


def _unknown(queue: Queue, grid: IntervalGrid) -> QueueHistory:
    unknown = np.full(len(grid), np.nan)
    return QueueHistory(queue=queue.name, grid=grid, offered=unknown, handle_seconds=unknown)


def _until(history: QueueHistory, intervals: int) -> QueueHistory:
    """The first intervals of a history."""
    grid = history.grid
    return QueueHistory(
        queue=history.queue,
        grid=IntervalGrid(starts=grid.starts[:intervals], seconds=grid.seconds, timezone=grid.timezone),
        offered=history.offered[:intervals],
        handle_seconds=history.handle_seconds[:intervals],
        handled=None if history.handled is None else history.handled[:intervals],
        abandoned=None if history.abandoned is None else history.abandoned[:intervals],
    )


def _forecasts(
    *,
    team: Team,
    past: Mapping[str, QueueHistory],
    hours: Mapping[str, QueueHours],
    grid: IntervalGrid,
    seed: int,
    tell: Callable[[Stage, float], None],
) -> tuple[QueueForecast, ...]:
    forecasts = []
    for number, queue in enumerate(team.queues):
        tell(Stage.FORECAST, number / len(team.queues))
        forecasts.append(
            queue_forecast(
                team=team,
                queue=queue,
                history=past[queue.name],
                hours=hours[queue.name],
                grid=grid,
                seed=seed,
            )
        )
    return tuple(forecasts)


def _requirements(
    *,
    team: Team,
    forecasts: tuple[QueueForecast, ...],
    hours: Mapping[str, QueueHours],
    tell: Callable[[Stage, float], None],
) -> tuple[QueueRequirement, ...]:
    requirements = []
    for number, (queue, forecast) in enumerate(zip(team.queues, forecasts, strict=True)):
        tell(Stage.STAFF, number / len(team.queues))
        requirements.append(
            staff_queue(
                queue=queue,
                forecast=forecast,
                open_seconds=hours[queue.name].open_seconds,
                calendar=hours[queue.name].calendar,
                shrinkage=team.shrinkage,
                goal_chance=team.goal_chance,
            )
        )
    return tuple(requirements)


def _reasons_of_queues(
    *, team: Team, past: Mapping[str, QueueHistory], hours: Mapping[str, QueueHours], first_on: date
) -> Iterator[Reason]:
    for queue in team.queues:
        history = past[queue.name]
        known = history.grid.dates[~np.isnan(history.offered)]
        if known.size == 0:
            yield _reason(PlanReason.NO_HISTORY, queue=queue.name)
            continue
        share = hours[queue.name].outside_share
        if hours[queue.name].arrives_at_all_hours:
            yield _reason(PlanReason.ARRIVES_AT_ALL_HOURS, queue=queue.name, share=share)
        elif share > OUTSIDE_SHARE_WORTH_TELLING:
            yield _reason(PlanReason.OUTSIDE_HOURS, queue=queue.name, share=share)
        weeks = ((known[-1] - known[0]).astype(int) + 1) // 7
        if weeks < SHORT_WEEKS:
            yield _reason(PlanReason.SHORT_HISTORY, queue=queue.name, weeks=int(weeks))
        days = (first_on - known[-1].item()).days
        if days > FAR_DAYS:
            yield _reason(PlanReason.FAR_FROM_HISTORY, queue=queue.name, days=days)


def _reasons_of_names(*, team: Team, histories: Mapping[str, QueueHistory]) -> Iterator[Reason]:
    planned = {queue.name for queue in team.queues}
    for name, history in histories.items():
        if name not in planned:
            contacts = int(np.nansum(history.offered))
            yield _reason(PlanReason.HISTORY_WITHOUT_QUEUE, queue=name, contacts=contacts)


def _reasons_of_hours(
    *, team: Team, weeks: int, requirements: tuple[QueueRequirement, ...]
) -> Iterator[Reason]:
    required = sum(required_hours(requirement) for requirement in requirements)
    contracted = sum(agent.weekly_hours for agent in team.agents) * weeks
    if required > contracted:
        yield _reason(PlanReason.TOO_FEW_HOURS, required=required, contracted=contracted)


def required_hours(requirement: QueueRequirement) -> float:
    """Paid hours that a requirement asks for, shrinkage included."""
    lengths = requirement.grid.ends - requirement.grid.starts
    return float((requirement.scheduled * lengths).sum() / 3600)


def _reason(kind: PlanReason, **figures: str | int | float) -> Reason:
    return Reason(kind=kind, figures=figures)


def _last_contact_on(histories: Mapping[str, QueueHistory]) -> date | None:
    last = [
        history.grid.dates[history.offered > 0][-1].item()
        for history in histories.values()
        if (history.offered > 0).any()
    ]
    return max(last, default=None)
