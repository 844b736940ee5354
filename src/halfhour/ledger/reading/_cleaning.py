"""From raw cells to checked columns: what a row must have, and what is left out where a cell is wrong.

A row without its id or its time is rejected. Any other cell that cannot be true (a negative handle
time, an answer before the opening) is left out and the row is kept: the contact did come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from halfhour.ledger.reading._mapping import RecognisedMapping
from halfhour.ledger.reading._numbers import parse_numbers
from halfhour.ledger.reading._rejected import WHOLE_ROW, Rejection, RejectReason, row_text
from halfhour.ledger.reading._shapes import INSTANT, OUTCOME, REQUIRED, SCHEMAS, Shape, derived_columns
from halfhour.ledger.reading._tables import RawBatch
from halfhour.ledger.reading._times import TimeFormat, parse_times

LINE = "line"
# Identical rows of a file get identical digests; intervals and events are counted once by them.
DIGEST = "digest"
LONGEST_VALUE_SHOWN = 60
LONGEST_TEXT = 500

ABANDONED_WORDS = (
    "abandoned", "abandon", "hang", "hangup", "hung up", "hang up", "lost", "missed", "no answer", "noanswer",
    "not answered", "unanswered", "gave up", "放弃", "未接", "потерян", "пропущен",
)  # fmt: skip
TECHNICAL_WORDS = ("phantom", "test", "technical")
TRUE_WORDS = ("true", "yes", "t", "y", "planned", "plan", "scheduled", "schedule")
FALSE_WORDS = ("false", "no", "f", "n", "actual", "done")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleaningPlan:
    """How the columns of one file are read."""

    mapping: RecognisedMapping
    time_formats: Mapping[str, TimeFormat]
    timezone: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CleanBatch:
    """Rows of one shape, ready to use: the shape's columns, with `line` and `digest` of each row.

    `read` counts all rows of the file that were looked at, good or bad.
    """

    shape: Shape
    frame: pl.DataFrame
    rejections: tuple[Rejection, ...]
    read: int
    moved_by_clock_change: int = 0
    ambiguous: int = 0
    local_times: int = 0
    dates_only: int = 0


@dataclass(slots=True, kw_only=True, eq=False)
class _Work:
    """One batch while it is being checked; `bad` marks the rows that are rejected."""

    raw: RawBatch
    plan: CleaningPlan
    columns: dict[str, pl.Series] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    bad: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    moved: int = 0
    ambiguous: int = 0
    local: int = 0
    dates: int = 0

    def cells(self, ours: str) -> pl.Series | None:
        theirs = self.plan.mapping.columns.get(ours)
        return None if theirs is None else self.raw.frame[theirs]

    def reject(
        self, ours: str, mask: pl.Series | NDArray[np.bool_], reason: RejectReason, *, row: bool
    ) -> None:
        """List the marked rows, or the marked cells of rows that are kept without them."""
        marked = (mask.to_numpy() if isinstance(mask, pl.Series) else mask) & ~self.bad
        where = np.flatnonzero(marked)
        if where.size == 0:
            return
        cells = self.cells(ours)
        for place in where.tolist():
            value = "" if cells is None else str(cells[place])
            self.rejections.append(
                Rejection(
                    file=self.plan.mapping.file,
                    line=int(self.raw.lines[place]),
                    reason=reason,
                    row=row_text(self.raw.frame.row(place)),
                    left_out=WHOLE_ROW if row else ours,
                    figures={"column": ours, "value": _short(value)},
                )
            )
        if row:
            self.bad |= marked


def known_columns(mapping: RecognisedMapping) -> tuple[str, ...]:
    """Which of our columns a file says something about, those that are worked out included."""
    named = set(mapping.columns)
    derived = derived_columns(mapping.shape)
    named.update(derived[name][0] for name in mapping.columns if name in derived)
    if OUTCOME in named:
        named.add("abandoned_at")
    return tuple(name for name in SCHEMAS[mapping.shape] if name in named)


def clean_batch(raw: RawBatch, plan: CleaningPlan) -> CleanBatch:
    """Check one batch of raw rows."""
    shape = plan.mapping.shape
    work = _Work(raw=raw, plan=plan, bad=np.zeros(raw.frame.height, np.bool_))
    _reject_nul(work)
    for name, kind in SCHEMAS[shape].items():
        required = name in REQUIRED[shape]
        if kind == pl.String:
            _read_text(work, name, required=required)
        elif kind == INSTANT:
            _read_times(work, name, required=required)
        else:
            _read_numbers(work, name, required=required)
    if shape is Shape.CONTACTS:
        _fill_derived(work)
        _fill_abandoned(work)
        _leave_out_before_opening(work)
        _forget_unhandled_zeros(work)
    elif shape is Shape.ACTIVITY:
        _fill_derived(work)
        _reject_ended_before_start(work)
    frame = pl.DataFrame(
        {name: work.columns[name].cast(kind) for name, kind in SCHEMAS[shape].items()}
        | {LINE: pl.Series(raw.lines), DIGEST: raw.frame.hash_rows(seed=17)}
    )
    return CleanBatch(
        shape=shape,
        frame=frame.filter(pl.Series(~work.bad)),
        rejections=(*raw.failed, *work.rejections),
        read=raw.frame.height + len(raw.failed),
        moved_by_clock_change=work.moved,
        ambiguous=work.ambiguous,
        local_times=work.local,
        dates_only=work.dates,
    )


def _reject_nul(work: _Work) -> None:
    """No database is sure to take a NUL, and no text of people holds one."""
    texts = [cells for cells in work.raw.frame if cells.dtype == pl.String]
    holds = [cells.str.contains("\0", literal=True).fill_null(False).to_numpy() for cells in texts]
    if holds:
        work.reject("", np.logical_or.reduce(holds), RejectReason.NUL_BYTE, row=True)


def _read_text(work: _Work, name: str, *, required: bool) -> None:
    cells = work.cells(name)
    if cells is None:
        work.columns[name] = pl.repeat(None, work.raw.frame.height, dtype=pl.String, eager=True)
        return
    text = cells.cast(pl.String).str.strip_chars()
    text = text.set((text == "") | (text == "NULL") | (text == "\\N"), None).str.slice(0, LONGEST_TEXT)
    work.columns[name] = text
    if required:
        work.reject(name, text.is_null(), RejectReason.EMPTY, row=True)


def _read_times(work: _Work, name: str, *, required: bool) -> None:
    cells = work.cells(name)
    if cells is None:
        work.columns[name] = pl.repeat(None, work.raw.frame.height, dtype=INSTANT, eager=True)
        return
    times = parse_times(
        cells, time_format=work.plan.time_formats.get(name, TimeFormat()), timezone=work.plan.timezone
    )
    work.reject(name, times.unreadable, RejectReason.UNREADABLE_TIME, row=required)
    work.reject(name, times.absurd, RejectReason.ABSURD_YEAR, row=required)
    if required:
        work.reject(name, times.instants.is_null(), RejectReason.EMPTY, row=True)
    kept = pl.Series(~work.bad)
    work.moved += int((times.moved & kept).sum())
    work.ambiguous += int((times.ambiguous & kept).sum())
    work.local += int((times.local & kept).sum())
    work.dates += int((times.dates & kept).sum())
    work.columns[name] = times.instants


def _read_numbers(work: _Work, name: str, *, required: bool) -> None:
    cells = work.cells(name)
    if cells is None:
        work.columns[name] = pl.repeat(None, work.raw.frame.height, dtype=pl.Float64, eager=True)
        return
    if SCHEMAS[work.plan.mapping.shape][name] == pl.Int64:
        cells = _truth_as_number(cells)
    work.columns[name] = _checked_numbers(work, name, cells, required=required)


def _checked_numbers(work: _Work, name: str, cells: pl.Series, *, required: bool) -> pl.Series:
    numbers, unreadable = parse_numbers(cells)
    work.reject(name, unreadable, RejectReason.UNREADABLE_NUMBER, row=required)
    negative = (numbers < 0).fill_null(False)
    work.reject(name, negative, RejectReason.NEGATIVE, row=required)
    if required:
        work.reject(name, numbers.is_null(), RejectReason.EMPTY, row=True)
    return numbers.set(negative, None)


def _truth_as_number(cells: pl.Series) -> pl.Series:
    if cells.dtype.is_numeric():
        return cells
    if cells.dtype == pl.Boolean:
        return cells.cast(pl.Int64)
    lowered = cells.cast(pl.String).str.strip_chars().str.to_lowercase()
    return cells.cast(pl.String).set(lowered.is_in(TRUE_WORDS), "1").set(lowered.is_in(FALSE_WORDS), "0")


def _fill_derived(work: _Work) -> None:
    """Fill columns from durations in the unit of the export, where the column itself holds nothing."""
    for name, (target, seconds_each, counts_from) in derived_columns(work.plan.mapping.shape).items():
        cells = work.cells(name)
        if cells is None:
            continue
        seconds = _checked_numbers(work, name, cells, required=False) * seconds_each
        if counts_from:
            micros = (seconds * 1e6).round().cast(pl.Int64).cast(pl.Duration("us"))
            given: pl.Series = work.columns[counts_from] + micros
        else:
            given = seconds
        work.columns[target] = work.columns[target].zip_with(work.columns[target].is_not_null(), given)


def _fill_abandoned(work: _Work) -> None:
    """Where the outcome says that the contact was given up: at the end of the wait, or at the opening."""
    cells = work.cells(OUTCOME)
    if cells is None:
        return
    words = cells.cast(pl.String).str.strip_chars().str.to_lowercase()
    work.reject(OUTCOME, words.is_in(TECHNICAL_WORDS).fill_null(False), RejectReason.TECHNICAL, row=True)
    waited = (
        (work.columns["wait_seconds"].cast(pl.Float64).fill_null(0.0) * 1e6)
        .cast(pl.Int64)
        .cast(pl.Duration("us"))
    )
    gave_up = words.is_in(ABANDONED_WORDS).fill_null(False) & work.columns["abandoned_at"].is_null()
    work.columns["abandoned_at"] = (work.columns["opened_at"] + waited).zip_with(
        gave_up, work.columns["abandoned_at"]
    )


def _leave_out_before_opening(work: _Work) -> None:
    opened = work.columns["opened_at"]
    for name in ("answered_at", "resolved_at", "abandoned_at", "closed_at"):
        early = (work.columns[name] < opened).fill_null(False)
        work.reject(name, early, RejectReason.BEFORE_OPENING, row=False)
        work.columns[name] = work.columns[name].set(early, None)


def _reject_ended_before_start(work: _Work) -> None:
    backwards = (work.columns["ended_at"] < work.columns["started_at"]).fill_null(False)
    work.reject("ended_at", backwards, RejectReason.ENDS_BEFORE_START, row=True)


def _forget_unhandled_zeros(work: _Work) -> None:
    """A contact that nobody answered took no handle time: its zero is no measurement."""
    handled = work.columns["handle_seconds"]
    nobody = (handled == 0).fill_null(False) & work.columns["abandoned_at"].is_not_null()
    work.columns["handle_seconds"] = handled.set(nobody, None)


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE_SHOWN else f"{value[:LONGEST_VALUE_SHOWN]}…"
