"""A year of the demo team's contacts, generated: the frame that `halfhour import` would read.

The same for the same last day; every contact id starts with "demo-".
"""

from collections import deque
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from halfhour.demo.contacts import HANDLE_SEED, contacts_on
from halfhour.demo.demand import day_streams, german_holidays, opening_slots
from halfhour.demo.desk import CHAT, MAIL, Contact, Day, speeds
from halfhour.demo.people import duties_on
from halfhour.engine.team import Team

DAYS = 364
MOMENTS = ("opened_at", "answered_at", "resolved_at", "abandoned_at", "closed_at")
SCHEMA: dict[str, pl.DataType] = {
    "contact_id": pl.String(),
    "queue": pl.String(),
    "channel": pl.String(),
    "category": pl.String(),
    "priority": pl.String(),
    "language": pl.String(),
    "customer_id": pl.String(),
    "agent": pl.String(),
    **{name: pl.Datetime("us", "UTC") for name in MOMENTS},
    "handle_seconds": pl.Float64(),
    "wait_seconds": pl.Float64(),
    "reopened": pl.Int64(),
    "rating": pl.Int64(),
}


def demo_history(*, team: Team, last_on: date, days: int = DAYS) -> pl.DataFrame:
    """The contacts of the `days` days up to `last_on`, included, in the order in which they came."""
    zone = ZoneInfo(team.timezone)
    rows = [_row(contact, zone) for contact in _worked(team, last_on - timedelta(days=days - 1), last_on)]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("opened_at", "contact_id")


def write_history(frame: pl.DataFrame, path: Path, *, timezone: str) -> None:
    """The history as a CSV file, times with the offset of the team's zone."""
    moments = pl.col(*MOMENTS).dt.convert_time_zone(timezone).dt.to_string("%Y-%m-%dT%H:%M:%S%:z")
    frame.with_columns(moments).write_csv(path)


def _worked(team: Team, first_on: date, last_on: date) -> list[Contact]:
    """All contacts as the desk left them; mails left at the end of a day are the first of the next."""
    holidays = german_holidays(first_on, last_on)
    pace = speeds([agent.name for agent in team.agents], np.random.default_rng(HANDLE_SEED))
    backlog: deque[Contact] = deque()
    worked: list[Contact] = []
    for number in range((last_on - first_on).days + 1):
        on = first_on + timedelta(days=number)
        chance = day_streams(on)
        contacts = contacts_on(on, holidays, next(chance))
        opens, closes = (slot * 1800.0 for slot in opening_slots(on, holidays))
        duties = (
            duties_on(team=team, on=on, first=opens, last=closes, pace=pace, rng=next(chance))
            if closes > opens
            else []
        )
        Day(on, duties, backlog, closes).run(contacts)
        worked.extend(contacts)
    return worked


def _row(contact: Contact, zone: ZoneInfo) -> tuple[object, ...]:
    opened = moment(contact.on, contact.opened, zone)
    answered, ended = (
        None if seconds is None or contact.answered_on is None else moment(contact.answered_on, seconds, zone)
        for seconds in (contact.answered, contact.ended)
    )
    abandoned = None if contact.abandoned is None else moment(contact.on, contact.abandoned, zone)
    resolved = ended + timedelta(seconds=contact.follow_up) if ended else None
    wait = answered or abandoned
    wait_seconds = round((wait - opened).total_seconds(), 1) if wait else None
    return (
        f"demo-{contact.on:%Y%m%d}-{contact.number:04}",
        contact.queue,
        contact.channel,
        contact.category,
        contact.priority,
        contact.language,
        contact.customer,
        contact.agent or None,
        opened,
        answered,
        resolved,
        abandoned,
        resolved + timedelta(days=2) if resolved and contact.queue == MAIL else resolved or abandoned,
        contact.handle if answered else None,
        wait_seconds,
        contact.reopened if answered else None,
        _rating(contact, wait_seconds) if answered else None,
    )


def moment(on: date, seconds: float, zone: ZoneInfo) -> datetime:
    """A wall-clock time as an instant; one that the clock skips lies an hour later."""
    wall = datetime(on.year, on.month, on.day, tzinfo=zone) + timedelta(seconds=round(seconds))
    return wall.astimezone(ZoneInfo("UTC"))


def _rating(contact: Contact, wait_seconds: float | None) -> int | None:
    """From 1 to 5; the longer the wait, the worse, and reopened contacts worse still."""
    if contact.mood is None or wait_seconds is None:
        return None
    patient = {CHAT: 120.0, MAIL: 6 * 3600.0}.get(contact.queue, 60.0)
    pleased = contact.mood - 0.9 * np.log1p(wait_seconds / patient) - 1.2 * contact.reopened
    return int(np.clip(round(pleased), 1, 5))
