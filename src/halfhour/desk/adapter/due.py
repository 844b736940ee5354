"""The nearest goal of a ticket as its page tells it: how much business time is left, and on whose clock."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf
from typing import Any, Protocol
from zoneinfo import ZoneInfo

import numpy as np
from django.utils import timezone

from halfhour.desk.adapter.policies import policies_of
from halfhour.desk.adapter.standing import read_once
from halfhour.desk.models import Ticket
from halfhour.desk.wording.times import day_and_time
from halfhour.engine.business_time import BusinessCalendar, spans_by_day, working_seconds
from halfhour.engine.errors import BeyondCalendar
from halfhour.people.models import Team

SOON = timedelta(hours=2)  # by the clock on the wall: what the view “Due soon” lists, and what is marked so


def is_soon(due_at: datetime, *, at: datetime) -> bool:
    return at <= due_at < at + SOON


@dataclass(frozen=True, slots=True, kw_only=True)
class DueClock:
    """The nearest goal: `left_seconds` in business time; negative is how much of it has passed since."""

    due_at: datetime
    measure: str
    left_seconds: int
    is_soon: bool
    team_zone: str  # empty where the reader's clock is the team's

    @property
    def is_late(self) -> bool:
        return self.left_seconds < 0

    @property
    def over_seconds(self) -> int:
        """Business time since it was due."""
        return max(-self.left_seconds, 0)

    @property
    def there_words(self) -> str:
        """The same moment on the team's clock, with its name."""
        there = self.due_at.astimezone(ZoneInfo(self.team_zone or "UTC"))
        zone = self.team_zone.replace("_", " ")
        return f"{day_and_time(there)} {zone}"


class Due(Protocol):
    """A ticket, or its line in a list."""

    @property
    def queue(self) -> Any: ...
    @property
    def due_at(self) -> Any: ...


def left_seconds(team: Team, due: Iterable[Due], *, at: datetime) -> dict[tuple[str, datetime], int]:
    """Business time left to each due time of a queue, below 0 that which has passed since; all in one go."""
    wanted: defaultdict[str, set[datetime]] = defaultdict(set)
    for each in due:
        if each.due_at is not None:
            wanted[each.queue].add(each.due_at)
    found: dict[tuple[str, datetime], int] = {}
    now = int(at.timestamp())
    with read_once():
        for queue, moments in wanted.items():
            policies = policies_of(team, queue)
            left = _left(policies[-1].calendar, sorted(moments), now) if policies else {}
            found |= {(queue, moment): seconds for moment, seconds in left.items()}
    return found


def _left(calendar: BusinessCalendar, moments: list[datetime], now: int) -> dict[datetime, int]:
    due = np.array([int(moment.timestamp()) for moment in moments])
    try:
        seconds = working_seconds(calendar=calendar, start=np.minimum(due, now), end=np.maximum(due, now))
    except BeyondCalendar:  # due years ago: told by the clock on the wall
        return {}
    signed = np.where(due >= now, seconds, -np.maximum(seconds, 1))
    return {moment: int(left) for moment, left in zip(moments, signed, strict=True)}


def is_open_at(team: Team, queue: str, at: datetime) -> bool:
    """Whether somebody answers the queue at an instant; True for a team without hours."""
    return is_open_between(team, queue, since=at, until=at + timedelta(seconds=1))


def is_open_between(team: Team, queue: str, *, since: datetime, until: datetime) -> bool:
    """Whether somebody answers the queue within a stretch of time; True for a team without hours."""
    policies = policies_of(team, queue)
    if not policies:
        return True
    start, end = int(since.timestamp()), int(until.timestamp())
    try:
        return bool(working_seconds(calendar=policies[-1].calendar, start=start, end=end) > 0)
    except BeyondCalendar:
        return True


def first_open_on_day(team: Team, queue: str, since: datetime) -> datetime | None:
    """When somebody answers the queue from an instant to the end of its day; None on a day that is closed.

    The instant itself for a team without hours.
    """
    policies = policies_of(team, queue)
    if not policies:
        return since
    spans = spans_by_day(calendar=policies[-1].calendar, start=int(since.timestamp()))
    _on, opens, _closes = next(spans, (None, inf, inf))
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    if opens >= midnight.timestamp():
        return None
    return max(since, datetime.fromtimestamp(opens, tz=since.tzinfo))


def due_clock(ticket: Ticket, *, at: datetime) -> DueClock | None:
    """The nearest goal that runs; None where none does."""
    if ticket.due_at is None:
        return None
    policies = policies_of(ticket.team, ticket.queue)
    if not policies:
        return None
    calendar = policies[-1].calendar
    zone = str(calendar.timezone)
    here = timezone.get_current_timezone()
    differs = at.astimezone(here).utcoffset() != at.astimezone(ZoneInfo(zone)).utcoffset()
    left = _left(calendar, [ticket.due_at], int(at.timestamp())).get(ticket.due_at)
    return DueClock(
        due_at=ticket.due_at,
        measure=ticket.due_measure,
        left_seconds=int((ticket.due_at - at).total_seconds()) if left is None else left,
        is_soon=is_soon(ticket.due_at, at=at),
        team_zone=zone if differs else "",
    )
