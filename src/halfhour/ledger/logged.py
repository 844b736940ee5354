"""Contacts from the events that the ledger holds."""

from collections.abc import Iterator

import polars as pl

from halfhour.ledger.lookup import with_ids
from halfhour.ledger.models import ContactEvent, Import
from halfhour.ledger.reading import EVENT_SCHEMA, EventRules, SettledRules, contacts_from_events, settle_rules
from halfhour.people.models import Team

# What events tell of a contact; anything else that is known of it stays.
EVENT_KNOWN = (
    "opened_at", "queue", "channel", "category", "priority", "complexity", "language", "customer_id", "agent",
    "answered_at", "resolved_at", "abandoned_at", "closed_at", "reopened",
)  # fmt: skip
COLUMNS = ("contact_id", "at", "event", "agent", "queue", "state", "note", "facts")


def rules_of_log(team: Team, rules: EventRules) -> SettledRules:
    """The rules with the names that occur among the team's events."""
    logged = ContactEvent.objects.filter(team=team, kind=ContactEvent.LOGGED).order_by()
    names = {
        name for column in ("event", "state") for name in logged.values_list(column, flat=True).distinct()
    }
    return settle_rules(sorted(names - {""}), rules)


def contacts_with_events_of(
    record: Import, *, rules: SettledRules, at_once: int
) -> Iterator[tuple[float, pl.DataFrame]]:
    """The contacts to which an import added events, made from all their events, some thousands at a time.

    With each portion comes the share of the contacts that is made with it.
    """
    ids = (
        ContactEvent.objects.filter(source=record, kind=ContactEvent.LOGGED)
        .order_by("contact_id")
        .values_list("contact_id", flat=True)
        .distinct()
    )
    touched = list(ids)
    for start in range(0, len(touched), at_once):
        some = touched[start : start + at_once]
        contacts = contacts_from_events(_events_of(record.team_id, some), rules=rules).contacts
        yield (start + len(some)) / len(touched), contacts


def _events_of(team_id: int, contact_ids: list[str]) -> pl.DataFrame:
    logged = ContactEvent.objects.filter(team=team_id, kind=ContactEvent.LOGGED)
    rows = list(with_ids(logged, contact_ids).order_by("contact_id", "at", "id").values_list(*COLUMNS))
    columns = {name: [row[place] for row in rows] for place, name in enumerate(COLUMNS[:-1])}
    facts = [row[-1] for row in rows]
    frame = pl.DataFrame(columns, schema_overrides={"at": EVENT_SCHEMA["at"]})
    told = [name for name in EVENT_SCHEMA if name not in COLUMNS]
    frame = frame.with_columns(
        pl.Series(name, [fact.get(name) for fact in facts], dtype=pl.String) for name in told
    )
    opened = pl.col("opened_at").str.to_datetime(time_unit="us", strict=False, time_zone="UTC")
    return frame.with_columns(
        opened,
        *(
            pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
            for name in ("event", "agent", "queue", "state")
        ),
    ).select(list(EVENT_SCHEMA))
