from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.history import QueueHistory, queue_history_from_contacts, queue_history_from_counts
from halfhour.engine.intervals import IntervalGrid, interval_grid
from support.opening import at

HALF_HOUR = 1800
DAY = 86_400


def grid_of(first: str, last: str, timezone: str = "UTC", minutes: int = 30) -> IntervalGrid:
    return interval_grid(
        first_on=date.fromisoformat(first),
        last_on=date.fromisoformat(last),
        timezone=timezone,
        interval_minutes=minutes,
    )


def from_contacts(opened_at, grid=None, **more) -> QueueHistory:
    grid = grid or grid_of("1970-01-01", "1970-01-01")
    return queue_history_from_contacts(queue="phone", grid=grid, opened_at=opened_at, **more)


def from_counts(interval_start, offered, grid=None, **more) -> QueueHistory:
    grid = grid or grid_of("1970-01-01", "1970-01-01")
    return queue_history_from_counts(
        queue="phone", grid=grid, interval_start=interval_start, offered=offered, **more
    )


@given(st.lists(st.integers(-DAY, 3 * DAY), max_size=60))
def test_every_contact_on_the_grid_is_counted_once(opened):
    grid = grid_of("1970-01-01", "1970-01-02")

    history = from_contacts(np.array(opened, dtype=np.int64), grid)

    assert np.nansum(history.offered) == sum(0 <= instant < 2 * DAY for instant in opened)


def test_quiet_intervals_between_contacts_are_zero_and_those_outside_are_unknown():
    history = from_contacts([5 * HALF_HOUR, 7 * HALF_HOUR + 1])

    assert history.offered[4:9].tolist() == pytest.approx([np.nan, 1, 0, 1, np.nan], nan_ok=True)


def test_the_bounds_of_the_export_make_quiet_edges_known():
    history = from_contacts([5 * HALF_HOUR], known_from=3 * HALF_HOUR, known_until=7 * HALF_HOUR)

    assert history.offered[2:8].tolist() == pytest.approx([np.nan, 0, 0, 1, 0, np.nan], nan_ok=True)


def test_a_queue_without_contacts_is_unknown_unless_the_export_says_how_far_it_reaches():
    empty = np.empty(0, dtype=np.int64)

    assert np.isnan(from_contacts(empty).offered).all()
    assert from_contacts(empty, known_from=0, known_until=DAY).offered.tolist() == [0] * 48


def test_handle_times_are_means_of_those_measured():
    history = from_contacts([0, 1, 2, HALF_HOUR], handle_seconds=[100, np.nan, 300, np.nan])

    assert history.handle_seconds[0] == 200
    assert np.isnan(history.handle_seconds[1:]).all()


def test_contacts_that_gave_up_are_told_from_those_handled():
    history = from_contacts([0, 1, 2, HALF_HOUR], abandoned=[False, True, False, True])

    assert history.handled[:2].tolist() == [2, 0]
    assert history.abandoned[:2].tolist() == [1, 1]
    assert np.isnan(history.abandoned[2:]).all()


def test_the_repeated_hour_keeps_its_contacts_apart():
    grid = grid_of("2024-10-27", "2024-10-27", "Europe/Berlin")
    first, second = at("2024-10-27 00:30"), at("2024-10-27 01:30")  # both 02:30 in Berlin

    history = from_contacts([first, second, second], grid)

    assert history.offered[grid.slots == 5].tolist() == [1, 2]


@pytest.mark.parametrize("row_minutes", [1, 5, 6, 10, 15, 30])
def test_finer_rows_add_up_to_the_grid(row_minutes):
    starts = np.arange(0, DAY, row_minutes * 60)
    offered = np.arange(starts.size) % 7

    history = from_counts(starts, offered)

    per_interval = 30 // row_minutes
    assert history.offered.tolist() == offered.reshape(48, per_interval).sum(axis=1).tolist()


def test_rows_that_share_a_start_add_up_in_any_order():
    history = from_counts([300, 0, 300], [2, 1, 4])

    assert history.offered[0] == 7


def test_a_date_without_any_row_is_unknown_while_gaps_within_a_date_are_zero():
    grid = grid_of("1970-01-01", "1970-01-03")
    rows = [0, HALF_HOUR, 5 * HALF_HOUR, 2 * DAY + 3 * HALF_HOUR]

    history = from_counts(rows, [4, 5, 6, 7], grid)

    assert history.offered[:6].tolist() == [4, 5, 0, 0, 0, 6]
    assert np.isnan(history.offered[48:96]).all()
    assert history.offered[96:100].tolist() == [0, 0, 0, 7]
    assert np.isnan(history.offered[100:]).all()


def test_an_unknown_count_makes_its_interval_unknown():
    history = from_counts([0, 300, HALF_HOUR], [1, np.nan, 2])

    assert history.offered[:2].tolist() == pytest.approx([np.nan, 2], nan_ok=True)


def test_handle_times_of_rows_weigh_by_what_was_handled():
    rows = {"interval_start": [0, 300, 600], "offered": [10, 10, 10]}

    by_offered = from_counts(**rows, handle_seconds=[100, 400, np.nan])
    by_handled = from_counts(**rows, handle_seconds=[100, 400, np.nan], handled=[1, 2, 5])

    assert by_offered.handle_seconds[0] == 250
    assert by_handled.handle_seconds[0] == 300
    assert by_handled.handled[0] == 8
    assert by_handled.abandoned is None


def test_rows_on_a_day_of_clock_change_fall_where_their_instant_falls():
    grid = grid_of("2024-03-31", "2024-03-31", "Europe/Berlin")
    rows = np.arange(int(grid.starts[0]), int(grid.ends[-1]), 300)

    history = from_counts(rows, np.ones(rows.size), grid)

    assert history.offered.tolist() == [6] * 46


def test_rows_outside_the_grid_are_left_out():
    history = from_counts([-300, 0, DAY], [9, 1, 9])

    assert np.nansum(history.offered) == 1


def test_rows_that_all_lie_outside_leave_everything_unknown():
    assert np.isnan(from_counts([-300, DAY], [9, 9], row_seconds=300).offered).all()


def test_rows_longer_than_the_intervals_are_refused():
    with pytest.raises(OutOfRange, match="rows of 3600 seconds"):
        from_counts([0, 3600, 7200], [1, 2, 3])


def test_sparse_rows_of_known_length_are_taken():
    history = from_counts([0, 7200], [1, 2], row_seconds=1800)

    assert history.offered[:5].tolist() == [1, 0, 0, 0, 2]


@pytest.mark.parametrize(
    "broken",
    [
        {"offered": [1, -1]},
        {"offered": [1]},
        {"offered": [1, 2], "handle_seconds": [-5, 1]},
        {"offered": [1, 2], "handled": [1]},
        {"offered": [1, 2], "abandoned": [-1, 0]},
    ],
)
def test_broken_rows_are_refused(broken):
    with pytest.raises(OutOfRange):
        from_counts([0, 1800], **broken)


@pytest.mark.parametrize(
    "broken", [{"handle_seconds": [1]}, {"handle_seconds": [-1, 2]}, {"abandoned": [True]}]
)
def test_broken_contacts_are_refused(broken):
    with pytest.raises(OutOfRange):
        from_contacts([0, 1800], **broken)


def test_a_history_that_does_not_fit_its_grid_is_refused():
    grid = grid_of("1970-01-01", "1970-01-01")

    with pytest.raises(OutOfRange, match="offered"):
        QueueHistory(queue="phone", grid=grid, offered=np.zeros(3), handle_seconds=np.zeros(48))
