"""From a forecast and a goal to people on queue, paid and rostered."""

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import amounts
from halfhour.engine.business_time import BusinessCalendar
from halfhour.engine.business_time import open_seconds as clock_seconds
from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.shrinkage import paid_people, total_shrinkage, unplanned_shrinkage
from halfhour.engine.staffing._reasons import StaffingReason
from halfhour.engine.staffing._requirement import QueueRequirement
from halfhour.engine.staffing._staff_deferred import deferred_need
from halfhour.engine.staffing._staff_live import live_need
from halfhour.engine.team import Queue, Service, ShrinkageCause


def staff_queue(
    *,
    queue: Queue,
    forecast: QueueForecast,
    open_seconds: NDArray[np.int64],
    calendar: BusinessCalendar,
    shrinkage: Iterable[ShrinkageCause],
    goal_chance: float,
) -> QueueRequirement:
    """People needed in each interval of the forecast.

    Parameters
    ----------
    queue
        Its goal, its kind of service, patience and concurrency.
    open_seconds
        How long people can work on the queue in each interval, shape (intervals,).
    calendar
        The business time in which a deferred queue's goal counts; it covers the forecast's grid.
    goal_chance
        Chance of keeping the goal in an interval, at least 0 and below 1; up to 0.5 the forecast's
        mean is staffed for, as if it were certain.

    Raises
    ------
    OutOfRange
        For figures outside what the models know, or several deferred contacts at once per agent.
    BeyondCalendar
        Where a deferred queue's forecast reaches beyond the calendar.
    """
    if not 0 <= goal_chance < 1:
        raise OutOfRange(f"goal_chance must be at least 0 and below 1; got {goal_chance:g}")
    if queue.service is Service.DEFERRED and queue.concurrency != 1:
        raise OutOfRange(
            f"concurrency must be 1 in a deferred queue; got {queue.concurrency} in {queue.name!r}"
        )
    for name in ("offered_mean", "rate_spread", "handle_spread"):
        amounts(name, getattr(forecast, name))
    causes = tuple(shrinkage)
    open_for = np.asarray(open_seconds, dtype=np.float64)
    handle = np.where(forecast.handle_seconds_mean > 0, forecast.handle_seconds_mean, queue.handle_seconds)
    if queue.service is Service.LIVE:
        need = live_need(
            queue=queue, forecast=forecast, open_seconds=open_for, handle_seconds=handle, chance=goal_chance
        )
    else:
        need = deferred_need(
            queue=queue,
            forecast=forecast,
            open_seconds=open_for,
            clock=clock_seconds(calendar=calendar, grid=forecast.grid).astype(np.float64),
            handle_seconds=handle,
            chance=goal_chance,
        )
    return QueueRequirement(
        queue=queue.name,
        grid=forecast.grid,
        on_queue_mean=need.on_queue_mean,
        on_queue=need.on_queue,
        scheduled=paid_people(on_queue=need.on_queue, shrinkage=total_shrinkage(causes)),
        roster_target=paid_people(on_queue=need.on_queue, shrinkage=unplanned_shrinkage(causes)),
        service_level_mean=need.service_level_mean,
        goal_chance=need.goal_chance,
        occupancy=need.occupancy,
        load_erlangs=need.load_erlangs,
        load_spread=need.load_spread,
        offered_mean=forecast.offered_mean,
        handle_seconds=handle,
        open_seconds=np.asarray(open_seconds, dtype=np.int64),
        chance_asked=goal_chance,
        settings=queue,
        reasons=_shrinkage_reasons(causes),
    )


def _shrinkage_reasons(causes: tuple[ShrinkageCause, ...]) -> tuple[Reason, ...]:
    total = Reason(kind=StaffingReason.SHRINKAGE, figures={"share": total_shrinkage(causes)})
    return (total, *(reason for cause in causes for reason in _reasons_of_cause(cause)))


def _reasons_of_cause(cause: ShrinkageCause) -> Iterator[Reason]:
    """A share that was measured says what it rests on, and what of it no roster places."""
    figures: dict[str, Figure] = {"cause": cause.cause, "share": cause.share}
    measured = cause.measured
    if measured is None:
        if cause.share > 0:
            yield Reason(kind=StaffingReason.SHRINKAGE_CAUSE, figures=figures)
        return
    rests_on: dict[str, Figure] = {
        "low": measured.low,
        "high": measured.high,
        "people": measured.people,
        "days": measured.days,
    }
    yield Reason(kind=StaffingReason.SHRINKAGE_MEASURED, figures=figures | rests_on)
    if cause.in_roster and measured.planned is not None and cause.share > measured.planned:
        yield Reason(
            kind=StaffingReason.SHRINKAGE_BEYOND_PLAN, figures=figures | {"planned": measured.planned}
        )
