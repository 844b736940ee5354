"""A first look at a stored file: how it is understood, and what its first rows would become."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.utils.formats import date_format

from halfhour.ledger.models import Import
from halfhour.ledger.options import options_from_document
from halfhour.ledger.reading import (
    CleanBatch,
    HistoryFile,
    HistoryRefused,
    RawBatch,
    RecognisedMapping,
    Rejection,
    count_stored,
    open_stored,
)
from halfhour.ledger.storage import raw_path
from halfhour.ledger.summary import whole
from halfhour.ledger.wording import column_words, refusal_on_page

ROWS_SHOWN = 8
ROWS_TRIED = 500
LOOK_ROWS = 50_000
LONGEST_CELL = 60
PROBLEMS_SHOWN = 5
NAMES_SHOWN = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows to show; `head` pairs the name of a column with whether it is used."""

    head: tuple[tuple[str, bool], ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a file looks like under some options; `refusal` says why nothing of it can be used, if so.

    `theirs` are the file's columns and `raw` its first rows; `clean` the same rows as they would be
    read, `problems` what is left out of the first some hundred rows, `event_names` the events and states
    in them. An archive's other `files` are read in the same way.
    """

    refusal: str = ""
    format_name: str = ""
    theirs: tuple[str, ...] = ()
    mapping: RecognisedMapping | None = None
    raw: Table | None = None
    clean: Table | None = None
    event_names: tuple[str, ...] = ()
    good: int = 0
    tried: int = 0
    problems: tuple[str, ...] = ()
    files: int = 1


def look_at(record: Import, document: Mapping[str, Any]) -> Look:
    """Look at the first file of an import as the options in the document say; nothing is stored."""
    try:
        options = replace(options_from_document(document, team=record.team), look_rows=LOOK_ROWS)
        files = open_stored(raw_path(record), record.file_name, options)
        file = next(files)
    except HistoryRefused as refusal:
        return Look(refusal=refusal_on_page(refusal))
    seen = Look(
        files=count_stored(raw_path(record), record.file_name, options),
        format_name=file.table.format_name,
        theirs=file.table.columns,
        raw=_raw_table(file.sample, file.table.columns, used=frozenset()),
    )
    try:
        tried = file.preview(ROWS_TRIED)
    except HistoryRefused as refusal:
        return replace(seen, refusal=refusal_on_page(refusal), mapping=_understood(file, refusal))
    if tried is None:
        return seen
    raw, clean = tried
    return replace(
        seen,
        mapping=file.mapping,
        raw=_raw_table(raw, file.table.columns, used=frozenset(file.mapping.columns.values())),
        clean=_clean_table(clean, file),
        event_names=_event_names(clean.frame),
        good=clean.frame.height,
        tried=clean.read,
        problems=tuple(
            dict.fromkeys(f"{rejection.line}: {_sentence(rejection)}" for rejection in clean.rejections)
        )[:PROBLEMS_SHOWN],
    )


def _understood(file: HistoryFile, refusal: HistoryRefused) -> RecognisedMapping | None:
    """What is known of the columns of a refused file, so that nobody has to choose again what was found."""
    if refusal.understood is not None:
        return refusal.understood
    try:
        return file.mapping
    except HistoryRefused:
        return None


def _sentence(rejection: Rejection) -> str:
    """Why a row is left out, its column named as the form names it."""
    figures = dict(rejection.figures)
    if "column" in figures:
        figures["column"] = column_words(str(figures["column"]))
    return replace(rejection, figures=figures).sentence


def _raw_table(batch: RawBatch | None, columns: tuple[str, ...], *, used: frozenset[str]) -> Table:
    """The columns that are used come first."""
    ordered = sorted(columns, key=lambda name: name not in used)
    rows = () if batch is None else batch.frame.select(ordered).head(ROWS_SHOWN).iter_rows()
    return Table(
        head=tuple((name, name in used) for name in ordered),
        rows=tuple(tuple(_short(cell) for cell in row) for row in rows),
    )


def _clean_table(clean: CleanBatch, file: HistoryFile) -> Table:
    zone = ZoneInfo(file.timezone)
    filled = [
        name
        for name in clean.frame.columns
        if name not in ("line", "digest") and clean.frame[name].is_not_null().any()
    ]
    rows = clean.frame.select(filled).head(ROWS_SHOWN).iter_rows()
    return Table(
        head=tuple((column_words(name), True) for name in filled),
        rows=tuple(tuple(_said(cell, zone) for cell in row) for row in rows),
    )


def _event_names(frame: pl.DataFrame) -> tuple[str, ...]:
    """The events and states in the rows that were tried."""
    if "event" not in frame.columns:
        return ()
    names = pl.concat([frame["event"], frame["state"].rename("event")])
    return tuple(names.drop_nulls().unique().sort().head(NAMES_SHOWN))


def _said(cell: Any, zone: ZoneInfo) -> str:
    if isinstance(cell, datetime):
        return date_format(cell.astimezone(zone), "SHORT_DATETIME_FORMAT")
    if isinstance(cell, float):
        return whole(cell)
    return _short(cell)


def _short(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…"
