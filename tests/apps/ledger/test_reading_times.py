from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.ledger.reading._times import DateOrder, TimeFormat, parse_times
from support.histories import read_text

BERLIN = "Europe/Berlin"
NOON = datetime(2024, 3, 4, 12, 5, 7, tzinfo=UTC)


def read(*cells: str | None, timezone: str = "UTC", **how: object):
    return parse_times(pl.Series(cells, dtype=pl.String), time_format=TimeFormat(**how), timezone=timezone)


def instants(*cells: str | None, **how: object) -> list[datetime | None]:
    return read(*cells, **how).instants.to_list()


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-04 12:05:07",
        "2024-03-04T12:05:07",
        " 2024-03-04 12:05:07 ",
        "2024/3/4 12:05:07",
        "2024.03.04 12:05:07",
        "2024年3月4日 12:05:07",
        "2024-03-04T12:05:07Z",
        "2024-03-04T13:05:07+01:00",
        "2024-03-04 13:05:07+0100",
        "2024-03-04T13:05:07+01",
        "2024-03-04T07:05:07-05:00[America/New_York]",
        "2024-03-04 12:05:07 UTC",
        "2024-03-04 12:05:07 PM",
        "20240304T120507",
        "20240304120507",
        "4 March 2024 12:05:07",
        "04-Mar-2024 12:05:07",
        "Mon, 04 Mar 2024 12:05:07 GMT",
        "Mar 4, 2024 12:05:07 PM",
        "March 4th, 2024 12:05:07",
        "1709553907",
        "1709553907000",
        "45355.503553240743",
    ],
)
def test_one_instant_in_all_the_ways_in_which_it_is_written(cell):
    assert instants(cell) == [NOON]


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("04/03/2024 12:05:07", DateOrder.DAY_FIRST),
        ("04.03.2024 12:05:07", DateOrder.DAY_FIRST),
        ("4-3-24 12:05:07", DateOrder.DAY_FIRST),
        ("03/04/2024 12:05:07 PM", DateOrder.MONTH_FIRST),
        ("3/4/24, 12:05:07 p.m.", DateOrder.MONTH_FIRST),
    ],
)
def test_dates_with_the_year_last_follow_the_order_that_was_found(cell, order):
    assert instants(cell, order=order) == [NOON]


def test_a_pattern_reads_what_nothing_else_reads():
    assert instants("07|05|12 04-03-2024", pattern="%S|%M|%H %d-%m-%Y") == [NOON]
    assert instants("2024-03-04 12:05:07", pattern="%d.%m.%Y") == [None]


def test_parts_of_a_second_are_kept_to_the_microsecond():
    assert instants("2024-03-04 12:05:07.25", "2024-03-04T12:05:07.123456789Z") == [
        NOON + timedelta(milliseconds=250),
        NOON + timedelta(microseconds=123_456),
    ]


def test_twelve_o_clock_by_the_american_clock():
    assert instants("2024-03-04 12:00 AM", "2024-03-04 12:00 PM", "2024-03-04 1:00 am") == [
        datetime(2024, 3, 4, hour, tzinfo=UTC) for hour in (0, 12, 1)
    ]
    assert instants("2024-03-04 13:00 PM") == [None]


def test_midnight_at_the_end_of_a_day_is_the_next_day():
    assert instants("2024-02-29 24:00") == [datetime(2024, 3, 1, tzinfo=UTC)]


@pytest.mark.parametrize(
    "cell",
    [
        "soon",
        "2024-02-30 10:00",
        "2023-02-29",
        "31.04.2024 10:00",
        "2024-03-04 10:60",
        "12:05",
        "17",
        "2024-3",
        "x2024-03-04",
    ],
)
def test_what_is_no_time_is_unreadable_and_not_guessed(cell):
    times = read(cell, order=DateOrder.DAY_FIRST)
    assert times.instants.to_list() == [None]
    assert times.unreadable.to_list() == [True]


@pytest.mark.parametrize("cell", ["", "  ", "null", "N/A", "-", "NaT", None])
def test_an_empty_cell_is_no_time_and_no_mistake(cell):
    times = read(cell)
    assert times.instants.to_list() == [None]
    assert times.unreadable.to_list() == [False]


def test_local_time_is_that_of_the_zone_and_summer_time_is_known():
    assert instants("2024-01-15 12:00", "2024-07-15 12:00", timezone=BERLIN) == [
        datetime(2024, 1, 15, 11, tzinfo=UTC),
        datetime(2024, 7, 15, 10, tzinfo=UTC),
    ]


def test_a_time_that_does_not_exist_moves_on_by_the_gap_and_is_counted():
    times = read("2024-03-31 02:30", timezone=BERLIN)
    assert times.instants.to_list() == [datetime(2024, 3, 31, 1, 30, tzinfo=UTC)]  # 03:30 in Berlin
    assert times.moved.to_list() == [True]


def test_a_time_that_exists_twice_is_the_first_and_is_counted():
    times = read("2024-10-27 02:30", timezone=BERLIN)
    assert times.instants.to_list() == [datetime(2024, 10, 27, 0, 30, tzinfo=UTC)]
    assert times.ambiguous.to_list() == [True]


def test_an_offset_settles_the_hour_that_exists_twice():
    times = read("2024-10-27 02:30+01:00", timezone=BERLIN)
    assert times.instants.to_list() == [datetime(2024, 10, 27, 1, 30, tzinfo=UTC)]
    assert times.ambiguous.to_list() == [False]


def test_a_history_counts_its_clock_changes(tmp_path):
    rows = "1,2024-03-31 02:30\n2,2024-10-27 02:30\n3,2024-10-27 12:00\n"
    history = read_text(tmp_path, f"contact_id,opened_at\n{rows}")
    assert (history.counts.moved_by_clock_change, history.counts.ambiguous) == (1, 1)


def test_times_of_a_zone_are_told_by_the_zone_and_those_of_none_by_ours():
    local = pl.Series([datetime(2024, 7, 15, 12)], dtype=pl.Datetime("ns"))
    aware = local.dt.replace_time_zone("Asia/Shanghai")
    how = {"time_format": TimeFormat(), "timezone": BERLIN}
    assert parse_times(local, **how).instants.to_list() == [datetime(2024, 7, 15, 10, tzinfo=UTC)]
    assert parse_times(aware, **how).instants.to_list() == [datetime(2024, 7, 15, 4, tzinfo=UTC)]


def test_a_date_alone_is_midnight_and_said(tmp_path):
    history = read_text(tmp_path, "contact_id,opened_at\n1,2024-03-04\n2,2024-03-04 10:00\n")
    assert history.contacts["opened_at"][0] == datetime(2024, 3, 3, 23, tzinfo=UTC)
    assert history.notices == ("history.csv has 1 time without a time of day; it was taken as midnight.",)


def test_times_without_an_offset_and_without_a_zone_are_utc_and_said(tmp_path):
    history = read_text(tmp_path, "contact_id,opened_at\n1,2024-03-04 10:00\n", timezone=None)
    assert history.contacts["opened_at"][0] == datetime(2024, 3, 4, 10, tzinfo=UTC)
    assert "were taken as UTC" in history.notices[0]


@pytest.mark.parametrize(
    ("telling", "expected"),
    [
        ("25/03/2024 10:00", datetime(2024, 4, 3, 8, tzinfo=UTC)),
        ("03/25/2024 10:00", datetime(2024, 3, 4, 9, tzinfo=UTC)),
    ],
)
def test_one_date_anywhere_in_the_file_tells_the_order_of_all(tmp_path, telling, expected):
    rows = [f"{n},03/04/2024 10:00" for n in range(3_000)]
    history = read_text(tmp_path, "\n".join(["contact_id,opened_at", *rows, f"last,{telling}", ""]))
    assert history.contacts.filter(pl.col("contact_id") == "7")["opened_at"].to_list() == [expected]


def test_one_column_may_tell_the_order_of_another(tmp_path):
    history = read_text(tmp_path, "contact_id,opened_at,resolved_at\n1,03/04/2024 10:00,25/04/2024 10:00\n")
    assert history.contacts["opened_at"].to_list() == [datetime(2024, 4, 3, 8, tzinfo=UTC)]


@given(
    st.datetimes(min_value=datetime(1980, 1, 2), max_value=datetime(2099, 12, 30)),
    st.sampled_from(
        ["UTC", BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Asia/Jerusalem"]
    ),
)
def test_local_times_agree_with_the_standard_library(naive, zone):
    """Where the wall clock shows a time once; the first of two; the gap is moved over."""
    local = naive.replace(microsecond=0)
    aware = local.replace(tzinfo=ZoneInfo(zone), fold=0)
    assert instants(local.isoformat(sep=" "), timezone=zone) == [aware.astimezone(UTC)]


@given(
    st.datetimes(min_value=datetime(1980, 1, 2), max_value=datetime(2099, 12, 30)),
    st.integers(-14 * 4, 14 * 4),
)
def test_offsets_agree_with_the_standard_library(naive, quarters):
    from datetime import timezone

    text = naive.replace(tzinfo=timezone(timedelta(minutes=15 * quarters))).isoformat()
    assert instants(text) == [datetime.fromisoformat(text).astimezone(UTC)]


@given(st.datetimes(min_value=datetime(1980, 1, 2), max_value=datetime(2099, 12, 30)))
def test_excel_serials_agree_with_their_definition(naive):
    """Days since 30 December 1899, as Excel counts after February 1900; good to a millisecond."""
    moment = naive.replace(microsecond=naive.microsecond // 1000 * 1000)
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)
    assert instants(repr(serial)) == [moment.replace(tzinfo=UTC)]
