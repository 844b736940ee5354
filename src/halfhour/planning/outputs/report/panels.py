"""The report's charts: each day a panel, each week a row, and the heat map of missing people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from halfhour.engine.forecasting import QueueForecast
from halfhour.engine.plan import SHORT_FROM, Plan
from halfhour.planning.outputs.report import charts
from halfhour.planning.outputs.report.charts import Mark, Panel, Scale, Shape
from halfhour.planning.outputs.report.words import Words

Numbers = NDArray[np.float64]

# The heat map's colours start where an interval is short, and step up at these shares of the scale's
# top, which is 4 people for small teams.
HEAT_SHARES = (0.125, 0.25, 0.5, 1.0)
SMALL_TOP = 4.0
# Hours missing in a day below this are not worth a note.
WORTH_NOTING = 0.1


# Draws one date: its intervals, the hour of the day each starts at, and the chart's scale.
DrawPanel = Callable[[date, NDArray[np.intp], Numbers, Scale], Panel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Panels in rows of a week, with the grid lines they share; `top` is the scale's upper end."""

    title: str
    note: str
    weeks: tuple[tuple[Panel, ...], ...]
    hours: tuple[Mark, ...]
    levels: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatCell:
    """`step` is 0 for nobody missing, up to 5; empty where closed."""

    step: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatRow:
    day: str
    cells: tuple[HeatCell, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatMap:
    """People missing by day and interval; a head spans the intervals of its hour."""

    heads: tuple[tuple[str, int], ...]
    rows: tuple[HeatRow, ...]
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    """The part of the day in which anything happens, in interval slots; hours count from midnight."""

    first: int
    last: int
    seconds: int

    @property
    def hours(self) -> tuple[float, float]:
        return self.first * self.seconds / 3600, (self.last + 1) * self.seconds / 3600


def forecast_charts(plan: Plan, words: Words) -> tuple[Chart, ...]:
    """Per queue: contacts per interval, the mean with its bounds."""
    return tuple(_forecast_chart(plan, forecast, words) for forecast in plan.forecasts)


def _forecast_chart(plan: Plan, forecast: QueueForecast, words: Words) -> Chart:
    low, high = forecast.offered_at(0.05), forecast.offered_at(0.95)
    quarter, three_quarters = forecast.offered_at(0.25), forecast.offered_at(0.75)
    window = _window(plan, (high > 0) | (forecast.offered_mean > 0))
    top = charts.round_top(float(high.max()))

    def panel(on: date, rows: NDArray[np.intp], hours: Numbers, scale: Scale) -> Panel:
        middle = hours + window.seconds / 7200
        comes = (high[rows] > 0) | (forecast.offered_mean[rows] > 0)
        bounds = [np.where(comes, each[rows], np.nan) for each in (low, high, quarter, three_quarters)]
        mean = np.where(comes, forecast.offered_mean[rows], np.nan)
        return Panel(
            title=words.day(on),
            note=words.number(float(np.nansum(mean))),
            shapes=(
                Shape(style="outer", path=charts.band(scale, middle, bounds[0], bounds[1])),
                Shape(style="inner", path=charts.band(scale, middle, bounds[2], bounds[3])),
                Shape(style="mean", path=charts.line(scale, middle, mean)),
            ),
            is_closed=not high[rows].any(),
        )

    return Chart(
        title=forecast.queue,
        note=_("contacts in {minutes} minutes").format(minutes=plan.team.interval_minutes),
        weeks=_weeks(plan, window, top, panel),
        hours=charts.hour_marks(*window.hours),
        levels=_levels(top, words),
    )


def coverage_chart(plan: Plan, words: Words) -> Chart:
    """All queues together: people needed, people rostered, and who is missing."""
    needed = np.sum([each.roster_target for each in plan.requirements], axis=0)
    there = plan.roster_result.coverage.sum(axis=0)
    missing = plan.roster_result.shortfall.sum(axis=0)
    hours_each = (plan.grid.ends - plan.grid.starts) / 3600
    window = _window(plan, (needed > 0) | (there > 0))
    top = charts.round_top(float(max(needed.max(), there.max())))

    def panel(on: date, rows: NDArray[np.intp], hours: Numbers, scale: Scale) -> Panel:
        edges = np.append(hours, hours[-1:] + window.seconds / 3600)
        short = float((missing * hours_each)[rows].sum())
        nobody = np.zeros(rows.size)
        return Panel(
            title=words.day(on),
            note=f"−{words.hours(short)}" if short >= WORTH_NOTING else "",
            shapes=(
                Shape(style="there", path=charts.step_area(scale, edges, nobody, there[rows])),
                Shape(
                    style="missing",
                    path=charts.step_area(scale, edges, there[rows], there[rows] + missing[rows]),
                ),
                Shape(style="needed", path=charts.steps(scale, edges, needed[rows])),
            ),
            is_closed=not (needed[rows].any() or there[rows].any()),
        )

    return Chart(
        title=_("People"),
        note="",
        weeks=_weeks(plan, window, top, panel),
        hours=charts.hour_marks(*window.hours),
        levels=_levels(top, words),
    )


def heat_map(plan: Plan, words: Words) -> HeatMap:
    """People missing on all queues, by day and interval."""
    missing = plan.roster_result.shortfall.sum(axis=0)
    is_open = np.sum([plan.problem.open_seconds[queue.name] for queue in plan.team.queues], axis=0) > 0
    window = _window(plan, is_open)
    hours_each = (plan.grid.ends - plan.grid.starts) / 3600
    top = charts.round_top(max(float(missing.max()) / 2, SMALL_TOP))
    steps = (SHORT_FROM, *(share * top for share in HEAT_SHARES))
    rows = []
    for on, at in _days(plan, window):
        if not is_open[at].any():
            continue
        rows.append(
            HeatRow(
                day=words.day(on),
                cells=tuple(
                    _heat_cell(plan, index, missing, is_open, steps, words)
                    for index in _by_slot(plan, at, window)
                ),
                total=words.hours(float((missing * hours_each)[at].sum())),
            )
        )
    return HeatMap(heads=_heads(window), rows=tuple(rows), legend=_legend(steps, words))


def _heat_cell(
    plan: Plan,
    index: int | None,
    missing: Numbers,
    is_open: NDArray[np.bool_],
    steps: tuple[float, ...],
    words: Words,
) -> HeatCell:
    if index is None or not is_open[index]:
        return HeatCell(step="", title=_("closed"))
    step = int(np.searchsorted(steps, missing[index], side="right"))
    who = words.people(float(missing[index])) if step else _("nobody")
    return HeatCell(
        step=str(step),
        title=_("{when}: {who} missing").format(when=words.day_and_time(plan.grid.starts[index]), who=who),
    )


def _legend(steps: tuple[float, ...], words: Words) -> tuple[str, ...]:
    ends = [words.number(steps[0], 2), *(words.about(step) for step in steps[1:])]
    between = [f"{low}–{high}" for low, high in pairwise(ends)]
    return (_("nobody"), *between, f"≥ {ends[-1]}")


def _heads(window: _Window) -> tuple[tuple[str, int], ...]:
    """Hours over the columns of the heat map, with the number of columns each spans."""
    heads: list[tuple[str, int]] = []
    for slot in range(window.first, window.last + 1):
        label = f"{slot * window.seconds // 3600:02}"
        if heads and heads[-1][0] == label:
            heads[-1] = (label, heads[-1][1] + 1)
        else:
            heads.append((label, 1))
    return tuple(heads)


def _window(plan: Plan, is_used: NDArray[np.bool_]) -> _Window:
    slots = plan.grid.slots[is_used]
    last_slot = 86_400 // plan.grid.seconds - 1
    first, last = (int(slots.min()), int(slots.max())) if slots.size else (0, last_slot)
    return _Window(first=first, last=last, seconds=plan.grid.seconds)


def _days(plan: Plan, window: _Window) -> Iterator[tuple[date, NDArray[np.intp]]]:
    """Each date of the plan with its intervals inside the window."""
    dates, slots = plan.grid.dates, plan.grid.slots
    inside = (slots >= window.first) & (slots <= window.last)
    for day in np.unique(dates):
        yield day.item(), np.flatnonzero((dates == day) & inside)


def _by_slot(plan: Plan, at: NDArray[np.intp], window: _Window) -> Iterator[int | None]:
    """The interval of each slot of the window; None where the clock skips it, the first where it repeats."""
    found: dict[int, int] = {}
    for index in at.tolist():
        found.setdefault(int(plan.grid.slots[index]), index)
    return (found.get(slot) for slot in range(window.first, window.last + 1))


def _weeks(plan: Plan, window: _Window, top: float, panel: DrawPanel) -> tuple[tuple[Panel, ...], ...]:
    """Seven panels a week from the plan's first day on; weekdays that are always closed are left out."""
    first_hour, last_hour = window.hours
    scale = Scale(first=first_hour, last=last_hour, top=top)
    panels = []
    for on, at in _days(plan, window):
        # The repeated hour of a 25-hour day is shown once.
        _slots, first_of = np.unique(plan.grid.slots[at], return_index=True)
        rows = at[np.sort(first_of)]
        hours = plan.grid.slots[rows] * window.seconds / 3600
        panels.append(panel(on, rows, hours, scale))
    open_places = [place for place in range(7) if any(not each.is_closed for each in panels[place::7])]
    return tuple(
        tuple(panels[start + place] for place in open_places if start + place < len(panels))
        for start in range(0, len(panels), 7)
    )


def _levels(top: float, words: Words) -> tuple[Mark, ...]:
    """Grid lines at half and full scale."""
    scale = Scale(first=0, last=1, top=top)
    return tuple(
        Mark(at=f"{scale.y(np.array([level]))[0]:.1f}", label=words.about(level)) for level in (top / 2, top)
    )
