"""Rows into the ledger, thousands at a time: new ones inserted, changed ones corrected, the rest let be."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import polars as pl
from django.db import connection, models

from halfhour.ledger.erased import without_erased_customers
from halfhour.ledger.lookup import with_ids
from halfhour.ledger.models import Contact, ContactEvent, Import, IntervalCount
from halfhour.ledger.reading import CONTACT_SCHEMA, INTERVAL_SCHEMA

SEPARATOR = "\x1f"
CONTACT_COLUMNS = tuple(CONTACT_SCHEMA)
EVENT_TEXTS = ("event", "agent", "queue", "state", "note")
FACTS = ("opened_at", "channel", "category", "priority", "complexity", "language", "customer_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What became of a batch: contacts or counts that were new, that changed what was known, and that said
    nothing new; `replaced` rows had come before in the same file. Events are counted apart.
    """

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    replaced: int = 0
    new_events: int = 0
    known_events: int = 0

    def as_counts(self) -> dict[str, int]:
        return asdict(self)


def write_contacts(*, record: Import, contacts: pl.DataFrame, known: Sequence[str], at: datetime) -> Written:
    """Insert or correct contacts; only the columns in `known` may change what is there.

    A correction is recorded as an event with what was and what is, except where the same import had
    written the row.
    """
    contacts = without_erased_customers(record.team_id, contacts, time="opened_at")
    last = contacts.unique(subset="contact_id", keep="last", maintain_order=True)
    rows = _as_stored(last.select(CONTACT_COLUMNS))
    before = _existing_contacts(record.team_id, rows["contact_id"].to_list())
    fresh = rows.join(before, on="contact_id", how="anti", maintain_order="left")
    _insert(Contact, record, CONTACT_COLUMNS, fresh)
    met = _with_what_was_known(
        rows.join(before, on="contact_id", suffix="_before", maintain_order="left"), known
    )
    compared = [name for name in CONTACT_COLUMNS if name != "contact_id"]
    differs = pl.any_horizontal([pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in compared])
    changed = met.filter(differs)
    own = pl.col("source_id") == record.pk
    corrected = changed.filter(~own)
    came_before = met.filter(own).height
    _update(Contact, record, compared, changed)
    _record_corrections(record, corrected, compared, at)
    return Written(
        new=fresh.height,
        changed=corrected.height,
        unchanged=met.height - came_before - corrected.height,
        replaced=contacts.height - last.height + came_before,
    )


def write_intervals(*, record: Import, intervals: pl.DataFrame) -> Written:
    """Insert counts, or put them in the place of those that were there for the interval and queue."""
    columns = tuple(INTERVAL_SCHEMA)
    key = ["interval_start", "queue"]
    rows = _as_stored(intervals.select(columns))
    before = _existing_intervals(record.team_id, intervals)
    fresh = rows.join(before, on=key, how="anti", maintain_order="left")
    _insert(IntervalCount, record, columns, fresh)
    met = rows.join(before, on=key, how="inner", suffix="_before", maintain_order="left")
    values = [name for name in columns if name not in key]
    differs = pl.any_horizontal([pl.col(name).ne_missing(pl.col(f"{name}_before")) for name in values])
    changed = met.filter(differs)
    _update(IntervalCount, record, values, changed)
    return Written(new=fresh.height, changed=changed.height, unchanged=met.height - changed.height)


def write_events(*, record: Import, events: pl.DataFrame) -> Written:
    """Add the rows of an event log that are not there yet."""
    events = without_erased_customers(record.team_id, events, time="at")
    facts = [name for name in FACTS if events[name].is_not_null().any()]
    rows = events.select(
        "contact_id",
        stored_time(pl.col("at")).alias("at"),
        *(pl.col(name).fill_null("") for name in EVENT_TEXTS),
        (
            pl.struct(
                written_time(pl.col(name)).alias(name) if name == "opened_at" else pl.col(name)
                for name in facts
            ).struct.json_encode()
            if facts
            else pl.lit("{}")
        ).alias("facts"),
        # The same on every database, so that rows moved to another one are known there.
        pl.concat_str(
            [
                "contact_id",
                written_time(pl.col("at")),
                *(pl.col(name).fill_null("") for name in EVENT_TEXTS),
            ],
            separator=SEPARATOR,
        ).alias("identity"),
    )
    digests = [hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in rows["identity"]]
    columns = ("contact_id", "at", *EVENT_TEXTS, "facts", "digest", "kind", "team_id", "source_id")
    complete = rows.with_columns(
        pl.Series("digest", digests),
        pl.lit(ContactEvent.LOGGED).alias("kind"),
        pl.lit(record.team_id).alias("team_id"),
        pl.lit(record.pk).alias("source_id"),
    ).select(columns)
    table, names = _table(ContactEvent), ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608  names are our own
            " ON CONFLICT (team_id, digest) DO NOTHING",
            complete.rows(),
        )
        added = max(0, cursor.rowcount)
    return Written(new_events=added, known_events=events.height - added)


def _with_what_was_known(met: pl.DataFrame, known: Sequence[str]) -> pl.DataFrame:
    """What the file does not tell stays as it was, except times that now lie before the opening."""
    kept = []
    for name in CONTACT_COLUMNS:
        if name in known or name == "contact_id":
            continue
        before = pl.col(f"{name}_before")
        if name.endswith("_at"):
            before = pl.when(before >= pl.col("opened_at")).then(before)
        kept.append(before.alias(name))
    return met.with_columns(kept)


def _as_stored(frame: pl.DataFrame) -> pl.DataFrame:
    """Texts without null, times as the database writes them: what is compared is what is stored."""
    return frame.with_columns(
        stored_time(pl.col(name)).alias(name)
        if isinstance(kind, pl.Datetime)
        else pl.col(name).fill_null("")
        if kind == pl.String
        else pl.col(name)
        for name, kind in frame.schema.items()
    )


def stored_time(time: pl.Expr) -> pl.Expr:
    """A UTC time as text in the form in which the database takes it."""
    text = written_time(time)
    return text if connection.vendor == "postgresql" else text.str.head(-len("+00:00"))


def written_time(time: pl.Expr) -> pl.Expr:
    """A UTC time as text in ISO 8601, as people write it: microseconds only where there are any."""
    whole = time.dt.strftime("%Y-%m-%d %H:%M:%S+00:00")
    exact = time.dt.strftime("%Y-%m-%d %H:%M:%S%.6f+00:00")
    return pl.when(time.dt.microsecond() == 0).then(whole).otherwise(exact)


def _written(name: str, stored: str | float | None) -> str | float | None:
    """A value as a correction records it: times with their offset, whatever the database leaves out."""
    is_bare_time = name.endswith("_at") and isinstance(stored, str) and connection.vendor != "postgresql"
    return f"{stored}+00:00" if is_bare_time else stored


def _existing_contacts(team_id: int, ids: list[str]) -> pl.DataFrame:
    columns = ("id", "source_id", *CONTACT_COLUMNS)
    known = Contact.objects.filter(team=team_id).order_by()
    rows = list(with_ids(known, ids).values_list(*columns)) if known.exists() else []
    return _as_stored(pl.DataFrame(rows, schema=_before_schema(CONTACT_SCHEMA), orient="row"))


def _existing_intervals(team_id: int, intervals: pl.DataFrame) -> pl.DataFrame:
    columns = ("id", "source_id", *INTERVAL_SCHEMA)
    found = IntervalCount.objects.filter(
        team=team_id,
        interval_start__gte=intervals["interval_start"].min(),
        interval_start__lte=intervals["interval_start"].max(),
    ).order_by()
    rows = list(found.values_list(*columns))
    return _as_stored(pl.DataFrame(rows, schema=_before_schema(INTERVAL_SCHEMA), orient="row"))


def _before_schema(schema: dict[str, pl.DataType]) -> dict[str, pl.DataType]:
    return {"id": pl.Int64(), "source_id": pl.Int64(), **schema}


def _insert(model: type[models.Model], record: Import, columns: Sequence[str], rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    whole = (*columns, "team_id", "source_id")
    filled = rows.with_columns(
        pl.lit(record.team_id).alias("team_id"), pl.lit(record.pk).alias("source_id")
    ).select(whole)
    table, names = _table(model), ", ".join(f'"{name}"' for name in whole)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in filled.iter_rows():
                    copy.write_row(row)
            return
        places = ", ".join(["%s"] * len(whole))
        cursor.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({places})',  # noqa: S608  names are our own
            filled.rows(),
        )


def _update(model: type[models.Model], record: Import, columns: Sequence[str], rows: pl.DataFrame) -> None:
    if rows.is_empty():
        return
    changes = ", ".join(f'"{name}" = %s' for name in (*columns, "source_id"))
    values = rows.with_columns(pl.lit(record.pk).alias("source_id")).select(*columns, "source_id", "id")
    with connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{_table(model)}" SET {changes} WHERE id = %s',  # noqa: S608  names are our own
            values.rows(),
        )


def _record_corrections(
    record: Import, corrected: pl.DataFrame, compared: Sequence[str], at: datetime
) -> None:
    events = []
    for row in corrected.iter_rows(named=True):
        facts = {
            name: [_written(name, row[f"{name}_before"]), _written(name, row[name])]
            for name in compared
            if row[name] != row[f"{name}_before"]
        }
        identity = f"{ContactEvent.CORRECTED}{SEPARATOR}{record.pk}{SEPARATOR}{row['contact_id']}"
        events.append(
            ContactEvent(
                team_id=record.team_id,
                contact_id=row["contact_id"],
                at=at,
                kind=ContactEvent.CORRECTED,
                facts=facts,
                digest=hashlib.blake2b(identity.encode(), digest_size=16).hexdigest(),
                source=record,
            )
        )
    ContactEvent.objects.bulk_create(events, batch_size=500, ignore_conflicts=True)


def _table(model: type[models.Model]) -> str:
    return model._meta.db_table
