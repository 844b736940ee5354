"""Excel workbooks (.xlsx): one sheet, the first row that is not empty names the columns."""

import copy
import html
import posixpath
import re
import zipfile
from collections.abc import Iterator

import fastexcel
import numpy as np
import polars as pl
from django.utils.translation import gettext as _

from halfhour.ledger.reading._limits import MEGABYTE
from halfhour.ledger.reading._refusals import HistoryRefused
from halfhour.ledger.reading._sources import ByteCounter, Source, on_disk
from halfhour.ledger.reading._tables import (
    BATCH_ROWS,
    ROWS_ABOVE,
    NamesSuit,
    RawBatch,
    distinct_names,
    header_place,
)
from halfhour.ledger.reading.words import header_notice, merged_notice

# What Excel puts before a cell that holds a time of day alone.
EXCEL_DAY_ZERO = r"^1899-12-3[01] "
# Far more than any workbook part unpacks to; stands in for what the archive claims.
UNBELIEVED_BYTES = 1 << 62
PLACES_SHOWN = 3
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+(\d+))"')
LONGEST_TAG = 200


class WorkbookTable:
    """One sheet of a workbook; a workbook has at most 1,048,576 rows, so a sheet is held in memory."""

    def __init__(
        self, source: Source, *, sheet: str | None, suits: NamesSuit, on_bytes: ByteCounter | None = None
    ) -> None:
        self._source = source
        self._on_bytes = on_bytes
        self.cut_off = False
        self.notices: tuple[str, ...] = ()
        path = on_disk(source)
        _refuse_bombs(path, source)
        try:
            book = fastexcel.read_excel(path)
        except Exception as error:  # the library's errors share no base
            raise _damaged(source) from error
        self.sheet = self._chosen(book.sheet_names, sheet)
        try:
            cells = book.load_sheet(self.sheet, header_row=None, dtypes="string").to_polars()
        except Exception as error:
            raise _damaged(source) from error
        if cells.width > source.limits.columns:
            raise HistoryRefused(
                _("{file} has {count} columns; at most {limit} are read.").format(
                    file=source.name, count=cells.width, limit=source.limits.columns
                )
            )
        header_line = self._take(cells, suits)
        merged = merged_cells(path, self.sheet, below=header_line)
        if merged:
            places = ", ".join(merged[:PLACES_SHOWN]) + (", …" if len(merged) > PLACES_SHOWN else "")
            self.notices += (merged_notice(source.name, places),)

    @property
    def format_name(self) -> str:
        return _("Excel, sheet {sheet}").format(sheet=self.sheet)

    def _chosen(self, names: list[str], asked: str | None) -> str:
        if asked is None:
            return names[0]
        if asked in names:
            return asked
        raise HistoryRefused(
            _("{file} has no sheet {sheet}; it has {names}.").format(
                file=self._source.name, sheet=asked, names=", ".join(names)
            )
        )

    def _take(self, cells: pl.DataFrame, suits: NamesSuit) -> int:
        """Set columns and rows apart; the line of the columns' names."""
        filled = cells.select(pl.any_horizontal(pl.all().is_not_null()).alias("filled"))["filled"].to_numpy()
        rows = np.flatnonzero(filled)
        if rows.size == 0:
            raise HistoryRefused(
                _("{file}: the sheet {sheet} is empty.").format(file=self._source.name, sheet=self.sheet)
            )
        first = [[cell or "" for cell in cells.row(row)] for row in rows[: ROWS_ABOVE + 1].tolist()]
        place = header_place(first, suits)
        header_line = int(rows[place]) + 1
        self.columns = distinct_names(first[place])
        self.notices = (header_notice(self._source.name, header_line),) if place else ()
        rows = rows[place + 1 :]
        self._lines = rows + 1
        self._cells = cells[rows.tolist()].rename(dict(zip(cells.columns, self.columns, strict=True)))
        return header_line

    def batches(self, *, rows: int = BATCH_ROWS) -> Iterator[RawBatch]:
        for start in range(0, self._cells.height, rows):
            part = self._cells.slice(start, rows).with_columns(pl.all().str.replace(EXCEL_DAY_ZERO, ""))
            if self._on_bytes is not None:
                self._on_bytes(int(self._source.size * (start + part.height) / self._cells.height))
            yield RawBatch(frame=part, lines=self._lines[start : start + rows].astype(np.int64))


def merged_cells(path: str, sheet: str, *, below: int) -> tuple[str, ...]:
    """The merged cells of a sheet that reach below a line, as Excel names them: C5:C8."""
    with zipfile.ZipFile(path) as archive:
        part = _part_of(archive, sheet)
        if part is None:
            return ()
        found: dict[str, int] = {}
        with archive.open(part) as stream:
            tail = b""
            while chunk := stream.read(MEGABYTE):
                for place, last_row in MERGED.findall(tail + chunk):
                    found[place.decode()] = int(last_row)
                tail = chunk[-LONGEST_TAG:]
    reaching = sorted((last_row, place) for place, last_row in found.items() if last_row > below)
    return tuple(place for _last_row, place in reaching)


def _part_of(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file of a sheet inside its workbook; None where the workbook names it in an unusual way."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return None
    sheets = {
        html.unescape(tag["name"]): tag["id"]
        for tag in map(_attributes, re.findall(r"<(?:\w+:)?sheet\s[^>]*>", book))
        if {"name", "id"} <= set(tag)
    }
    targets = {
        tag["Id"]: tag["Target"]
        for tag in map(_attributes, re.findall(r"<Relationship\s[^>]*>", links))
        if {"Id", "Target"} <= set(tag)
    }
    target = targets.get(sheets.get(sheet, ""))
    if target is None:
        return None
    part = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
    return part if part in archive.namelist() else None


def _attributes(tag: str) -> dict[str, str]:
    return dict(re.findall(r'(?:\w+:)?(\w+)="([^"]*)"', tag))


def _damaged(source: Source) -> HistoryRefused:
    return HistoryRefused(
        _(
            "{file} is not a whole Excel workbook (.xlsx); open it in Excel and save it again, or save it"
            " as CSV."
        ).format(file=source.name)
    )


def _refuse_bombs(path: str, source: Source) -> None:
    """Unpack every part once, counting: what the archive claims of itself is not believed."""
    limits = source.limits
    total = 0
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.infolist():
                if entry.flag_bits & 1:
                    raise HistoryRefused(
                        _("{file} is protected by a password; save it without one.").format(file=source.name)
                    )
                unbelieved = copy.copy(entry)
                unbelieved.file_size = UNBELIEVED_BYTES
                with archive.open(unbelieved) as part:
                    while chunk := part.read(MEGABYTE):
                        total += len(chunk)
                        ratio = total / max(1, source.size)
                        if total > limits.sheet_bytes or (
                            total > limits.ratio_asked_from_bytes and ratio > limits.expansion_ratio
                        ):
                            raise HistoryRefused(
                                _(
                                    "{file} unpacks to more than {expanded} MB; allowed for a workbook are"
                                    " {ratio} times its size and {limit} MB in all. Save it as CSV if it is"
                                    " honest."
                                ).format(
                                    file=source.name,
                                    expanded=total // MEGABYTE,
                                    ratio=round(limits.expansion_ratio),
                                    limit=limits.sheet_bytes // MEGABYTE,
                                )
                            )
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise _damaged(source) from error
