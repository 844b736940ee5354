"""A history file as a table of raw cells, batch by batch, whatever its format."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from halfhour.ledger.reading._rejected import Rejection

BATCH_ROWS = 50_000
# How many rows may stand above the names of the columns.
ROWS_ABOVE = 20

# Whether a history can be read by columns of these names.
NamesSuit = Callable[[tuple[str, ...]], bool]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RawBatch:
    """Some rows as the file has them (text, or the types of Parquet), the line of each, and what failed."""

    frame: pl.DataFrame
    lines: NDArray[np.int64]
    failed: tuple[Rejection, ...] = ()


class RawTable(Protocol):
    """A file that can be read from its beginning as often as needed."""

    @property
    def columns(self) -> tuple[str, ...]: ...

    @property
    def format_name(self) -> str: ...

    @property
    def cut_off(self) -> bool:
        """Whether the last reading ended early because the file is cut off or damaged."""
        ...

    @property
    def notices(self) -> tuple[str, ...]:
        """What whoever brought the file should know of its form, as sentences."""
        ...

    def batches(self, *, rows: int = BATCH_ROWS) -> Iterator[RawBatch]: ...


def text_batch(
    columns: tuple[str, ...], rows: Sequence[Sequence[str | None]], lines: list[int], failed: list[Rejection]
) -> RawBatch:
    """A batch from rows of text that all have a cell for each column."""
    cells: tuple[tuple[str, ...], ...] = (
        tuple(zip(*rows, strict=True)) if rows else tuple(() for _ in columns)
    )
    frame = pl.DataFrame(
        [pl.Series(name, values, dtype=pl.String) for name, values in zip(columns, cells, strict=True)]
    )
    return RawBatch(frame=frame, lines=np.array(lines, dtype=np.int64), failed=tuple(failed))


def header_place(rows: Sequence[Sequence[str]], suits: NamesSuit) -> int:
    """Which of the first rows names the columns.

    The first, unless a history cannot be read by its names and can by those of a later row: many exports
    put a title, or the names of groups of columns, above.
    """
    if suits(distinct_names(list(rows[0]))):
        return 0
    later = (place for place, row in enumerate(rows) if place and suits(distinct_names(list(row))))
    return next(later, 0)


def storable_name(raw: str) -> str:
    """A name that any database takes: NUL shown as its sign, halves of characters as question marks."""
    return raw.encode("utf-8", "replace").decode().replace("\0", "\u2400")


def distinct_names(names: list[str]) -> tuple[str, ...]:
    """Column names made distinct: a second `Comment` becomes `Comment (2)`; no name becomes `column 3`."""
    seen: dict[str, int] = {}
    distinct = []
    for place, raw in enumerate(names, start=1):
        name = storable_name(raw).strip() or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        distinct.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(distinct)
