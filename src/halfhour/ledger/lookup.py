"""Looking up thousands of contacts at once."""

import json
from collections.abc import Sequence
from typing import TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def with_ids(rows: models.QuerySet[Row], contact_ids: Sequence[str]) -> models.QuerySet[Row]:
    """The rows whose contact_id is among these: all ids as one value, where `in` would take one for each."""
    column = f'"{rows.model._meta.db_table}"."contact_id"'
    if connection.vendor == "postgresql":
        return rows.extra(where=[f"{column} = ANY(%s)"], params=[list(contact_ids)])  # noqa: S610
    among = "(SELECT value FROM json_each(%s))"
    return rows.extra(where=[f"{column} IN {among}"], params=[json.dumps(list(contact_ids))])  # noqa: S610
