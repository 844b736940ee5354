"""The shapes of a history and of an activity record, and the columns of each as they leave the reader."""

from enum import StrEnum

import polars as pl

INSTANT = pl.Datetime("us", "UTC")


class Shape(StrEnum):
    """What one row stands for."""

    CONTACTS = "contacts"
    INTERVALS = "intervals"
    EVENTS = "events"
    ACTIVITY = "activity"


CONTACT_SCHEMA: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "opened_at": INSTANT,
    "queue": pl.String(),
    "channel": pl.String(),
    "category": pl.String(),
    "priority": pl.String(),
    "complexity": pl.String(),
    "language": pl.String(),
    "customer_id": pl.String(),
    "agent": pl.String(),
    "answered_at": INSTANT,
    "resolved_at": INSTANT,
    "abandoned_at": INSTANT,
    "closed_at": INSTANT,
    "handle_seconds": pl.Float64(),
    "wait_seconds": pl.Float64(),
    "reopened": pl.Int64(),
    "rating": pl.String(),
}
INTERVAL_SCHEMA: dict[str, pl.DataType] = {
    "interval_start": INSTANT,
    "queue": pl.String(),
    "offered": pl.Float64(),
    "handled": pl.Float64(),
    "abandoned": pl.Float64(),
    "handle_seconds_mean": pl.Float64(),
}
# An event may carry what is known of its contact, as exports of audit logs do.
EVENT_SCHEMA: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "at": INSTANT,
    "event": pl.String(),
    "agent": pl.String(),
    "queue": pl.String(),
    "state": pl.String(),
    "note": pl.String(),
    "opened_at": INSTANT,
    "channel": pl.String(),
    "category": pl.String(),
    "priority": pl.String(),
    "complexity": pl.String(),
    "language": pl.String(),
    "customer_id": pl.String(),
}
# What people did. Without an end a row lasts until the person's next one; `planned` marks rows of a plan.
ACTIVITY_SCHEMA: dict[str, pl.DataType] = {
    "agent": pl.String(),
    "started_at": INSTANT,
    "ended_at": INSTANT,
    "state": pl.String(),
    "planned": pl.Int64(),
}
# Two rows of a log that agree in these are the same event.
EVENT_IDENTITY = ("contact_id", "at", "event", "agent", "queue", "state", "note")
SCHEMAS: dict[Shape, dict[str, pl.DataType]] = {
    Shape.CONTACTS: CONTACT_SCHEMA,
    Shape.INTERVALS: INTERVAL_SCHEMA,
    Shape.EVENTS: EVENT_SCHEMA,
    Shape.ACTIVITY: ACTIVITY_SCHEMA,
}
REQUIRED: dict[Shape, tuple[str, ...]] = {
    Shape.CONTACTS: ("contact_id", "opened_at"),
    Shape.INTERVALS: ("interval_start", "offered"),
    Shape.EVENTS: ("contact_id", "at", "event"),
    Shape.ACTIVITY: ("agent", "started_at", "state"),
}

# Columns that are read but turned into others: durations in the unit the export uses.
# name → (column it fills, seconds in one unit, the time it counts from; empty for a duration)
DERIVED: dict[Shape, dict[str, tuple[str, float, str]]] = {
    Shape.CONTACTS: {
        "handle_minutes": ("handle_seconds", 60.0, ""),
        "wait_minutes": ("wait_seconds", 60.0, ""),
        "answer_seconds": ("answered_at", 1.0, "opened_at"),
        "answer_minutes": ("answered_at", 60.0, "opened_at"),
        "answer_hours": ("answered_at", 3600.0, "opened_at"),
        "resolve_seconds": ("resolved_at", 1.0, "opened_at"),
        "resolve_minutes": ("resolved_at", 60.0, "opened_at"),
        "resolve_hours": ("resolved_at", 3600.0, "opened_at"),
    },
    Shape.ACTIVITY: {
        "lasted_seconds": ("ended_at", 1.0, "started_at"),
        "lasted_minutes": ("ended_at", 60.0, "started_at"),
    },
}
# Says in words whether a contact was given up; fills abandoned_at.
OUTCOME = "outcome"


def readable_columns(shape: Shape) -> tuple[str, ...]:
    """Every name that may stand on our side of a column mapping for this shape."""
    outcome = (OUTCOME,) if shape is Shape.CONTACTS else ()
    return (*SCHEMAS[shape], *derived_columns(shape), *outcome)


def derived_columns(shape: Shape) -> dict[str, tuple[str, float, str]]:
    return DERIVED.get(shape, {})


def time_columns(shape: Shape) -> tuple[str, ...]:
    return tuple(name for name, kind in SCHEMAS[shape].items() if kind == INSTANT)


def required_columns(shape: Shape) -> tuple[str, ...]:
    """Without these a row of the shape says nothing."""
    return REQUIRED[shape]
