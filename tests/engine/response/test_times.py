import numpy as np
import pytest

from halfhour.engine.business_time import BusinessCalendar, working_seconds
from halfhour.engine.errors import BeyondCalendar, OutOfRange
from halfhour.engine.response import times_taken

NAN = float("nan")
CALENDAR = BusinessCalendar(opens=np.array([0, 100]), closes=np.array([50, 150]), timezone="UTC")


def test_time_passes_by_the_wall_clock_and_in_business_time():
    found = times_taken(started_at=[0, 40, 50], ended_at=[60, 110, 100], calendar=CALENDAR)

    assert found.elapsed_seconds.tolist() == [60, 70, 50]
    assert (
        found.business_seconds.tolist()
        == working_seconds(calendar=CALENDAR, start=[0, 40, 50], end=[60, 110, 100]).tolist()
    )


def test_what_has_not_ended_has_taken_no_time_yet():
    found = times_taken(started_at=[0, 9], ended_at=[NAN, 9], calendar=CALENDAR)

    assert np.isnan(found.elapsed_seconds).tolist() == [True, False]
    assert np.isnan(found.business_seconds).tolist() == [True, False]


def test_without_a_calendar_there_is_no_business_time():
    assert times_taken(started_at=[0], ended_at=[60]).business_seconds is None


def test_an_end_before_its_start_is_refused():
    with pytest.raises(OutOfRange, match="before its start"):
        times_taken(started_at=[10], ended_at=[9])


def test_ends_that_do_not_fit_the_starts_are_refused():
    with pytest.raises(OutOfRange, match="2 starts"):
        times_taken(started_at=[10, 11], ended_at=[20])


def test_an_end_after_the_calendar_is_refused():
    with pytest.raises(BeyondCalendar):
        times_taken(started_at=[10], ended_at=[151], calendar=CALENDAR)
