"""Opening a history: its format, its columns, and how its times are written."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

import numpy as np
import polars as pl
from django.utils.translation import gettext as _

from halfhour.engine.intervals import from_local
from halfhour.ledger.reading._aliases import ALIASES
from halfhour.ledger.reading._cleaning import CleanBatch, CleaningPlan, clean_batch
from halfhour.ledger.reading._columnar import ParquetTable
from halfhour.ledger.reading._csv import CsvTable
from halfhour.ledger.reading._events import EventRules
from halfhour.ledger.reading._exports import KNOWN_EXPORTS, level_name, zone_behind
from halfhour.ledger.reading._jsonlines import JsonLinesTable
from halfhour.ledger.reading._limits import Limits
from halfhour.ledger.reading._mapping import RecognisedMapping, map_columns, names_suit
from halfhour.ledger.reading._refusals import Asks, HistoryRefused
from halfhour.ledger.reading._shapes import Shape, time_columns
from halfhour.ledger.reading._sources import Source, compression_of, find_sources, head_of
from halfhour.ledger.reading._tables import BATCH_ROWS, RawBatch, RawTable
from halfhour.ledger.reading._times import DateOrder, TimeFormat, date_order_evidence
from halfhour.ledger.reading._workbook import WorkbookTable
from halfhour.ledger.reading._xes import XesTable

SAMPLE_ROWS = 2_000
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
DEFAULT_TIMEZONE = "UTC"
# Above this share of rows whose contact was named before, a file is taken for an event log.
REPEATED_SHARE = 0.3
ID_NAMES = frozenset(
    {"contact_id", "case_concept_name"}
    | {name for shape in (Shape.CONTACTS, Shape.EVENTS) for name in ALIASES[shape]["contact_id"]}
    | {name for known in KNOWN_EXPORTS for name in known.mapping.get("contact_id", ())}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingProgress:
    """How far the reading of a file is: `share` of its bytes, and the rows so far."""

    file: str
    share: float
    rows: int


OnProgress = Callable[[ReadingProgress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """What the person said about the files; whatever they left open is found out.

    `mapping` goes from ours to theirs. `time_format` is "auto", "day-first", "month-first" or a
    strptime pattern. `timezone` is for times without an offset. `sheet` is for workbooks. With
    `look_rows` no more rows than that are looked at to understand the file, which is enough for a first
    look and not for reading it.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    shape: Shape | None = None
    time_format: str = "auto"
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    event_rules: EventRules = field(default_factory=EventRules)
    limits: Limits = field(default_factory=Limits)
    look_rows: int | None = None


class HistoryFile:
    """One file of a history, understood and ready to be read in batches."""

    def __init__(self, source: Source, options: ReadingOptions) -> None:
        self.source = source
        self.options = options
        self.timezone = checked_timezone(options.timezone or DEFAULT_TIMEZONE)
        self._bytes_read = 0
        self.table: RawTable = open_table(source, options, self._count_bytes)
        self.sample = next(self.table.batches(rows=SAMPLE_ROWS), None)

    @cached_property
    def mapping(self) -> RecognisedMapping:
        """Which of the file's columns is which of ours; refused where one that is needed is missing."""
        return map_columns(
            file=self.source.name,
            columns=self.table.columns,
            asked=self.options.mapping,
            shape=self.options.shape,
            ids_repeat=self.sample is not None and ids_repeat(self.sample, self.options.mapping),
        )

    @cached_property
    def plan(self) -> CleaningPlan:
        """How each column is read; refused where dates may be day first or month first."""
        zone = self.zone_named or self.timezone
        return CleaningPlan(mapping=self.mapping, time_formats=self._time_formats(), timezone=zone)

    @cached_property
    def zone_named(self) -> str | None:
        """The zone that the names of the columns say their times are in."""
        named = (zone_behind(theirs) for theirs in self.mapping.columns.values())
        return next((zone for zone in named if zone), None)

    @property
    def name(self) -> str:
        return self.source.name

    def batches(
        self, *, rows: int = BATCH_ROWS, on_progress: OnProgress | None = None
    ) -> Iterator[CleanBatch]:
        """The checked rows, some thousands at a time."""
        seen = 0
        for raw in self.table.batches(rows=rows):
            batch = clean_batch(raw, self.plan)
            seen += batch.read
            if seen > self.source.limits.rows:
                raise HistoryRefused(
                    _("{file} has more than {limit} rows; split it into several files.").format(
                        file=self.name, limit=self.source.limits.rows
                    )
                )
            yield batch
            if on_progress is not None:
                share = min(1.0, self._bytes_read / self.source.size)
                on_progress(ReadingProgress(file=self.name, share=share, rows=seen))

    def preview(self, rows: int = 20) -> tuple[RawBatch, CleanBatch] | None:
        """The first rows as the file has them and as they would be read; None where there are none."""
        raw = next(self.table.batches(rows=rows), None)
        return None if raw is None else (raw, clean_batch(raw, self.plan))

    def _count_bytes(self, position: int) -> None:
        self._bytes_read = position

    def _time_formats(self) -> dict[str, TimeFormat]:
        names = [name for name in time_columns(self.mapping.shape) if name in self.mapping.columns]
        asked = asked_time_format(self.options.time_format)
        if asked is not None or self.sample is None:
            return dict.fromkeys(names, asked or TimeFormat())
        doubtful = [name for name in names if self._has_year_last(self.sample, name)]
        if not doubtful:
            return {}
        return self._orders_over_the_file(names, doubtful)

    def _has_year_last(self, raw: RawBatch, name: str) -> bool:
        return any(mask.any() for mask in date_order_evidence(raw.frame[self.mapping.columns[name]]))

    def _orders_over_the_file(self, names: list[str], doubtful: list[str]) -> dict[str, TimeFormat]:
        """Look at whole columns: one date that can only be day first settles it for all, or clashes."""
        seen: dict[DateOrder, tuple[str, int, str]] = {}
        unsettled: tuple[str, int, str] | None = None
        looked_at = 0
        for raw in self.table.batches():
            looked_at += raw.frame.height
            for name in doubtful:
                cells = raw.frame[self.mapping.columns[name]]
                day_first, month_first, either = date_order_evidence(cells)
                for order, mask in ((DateOrder.DAY_FIRST, day_first), (DateOrder.MONTH_FIRST, month_first)):
                    if order not in seen and mask.any():
                        seen[order] = _first_where(mask.to_numpy(), cells, raw, name)
                if unsettled is None and either.any():
                    unsettled = _first_where(either.to_numpy(), cells, raw, name)
            if self.options.look_rows is not None and looked_at >= self.options.look_rows:
                unsettled = None
                break
        if len(seen) == 2:
            raise self._mixed_orders(seen)
        if not seen and unsettled is not None:
            column, line, value = unsettled
            raise HistoryRefused(
                _(
                    "{file}: {value} in line {line} ({column}) may be day first or month first, and nothing"
                    " in the column tells; say --time-format day-first or --time-format month-first."
                ),
                asks=Asks.DATE_ORDER,
                figures={"file": self.name, "value": value, "line": line, "column": column},
            )
        order = next(iter(seen), DateOrder.DAY_FIRST)
        return {name: TimeFormat(order=order) for name in names}

    def _mixed_orders(self, seen: Mapping[DateOrder, tuple[str, int, str]]) -> HistoryRefused:
        _column, day_line, day_value = seen[DateOrder.DAY_FIRST]
        _column, month_line, month_value = seen[DateOrder.MONTH_FIRST]
        return HistoryRefused(
            _(
                "{file} mixes dates with the day first ({day_value}, line {day_line}) and with the month"
                " first ({month_value}, line {month_line}); say --time-format day-first or --time-format"
                " month-first, and rows that do not fit are rejected."
            ),
            asks=Asks.DATE_ORDER_OF_MIXED,
            figures={
                "file": self.name,
                "day_value": day_value,
                "day_line": day_line,
                "month_value": month_value,
                "month_line": month_line,
            },
        )


def open_history(paths: list[Path], options: ReadingOptions) -> Iterator[HistoryFile]:
    """Open the files one after the other, archives file by file."""
    for path in paths:
        for source in find_sources(path, options.limits):
            yield HistoryFile(source, options)


def open_stored(path: Path, name: str, options: ReadingOptions) -> Iterator[HistoryFile]:
    """Open a file that is kept under another name than it came with."""
    for source in find_sources(path, options.limits, name=name):
        yield HistoryFile(source, options)


def count_stored(path: Path, name: str, options: ReadingOptions) -> int:
    """How many histories a stored file holds: more than one in an archive."""
    return len(find_sources(path, options.limits, name=name))


def open_table(source: Source, options: ReadingOptions, on_bytes: Callable[[int], None]) -> RawTable:
    """A file as a table, by what it holds and not by what it is called."""
    head = head_of(source)
    suits = partial(names_suit, asked=options.mapping, shape=options.shape)
    if source.member is None and compression_of(head) == "zip":
        return WorkbookTable(source, sheet=options.sheet, suits=suits, on_bytes=on_bytes)
    if head.startswith(b"PAR1"):
        return ParquetTable(source, on_bytes=on_bytes)
    if head.startswith(OLD_OFFICE):
        raise HistoryRefused(
            _(
                "{file} is an old Excel file (.xls) or one with a password; save it as .xlsx without a"
                " password, or as CSV."
            ).format(file=source.name)
        )
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"{"):
        return JsonLinesTable(
            source, encoding=options.encoding, on_bytes=on_bytes, look_rows=options.look_rows
        )
    if start.startswith((b"[{", b"[ ", b"[\n", b"[\r")):
        raise HistoryRefused(
            _("{file} holds one JSON list; write one object per line instead (JSON lines).").format(
                file=source.name
            )
        )
    if start.startswith(b"<"):
        return _open_xml(source, start, on_bytes)
    return CsvTable(
        source, encoding=options.encoding, delimiter=options.delimiter, suits=suits, on_bytes=on_bytes
    )


def _open_xml(source: Source, start: bytes, on_bytes: Callable[[int], None]) -> RawTable:
    if start[:200].lower().startswith((b"<!doctype html", b"<html")):
        raise HistoryRefused(
            _("{file} is a web page, perhaps a log-in page saved in place of the export.").format(
                file=source.name
            )
        )
    return XesTable(source, on_bytes=on_bytes)


def asked_time_format(text: str) -> TimeFormat | None:
    """A time format as a person names it; None for auto."""
    if text == "auto":
        return None
    if text in tuple(DateOrder):
        return TimeFormat(order=DateOrder(text))
    if "%" in text:
        try:
            pl.Series(["x"]).str.to_datetime(text, strict=False)
        except pl.exceptions.PolarsError:
            pass
        else:
            return TimeFormat(pattern=text)
    raise HistoryRefused(
        _(
            "{text} is no time format; allowed are auto, day-first, month-first or a pattern such as"
            " %d.%m.%Y %H:%M."
        ),
        asks=Asks.TIME_PATTERN,
        figures={"text": text},
    )


def checked_timezone(name: str) -> str:
    try:
        from_local(np.zeros(1, np.int64), name)
    except ValueError:
        raise HistoryRefused(
            _("{name} is no time zone; use a name such as Europe/Berlin or Asia/Shanghai.").format(name=name)
        ) from None
    return name


def ids_repeat(sample: RawBatch, asked: Mapping[str, str]) -> bool:
    """Whether the first rows name contacts several times, as an event log does."""
    wanted = level_name(asked.get("contact_id", ""))
    names = [
        name
        for name in sample.frame.columns
        if level_name(name) == wanted or (not wanted and level_name(name) in ID_NAMES)
    ]
    if not names or sample.frame.height < 2:
        return False
    repeated = 1 - sample.frame[names[0]].n_unique() / sample.frame.height
    return repeated > REPEATED_SHARE


def _first_where(mask: np.ndarray, cells: pl.Series, raw: RawBatch, name: str) -> tuple[str, int, str]:
    place = int(np.flatnonzero(mask)[0])
    return name, int(raw.lines[place]), str(cells[place]).strip()
