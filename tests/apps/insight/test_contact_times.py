from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from halfhour.engine.team import Channel, Goal, OpeningHours, Queue, Service, Team
from halfhour.insight.contact_times import Clock, Measure, Outcome, contact_times
from halfhour.ledger.reading import CONTACT_SCHEMA
from support.opening import HOUR, weekly

NAN = float("nan")
OFFICE = OpeningHours(periods=weekly("09:00-17:00"))
EVENINGS = OpeningHours(periods=weekly("17:00-21:00"))
PHONE = Queue(
    name="phone", channel=Channel.PHONE, service=Service.LIVE, goal=Goal(within_seconds=20, share=0.8)
)
MAIL = Queue(
    name="mail",
    channel=Channel.EMAIL,
    service=Service.DEFERRED,
    goal=Goal(within_seconds=4 * HOUR, share=0.9),
)
LATE = Queue(
    name="late",
    channel=Channel.CHAT,
    service=Service.LIVE,
    goal=Goal(within_seconds=60, share=0.8),
    hours=EVENINGS,
)
TEAM = Team(name="Support", timezone="UTC", hours=OFFICE, queues=(PHONE, MAIL, LATE), agents=())


def moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


def frame(*rows: dict) -> pl.DataFrame:
    """Contacts with times as text; what a row does not say is null."""
    whole = [dict.fromkeys(CONTACT_SCHEMA) | row for row in rows]
    for number, row in enumerate(whole):
        row["contact_id"] = str(number)
        for name in ("opened_at", "answered_at", "resolved_at", "abandoned_at", "closed_at"):
            row[name] = moment(row[name])
    return pl.DataFrame(whole, schema=CONTACT_SCHEMA)


def times_of(*rows: dict, team: Team | None = TEAM, **more):
    return contact_times(frame(*rows), team=team, timezone="UTC", **more)


# 14 June 2024 is a Friday.
FRIDAY_EVENING = {"opened_at": "2024-06-14 16:00", "answered_at": "2024-06-17 10:00"}


def test_a_weekend_counts_on_the_wall_and_not_in_business_time():
    taken = times_of(FRIDAY_EVENING | {"queue": "mail"})

    assert taken.answer.elapsed_seconds.tolist() == [66 * HOUR]
    assert taken.answer.business_seconds.tolist() == [2 * HOUR]


def test_a_queue_with_hours_of_its_own_keeps_them_and_a_strange_one_keeps_the_teams():
    taken = times_of(*(FRIDAY_EVENING | {"queue": name} for name in ("late", "mail", "somewhere", None)))

    assert taken.answer.business_seconds.tolist() == [4 * HOUR, 2 * HOUR, 2 * HOUR, 2 * HOUR]


def test_without_a_team_there_is_the_clock_on_the_wall_alone():
    taken = times_of(FRIDAY_EVENING, team=None)

    assert list(taken.measured()) == [(Measure.ANSWER, Clock.ELAPSED)]


def test_a_known_wait_is_the_answer_time_however_long_the_menu_before_it_took():
    taken = times_of(
        {"opened_at": "2024-06-14 10:00:00", "answered_at": "2024-06-14 10:01:00", "wait_seconds": 25.0},
        {"opened_at": "2024-06-14 10:00:00", "wait_seconds": 40.0},
    )

    assert taken.answer.elapsed_seconds.tolist() == [25, 40]


def test_who_gave_up_was_not_answered_and_who_was_answered_first_did_not_give_up():
    taken = times_of(
        {"opened_at": "2024-06-14 10:00", "abandoned_at": "2024-06-14 10:02", "wait_seconds": 120.0},
        {
            "opened_at": "2024-06-14 10:00",
            "answered_at": "2024-06-14 10:01",
            "abandoned_at": "2024-06-14 10:02",
        },
        {
            "opened_at": "2024-06-14 10:00",
            "answered_at": "2024-06-14 10:03",
            "abandoned_at": "2024-06-14 10:02",
        },
    )

    assert np.isnan(taken.answer.elapsed_seconds).tolist() == [True, False, True]
    assert taken.outcomes.tolist() == [Outcome.ABANDONED, Outcome.ANSWERED, Outcome.ABANDONED]


def test_a_resolution_is_a_closing_where_nothing_else_is_known():
    taken = times_of(
        {
            "opened_at": "2024-06-14 10:00",
            "resolved_at": "2024-06-14 11:00",
            "closed_at": "2024-06-14 12:00",
        },
        {"opened_at": "2024-06-14 10:00", "closed_at": "2024-06-14 12:00"},
        {"opened_at": "2024-06-14 10:00"},
    )

    assert taken.resolution.elapsed_seconds.tolist() == pytest.approx([HOUR, 2 * HOUR, NAN], nan_ok=True)
    assert taken.answer is None
    assert taken.outcomes.tolist() == [Outcome.RESOLVED, Outcome.RESOLVED, Outcome.OPEN]


def test_who_still_waits_has_missed_the_goal_only_once_it_has_passed_on_that_clock():
    # The history ends on Monday at 10:00 with the last answer; the goal of mail is 4 business hours.
    taken = times_of(
        {"queue": "mail", "opened_at": "2024-06-14 11:00"},  # 7 business hours ago
        {"queue": "mail", "opened_at": "2024-06-14 16:00"},  # 2 business hours ago, 66 on the wall
        {"queue": "mail", "opened_at": "2024-06-17 09:00", "answered_at": "2024-06-17 10:00"},
    )

    assert taken.missed[Clock.BUSINESS].tolist() == [True, False, False]
    assert taken.missed[Clock.ELAPSED].tolist() == [True, True, False]


def test_who_gave_up_missed_the_goal_however_soon_and_who_was_settled_without_an_answer_did_not():
    taken = times_of(
        {"queue": "phone", "opened_at": "2024-06-14 10:00:00", "abandoned_at": "2024-06-14 10:00:01"},
        {"queue": "phone", "opened_at": "2024-06-10 10:00", "resolved_at": "2024-06-14 11:00"},
    )

    assert taken.missed[Clock.BUSINESS].tolist() == [True, False]


def test_goals_are_those_of_the_queues_and_else_the_one_given():
    rows = [{"opened_at": "2024-06-14 10:00", "queue": name} for name in ("phone", "mail", "fax", None)]

    assert times_of(*rows).goal_seconds.tolist() == pytest.approx([20, 4 * HOUR, NAN, NAN], nan_ok=True)
    assert times_of(*rows, within_seconds=90).goal_seconds.tolist() == [20, 4 * HOUR, 90, 90]
    assert times_of(*rows, team=None).goal_seconds is None
    assert times_of(*rows, team=None, within_seconds=90).goal_seconds.tolist() == [90] * 4


def test_contacts_answered_years_later_are_still_on_the_calendar():
    taken = times_of({"opened_at": "2014-01-02 09:00", "answered_at": "2017-01-02 09:00", "queue": "mail"})

    days = np.busday_count("2014-01-02", "2017-01-02")
    assert taken.answer.business_seconds.tolist() == [days * 8 * HOUR]
