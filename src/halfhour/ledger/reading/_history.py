"""A whole history in memory: the frames, what was rejected, and how it was understood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from django.utils.translation import gettext as _

from halfhour.ledger.reading._cleaning import DIGEST, CleanBatch
from halfhour.ledger.reading._limits import Limits
from halfhour.ledger.reading._mapping import RecognisedMapping
from halfhour.ledger.reading._opening import HistoryFile, OnProgress, ReadingOptions, open_history
from halfhour.ledger.reading._refusals import HistoryRefused
from halfhour.ledger.reading._rejected import Rejections
from halfhour.ledger.reading._shapes import ACTIVITY_SCHEMA, EVENT_IDENTITY, SCHEMAS, Shape
from halfhour.ledger.reading.words import cut_off_notice, dates_notice, nothing_usable

FILE = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What became of the rows.

    read = used + rejected + duplicates. `cells_left_out` belong to rows that were used.
    `moved_by_clock_change` local times did not exist and went forward by the gap; `ambiguous` ones
    existed twice and were taken as the first.
    """

    read: int = 0
    used: int = 0
    rejected: int = 0
    cells_left_out: int = 0
    duplicates: int = 0
    moved_by_clock_change: int = 0
    ambiguous: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class History:
    """A contact history; a frame is None where no file had that shape.

    `contacts`, `intervals`, `events` and `activity` have the columns of CONTACT_SCHEMA, INTERVAL_SCHEMA,
    EVENT_SCHEMA and ACTIVITY_SCHEMA, null where the files had nothing, sorted by time. Of activity that
    begins at the same time for the same person only the last file's is there. `recognised` tells how
    each file was understood, `notices` what a reader should know, as sentences.
    """

    timezone: str
    contacts: pl.DataFrame | None = None
    intervals: pl.DataFrame | None = None
    events: pl.DataFrame | None = None
    activity: pl.DataFrame | None = None
    counts: Counts = Counts()
    rejected: Rejections
    recognised: tuple[RecognisedMapping, ...] = ()
    notices: tuple[str, ...] = ()


def read_history(
    paths: Sequence[str | Path],
    *,
    mapping: Mapping[str, str] | None = None,
    timezone: str | None = None,
    shape: str = "auto",
    time_format: str = "auto",
    encoding: str | None = None,
    delimiter: str | None = None,
    sheet: str | None = None,
    limits: Limits | None = None,
    on_progress: OnProgress | None = None,
) -> History:
    """Read files of any shape and format into one history.

    Parameters
    ----------
    paths
        CSV, Excel, Parquet, JSON lines or XES files, plain or packed; zip archives are read file by file.
    mapping
        From our column names to theirs, for what is not recognised by itself.
    timezone
        The zone of times without an offset; UTC is taken, and said, where it is None.
    shape
        "auto", "contacts", "intervals", "events" or "activity".
    time_format
        "auto", "day-first", "month-first" or a strptime pattern.

    Raises
    ------
    HistoryRefused
        With one sentence, where nothing in a file can be used.
    """
    options = ReadingOptions(
        mapping=mapping or {},
        timezone=timezone,
        shape=checked_shape(shape),
        time_format=time_format,
        encoding=encoding,
        delimiter=delimiter,
        sheet=sheet,
        limits=limits or Limits(),
    )
    gathering = _Gathering()
    for file in open_history([Path(path) for path in paths], options):
        gathering.take(file, on_progress)
    return gathering.history(timezone)


def checked_shape(name: str) -> Shape | None:
    if name == "auto":
        return None
    try:
        return Shape(name)
    except ValueError:
        raise HistoryRefused(
            _(
                "{name} is no shape of a history; allowed are auto, contacts, intervals, events and activity."
            ).format(name=name)
        ) from None


class _Gathering:
    """What has been read so far, file by file."""

    def __init__(self) -> None:
        self.frames: dict[Shape, list[pl.DataFrame]] = {shape: [] for shape in Shape}
        self.rejected = Rejections()
        self.recognised: list[RecognisedMapping] = []
        self.notices: list[str] = []
        self.read = self.moved = self.ambiguous = self.local = 0

    def take(self, file: HistoryFile, on_progress: OnProgress | None) -> None:
        number = len(self.recognised)
        read = used = dates = 0
        for batch in file.batches(on_progress=on_progress):
            self._count(batch)
            self.local += 0 if file.zone_named else batch.local_times
            read, used, dates = read + batch.read, used + batch.frame.height, dates + batch.dates_only
            if batch.shape is Shape.CONTACTS:
                frame = batch.frame.select(list(SCHEMAS[batch.shape]))
            else:
                frame = batch.frame.with_columns(pl.lit(number, dtype=pl.Int32).alias(FILE))
            self.frames[batch.shape].append(frame)
        self.recognised.append(file.mapping)
        if used == 0:
            raise HistoryRefused(nothing_usable(file.name, read, self.rejected))
        self.notices.extend(file.table.notices)
        if file.table.cut_off:
            self.notices.append(cut_off_notice(file.name, read))
        if dates:
            self.notices.append(dates_notice(file.name, dates))

    def _count(self, batch: CleanBatch) -> None:
        self.rejected.extend(batch.rejections)
        self.read += batch.read
        self.moved += batch.moved_by_clock_change
        self.ambiguous += batch.ambiguous

    def history(self, timezone: str | None) -> History:
        contacts, replaced = _last_of_each(self.frames[Shape.CONTACTS])
        intervals, repeated_intervals = _finished_intervals(self.frames[Shape.INTERVALS])
        logged = self.frames[Shape.EVENTS]
        events, repeated_events = whole_events(logged) if logged else (None, 0)
        done = self.frames[Shape.ACTIVITY]
        activity, repeated_activity = whole_activity(done, newest=FILE) if done else (None, 0)
        listed = self.rejected.rows
        duplicates = replaced + repeated_intervals + repeated_events + repeated_activity
        if timezone is None and self.local:
            self.notices.append(
                _(
                    "Times without an offset were taken as UTC; name their zone with --timezone if it is"
                    " another."
                )
            )
        return History(
            timezone=timezone or "UTC",
            contacts=contacts,
            intervals=intervals,
            events=events,
            activity=activity,
            counts=Counts(
                read=self.read,
                used=self.read - listed - duplicates,
                rejected=listed,
                cells_left_out=self.rejected.cells,
                duplicates=duplicates,
                moved_by_clock_change=self.moved,
                ambiguous=self.ambiguous,
            ),
            rejected=self.rejected,
            recognised=tuple(self.recognised),
            notices=tuple(self.notices),
        )


def _last_of_each(frames: list[pl.DataFrame]) -> tuple[pl.DataFrame | None, int]:
    """Of rows with one contact_id the last is used; how many earlier ones it replaces is counted.

    The batches are let go as they are joined, so that a large history is not held twice.
    """
    if not frames:
        return None, 0
    frame = pl.concat(frames)
    frames.clear()
    rows = frame.height
    if frame["contact_id"].n_unique() < rows:
        frame = frame.unique(subset="contact_id", keep="last", maintain_order=True)
    if not frame["opened_at"].is_sorted():
        frame = frame.sort("opened_at", maintain_order=True)
    return frame, rows - frame.height


def _finished_intervals(frames: list[pl.DataFrame]) -> tuple[pl.DataFrame | None, int]:
    """Of several files the last one counts for an interval and queue."""
    if not frames:
        return None, 0
    wholes = [whole_intervals([part]) for part in pl.concat(frames).partition_by(FILE, maintain_order=True)]
    last = pl.concat([whole for whole, _repeated in wholes]).unique(
        subset=["interval_start", "queue"], keep="last", maintain_order=True
    )
    return _finished(last, Shape.INTERVALS, by="interval_start"), sum(repeated for _whole, repeated in wholes)


def whole_intervals(batches: list[pl.DataFrame]) -> tuple[pl.DataFrame, int]:
    """The counts of one file: rows of one interval and queue added up, and how many rows were repetitions.

    An identical row is a repetition and counts once.
    """
    frame = pl.concat(batches)
    key = ["interval_start", "queue"]
    once = frame.unique(subset=[*key, DIGEST], keep="first", maintain_order=True)
    weight = pl.coalesce("handled", "offered").clip(lower_bound=1e-9)
    measured = pl.col("handle_seconds_mean").is_not_null()
    mean = (pl.col("handle_seconds_mean") * weight).filter(measured).sum() / weight.filter(measured).sum()
    summed = once.group_by(key, maintain_order=True).agg(
        *(_sum_or_null(name) for name in ("offered", "handled", "abandoned")),
        mean.fill_nan(None).alias("handle_seconds_mean"),
    )
    return summed.sort("interval_start", maintain_order=True), frame.height - once.height


def _sum_or_null(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).otherwise(None).alias(name)


def whole_events(batches: list[pl.DataFrame]) -> tuple[pl.DataFrame, int]:
    """The events of a log, each once, and how many rows repeated another in every column of ours."""
    frame = pl.concat(batches)
    once = frame.unique(subset=list(EVENT_IDENTITY), keep="first", maintain_order=True)
    return _finished(once, Shape.EVENTS, by="at"), frame.height - once.height


def whole_activity(batches: list[pl.DataFrame], *, newest: str) -> tuple[pl.DataFrame, int]:
    """What people did, each start of a person's state once, and how many rows another takes the place of.

    Of rows of one person that begin together the one with the highest `newest` counts (the last file or
    import); of those the one that ends last, then the first by name: the order of rows does not matter. A
    planned row is no other version of what was done.
    """
    planned = (pl.col("planned").fill_null(0) != 0).cast(pl.Int64)
    frame = pl.concat(batches).with_columns(planned.alias("planned"))
    best_last = frame.sort(newest, "ended_at", "state", descending=[False, False, True], nulls_last=False)
    once = best_last.unique(subset=["agent", "started_at", "planned"], keep="last", maintain_order=True)
    return once.select(list(ACTIVITY_SCHEMA)).sort(
        "started_at", "agent", "planned"
    ), frame.height - once.height


def _finished(frame: pl.DataFrame, shape: Shape, *, by: str) -> pl.DataFrame:
    return frame.select(list(SCHEMAS[shape])).sort(by, maintain_order=True)
