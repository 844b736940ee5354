"""Records of what people did into the ledger: each row once, none ever changed."""

import hashlib

import polars as pl
from django.db import connection

from halfhour.ledger.actions.writing import SEPARATOR, Written, stored_time, written_time
from halfhour.ledger.models import Activity, Import

COLUMNS = (
    "agent", "started_at", "ended_at", "state", "is_planned", "digest", "team_id", "source_id",
)  # fmt: skip


def write_activity(*, record: Import, activity: pl.DataFrame) -> Written:
    """Add the rows that are not there yet."""
    rows = activity.with_columns(
        (pl.col("planned").fill_null(0) != 0).alias("is_planned"),
        # The same on every database, so that rows moved to another one are known there.
        pl.concat_str(
            [
                "agent",
                written_time(pl.col("started_at")),
                written_time(pl.col("ended_at")).fill_null(""),
                "state",
                (pl.col("planned").fill_null(0) != 0).cast(pl.Int8),
            ],
            separator=SEPARATOR,
        ).alias("identity"),
    )
    digests = [hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in rows["identity"]]
    complete = rows.with_columns(
        *(stored_time(pl.col(name)).alias(name) for name in ("started_at", "ended_at")),
        pl.Series("digest", digests, dtype=pl.String),
        pl.lit(record.team_id).alias("team_id"),
        pl.lit(record.pk).alias("source_id"),
    ).select(COLUMNS)
    table, names = Activity._meta.db_table, ", ".join(f'"{name}"' for name in COLUMNS)
    places = ", ".join(["%s"] * len(COLUMNS))
    with connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608  names are our own
            " ON CONFLICT (team_id, digest) DO NOTHING",
            complete.rows(),
        )
        added = max(0, cursor.rowcount)
    return Written(new=added, unchanged=activity.height - added)
