"""forecast.csv, requirement.csv, roster.csv and dayplan.csv: each file's columns, writer and reader.

A reader gives back what the file holds. docs/reference/outputs.md describes every column.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TextIO, TypeVar
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from halfhour.engine.dayplanning import DayPlan
from halfhour.engine.forecasting import LEVELS, QueueForecast
from halfhour.engine.rostering import Shift
from halfhour.engine.staffing import QueueRequirement
from halfhour.planning.outputs import cells
from halfhour.wording import sentence

T = TypeVar("T")

QUANTILE_COLUMNS = tuple(f"offered_p{round(level * 100):02}" for level in LEVELS)
FORECAST_COLUMNS = ("interval_start", "queue", "offered_mean", *QUANTILE_COLUMNS, "handle_seconds_mean")
REQUIREMENT_COLUMNS = (
    "interval_start",
    "queue",
    "on_queue",
    "scheduled",
    "service_level_mean",
    "goal_chance",
)
ROSTER_COLUMNS = ("agent", "date", "shift_start", "shift_end", "paid_seconds")
DAYPLAN_COLUMNS = ("agent", "block_start", "block_end", "kind", "queue", "reason")


class OutputFileError(ValueError):
    """A file of a plan that cannot be read; says which line, and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ForecastTable:
    """One queue of forecast.csv; `offered_quantiles` has shape (levels, intervals)."""

    queue: str
    starts: NDArray[np.int64]
    offered_mean: NDArray[np.float64]
    offered_quantiles: NDArray[np.float64]
    handle_seconds_mean: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RequirementTable:
    """One queue of requirement.csv; all of shape (intervals,)."""

    queue: str
    starts: NDArray[np.int64]
    on_queue: NDArray[np.int64]
    scheduled: NDArray[np.float64]
    service_level_mean: NDArray[np.float64]
    goal_chance: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlanRow:
    """One block of dayplan.csv; `queue` is None for what serves no queue."""

    agent: str
    starts_at: int
    ends_at: int
    kind: str
    queue: str | None
    reason: str


def write_forecasts(target: Path | TextIO, forecasts: Sequence[QueueForecast]) -> None:
    _write(target, FORECAST_COLUMNS, (row for forecast in forecasts for row in _forecast_rows(forecast)))


def _forecast_rows(forecast: QueueForecast) -> Iterator[list[str]]:
    queue = cells.guarded(forecast.queue)
    columns = (
        forecast.offered_mean,
        *(forecast.offered_at(level) for level in LEVELS),
        forecast.handle_seconds_mean,
    )
    starts = cells.times(forecast.grid.starts, forecast.grid.timezone)
    for start, *values in zip(starts, *columns, strict=True):
        yield [start, queue, *(cells.number(value) for value in values)]


def read_forecasts(path: Path) -> dict[str, ForecastTable]:
    """forecast.csv by queue, in the file's order."""
    return {
        queue: ForecastTable(
            queue=queue,
            starts=_instants(rows, "interval_start"),
            offered_mean=_numbers(rows, "offered_mean"),
            offered_quantiles=np.array([_numbers(rows, column) for column in QUANTILE_COLUMNS]),
            handle_seconds_mean=_numbers(rows, "handle_seconds_mean"),
        )
        for queue, rows in _by_queue(_rows(path, FORECAST_COLUMNS)).items()
    }


def write_requirements(target: Path | TextIO, requirements: Sequence[QueueRequirement]) -> None:
    rows = (row for requirement in requirements for row in _requirement_rows(requirement))
    _write(target, REQUIREMENT_COLUMNS, rows)


def _requirement_rows(requirement: QueueRequirement) -> Iterator[list[str]]:
    queue = cells.guarded(requirement.queue)
    columns = (
        requirement.on_queue,
        requirement.scheduled,
        requirement.service_level_mean,
        requirement.goal_chance,
    )
    starts = cells.times(requirement.grid.starts, requirement.grid.timezone)
    for start, *values in zip(starts, *columns, strict=True):
        yield [start, queue, *(cells.number(value) for value in values)]


def read_requirements(path: Path) -> dict[str, RequirementTable]:
    """requirement.csv by queue, in the file's order."""
    return {
        queue: RequirementTable(
            queue=queue,
            starts=_instants(rows, "interval_start"),
            on_queue=_numbers(rows, "on_queue").astype(np.int64),
            scheduled=_numbers(rows, "scheduled"),
            service_level_mean=_numbers(rows, "service_level_mean"),
            goal_chance=_numbers(rows, "goal_chance"),
        )
        for queue, rows in _by_queue(_rows(path, REQUIREMENT_COLUMNS)).items()
    }


def write_roster(target: Path | TextIO, shifts: Iterable[Shift], *, timezone: str) -> None:
    zone = ZoneInfo(timezone)
    _write(
        target,
        ROSTER_COLUMNS,
        (
            [
                cells.guarded(shift.agent),
                shift.on.isoformat(),
                cells.time(shift.starts_at, zone),
                cells.time(shift.ends_at, zone),
                str(shift.paid_seconds),
            ]
            for shift in sorted(shifts, key=lambda each: (each.on, each.starts_at, each.agent))
        ),
    )


def read_roster(path: Path) -> tuple[Shift, ...]:
    """The shifts of roster.csv, which does not hold their breaks."""
    return tuple(
        Shift(
            agent=row.text("agent"),
            on=row.read("date", date.fromisoformat),
            starts_at=row.read("shift_start", cells.instant),
            ends_at=row.read("shift_end", cells.instant),
            paid_seconds=row.read("paid_seconds", int),
        )
        for row in _rows(path, ROSTER_COLUMNS)
    )


def write_day_plans(target: Path | TextIO, days: Iterable[DayPlan], *, timezone: str) -> None:
    """The reasons are worded in the active language."""
    zone = ZoneInfo(timezone)
    _write(
        target,
        DAYPLAN_COLUMNS,
        (
            [
                cells.guarded(day.agent),
                cells.time(block.starts_at, zone),
                cells.time(block.ends_at, zone),
                str(block.kind),
                cells.guarded(block.queue or ""),
                cells.guarded(sentence(block.reason)),
            ]
            for day in sorted(days, key=lambda each: (each.on, each.agent))
            for block in day.blocks
        ),
    )


def read_day_plans(path: Path) -> tuple[DayPlanRow, ...]:
    return tuple(
        DayPlanRow(
            agent=row.text("agent"),
            starts_at=row.read("block_start", cells.instant),
            ends_at=row.read("block_end", cells.instant),
            kind=row.text("kind"),
            queue=row.text("queue") or None,
            reason=row.text("reason"),
        )
        for row in _rows(path, DAYPLAN_COLUMNS)
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a file, which knows where it stands."""

    file: str
    line: int
    values: Mapping[str, str]

    def text(self, column: str) -> str:
        return cells.unguarded(self.values[column])

    def read(self, column: str, convert: Callable[[str], T]) -> T:
        try:
            return convert(self.values[column])
        except ValueError:
            raise OutputFileError(
                _("{file}:{line}: “{value}” cannot be read as {column}.").format(
                    file=self.file, line=self.line, value=self.values[column], column=column
                )
            ) from None


def _write(target: Path | TextIO, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with nullcontext(target) if not isinstance(target, Path) else _opened(target) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)


def _opened(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="")


def _rows(path: Path, columns: Sequence[str]) -> Iterator[_Row]:
    """The rows of a file that has at least these columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        missing = [column for column in columns if column not in (reader.fieldnames or ())]
        if missing:
            raise OutputFileError(
                _("{file} has no column {columns}. Expected: {expected}.").format(
                    file=path.name, columns=", ".join(missing), expected=", ".join(columns)
                )
            )
        for values in reader:
            if any(values[column] is None for column in columns):
                raise OutputFileError(
                    _("{file}:{line}: the row is shorter than the header.").format(
                        file=path.name, line=reader.line_num
                    )
                )
            yield _Row(path.name, reader.line_num, values)


def _by_queue(rows: Iterable[_Row]) -> dict[str, list[_Row]]:
    queues: defaultdict[str, list[_Row]] = defaultdict(list)
    for row in rows:
        queues[row.text("queue")].append(row)
    return dict(queues)


def _instants(rows: Sequence[_Row], column: str) -> NDArray[np.int64]:
    return np.array([row.read(column, cells.instant) for row in rows], dtype=np.int64)


def _numbers(rows: Sequence[_Row], column: str) -> NDArray[np.float64]:
    """A column of numbers; an empty cell is not known."""
    return np.array(
        [row.read(column, lambda cell: float(cell) if cell else np.nan) for row in rows], dtype=np.float64
    )
