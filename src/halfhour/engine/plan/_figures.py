"""The headline figures of a plan: what a lead asks first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.forecasting import QueueForecast, wape_floor
from halfhour.engine.plan._make import required_hours
from halfhour.engine.plan._service import service_with
from halfhour.engine.plan._values import DayKept, Plan
from halfhour.engine.staffing import QueueRequirement

# An interval is short from a quarter of a person on. Less is a short break, or the part of a person by
# which a target exceeds whole people because somebody may be ill.
SHORT_FROM = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFigures:
    """One queue over the whole plan.

    `wape` and `bounds_held` are the forecast's rolling-origin scores, None where nothing could be
    tested; `wape_floor` is what chance alone would leave of the first to a perfect forecast, None where
    nobody is expected. `needed_at_peak` is people on queue in the busiest interval, which starts at `peak_at`
    (UTC epoch seconds). Intervals are counted where the queue is open. `missing_most` is the largest
    shortfall in people, at `missing_most_at`; None where nobody is missing. `goal_chance` is the mean
    chance, over contacts, of keeping the goal with everybody who is required on queue; `service` the
    share of contacts expected in time with the people rostered, None for deferred queues. `days_kept` is the
    share of days expected to show the goal when they are played, None where none was; the day with the
    lowest chance is `worst_day_on`.
    """

    queue: str
    contacts: float
    handle_seconds: float
    model: str
    wape: float | None
    wape_floor: float | None
    bounds_held: float | None
    needed_at_peak: int
    peak_at: int
    required_hours: float
    open_intervals: int
    short_intervals: int
    missing_hours: float
    missing_most: float
    missing_most_at: int | None
    goal_chance: float
    service: float | None
    days_kept: float | None = None
    worst_day_on: date | None = None
    worst_day_chance: float | None = None

    @property
    def covered_share(self) -> float:
        """The share of open intervals with everybody who is needed."""
        return 1.0 - self.short_intervals / self.open_intervals if self.open_intervals else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """One date: people-hours needed on queue, rostered on queue and missing, all queues together."""

    on: date
    contacts: float
    needed_hours: float
    scheduled_hours: float
    missing_hours: float
    missing_most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """The plan as a whole; hours are paid hours over all its weeks.

    `people_at_peak` is the most people needed at work at once, shrinkage included, in the interval
    that starts at `peak_at`. An interval is short where any queue misses someone.
    """

    queues: tuple[QueueFigures, ...]
    days: tuple[DayFigures, ...]
    contacts: float
    people: int
    people_at_peak: float
    peak_at: int
    required_hours: float
    contracted_hours: float
    rostered_hours: float
    open_intervals: int
    short_intervals: int
    missing_hours: float
    breaches: int

    @property
    def covered_share(self) -> float:
        """The share of open intervals in which no queue misses anyone."""
        return 1.0 - self.short_intervals / self.open_intervals if self.open_intervals else 1.0

    @property
    def keeps_goals(self) -> bool:
        """Whether everybody who is needed is there in every open interval."""
        return self.short_intervals == 0


def plan_figures(plan: Plan) -> PlanFigures:
    """What a lead asks first, from the plan's arrays."""
    shortfall = plan.roster_result.shortfall
    hours = (plan.grid.ends - plan.grid.starts) / 3600
    is_open = np.array([plan.problem.open_seconds[queue.name] > 0 for queue in plan.team.queues])
    short = (shortfall > SHORT_FROM) & is_open
    scheduled = np.sum([requirement.scheduled for requirement in plan.requirements], axis=0)
    peak = int(np.argmax(scheduled))
    roster = plan.roster_result.roster
    return PlanFigures(
        queues=tuple(
            _queue_figures(
                forecast=forecast,
                requirement=requirement,
                is_open=is_open[number],
                shortfall=shortfall[number],
                coverage=plan.roster_result.coverage[number],
                kept=[day for day in plan.kept if day.queue == forecast.queue],
            )
            for number, (forecast, requirement) in enumerate(
                zip(plan.forecasts, plan.requirements, strict=True)
            )
        ),
        days=_day_figures(plan),
        contacts=float(sum(forecast.offered_mean.sum() for forecast in plan.forecasts)),
        people=len(plan.team.agents),
        people_at_peak=float(scheduled[peak]),
        peak_at=int(plan.grid.starts[peak]),
        required_hours=sum(required_hours(requirement) for requirement in plan.requirements),
        contracted_hours=sum(agent.weekly_hours for agent in plan.team.agents) * plan.weeks,
        rostered_hours=sum(shift.paid_seconds for shift in roster.shifts) / 3600 if roster else 0.0,
        open_intervals=int(is_open.any(axis=0).sum()),
        short_intervals=int(short.any(axis=0).sum()),
        missing_hours=float((shortfall * hours).sum()),
        breaches=len(plan.breaches),
    )


def _queue_figures(
    *,
    forecast: QueueForecast,
    requirement: QueueRequirement,
    is_open: NDArray[np.bool_],
    shortfall: NDArray[np.float64],
    coverage: NDArray[np.float64],
    kept: Sequence[DayKept],
) -> QueueFigures:
    grid = forecast.grid
    contacts = forecast.offered_mean
    peak, worst = int(np.argmax(requirement.on_queue)), int(np.argmax(shortfall))
    missing_most = float(shortfall[worst])
    is_short = missing_most > SHORT_FROM
    worst_day = min(kept, key=lambda day: (day.chance, day.on), default=None)
    score = next((score for score in forecast.scores if score.model == forecast.model), None)
    return QueueFigures(
        queue=forecast.queue,
        contacts=float(contacts.sum()),
        handle_seconds=_mean(forecast.handle_seconds_mean, contacts),
        model=forecast.model,
        wape=_known(score.wape) if score else None,
        wape_floor=_known(wape_floor(contacts)),
        bounds_held=_known(score.coverage) if score else None,
        needed_at_peak=int(requirement.on_queue[peak]),
        peak_at=int(grid.starts[peak]),
        required_hours=required_hours(requirement),
        open_intervals=int(is_open.sum()),
        short_intervals=int(((shortfall > SHORT_FROM) & is_open).sum()),
        missing_hours=float((shortfall * (grid.ends - grid.starts)).sum() / 3600),
        missing_most=missing_most if is_short else 0.0,
        missing_most_at=int(grid.starts[worst]) if is_short else None,
        goal_chance=_mean(requirement.goal_chance, contacts),
        service=service_with(requirement=requirement, people=coverage),
        days_kept=sum(day.chance for day in kept) / len(kept) if kept else None,
        worst_day_on=worst_day.on if worst_day else None,
        worst_day_chance=worst_day.chance if worst_day else None,
    )


def _day_figures(plan: Plan) -> tuple[DayFigures, ...]:
    """Sums over each date; a date without intervals has none."""
    dates = plan.grid.dates
    hours = (plan.grid.ends - plan.grid.starts) / 3600
    contacts = np.sum([forecast.offered_mean for forecast in plan.forecasts], axis=0)
    needed = np.sum([requirement.roster_target for requirement in plan.requirements], axis=0)
    scheduled = plan.roster_result.coverage.sum(axis=0)
    missing = plan.roster_result.shortfall.sum(axis=0)
    return tuple(
        DayFigures(
            on=day.item(),
            contacts=float(contacts[at].sum()),
            needed_hours=float((needed * hours)[at].sum()),
            scheduled_hours=float((scheduled * hours)[at].sum()),
            missing_hours=float((missing * hours)[at].sum()),
            missing_most=float(missing[at].max()),
        )
        for day in np.unique(dates)
        for at in [dates == day]
    )


def _mean(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """The mean weighted by contacts; the plain mean where none come, leaving out what is not known."""
    known = ~np.isnan(values)
    if not known.any():
        return float("nan")
    weights = weights[known] if weights[known].sum() > 0 else np.ones(int(known.sum()))
    return float(np.average(values[known], weights=weights))


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
