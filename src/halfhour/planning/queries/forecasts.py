"""The forecast page: what is expected on a queue, with bounds, beside what came."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from halfhour.engine.history import QueueHistory
from halfhour.engine.reasons import Reason
from halfhour.planning.adapter.series import array, reason
from halfhour.planning.adapter.teams import grid_of, moment
from halfhour.planning.models import Plan, QueueSeries
from halfhour.planning.wording import day_label

Floats = NDArray[np.float64]
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How a model did in tests on the past; None where nothing could be tested."""

    model: str
    wape: float | None
    coverage: float | None
    folds: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """The forecast beside what came, over the `intervals` for which that is known already."""

    intervals: int
    expected: float
    came: float
    wape: float | None
    held: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the table behind the chart: a day, or a half hour of a day."""

    starts_at: datetime
    expected: float
    low: float | None
    high: float | None
    handle_seconds: float | None
    came: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ForecastView:
    queue: str
    chart: dict[str, Any]
    handle_chart: dict[str, Any]
    lines: tuple[Line, ...]
    by_day: bool
    scores: tuple[Score, ...]
    model: str
    accuracy: Accuracy | None
    reasons: tuple[Reason, ...]
    has_past: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Points:
    """The points of the chart in time order, NaN where a line has none."""

    starts: NDArray[np.int64]
    dates: NDArray[np.datetime64]
    past: Floats
    mean: Floats
    low: Floats
    high: Floats
    came: Floats
    handle: Floats
    handle_low: Floats
    handle_high: Floats


def forecast_view(
    plan: Plan,
    row: QueueSeries,
    *,
    first_on: date,
    last_on: date,
    weeks_before: int,
    history: QueueHistory | None,
) -> ForecastView:
    """The forecast of one queue from `first_on` to `last_on`, with the weeks before where they are known."""
    points = _points(
        plan, row, first_on=first_on, last_on=last_on, weeks_before=weeks_before, history=history
    )
    by_day = first_on != last_on
    return ForecastView(
        queue=row.queue,
        chart=_chart(points),
        handle_chart=_handle_chart(points),
        lines=_lines(points, by_day=by_day),
        by_day=by_day,
        scores=_scores(row),
        model=row.forecast["model"],
        accuracy=_accuracy(plan, row, history),
        reasons=tuple(reason(kept) for kept in row.forecast["reasons"]),
        has_past=bool(np.isfinite(points.past).any()),
    )


def _points(
    plan: Plan,
    row: QueueSeries,
    *,
    first_on: date,
    last_on: date,
    weeks_before: int,
    history: QueueHistory | None,
) -> _Points:
    """Half hours in which anything is expected or came; nights without either are left out."""
    ahead = _ahead(plan, row, history)
    shown = (ahead.dates >= np.datetime64(first_on)) & (ahead.dates <= np.datetime64(last_on))
    shown &= (ahead.mean > 0) | (ahead.high > 0) | (ahead.came > 0)
    parts = [_chosen(ahead, shown)]
    if history is not None and weeks_before:
        parts.insert(0, _before(history, first_on - timedelta(days=7 * weeks_before), first_on))
    return _Points(
        **{name: np.concatenate([getattr(part, name) for part in parts]) for name in _Points.__slots__}
    )


def _ahead(plan: Plan, row: QueueSeries, history: QueueHistory | None) -> _Points:
    grid, kept = grid_of(plan), row.forecast
    levels = list(kept["levels"])
    return _Points(
        starts=grid.starts,
        dates=grid.dates,
        past=np.full(len(grid), np.nan),
        mean=array(kept["offered_mean"]).astype(np.float64),
        low=array(kept["offered_quantiles"][levels.index(LOW)]).astype(np.float64),
        high=array(kept["offered_quantiles"][levels.index(HIGH)]).astype(np.float64),
        came=came_in(plan, history),
        handle=array(kept["handle_seconds_mean"]).astype(np.float64),
        handle_low=array(kept["handle_seconds_low"]).astype(np.float64),
        handle_high=array(kept["handle_seconds_high"]).astype(np.float64),
    )


def came_in(plan: Plan, history: QueueHistory | None) -> Floats:
    """What the ledger knows of the plan's own half hours, NaN where it does not."""
    grid = grid_of(plan)
    came = np.full(len(grid), np.nan)
    if history is None or len(history.grid) == 0:
        return came
    position, inside = history.grid.index_of(grid.starts)
    came[inside] = history.offered[position[inside]]
    return came


def _before(history: QueueHistory, first_on: date, end_on: date) -> _Points:
    grid = history.grid
    dates = grid.dates
    shown = (dates >= np.datetime64(first_on)) & (dates < np.datetime64(end_on))
    usual = np.unique(grid.slots[history.offered > 0])
    shown &= (history.offered > 0) | (np.isin(grid.slots, usual) & np.isin(dates, dates[history.offered > 0]))
    nothing = np.full(int(shown.sum()), np.nan)
    return _Points(
        starts=grid.starts[shown],
        dates=dates[shown],
        past=history.offered[shown],
        mean=nothing,
        low=nothing,
        high=nothing,
        came=nothing,
        handle=nothing,
        handle_low=nothing,
        handle_high=nothing,
    )


def _chosen(points: _Points, shown: NDArray[np.bool_]) -> _Points:
    return _Points(**{name: getattr(points, name)[shown] for name in _Points.__slots__})


def _chart(points: _Points) -> dict[str, Any]:
    series: list[dict[str, Any]] = [
        {
            "name": _("Expected"),
            "values": _rounded(points.mean),
            "tone": "1",
            "band": {
                "name": _("Between these in 9 of 10 half hours"),
                "low": _rounded(points.low),
                "high": _rounded(points.high),
            },
        }
    ]
    if np.isfinite(points.past).any():
        series.append({"name": _("Came before"), "values": _rounded(points.past), "tone": "5"})
    if np.isfinite(points.came).any():
        series.append({"name": _("Came"), "values": _rounded(points.came), "tone": "2"})
    marks = []
    if np.isfinite(points.past).any():
        marks = [{"at": int(np.isfinite(points.past).sum()), "label": _("The plan starts")}]
    return _axis(points) | {"series": series, "marks": marks, "zoom": True, "decimals": 1}


def _handle_chart(points: _Points) -> dict[str, Any]:
    ahead = _chosen(points, np.isfinite(points.mean))
    line = {
        "name": _("Handle time"),
        "values": _rounded(ahead.handle),
        "tone": "3",
        "band": {
            "name": _("Between these in 9 of 10 half hours"),
            "low": _rounded(ahead.handle_low),
            "high": _rounded(ahead.handle_high),
        },
    }
    return _axis(ahead) | {"series": [line], "format": "duration"}


def _axis(points: _Points) -> dict[str, Any]:
    """Labels for tooltips, and one tick where each day starts; in one day, one each full hour."""
    local = [timezone.localtime(moment(start)) for start in points.starts]
    firsts = np.flatnonzero(np.diff(points.dates.astype(np.int64), prepend=-1))
    if firsts.size == 1:
        ticks = {place: f"{at:%H:%M}" for place, at in enumerate(local) if at.minute == 0}
    else:
        ticks = {int(place): day_label(local[place]) for place in firsts}
    return {"x": [f"{day_label(at)} {at:%H:%M}" for at in local], "ticks": ticks}


def _lines(points: _Points, *, by_day: bool) -> tuple[Line, ...]:
    ahead = _chosen(points, np.isfinite(points.mean))
    if not by_day:
        return tuple(
            Line(
                starts_at=moment(ahead.starts[i]),
                expected=float(ahead.mean[i]),
                low=_known(ahead.low[i]),
                high=_known(ahead.high[i]),
                handle_seconds=_known(ahead.handle[i]),
                came=_known(ahead.came[i]),
            )
            for i in range(ahead.starts.size)
        )
    return tuple(
        Line(
            starts_at=moment(ahead.starts[day][0]),
            expected=float(ahead.mean[day].sum()),
            low=None,
            high=None,
            handle_seconds=_weighted(ahead.handle[day], ahead.mean[day]),
            came=float(np.nansum(ahead.came[day])) if np.isfinite(ahead.came[day]).all() else None,
        )
        for one in np.unique(ahead.dates)
        for day in [ahead.dates == one]
    )


def _scores(row: QueueSeries) -> tuple[Score, ...]:
    """The models tested, the best first."""
    chosen = row.forecast["model"]
    scores = [Score(**kept, chosen=kept["model"] == chosen) for kept in row.forecast["scores"]]
    return tuple(sorted(scores, key=lambda score: (score.wape is None, score.wape or 0.0)))


def _accuracy(plan: Plan, row: QueueSeries, history: QueueHistory | None) -> Accuracy | None:
    """None while nothing of the plan's time is known."""
    ahead = _ahead(plan, row, history)
    known = np.isfinite(ahead.came) & ((ahead.mean > 0) | (ahead.came > 0))
    if not known.any():
        return None
    came, mean = ahead.came[known], ahead.mean[known]
    total = float(came.sum())
    return Accuracy(
        intervals=int(known.sum()),
        expected=float(mean.sum()),
        came=total,
        wape=float(np.abs(came - mean).sum() / total) if total else None,
        held=float(((came >= ahead.low[known]) & (came <= ahead.high[known])).mean()),
    )


def _weighted(values: Floats, weights: Floats) -> float | None:
    known = np.isfinite(values)
    if not known.any():
        return None
    return float(np.average(values[known], weights=weights[known] if weights[known].sum() else None))


def _rounded(values: Floats) -> list[float | None]:
    return [_known(round(float(value), 2)) for value in values]


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
