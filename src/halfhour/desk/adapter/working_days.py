"""Deadlines inside the house, in the team's own business time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from halfhour.desk.adapter.clocks import instant, policies_of
from halfhour.engine.business_time import BusinessCalendar, due_at
from halfhour.engine.errors import EngineError
from halfhour.people.models import Team


def after_hours(*, team: Team, at: datetime, hours: float) -> datetime:
    """When so many open hours have passed; plain hours where opening hours are not known."""
    calendar = _calendar(team)
    if calendar is not None:
        try:
            due = int(due_at(calendar=calendar, start=int(at.timestamp()), seconds=int(hours * 3600)))
        except EngineError:
            return at + timedelta(hours=hours)
        return instant(due) or at
    return at + timedelta(hours=hours)


def after_days(*, team: Team, at: datetime, days: int) -> datetime:
    """The close of business on the working day that comes so many working days after this one."""
    calendar = _calendar(team)
    if calendar is None:
        return at + timedelta(days=days)
    zone = ZoneInfo(calendar.timezone)
    today, last, seen = at.astimezone(zone).date(), None, 0
    first = int(calendar.opens.searchsorted(int(at.timestamp())))
    for opens, closes in zip(calendar.opens[first:], calendar.closes[first:], strict=True):
        on = datetime.fromtimestamp(int(opens), tz=UTC).astimezone(zone).date()
        if on <= today:
            continue
        if on != last:
            seen, last = seen + 1, on
        if seen > max(days, 1):
            break
        found = int(closes)
    else:
        return at + timedelta(days=days)
    return datetime.fromtimestamp(found, tz=UTC)


def _calendar(team: Team) -> BusinessCalendar | None:
    policies = policies_of(team, "")
    return policies[-1].calendar if policies else None
