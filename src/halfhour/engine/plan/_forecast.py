"""The forecast of one of a team's queues: its own hours, and the team's public holidays."""

from datetime import timedelta

from halfhour.engine.business_time import holidays_between
from halfhour.engine.forecasting import QueueForecast, forecast_queue
from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import IntervalGrid
from halfhour.engine.plan._hours import QueueHours
from halfhour.engine.team import Queue, Team

HOLIDAY_MARGIN = timedelta(
    days=7
)  # the day before a holiday is one, even where the holiday is after the plan


def queue_forecast(
    *, team: Team, queue: Queue, history: QueueHistory, hours: QueueHours, grid: IntervalGrid, seed: int = 0
) -> QueueForecast:
    """Contacts and handle time of a queue in each interval of the grid, as `forecast_queue` gives them.

    Parameters
    ----------
    history
        The queue's past; its grid may be empty. What lies after the grid's start is not used.
    hours
        Of the queue, over that history and that grid.
    """
    days = [*history.grid.dates[:1].tolist(), *grid.dates[[0, -1]].tolist()]
    return forecast_queue(
        history=history,
        open_seconds=hours.past_arrival_seconds,
        horizon=grid,
        horizon_open_seconds=hours.arrival_seconds,
        holidays=holidays_between(
            country=team.country,
            subdivision=team.subdivision,
            first_on=min(days) - HOLIDAY_MARGIN,
            last_on=max(days) + HOLIDAY_MARGIN,
        ),
        default_handle_seconds=queue.handle_seconds,
        seed=seed,
    )
