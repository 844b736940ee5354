"""forecast.csv as forecasts on a team's grid: the way back from a file to what staffing starts from."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from django.utils.translation import gettext as _

from halfhour.cli.options import Refusal

if TYPE_CHECKING:
    from halfhour.engine.forecasting import QueueForecast
    from halfhour.engine.intervals import IntervalGrid
    from halfhour.engine.team import Team
    from halfhour.planning.outputs import ForecastTable


def forecasts_from_file(path: Path, team: "Team") -> "dict[str, QueueForecast]":
    """The forecasts of the team's queues, on one grid of whole days, in the team's order.

    What the file does not name is an interval without contacts. The spread of each rate is what the
    file's bounds hold beyond chance; the handle time is taken as certain, as the file bounds it not.
    """
    from halfhour.planning.outputs import OutputFileError, read_forecasts

    try:
        tables = read_forecasts(path)
    except OutputFileError as error:
        raise Refusal(str(error)) from None
    _refuse_strangers(path, tables, team)
    grid = _grid_over(tables, team)
    return {
        queue.name: _on_grid(path, tables[queue.name], grid) for queue in team.queues if queue.name in tables
    }


def _refuse_strangers(path: Path, tables: "Mapping[str, ForecastTable]", team: "Team") -> None:
    known = [queue.name for queue in team.queues]
    if not tables:
        raise Refusal(_("{file} holds no forecast.").format(file=path.name))
    strangers = [name for name in tables if name not in known]
    if strangers:
        raise Refusal(
            _(
                "{file} forecasts the queue “{queue}”, which the team does not have. Its queues: {known}."
            ).format(file=path.name, queue=strangers[0], known=", ".join(known))
        )


def _grid_over(tables: "Mapping[str, ForecastTable]", team: "Team") -> "IntervalGrid":
    """Whole local days from the first to the last start in the file."""
    from halfhour.engine.intervals import interval_grid, local_seconds
    from halfhour.engine.team import DAY_SECONDS

    starts = np.concatenate([table.starts for table in tables.values()])
    ends = np.array([starts.min(), starts.max()])
    first_on, last_on = (local_seconds(ends, team.timezone) // DAY_SECONDS).astype("datetime64[D]").tolist()
    return interval_grid(
        first_on=first_on,
        last_on=last_on,
        timezone=team.timezone,
        interval_minutes=team.interval_minutes,
    )


def _on_grid(path: Path, table: "ForecastTable", grid: "IntervalGrid") -> "QueueForecast":
    from halfhour.engine.forecasting import LEVELS, QueueForecast
    from halfhour.engine.staffing import rate_spread

    place, inside = grid.index_of(table.starts)
    exact = inside & (grid.starts[place] == table.starts)
    if not exact.all():
        from halfhour.planning.outputs.cells import times

        wrong = table.starts[~exact][:1]
        raise Refusal(
            _("{file}: no interval of {minutes} minutes starts at {start} in {timezone}.").format(
                file=path.name,
                minutes=grid.seconds // 60,
                start=times(wrong, grid.timezone)[0],
                timezone=grid.timezone,
            )
        )

    def spread_out(values: np.ndarray, missing: float) -> np.ndarray:
        whole = np.full((*values.shape[:-1], len(grid)), missing)
        whole[..., place] = np.where(np.isnan(values), missing, values)
        return whole

    mean = spread_out(table.offered_mean, 0.0)
    quantiles = spread_out(table.offered_quantiles, 0.0)
    handle = spread_out(table.handle_seconds_mean, np.nan)
    return QueueForecast(
        queue=table.queue,
        grid=grid,
        offered_mean=mean,
        offered_quantiles=quantiles,
        rate_spread=rate_spread(offered_mean=mean, offered_quantiles=quantiles, levels=LEVELS),
        handle_seconds_mean=handle,
        handle_seconds_low=handle,
        handle_seconds_high=handle,
        handle_spread=np.zeros(len(grid)),
        model="file",
        scores=(),
        reasons=(),
    )
