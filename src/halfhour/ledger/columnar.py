"""The ledger's columnar copy: what analysis and forecasts read, in place of millions of rows one by one.

A copy belongs to one state of the ledger and is never changed: a new one is written beside it and then
named, so a reader sees a whole copy or none. It is made again whenever it is missing or out of date.
"""

import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl
import pyarrow.parquet as pq
from django.db import connection, models
from django.db.models import Count, Max

from halfhour.ledger.models import Activity, Contact, ErasedCustomer, Import, ImportState, IntervalCount
from halfhour.ledger.reading import CONTACT_SCHEMA, INTERVAL_SCHEMA
from halfhour.ledger.storage import copies_dir
from halfhour.people.models import Team

ROWS_AT_ONCE = 50_000
COPIES_KEPT = 2
TRIES = 3
# Another number whenever the tables below are others, so that copies of an older version are made anew.
FORMAT = 2
# `source` tells which of two records of one person and start is the later one.
ACTIVITY_COPY: dict[str, pl.DataType] = {
    "agent": pl.String(),
    "started_at": CONTACT_SCHEMA["opened_at"],
    "ended_at": CONTACT_SCHEMA["opened_at"],
    "state": pl.String(),
    "is_planned": pl.Boolean(),
    "source": pl.Int64(),
}

Tables = tuple[tuple[type[models.Model], dict[str, pl.DataType], str], ...]
TABLES: Tables = (
    (Contact, CONTACT_SCHEMA, "opened_at"),
    (IntervalCount, INTERVAL_SCHEMA, "interval_start"),
    (Activity, ACTIVITY_COPY, "started_at"),
)


def ledger_state(team: Team) -> str:
    """A short text that is another one whenever a finished import has changed the team's ledger."""
    finished = Import.objects.filter(team=team, state__in=(ImportState.DONE, ImportState.REFUSED))
    figures = finished.aggregate(count=Count("id"), newest=Max("number"))
    return f"{figures['count']}-{figures['newest'] or 0}"


def refresh_copy(team: Team) -> Path:
    """The folder of the copy for the ledger as it is now, written if it is not there yet."""
    folder = copies_dir(team)
    erasures = _erasures(team)
    wanted = folder / f"{ledger_state(team)}.{FORMAT}{erasures}"
    if wanted.is_dir():
        return wanted
    part = folder / f".part-{uuid4().hex}"
    part.mkdir(parents=True)
    try:
        for model, schema, time in TABLES:
            _write_table(model, schema, time, team, part / f"{model._meta.model_name}.parquet")
        with suppress(OSError):  # another process was faster: its copy is as good
            part.rename(wanted)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if _erasures(team) != erasures:  # somebody was erased while their contacts were copied
        shutil.rmtree(wanted, ignore_errors=True)
        return refresh_copy(team)
    _drop_old_copies(folder, keep=wanted)
    return wanted


def drop_copies(team: Team) -> None:
    """Take all copies away; the next reader makes one of the ledger as it is then."""
    for copy in copies_dir(team).glob("[!.]*"):
        shutil.rmtree(copy, ignore_errors=True)


def read_copy(team: Team) -> tuple[pl.DataFrame, pl.DataFrame]:
    """All contacts and all interval counts of a team, by time."""
    contacts, intervals = _read(team, Contact, IntervalCount)
    return contacts, intervals


def read_activity_copy(team: Team) -> pl.DataFrame:
    """All records of what the team's people did and were to do, by time."""
    return _read(team, Activity)[0]


def _erasures(team: Team) -> str:
    """Another text whenever customers were erased, so that no copy outlives the ids it holds."""
    figures = ErasedCustomer.objects.filter(team=team).aggregate(count=Count("id"), last_at=Max("at"))
    return f".{figures['count']}-{figures['last_at'].timestamp():.6f}" if figures["count"] else ""


def _read(team: Team, *wanted: type[models.Model]) -> list[pl.DataFrame]:
    for _attempt in range(TRIES):
        folder = refresh_copy(team)
        with suppress(FileNotFoundError):  # dropped in between, because a newer one is there
            return [pl.read_parquet(folder / f"{model._meta.model_name}.parquet") for model in wanted]
    raise FileNotFoundError(f"the columnar copy of team {team.pk} vanished {TRIES} times while it was read")


def _write_table(
    model: type[models.Model], schema: dict[str, pl.DataType], time: str, team: Team, path: Path
) -> None:
    rows = model._default_manager.filter(team=team).order_by(time, "id").values_list(*schema)
    arrow_schema = pl.DataFrame(schema=schema).to_arrow().schema
    with pq.ParquetWriter(path, arrow_schema, compression="zstd") as writer:
        query, values = rows.query.sql_with_params()
        with connection.chunked_cursor() as cursor:
            cursor.execute(query, values)
            while some := cursor.fetchmany(ROWS_AT_ONCE):
                writer.write_table(_frame(some, schema).to_arrow().cast(arrow_schema))


def _frame(rows: list[tuple[Any, ...]], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """Rows as the driver gives them: times may be text (SQLite) or instants (PostgreSQL)."""
    columns = []
    for (name, kind), values in zip(schema.items(), zip(*rows, strict=True), strict=True):
        if isinstance(kind, pl.Datetime) and any(isinstance(value, str) for value in values):
            text = pl.Series(name, values, dtype=pl.String)
            columns.append(text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC"))
        elif kind == pl.Boolean:
            columns.append(pl.Series(name, [bool(value) for value in values], dtype=kind))
        elif kind == pl.String:
            text = pl.Series(name, values, dtype=pl.String)
            columns.append(text.set(text == "", None))
        else:
            columns.append(pl.Series(name, values, dtype=kind))
    return pl.DataFrame(columns)


def _drop_old_copies(folder: Path, *, keep: Path) -> None:
    copies = [each for each in folder.iterdir() if each.is_dir() and not each.name.startswith(".")]
    newest_first = sorted(copies, key=lambda each: each.stat().st_mtime, reverse=True)
    for old in newest_first[COPIES_KEPT:]:
        if old != keep:
            shutil.rmtree(old, ignore_errors=True)
