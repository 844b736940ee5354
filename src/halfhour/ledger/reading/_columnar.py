"""Parquet files, row group by row group."""

from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from halfhour.ledger.reading._refusals import HistoryRefused
from halfhour.ledger.reading._sources import ByteCounter, Source, on_disk
from halfhour.ledger.reading._tables import BATCH_ROWS, RawBatch, distinct_names


class ParquetTable:
    """A Parquet file; the line of a row is its number, counted from 1."""

    notices: tuple[str, ...] = ()

    format_name = "Parquet"

    def __init__(self, source: Source, *, on_bytes: ByteCounter | None = None) -> None:
        self._source = source
        self._on_bytes = on_bytes
        self._path = on_disk(source)
        self.cut_off = False
        try:
            with pq.ParquetFile(self._path) as file:
                schema = file.schema_arrow
                self._rows = file.metadata.num_rows
        except (pa.ArrowException, OSError, ValueError):
            raise HistoryRefused(
                _(
                    "{file} begins like a Parquet file and is cut off or damaged; nothing in it can be"
                    " reached, because its table of contents stands at the end."
                ).format(file=source.name)
            ) from None
        if self._rows > source.limits.rows:
            raise HistoryRefused(
                _("{file} has more than {limit} rows; split it into several files.").format(
                    file=source.name, limit=source.limits.rows
                )
            )
        self._names = [field.name for field in schema if not pa.types.is_nested(field.type)]
        self.columns = distinct_names(self._names)
        if not self.columns or len(set(self._names)) < len(self._names):
            raise HistoryRefused(
                _("{file} has no plain columns with distinct names.").format(file=source.name)
            )

    def batches(self, *, rows: int = BATCH_ROWS) -> Iterator[RawBatch]:
        seen = 0
        self.cut_off = False
        try:
            with pq.ParquetFile(self._path) as file:
                for batch in file.iter_batches(batch_size=rows, columns=self._names):
                    frame = _plain(batch.rename_columns(list(self.columns)))
                    lines = np.arange(seen + 1, seen + 1 + frame.height, dtype=np.int64)
                    seen += frame.height
                    if self._on_bytes is not None:
                        self._on_bytes(int(self._source.size * seen / max(1, self._rows)))
                    yield RawBatch(frame=frame, lines=lines)
        except (pa.ArrowException, OSError):
            self.cut_off = True
            if seen == 0:
                raise HistoryRefused(
                    _("{file} is damaged; none of its rows can be read.").format(file=self._source.name)
                ) from None


def _plain(batch: pa.RecordBatch) -> pl.DataFrame:
    """Times, numbers and truth values as they are, everything else as text."""
    frame = pl.DataFrame(pl.from_arrow(batch))
    casts = []
    for name, kind in frame.schema.items():
        if kind == pl.Binary:
            casts.append(pl.col(name).cast(pl.String, strict=False))
        elif not (kind.is_numeric() or kind.is_temporal() or kind in (pl.String, pl.Boolean)):
            casts.append(pl.col(name).cast(pl.String))
        elif isinstance(kind, pl.Decimal):
            casts.append(pl.col(name).cast(pl.Float64))
        elif kind == pl.Time:
            casts.append(pl.col(name).cast(pl.String))
    with suppress(pl.exceptions.PolarsError):
        return frame.with_columns(casts)
    return frame.with_columns(
        pl.col(name).map_elements(str, return_dtype=pl.String)
        for name, kind in frame.schema.items()
        if not (kind.is_numeric() or kind.is_temporal() or kind in (pl.String, pl.Boolean))
    )
