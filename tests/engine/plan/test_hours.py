from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from halfhour.engine.history import QueueHistory
from halfhour.engine.intervals import interval_grid
from halfhour.engine.plan import queue_hours
from halfhour.engine.plan._hours import closed_days, open_spans
from halfhour.engine.team import Channel, DatedHours, Goal, OpeningHours, Queue, Service, Team, WeeklyPeriod

HOUR = 3600
MONDAY = date(2026, 4, 27)
PAST = interval_grid(first_on=date(2026, 3, 30), last_on=date(2026, 4, 26), timezone="Europe/Berlin")
# Friday of this week is Labour Day.
WEEK = interval_grid(first_on=MONDAY, last_on=date(2026, 5, 3), timezone="Europe/Berlin")


def week(opens: int, closes: int, days: range = range(5)) -> OpeningHours:
    return OpeningHours(
        periods=tuple(
            WeeklyPeriod(weekday=day, opens_second=opens * HOUR, closes_second=closes * HOUR) for day in days
        )
    )


def queue(service: Service = Service.LIVE, hours: OpeningHours | None = None) -> Queue:
    return Queue(
        name="queue",
        channel=Channel.OTHER,
        service=service,
        goal=Goal(within_seconds=60, share=0.8),
        hours=hours,
    )


def team(hours: OpeningHours, *queues: Queue) -> Team:
    return Team(name="team", timezone="Europe/Berlin", hours=hours, queues=queues, agents=(), country="DE")


def history(offered: np.ndarray) -> QueueHistory:
    return QueueHistory(queue="queue", grid=PAST, offered=offered, handle_seconds=np.full(len(PAST), np.nan))


def contacts(*, inside: float, outside: float) -> np.ndarray:
    """Between nine and five on weekdays that are neither Good Friday nor Easter Monday, and else."""
    easter = np.isin(PAST.dates, np.array(["2026-04-03", "2026-04-06"], dtype="datetime64[D]"))
    in_hours = (PAST.weekdays < 5) & ~easter & (PAST.slots >= 18) & (PAST.slots < 34)
    return np.where(in_hours, inside, outside)


@pytest.mark.parametrize(
    ("service", "outside", "all_hours"),
    [
        (Service.DEFERRED, 1.0, True),  # mails come at night
        (Service.DEFERRED, 0.001, False),  # strays
        (Service.LIVE, 1.0, False),  # callers at night are not served, whatever they do
    ],
)
def test_only_deferred_contacts_come_while_nobody_serves_them(service, outside, all_hours):
    asked = queue(service)
    found = queue_hours(
        queue=asked,
        team=team(week(9, 17), asked),
        history=history(contacts(inside=4.0, outside=outside)),
        grid=WEEK,
    )

    assert found.arrives_at_all_hours is all_hours
    open_hours = found.open_seconds.sum() / HOUR
    assert open_hours == 4 * 8  # closed on Labour Day
    assert found.arrival_seconds.sum() / HOUR == (7 * 24 if all_hours else open_hours)
    assert found.past_arrival_seconds.sum() / HOUR == (len(PAST) / 2 if all_hours else 18 * 8)


def test_the_share_outside_is_counted_in_contacts():
    asked = queue()
    counts = contacts(inside=0.0, outside=0.0)
    counts[np.flatnonzero((PAST.weekdays == 1) & (PAST.slots == 20))] = 9.0
    counts[np.flatnonzero((PAST.weekdays == 1) & (PAST.slots == 4))] = 1.0

    found = queue_hours(queue=asked, team=team(week(9, 17), asked), history=history(counts), grid=WEEK)

    assert found.outside_share == pytest.approx(0.1)


def test_a_queue_keeps_its_own_hours():
    asked = queue(hours=week(8, 10, range(7)))

    found = queue_hours(
        queue=asked, team=team(week(9, 17), asked), history=history(np.full(len(PAST), np.nan)), grid=WEEK
    )

    assert found.open_seconds.sum() / HOUR == 6 * 2
    assert found.outside_share == 0.0


def test_spans_of_several_queues_are_joined_where_they_touch():
    early, late, apart = queue(hours=week(8, 12)), queue(hours=week(12, 16)), queue(hours=week(18, 20))
    calendars = [
        queue_hours(
            queue=each, team=team(week(9, 17), each), history=history(np.full(len(PAST), 1.0)), grid=WEEK
        ).calendar
        for each in (late, apart, early)
    ]

    spans = open_spans(calendars, WEEK)

    lengths = [(closes - opens) / HOUR for opens, closes in spans]
    assert lengths == [8, 2] * 4
    assert all(earlier[1] < later[0] for earlier, later in pairwise(spans))


def closed(hours: OpeningHours) -> set[date]:
    asked = queue()
    whole = team(hours, asked)
    found = queue_hours(queue=asked, team=whole, history=history(np.full(len(PAST), 1.0)), grid=WEEK)
    return set(closed_days(team=whole, spans=open_spans([found.calendar], WEEK), grid=WEEK))


def test_a_holiday_on_a_usual_day_is_a_closed_day_and_a_sunday_is_not():
    assert closed(week(9, 17)) == {date(2026, 5, 1)}


def test_the_tail_of_the_night_before_does_not_open_a_holiday():
    assert closed(week(14, 30)) == {date(2026, 5, 1)}


def test_dated_exceptions_close_and_open_days():
    hours = replace(
        week(9, 17),
        exceptions=(
            DatedHours(on=date(2026, 4, 28)),
            DatedHours(on=date(2026, 5, 1), periods=week(9, 11).periods[:1]),
        ),
    )

    assert closed(hours) == {date(2026, 4, 28)}


def test_a_team_around_the_clock_is_closed_on_a_holiday_that_it_keeps():
    assert closed(week(0, 24, range(7))) == {date(2026, 5, 1)}
    assert closed(replace(week(0, 24, range(7)), closed_on_holidays=False)) == set()
