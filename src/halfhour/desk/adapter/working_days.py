"""Deadlines inside the house, in the team's own business time."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from halfhour.desk.adapter.clocks import instant
from halfhour.desk.adapter.policies import policies_of
from halfhour.engine.business_time import BusinessCalendar, due_at, spans_by_day
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
    start = int(at.timestamp())
    today = at.astimezone(ZoneInfo(calendar.timezone)).date()
    last_close: dict[date, int] = {}
    for on, _opens, closes in spans_by_day(calendar=calendar, start=start):
        if on > today:
            last_close[on] = closes
        if len(last_close) > max(days, 1):
            return datetime.fromtimestamp([*last_close.values()][-2], tz=UTC)
    return at + timedelta(days=days)


def _calendar(team: Team) -> BusinessCalendar | None:
    policies = policies_of(team, "")
    return policies[-1].calendar if policies else None
