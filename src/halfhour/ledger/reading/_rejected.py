"""What could not be used, row by row, and why: kept on disk when it is much, never lost."""

import csv
import io
import tempfile
import weakref
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EXAMPLES_KEPT = 5
KEPT_IN_MEMORY_BYTES = 4_000_000
LONGEST_ROW_SHOWN = 2_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|")
COLUMNS = ("file", "line", "left_out", "reason", "row")
WHOLE_ROW = "row"


class RejectReason(StrEnum):
    """Why a row, or one of its cells, was left out."""

    CELL_COUNT = "cell_count"
    UNDECODABLE = "undecodable"
    NUL_BYTE = "nul_byte"
    LINE_TOO_LONG = "line_too_long"
    QUOTE_OPEN = "quote_open"
    CUT_OFF = "cut_off"
    BAD_JSON = "bad_json"
    EMPTY = "empty"
    UNREADABLE_TIME = "unreadable_time"
    ABSURD_YEAR = "absurd_year"
    UNREADABLE_NUMBER = "unreadable_number"
    NEGATIVE = "negative"
    BEFORE_OPENING = "before_opening"
    TECHNICAL = "technical"
    ENDS_BEFORE_START = "ends_before_start"


SENTENCES: dict[RejectReason, str | Promise] = {
    RejectReason.CELL_COUNT: _("The row has {found} cells where the header has {expected}."),
    RejectReason.UNDECODABLE: _("The row holds bytes that are not {encoding}."),
    RejectReason.NUL_BYTE: _("The row holds a NUL byte."),
    RejectReason.LINE_TOO_LONG: _("The row is longer than {limit} characters."),
    RejectReason.QUOTE_OPEN: _("A quotation mark is opened and never closed."),
    RejectReason.CUT_OFF: _("The file ends in the middle of this row."),
    RejectReason.BAD_JSON: _("The line is not one JSON object: {problem}."),
    RejectReason.EMPTY: _("{column} is empty."),
    RejectReason.UNREADABLE_TIME: _("{column} is not a time that can be read: {value}."),
    RejectReason.ABSURD_YEAR: _("{column} lies outside the years 1980 to 2099: {value}."),
    RejectReason.UNREADABLE_NUMBER: _("{column} is not a number: {value}."),
    RejectReason.NEGATIVE: _("{column} is below zero: {value}."),
    RejectReason.BEFORE_OPENING: _("{column} lies before the opening: {value}."),
    RejectReason.TECHNICAL: _("A technical record, not a contact: {value}."),
    RejectReason.ENDS_BEFORE_START: _("{column} lies before the start: {value}."),
}
# The same, for a list of reasons with their counts.
TITLES: dict[RejectReason, str | Promise] = {
    RejectReason.CELL_COUNT: _("more or fewer cells than the header"),
    RejectReason.UNDECODABLE: _("bytes that do not fit the encoding"),
    RejectReason.NUL_BYTE: _("NUL bytes"),
    RejectReason.LINE_TOO_LONG: _("row too long"),
    RejectReason.QUOTE_OPEN: _("quotation mark never closed"),
    RejectReason.CUT_OFF: _("cut off at the end of the file"),
    RejectReason.BAD_JSON: _("not a JSON object"),
    RejectReason.EMPTY: _("required cell empty"),
    RejectReason.UNREADABLE_TIME: _("time that cannot be read"),
    RejectReason.ABSURD_YEAR: _("year outside 1980 to 2099"),
    RejectReason.UNREADABLE_NUMBER: _("not a number"),
    RejectReason.NEGATIVE: _("below zero"),
    RejectReason.BEFORE_OPENING: _("before the opening"),
    RejectReason.TECHNICAL: _("technical record"),
    RejectReason.ENDS_BEFORE_START: _("ends before it starts"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """One row left out, or one cell of a row that was used without it (`left_out` names the column)."""

    file: str
    line: int
    reason: RejectReason
    row: str
    left_out: str = WHOLE_ROW
    figures: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.reason]).format(**self.figures)


class Rejections:
    """Counts, the first examples of each reason, and the whole list as a CSV kept aside while reading."""

    def __init__(self) -> None:
        self.rows = 0
        self.cells = 0
        self.by_reason: dict[RejectReason, int] = {}
        self.examples: dict[RejectReason, list[Rejection]] = {}
        self._spool = tempfile.SpooledTemporaryFile(  # noqa: SIM115  lives as long as this object
            max_size=KEPT_IN_MEMORY_BYTES, mode="w+", encoding="utf-8", newline=""
        )
        weakref.finalize(self, self._spool.close)
        self._writer = csv.writer(self._spool, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def __len__(self) -> int:
        return self.rows + self.cells

    def add(self, rejection: Rejection) -> None:
        if rejection.left_out == WHOLE_ROW:
            self.rows += 1
        else:
            self.cells += 1
        self.by_reason[rejection.reason] = self.by_reason.get(rejection.reason, 0) + 1
        examples = self.examples.setdefault(rejection.reason, [])
        if len(examples) < EXAMPLES_KEPT:
            examples.append(rejection)
        self._writer.writerow(
            (
                safe_cell(rejection.file),
                rejection.line,
                rejection.left_out,
                safe_cell(rejection.sentence),
                safe_cell(rejection.row[:LONGEST_ROW_SHOWN]),
            )
        )

    def extend(self, rejections: Iterable[Rejection]) -> None:
        for rejection in rejections:
            self.add(rejection)

    def write(self, path: Path) -> None:
        """Write rejected.csv; with nothing rejected it holds its header alone."""
        with path.open("w", encoding="utf-8", newline="") as target:
            self.copy_to(target)

    def copy_to(self, target: IO[str]) -> None:
        self._spool.seek(0)
        while chunk := self._spool.read(1_000_000):
            target.write(chunk)
        self._spool.seek(0, io.SEEK_END)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def row_text(cells: Iterable[object]) -> str:
    """A row as one line of CSV."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(["" if cell is None else cell for cell in cells])
    return buffer.getvalue().replace("\0", "\u2400")
