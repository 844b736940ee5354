import csv
import gzip
import statistics
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from halfhour.engine.team import Channel, Goal, OpeningHours, Queue, Service, Team
from halfhour.insight.analysis import Dimension, analyse_history
from halfhour.insight.contact_times import Clock, Measure, Outcome
from halfhour.ledger.reading import read_history
from support.opening import weekly

PHONE = Queue(
    name="phone", channel=Channel.PHONE, service=Service.LIVE, goal=Goal(within_seconds=20, share=0.8)
)
TEAM = Team(
    name="Support",
    timezone="Europe/Berlin",
    country="DE",
    hours=OpeningHours(periods=weekly("09:00-17:00")),
    queues=(PHONE,),
    agents=(),
)

CONTACTS = """\
contact_id,opened_at,queue,channel,category,answered_at,resolved_at,abandoned_at
1,2024-06-10 09:00:00,phone,Phone,bill,2024-06-10 09:00:10,2024-06-10 09:05:00,
2,2024-06-10 09:10:00,phone,Phone,bill,2024-06-10 09:10:30,2024-06-10 09:20:00,
3,2024-06-10 09:40:00,phone,Phone,,,,2024-06-10 09:41:00
4,2024-06-11 14:00:00,phone,Phone,move,2024-06-11 14:00:20,,
"""


@pytest.fixture
def contacts(tmp_path: Path) -> Path:
    path = tmp_path / "contacts.csv"
    path.write_text(CONTACTS, encoding="utf-8")
    return path


def analysis_of(path: Path, *, team: Team | None = TEAM, timezone: str = "Europe/Berlin", **more):
    return analyse_history(read_history([path], timezone=timezone), team=team, **more)


def labels_and_counts(table) -> list[tuple]:
    return [(row.label, row.summary.count) for row in table.rows]


def test_answer_times_stand_against_the_goal_with_those_who_gave_up_in_it(contacts):
    whole = analysis_of(contacts).table(Measure.ANSWER, Clock.BUSINESS, Dimension.ALL).rows[0].summary

    assert (whole.count, whole.mean_seconds, whole.median_seconds) == (3, 20, 20)
    assert (whole.within.hits, whole.within.count) == (2, 4)


def test_contacts_are_told_apart_by_queue_channel_category_weekday_and_hour(contacts):
    found = analysis_of(contacts)

    def table(dimension: Dimension):
        return labels_and_counts(found.table(Measure.ANSWER, Clock.ELAPSED, dimension))

    assert table(Dimension.QUEUE) == [("phone", 3)]
    assert table(Dimension.CHANNEL) == [("Phone", 3)]
    assert table(Dimension.CATEGORY) == [("", 0), ("bill", 2), ("move", 1)]
    assert table(Dimension.WEEKDAY) == [(0, 2), (1, 1)]
    assert table(Dimension.HOUR) == [(9, 2), (14, 1)]


def test_outcomes_are_shares_of_all_contacts(contacts):
    shares = {row.outcome: (row.share.hits, row.share.count) for row in analysis_of(contacts).outcomes}

    assert shares == {Outcome.RESOLVED: (2, 4), Outcome.ABANDONED: (1, 4), Outcome.ANSWERED: (1, 4)}


def test_heat_maps_stand_in_the_teams_weekdays_and_half_hours(contacts):
    found = analysis_of(contacts)

    assert found.arrivals.contacts[0, 18:20].tolist() == [2, 1]
    assert found.arrivals.contacts[1, 28] == 1
    assert found.maps[Measure.ANSWER, Clock.BUSINESS].median_seconds[0, 18] == 20
    assert set(found.arrivals_by_queue) == {"phone"}


def test_times_with_an_offset_are_shown_in_the_zone_asked_for(contacts):
    utc = analysis_of(contacts, team=None, timezone="UTC")

    assert utc.timezone == "UTC"
    assert labels_and_counts(utc.table(Measure.ANSWER, Clock.ELAPSED, Dimension.HOUR)) == [(9, 2), (14, 1)]


def test_without_a_team_nothing_is_said_of_business_time_or_goals(contacts):
    found = analysis_of(contacts, team=None)

    assert {table.clock for table in found.tables} == {Clock.ELAPSED}
    assert found.promised_clock() is Clock.ELAPSED
    assert all(row.summary.within is None for table in found.tables for row in table.rows)


def test_a_goal_may_be_given_where_there_is_no_team(contacts):
    found = analysis_of(contacts, team=None, within_seconds=10)
    whole = found.table(Measure.ANSWER, Clock.ELAPSED, Dimension.ALL).rows[0].summary

    assert (whole.within.hits, whole.within.count) == (1, 4)
    assert found.table(Measure.RESOLUTION, Clock.ELAPSED, Dimension.ALL).rows[0].summary.within is None


def test_counts_per_interval_have_arrivals_and_outcomes_and_no_times(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_text(
        "interval_start,offered,handled,abandoned\n"
        "2024-06-10 09:00,10,8,2\n2024-06-10 09:30,6,6,0\n2024-06-10 10:00,0,0,0\n",
        encoding="utf-8",
    )
    found = analysis_of(path)

    assert found.tables == ()
    assert found.contacts == 16
    assert found.arrivals.mean[0, 18:21].tolist() == [10, 6, 0]
    assert {row.outcome: row.share.hits for row in found.outcomes} == {
        Outcome.HANDLED: 14,
        Outcome.ABANDONED: 2,
    }


def test_public_holidays_do_not_thin_the_mean_arrivals(tmp_path):
    path = tmp_path / "contacts.csv"
    days = ["2024-12-18", "2024-12-25", "2025-01-01", "2025-01-08"]  # Wednesdays, two of them holidays
    rows = [f"{day}-{number},{day} 10:0{number}:00\n" for day in (days[0], days[3]) for number in range(3)]
    path.write_text("contact_id,opened_at\n" + "".join(rows), encoding="utf-8")

    assert analysis_of(path).arrivals.mean[2, 20] == 3
    assert analysis_of(path, team=None).arrivals.mean[2, 20] == 1.5


def outside_reading(path: Path) -> list[dict[str, str]]:
    """The rows of a packed CSV as the standard library reads them."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def open_seconds(row: dict[str, str]) -> float:
    """From a request's opening to its closing, by the standard library's clock."""
    zone = ZoneInfo("America/New_York")
    created, closed = (
        datetime.fromisoformat(row[name]).replace(tzinfo=zone).timestamp() for name in ("created", "closed")
    )
    return closed - created


@pytest.mark.shared_data
def test_the_banks_calls_have_the_waits_that_a_plain_reading_finds(shared_data):
    path = shared_data / "calls-bank-1999-callbycall" / "calls_1999-02-01_to_16.csv.gz"
    calls = [row for row in outside_reading(path) if row["outcome"] != "PHANTOM"]
    served = [row for row in calls if row["outcome"] == "AGENT"]
    found = analyse_history(read_history([path], timezone="Asia/Jerusalem"))

    whole = found.table(Measure.ANSWER, Clock.ELAPSED, Dimension.ALL).rows[0].summary
    waits = [float(row["queue_seconds"]) for row in served]

    assert found.contacts == len(calls)
    # Some calls are marked as hung up although a service began; those may count either way.
    torn = sum(row["outcome"] == "HANG" and bool(row["ser_start"]) for row in calls)
    assert len(served) <= whole.count <= len(served) + torn
    assert whole.median_seconds == pytest.approx(statistics.median(waits), abs=1)
    assert whole.mean_seconds == pytest.approx(statistics.mean(waits), rel=0.01)


@pytest.mark.shared_data
def test_the_incidents_are_all_resolved_and_come_on_working_days(shared_data):
    path = shared_data / "tickets-it-incidents" / "events_opened_before_2016-04-25.csv.gz"
    numbers = {row["number"]: row["opened_at"] for row in outside_reading(path)}
    found = analyse_history(read_history([path], timezone="America/Sao_Paulo"))

    by_weekday = found.table(Measure.RESOLUTION, Clock.ELAPSED, Dimension.WEEKDAY)
    expected = np.bincount([date.fromisoformat(opened[:10]).weekday() for opened in numbers.values()])

    assert found.contacts == len(numbers) == 15_170
    assert [row.summary.count for row in by_weekday.rows] == expected.tolist()
    assert [(row.outcome, row.share.hits) for row in found.outcomes] == [(Outcome.RESOLVED, 15_170)]


@pytest.mark.shared_data
def test_baltimores_requests_take_as_long_as_a_plain_reading_finds(shared_data):
    path = shared_data / "requests-311-baltimore" / "requests_2014-01_to_2017-01.csv.gz"
    closed = [row for row in outside_reading(path) if row["closed"]]
    found = analyse_history(read_history([path], timezone="America/New_York"))

    whole = found.table(Measure.RESOLUTION, Clock.ELAPSED, Dimension.ALL).rows[0].summary
    channels = found.table(Measure.RESOLUTION, Clock.ELAPSED, Dimension.CHANNEL)

    assert whole.count == len(closed)
    assert whole.median_seconds == pytest.approx(statistics.median(map(open_seconds, closed)), abs=1)
    assert dict(labels_and_counts(channels))["Phone"] == sum(row["channel"] == "Phone" for row in closed)
