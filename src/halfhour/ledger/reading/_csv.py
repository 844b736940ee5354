"""CSV in the forms that exports give it: found delimiter, found encoding, broken rows set apart."""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _

from halfhour.ledger.reading._refusals import HistoryRefused
from halfhour.ledger.reading._rejected import Rejection, RejectReason, row_text
from halfhour.ledger.reading._sources import ByteCounter, GuardedStream, Source, open_source
from halfhour.ledger.reading._tables import (
    BATCH_ROWS,
    ROWS_ABOVE,
    NamesSuit,
    RawBatch,
    distinct_names,
    header_place,
    text_batch,
)
from halfhour.ledger.reading._text import (
    SAMPLE_BYTES,
    UNDECODED,
    Line,
    Lines,
    checked_encoding,
    detect_encoding,
    refuse_binary,
)
from halfhour.ledger.reading.words import header_notice

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_ROWS = 200
# A quotation mark that is not closed within so many lines never is; it costs no more than reading them twice.
LONGEST_ROW_LINES = 1_000


@dataclass(slots=True)
class _Feed:
    """Lines for the csv module, which can be wound back to the start of the row being read."""

    lines: Lines
    waiting: deque[Line] = field(default_factory=deque)
    row_lines: list[Line] = field(default_factory=list)
    ended: bool = False
    too_long: Line | None = None

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self.waiting.popleft() if self.waiting else self.lines.next()
        if line is None:
            self.ended = True
            raise StopIteration
        self.row_lines.append(line)
        if len(self.row_lines) > LONGEST_ROW_LINES:
            raise csv.Error("a row of too many lines")
        return line.text

    def give_back_all_but_first(self) -> Line:
        first, *rest = self.row_lines
        self.waiting.extendleft(reversed(rest))
        self.row_lines = []
        self.ended = False
        return first


@dataclass(slots=True, kw_only=True)
class _Row:
    """Cells of one row, or none where they could not be told apart; `reason` says what is wrong with it."""

    cells: list[str]
    line: int
    text: str
    reason: RejectReason | None = None


class CsvTable:
    """A CSV file; the first row that is not empty names the columns, or the first by which it can be read."""

    def __init__(
        self,
        source: Source,
        *,
        encoding: str | None,
        delimiter: str | None,
        suits: NamesSuit,
        on_bytes: ByteCounter | None = None,
    ) -> None:
        self._source = source
        self._on_bytes = on_bytes
        self.cut_off = False
        with open_source(source) as stream:
            sample = io.BufferedReader(stream, buffer_size=SAMPLE_BYTES).read(SAMPLE_BYTES)
        if not sample and stream.damage.found:
            raise HistoryRefused(
                _("{file} is cut off or damaged; nothing in it can be reached.").format(file=source.name)
            )
        if not sample.strip(b"\x00 \r\n\t"):
            raise HistoryRefused(_("{file} is empty.").format(file=source.name))
        self.encoding = checked_encoding(encoding) if encoding else detect_encoding(sample)
        refuse_binary(sample, self.encoding, source.name)
        self.delimiter = delimiter or _detect_delimiter(sample.decode(self.encoding, errors="halfhour.mark"))
        self.columns, self._header_line, rows_above = self._header(suits)
        self.notices = (header_notice(source.name, self._header_line),) if rows_above else ()

    @property
    def format_name(self) -> str:
        names = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("bar")}
        return _("CSV ({encoding}, {delimiter})").format(
            encoding=self.encoding, delimiter=names.get(self.delimiter, self.delimiter)
        )

    def batches(self, *, rows: int = BATCH_ROWS) -> Iterator[RawBatch]:
        cells: list[list[str]] = []
        lines: list[int] = []
        failed: list[Rejection] = []
        for row in self._data_rows():
            problem = self._problem(row)
            if problem is None:
                cells.append(row.cells)
                lines.append(row.line)
            else:
                failed.append(problem)
            if len(lines) >= rows or len(failed) >= rows:
                yield text_batch(self.columns, cells, lines, failed)
                cells, lines, failed = [], [], []
        if lines or failed:
            yield text_batch(self.columns, cells, lines, failed)

    def _header(self, suits: NamesSuit) -> tuple[tuple[str, ...], int, int]:
        """The names of the columns, the line they stand in, and how many rows stand above."""
        with open_source(self._source) as stream:
            filled = (row for row in self._rows(stream) if row.cells)
            first = next(filled, None)
            if first is None:
                raise HistoryRefused(
                    _("{file} has no row that can be read; the first row must name the columns.").format(
                        file=self._source.name
                    )
                )
            if len(first.cells) > self._source.limits.columns:
                raise HistoryRefused(
                    _("{file} has {count} columns; at most {limit} are read.").format(
                        file=self._source.name, count=len(first.cells), limit=self._source.limits.columns
                    )
                )
            rows = [first, *islice(filled, ROWS_ABOVE)]
        place = header_place([row.cells for row in rows], suits)
        return distinct_names(rows[place].cells), rows[place].line, place

    def _data_rows(self) -> Iterator[_Row]:
        with open_source(self._source, on_bytes=self._on_bytes) as stream:
            last: _Row | None = None
            for row in self._rows(stream):
                if row.cells and row.line <= self._header_line:
                    continue
                if last is not None:
                    yield last
                last = row
            self.cut_off = stream.damage.found
            if last is None:
                return
            if self.cut_off and not self._ended_with_line:
                last.reason = RejectReason.CUT_OFF
            yield last

    def _rows(self, stream: GuardedStream) -> Iterator[_Row]:
        """Every row that is not empty, in order; nothing that one row breaks carries over to the next."""
        lines = Lines(stream, encoding=self.encoding, longest=self._source.limits.line_characters)
        feed = _Feed(lines)
        read = csv.reader(feed, delimiter=self.delimiter)
        self._ended_with_line = True
        while True:
            feed.row_lines = []
            try:
                cells = next(read)
            except StopIteration:
                break
            except csv.Error:
                cells = None
            first = feed.row_lines[0]
            one_line = len(feed.row_lines) == 1
            if any(line.too_long for line in feed.row_lines) or (cells is None and one_line):
                broken, reason = feed.give_back_all_but_first(), RejectReason.LINE_TOO_LONG
            elif cells is None or feed.ended:
                broken, reason = feed.give_back_all_but_first(), RejectReason.QUOTE_OPEN
            else:
                if any(cells) and not (first.number == 1 and first.text.startswith("sep=")):
                    text = first.text if one_line else "".join(line.text for line in feed.row_lines)
                    yield _Row(cells=cells, line=first.number, text=text, reason=_damage(text))
                continue
            read = csv.reader(feed, delimiter=self.delimiter)
            yield _Row(cells=[], line=broken.number, text=broken.text.rstrip("\r\n"), reason=reason)
        self._ended_with_line = lines.last_ended

    def _problem(self, row: _Row) -> Rejection | None:
        """Why a row cannot be used, or None; extra cells at the end are fine where they are empty."""
        reason = row.reason
        figures: dict[str, str | int] = {}
        if reason is RejectReason.LINE_TOO_LONG:
            figures = {"limit": min(self._source.limits.line_characters, csv.field_size_limit())}
        elif reason is RejectReason.UNDECODABLE:
            figures = {"encoding": self.encoding}
        elif reason is None and len(row.cells) != len(self.columns):
            if len(row.cells) > len(self.columns) and not any(row.cells[len(self.columns) :]):
                del row.cells[len(self.columns) :]
            else:
                reason = RejectReason.CELL_COUNT
                figures = {"found": len(row.cells), "expected": len(self.columns)}
        if reason is None:
            return None
        text = row_text(row.cells) if row.cells else row.text
        return Rejection(
            file=self._source.name,
            line=row.line,
            reason=reason,
            row=text.replace(UNDECODED, "\ufffd").replace("\0", "\u2400"),
            figures=figures,
        )


def _damage(text: str) -> RejectReason | None:
    if UNDECODED in text:
        return RejectReason.UNDECODABLE
    return RejectReason.NUL_BYTE if "\0" in text else None


def _detect_delimiter(text: str) -> str:
    """The delimiter that splits most rows of the sample into the same number of cells, and into most."""
    first = text.lstrip("\ufeff")
    if first.startswith("sep=") and len(first) > 4 and first[4] not in "\r\n":
        return first[4]
    complete = text[: text.rfind("\n") + 1] or text
    scores: dict[str, tuple[float, int]] = {}
    for delimiter in DELIMITERS:
        try:
            counts = Counter(_cell_counts(complete, delimiter))
        except csv.Error:
            continue
        counts.pop(0, None)
        cells, rows = max(counts.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
        scores[delimiter] = (rows / max(1, counts.total()) if cells > 1 else 0.0, cells)
    best = max(scores, key=lambda delimiter: scores[delimiter], default=",")
    return best if scores and scores[best][1] > 1 else ","


def _cell_counts(text: str, delimiter: str) -> Iterator[int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    for number, row in enumerate(reader):
        if number >= SAMPLE_ROWS:
            return
        yield len(row)
