"""Business seconds between many pairs of instants, and due times: ours, and peers where installed.

    .venv/bin/uv pip install --python .venv/bin/python -e '.[bench]'   # the peer, once
    .venv/bin/python benchmarks/business_time.py

Peers: `businesstime` (one pair at a time, one period a day, no time zones) on the same hours in UTC,
and `numpy.busday_count`, which counts whole days only. Answers are compared before times are told.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from importlib.util import find_spec
from time import perf_counter

import numpy as np

from halfhour.engine.business_time import (
    BusinessCalendar,
    business_calendar,
    due_at,
    holidays_between,
    open_seconds,
    working_seconds,
)
from halfhour.engine.intervals import interval_grid, local_seconds
from halfhour.engine.team import OpeningHours, WeeklyPeriod

HOUR = 3600
DAY = 24 * HOUR
PAIRS = 1_000_000
PEER_PAIRS = 5_000
FIRST_ON, LAST_ON = date(2020, 1, 1), date(2025, 12, 31)
OFFICE = OpeningHours(
    periods=tuple(
        WeeklyPeriod(weekday=day, opens_second=9 * HOUR, closes_second=17 * HOUR) for day in range(5)
    )
)


def main() -> None:
    calendar = office_calendar("Europe/Berlin")
    starts, ends = pairs(calendar)
    goals = np.random.default_rng(2).integers(0, 40 * HOUR, PAIRS)
    grid = interval_grid(first_on=FIRST_ON, last_on=LAST_ON, timezone="Europe/Berlin")

    print(f"{PAIRS:,} contacts of four years, office hours in Berlin, German holidays")
    tell("calendar of six years", lambda: office_calendar("Europe/Berlin"), 1)
    tell("local_seconds", lambda: local_seconds(starts, "Europe/Berlin"), PAIRS)
    tell("working_seconds", lambda: working_seconds(calendar=calendar, start=starts, end=ends), PAIRS)
    tell("due_at", lambda: due_at(calendar=calendar, start=starts, seconds=goals), PAIRS)
    tell(
        "open_seconds of six years of half hours",
        lambda: open_seconds(calendar=calendar, grid=grid),
        len(grid),
    )
    tell("due_at, one contact", lambda: due_at(calendar=calendar, start=int(starts[0]), seconds=HOUR), 1)
    print()
    compare_with_businesstime()
    compare_with_busday_count()


def office_calendar(timezone: str) -> BusinessCalendar:
    return business_calendar(
        hours=OFFICE, timezone=timezone, country="DE", first_on=FIRST_ON, last_on=LAST_ON
    )


def pairs(calendar: BusinessCalendar) -> tuple[np.ndarray, np.ndarray]:
    """Openings over four years and answers up to ten days later."""
    rng = np.random.default_rng(1)
    starts = rng.integers(int(calendar.opens[0]), int(calendar.opens[0]) + 4 * 365 * DAY, PAIRS)
    return starts, starts + rng.integers(0, 10 * DAY, PAIRS)


def compare_with_businesstime() -> None:
    if find_spec("businesstime") is None:
        print("businesstime is not installed: not compared (install the extra “bench”)")
        return
    from businesstime import BusinessTime

    calendar = office_calendar("UTC")
    starts, ends = (array[:PEER_PAIRS] for array in pairs(calendar))
    closed = holidays_between(country="DE", subdivision=None, first_on=FIRST_ON, last_on=LAST_ON)
    peer = BusinessTime(business_hours=(time(9), time(17)), holidays=list(closed))
    naive = [
        (
            datetime.fromtimestamp(a, UTC).replace(tzinfo=None),
            datetime.fromtimestamp(b, UTC).replace(tzinfo=None),
        )
        for a, b in zip(starts.tolist(), ends.tolist(), strict=True)
    ]

    ours = working_seconds(calendar=calendar, start=starts, end=ends)
    theirs = np.array([peer.businesstime_hours(a, b).total_seconds() for a, b in naive])
    differs = np.flatnonzero(np.abs(ours - theirs) > 1)

    print(f"businesstime, the same {PEER_PAIRS:,} pairs in UTC")
    tell("halfhour", lambda: working_seconds(calendar=calendar, start=starts, end=ends), PEER_PAIRS)
    tell("businesstime", lambda: [peer.businesstime_hours(a, b) for a, b in naive], PEER_PAIRS, rounds=1)
    print(f"  answers that differ: {differs.size:,}")
    for row in differs[:3].tolist():
        a, b = naive[row]
        counted = counted_by_minutes(a, b, set(closed))
        print(
            f"    {a:%a %d %b %Y %H:%M} to {b:%a %d %b %H:%M}: ours {ours[row] / HOUR:.3f} h,"
            f" businesstime {theirs[row] / HOUR:.3f} h, counting minutes {counted / 60:.3f} h"
        )
    print()


def counted_by_minutes(first: datetime, last: datetime, closed: set[date]) -> int:
    """Open minutes between two times, one by one: the judge where the two differ."""
    minutes = np.arange(np.datetime64(first, "m"), np.datetime64(last, "m"))
    return sum(
        9 <= minute.hour < 17 and minute.weekday() < 5 and minute.date() not in closed
        for minute in minutes.tolist()
    )


def compare_with_busday_count() -> None:
    calendar = office_calendar("UTC")
    closed = holidays_between(country="DE", subdivision=None, first_on=FIRST_ON, last_on=LAST_ON)
    busdays = np.busdaycalendar(holidays=[np.datetime64(on) for on in closed])
    days = pairs(calendar)[0] // DAY
    first, last = days.astype("datetime64[D]"), (days + 9).astype("datetime64[D]")

    ours = working_seconds(calendar=calendar, start=days * DAY, end=(days + 9) * DAY)
    assert (ours == 8 * HOUR * np.busday_count(first, last, busdaycal=busdays)).all()
    print(f"numpy.busday_count, {PAIRS:,} pairs of whole days: the same answers")
    tell(
        "halfhour", lambda: working_seconds(calendar=calendar, start=days * DAY, end=(days + 9) * DAY), PAIRS
    )
    tell("numpy.busday_count", lambda: np.busday_count(first, last, busdaycal=busdays), PAIRS)


def tell(name: str, work: Callable[[], object], items: int, *, rounds: int = 3) -> None:
    """Print the best of some rounds."""
    taken = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        taken.append(perf_counter() - begun)
    best = min(taken)
    print(f"  {name:42} {best * 1000:10.2f} ms {items / best:14,.0f} /s")


if __name__ == "__main__":
    main()
