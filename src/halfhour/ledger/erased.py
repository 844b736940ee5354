"""Customers' ids that were erased: how they are known again, and kept out of what is brought in later."""

import hashlib
import hmac

import polars as pl
from django.conf import settings

from halfhour.ledger.models import ErasedCustomer


def erased_digest(team_id: int, customer_id: str) -> str:
    """What is kept of an erased id: of no use to whoever does not know the id and this installation's key."""
    text = customer_id.strip()
    text = text.casefold() if "@" in text else text
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, f"customer {team_id} {text}".encode(), hashlib.sha256).hexdigest()


def without_erased_customers(team_id: int, rows: pl.DataFrame, *, time: str) -> pl.DataFrame:
    """Rows with the anonymous id where the customer's own was erased after the row's `time`."""
    erased = {each.digest: each for each in ErasedCustomer.objects.filter(team=team_id)}
    if not erased:
        return rows
    met = [
        (customer_id, found.anonymous_id, found.at)
        for customer_id in rows["customer_id"].drop_nulls().unique()
        if (found := erased.get(erased_digest(team_id, customer_id)))
    ]
    if not met:
        return rows
    schema = {"customer_id": pl.String(), "anonymous_id": pl.String(), "erased_at": pl.Datetime("us", "UTC")}
    joined = rows.join(
        pl.DataFrame(met, schema=schema, orient="row"), on="customer_id", how="left", maintain_order="left"
    )
    anonymous = pl.when(pl.col(time) < pl.col("erased_at")).then(pl.col("anonymous_id"))
    return joined.with_columns(pl.coalesce(anonymous, pl.col("customer_id")).alias("customer_id")).drop(
        "anonymous_id", "erased_at"
    )
