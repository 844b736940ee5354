"""From a plan to one of its days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.business_time import BusinessCalendar, business_calendar, open_seconds
from halfhour.engine.dayplanning import BlockKind
from halfhour.engine.errors import EmptyCalendar, OutOfRange
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.plan._day import DayBlock, DayPerson, DayQueue, DaySkill, PlanDay, Span
from halfhour.engine.plan._hours import hours_of
from halfhour.engine.plan._waiting import waiting_at
from halfhour.engine.staffing import unplanned_shrinkage
from halfhour.engine.team import Agent, Queue, Service, Team

# What all half hours of a day share of how much rates vary beyond chance, as a part of that variance: between
# what two public histories of calls show, 36 % and 72 %. docs/methods/what-if.md.
DAY_SHARE = 0.5
HANDLE_CV = 1.0  # single handle times vary as much as their mean, unless the history says otherwise
Floats = NDArray[np.float64]


class LaidOutBlock(Protocol):
    """What is needed of a block of a day plan (`dayplanning.Block` has it)."""

    @property
    def kind(self) -> BlockKind: ...
    @property
    def starts_at(self) -> int: ...
    @property
    def ends_at(self) -> int: ...
    @property
    def queue(self) -> str | None: ...


class LaidOutDay(Protocol):
    """What is needed of a day plan (`dayplanning.DayPlan` has it)."""

    @property
    def agent(self) -> str: ...
    @property
    def blocks(self) -> Sequence[LaidOutBlock]: ...


def plan_day(
    *,
    team: Team,
    on: date,
    forecasts: Sequence[QueueForecast],
    days: Iterable[LaidOutDay],
    day_share: float = DAY_SHARE,
    handle_cv: Mapping[str, float] | None = None,
    handle_factors: Mapping[tuple[str, str], float] | None = None,
) -> PlanDay:
    """One day of a plan: its queues with what is expected, everybody with what they do.

    Parameters
    ----------
    forecasts
        Of the team's queues, all on the plan's grid. A queue without one gets no contacts.
    days
        The plan's day plans. Of other days only those that reach into this one count, and work on
        deferred queues, which tells what is left to do when the day starts.
    day_share
        How much of the variance of the rates, beyond chance, is shared by all intervals of a day.
    handle_cv
        By queue, the standard deviation of single handle times over their mean, where it is known.
    handle_factors
        By person and queue, their handle time as a share of everybody's, where it is known.

    Raises
    ------
    OutOfRange
        For a day that the plan does not cover, or a share outside 0 to 1.
    """
    if not 0 <= day_share <= 1:
        raise OutOfRange(f"got a day share of {day_share:g}; need 0 to 1")
    if not forecasts:
        raise OutOfRange("got no forecast; need that of at least one queue")
    frame = _frame(forecasts[0].grid, on)
    plans = tuple(days)
    by_queue = {forecast.queue: forecast for forecast in forecasts}
    queues = tuple(
        _day_queue(
            team=team,
            queue=queue,
            forecast=by_queue[queue.name],
            frame=frame,
            days=plans,
            day_share=day_share,
            handle_cv=(handle_cv or {}).get(queue.name, HANDLE_CV),
        )
        if queue.name in by_queue
        else _quiet_queue(queue, frame)
        for queue in team.queues
    )
    absence = unplanned_shrinkage(team.shrinkage)
    blocks = _blocks(frame, plans)
    factors = handle_factors or {}
    return PlanDay(
        on=on,
        timezone=team.timezone,
        starts_at=frame.starts_at,
        intervals=frame.intervals,
        interval_seconds=float(frame.grid.seconds),
        queues=queues,
        people=tuple(
            DayPerson(
                name=agent.name,
                skills=_skills(agent, queues, factors),
                blocks=tuple(blocks.get(agent.name, ())),
                absence=absence,
            )
            for agent in team.agents
        ),
    )


class _Frame:
    """Where the day lies in the plan's grid: the positions of its intervals, its start and its end."""

    def __init__(self, grid: IntervalGrid, rows: NDArray[np.intp]) -> None:
        self.grid = grid
        self.rows = rows
        self.starts = grid.starts[rows]
        self.ends = grid.ends[rows]
        self.starts_at = int(self.starts[0])
        self.ends_at = int(self.ends[-1])
        self.intervals = -(-(self.ends_at - self.starts_at) // grid.seconds)

    @property
    def edges(self) -> NDArray[np.int64]:
        return self.starts_at + np.arange(self.intervals + 1, dtype=np.int64) * self.grid.seconds

    def shares(self) -> Floats:
        """How much of each interval of the grid falls into each of the day's own, shape (own, grid).

        They differ only where a clock change cuts an interval short.
        """
        first = np.maximum(self.edges[:-1, None], self.starts)
        last = np.minimum(self.edges[1:, None], self.ends)
        overlap: Floats = np.maximum(last - first, 0) / (self.ends - self.starts)
        return overlap


def _frame(grid: IntervalGrid, on: date) -> _Frame:
    rows = np.flatnonzero(grid.dates == np.datetime64(on))
    if rows.size == 0:
        raise OutOfRange(f"got {on}; the plan covers {grid.dates[0]} to {grid.dates[-1]}")
    return _Frame(grid, rows)


def _day_queue(
    *,
    team: Team,
    queue: Queue,
    forecast: QueueForecast,
    frame: _Frame,
    days: Sequence[LaidOutDay],
    day_share: float,
    handle_cv: float,
) -> DayQueue:
    grid, rows = frame.grid, frame.rows
    calendar = _calendar(team, queue, grid)
    offered = np.nan_to_num(forecast.offered_mean)
    if queue.service is Service.LIVE:
        opened = np.zeros(len(grid)) if calendar is None else open_seconds(calendar=calendar, grid=grid)
        offered = np.where(opened > 0, offered, 0.0)  # who comes to a closed door is not served
    handle = np.where(forecast.handle_seconds_mean > 0, forecast.handle_seconds_mean, queue.handle_seconds)
    shares = frame.shares()
    day_cv, interval_cv = _split(_spread_of(forecast, rows, offered[rows]), day_share)
    waiting: tuple[float, ...] = ()
    if queue.service is Service.DEFERRED:
        waiting = waiting_at(
            team=team,
            queue=queue,
            grid=grid,
            at=frame.starts_at,
            offered=offered,
            handle_seconds=handle,
            worked_seconds=_worked(days, queue, grid),
        )
    return DayQueue(
        settings=queue,
        expected=tuple((shares @ offered[rows]).tolist()),
        handle_seconds=tuple((shares @ handle[rows] / shares.sum(axis=1)).tolist()),
        handle_cv=handle_cv,
        interval_cv=interval_cv,
        day_cv=day_cv,
        open=_open(calendar, frame),
        waiting_seconds=waiting,
        speeds=(1.0,) * queue.concurrency,
    )


def _quiet_queue(queue: Queue, frame: _Frame) -> DayQueue:
    """A queue to which nobody is expected."""
    return DayQueue(
        settings=queue,
        expected=(0.0,) * frame.intervals,
        handle_seconds=(queue.handle_seconds,) * frame.intervals,
        speeds=(1.0,) * queue.concurrency,
    )


def _calendar(team: Team, queue: Queue, grid: IntervalGrid) -> BusinessCalendar | None:
    """The queue's hours over the plan; None where it never opens."""
    try:
        return business_calendar(
            hours=hours_of(queue, team),
            timezone=team.timezone,
            country=team.country,
            subdivision=team.subdivision,
            first_on=grid.dates[0].item(),
            last_on=grid.dates[-1].item(),
        )
    except EmptyCalendar:
        return None


def _open(calendar: BusinessCalendar | None, frame: _Frame) -> tuple[Span, ...]:
    if calendar is None:
        return ()
    inside = (calendar.closes > frame.starts_at) & (calendar.opens < frame.ends_at)
    opens = np.maximum(calendar.opens[inside], frame.starts_at) - frame.starts_at
    closes = np.minimum(calendar.closes[inside], frame.ends_at) - frame.starts_at
    return tuple((float(first), float(last)) for first, last in zip(opens, closes, strict=True))


def _spread_of(forecast: QueueForecast, rows: NDArray[np.intp], offered: Floats) -> float:
    """How far the day's work may be off per interval: rate and handle time, the mean over contacts.

    The handle time is off for all contacts of an interval alike, which is as if more or fewer came.
    """
    if offered.sum() <= 0:
        return 0.0
    variance = (1 + forecast.rate_spread[rows] ** 2) * (1 + forecast.handle_spread[rows] ** 2) - 1
    return float(np.sqrt(np.average(variance, weights=offered)))


def _split(spread: float, day_share: float) -> tuple[float, float]:
    """The spread of the day's own factor and of the intervals' own, whose product has the whole one."""
    day = spread * spread * day_share
    interval = (1 + spread * spread) / (1 + day) - 1
    return float(np.sqrt(day)), float(np.sqrt(max(interval, 0.0)))


def _worked(days: Sequence[LaidOutDay], queue: Queue, grid: IntervalGrid) -> Floats:
    """People-seconds on a queue in each interval of the plan."""
    worked = np.zeros(len(grid))
    starts, ends = grid.starts, grid.ends
    for day in days:
        for block in day.blocks:
            if block.queue != queue.name:
                continue
            part = slice(
                np.searchsorted(ends, block.starts_at, side="right"), np.searchsorted(starts, block.ends_at)
            )
            worked[part] += np.minimum(ends[part], block.ends_at) - np.maximum(starts[part], block.starts_at)
    return worked


def _blocks(frame: _Frame, days: Sequence[LaidOutDay]) -> dict[str, list[DayBlock]]:
    """Everybody's blocks within the day, by name; a shift from the day before brings its end."""
    found: dict[str, list[DayBlock]] = {}
    for day in days:
        for block in day.blocks:
            first, last = max(block.starts_at, frame.starts_at), min(block.ends_at, frame.ends_at)
            if first >= last:
                continue
            on_queue = block.kind in (BlockKind.QUEUE, BlockKind.FOCUS) and block.queue is not None
            found.setdefault(day.agent, []).append(
                DayBlock(
                    kind=block.kind,
                    start_seconds=float(first - frame.starts_at),
                    end_seconds=float(last - frame.starts_at),
                    queues=(block.queue,) if on_queue and block.queue else (),
                )
            )
    for blocks in found.values():
        blocks.sort(key=lambda block: block.start_seconds)
    return found


def _skills(
    agent: Agent, queues: Sequence[DayQueue], factors: Mapping[tuple[str, str], float]
) -> tuple[DaySkill, ...]:
    """The queues that somebody serves, at the lowest of the levels that the queue asks for."""
    levels = {skill.name: skill.level for skill in agent.skills}
    return tuple(
        DaySkill(
            queue=queue.name,
            level=min((levels[name] for name in queue.settings.skills), default=1),
            handle_factor=factors.get((agent.name, queue.name), 1.0),
        )
        for queue in queues
        if agent.serves(queue.settings)
    )
