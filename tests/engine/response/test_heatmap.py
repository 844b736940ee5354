from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.business_time import business_calendar, open_seconds
from halfhour.engine.errors import OutOfRange
from halfhour.engine.history import QueueHistory, queue_history_from_contacts
from halfhour.engine.intervals import interval_grid
from halfhour.engine.response import answer_map, arrival_map, summarise
from halfhour.engine.team import OpeningHours
from support.opening import at, weekly

NAN = float("nan")


def history_of(opened, first: str, last: str, timezone: str = "UTC", minutes: int = 30) -> QueueHistory:
    days = {"first_on": date.fromisoformat(first), "last_on": date.fromisoformat(last), "timezone": timezone}
    grid = interval_grid(interval_minutes=minutes, **days)
    return queue_history_from_contacts(
        queue="phone",
        grid=grid,
        opened_at=opened,
        known_from=int(grid.starts[0]),
        known_until=int(grid.ends[-1]),
    )


def open_seconds_of(history: QueueHistory, hours: OpeningHours, country: str | None = None):
    dates = history.grid.dates
    calendar = business_calendar(
        hours=hours,
        timezone=history.grid.timezone,
        country=country,
        first_on=dates[0].item(),
        last_on=dates[-1].item(),
    )
    return open_seconds(calendar=calendar, grid=history.grid)


@given(st.lists(st.integers(0, 14 * 86_400 - 1), max_size=80))
def test_means_are_contacts_over_the_days_of_their_weekday(seconds):
    monday = at("2024-06-03 00:00")
    opened = np.array(seconds, dtype=np.int64) + monday

    found = arrival_map(history=history_of(opened, "2024-06-03", "2024-06-16"))

    counted = np.zeros((7, 48))
    for instant in opened.tolist():
        face = datetime.fromtimestamp(instant, UTC)
        counted[face.weekday(), face.hour * 2 + face.minute // 30] += 1
    assert found.contacts.tolist() == counted.tolist()
    assert found.mean.tolist() == (counted / 2).tolist()
    assert (found.intervals == 2).all()


def test_public_holidays_do_not_thin_the_mean_of_their_weekday():
    # Wednesdays 18 and 25 December and 1 January; the last two are holidays in Germany.
    opened = [at(f"2024-12-{day} 10:00") for day in (18, 18, 18, 25)]
    history = history_of(opened, "2024-12-16", "2025-01-05")
    hours = OpeningHours(periods=weekly("09:00-17:00"))

    plain = arrival_map(history=history)
    kept = arrival_map(history=history, open_seconds=open_seconds_of(history, hours, "DE"))

    assert plain.mean[2, 20] == pytest.approx(4 / 3)
    assert (kept.intervals[2, 20], kept.contacts[2, 20], kept.mean[2, 20]) == (1, 3, 3)


def test_contacts_on_a_weekday_that_is_never_open_are_shown_all_the_same():
    opened = [at("2024-06-08 10:00"), at("2024-06-15 10:00")]  # Saturdays
    history = history_of(opened, "2024-06-03", "2024-06-16")
    hours = OpeningHours(periods=weekly("09:00-17:00"))

    found = arrival_map(history=history, open_seconds=open_seconds_of(history, hours))

    assert (found.intervals[5, 20], found.mean[5, 20]) == (2, 1)


def test_unknown_intervals_are_left_out_of_the_mean():
    history = history_of([at("2024-06-03 10:00")], "2024-06-03", "2024-06-16")
    unknown = history.offered.copy()
    unknown[48 * 7 :] = NAN

    found = arrival_map(
        history=QueueHistory(
            queue="phone", grid=history.grid, offered=unknown, handle_seconds=history.handle_seconds
        )
    )

    assert (found.intervals == 1).all()
    assert found.mean[0, 20] == 1


def test_a_cell_without_any_day_has_no_mean():
    found = arrival_map(history=history_of([], "2024-06-03", "2024-06-03"))

    assert np.isnan(found.mean[1:]).all()
    assert (found.mean[0] == 0).all()


def test_the_repeated_hour_counts_as_two_intervals_and_the_skipped_one_as_none():
    autumn = history_of([], "2024-10-27", "2024-10-27", "Europe/Berlin")
    spring = history_of([], "2024-03-31", "2024-03-31", "Europe/Berlin")

    assert arrival_map(history=autumn).intervals[6, 3:7].tolist() == [1, 2, 2, 1]
    assert arrival_map(history=spring).intervals[6, 3:7].tolist() == [1, 0, 0, 1]


def test_fewer_than_four_days_are_too_few_for_a_mean():
    found = arrival_map(history=history_of([], "2024-06-03", "2024-06-25"))  # four Mondays, three Fridays

    assert found.enough[0].all()
    assert not found.enough[4].any()


@pytest.mark.parametrize(("minutes", "slots"), [(15, 96), (30, 48), (60, 24)])
def test_a_map_has_as_many_columns_as_the_day_has_intervals(minutes, slots):
    history = history_of([], "2024-06-03", "2024-06-03", minutes=minutes)

    assert arrival_map(history=history).mean.shape == (7, slots)
    assert answer_map(
        opened_at=[], answer_seconds=[], timezone="UTC", interval_minutes=minutes
    ).count.shape == (7, slots)


def test_open_seconds_of_another_grid_are_refused():
    with pytest.raises(OutOfRange, match="open seconds"):
        arrival_map(history=history_of([], "2024-06-03", "2024-06-03"), open_seconds=[0, 1])


@given(st.lists(st.tuples(st.integers(0, 7 * 86_400 - 1), st.floats(0, 1e6) | st.just(NAN)), max_size=120))
def test_each_cell_holds_the_median_and_90th_percentile_of_its_answers(rows):
    # Few cells, many contacts each: all times within one half hour of four weekdays.
    monday = at("2024-06-03 00:00")
    opened = [monday + second % 4 * 86_400 + second % 1800 for second, _ in rows]
    seconds = [value for _, value in rows]

    found = answer_map(opened_at=np.array(opened, dtype=np.int64), answer_seconds=seconds, timezone="UTC")

    for weekday in range(7):
        members = [value for (second, value) in rows if second % 4 == weekday]
        expected = summarise(members)
        cell = (weekday, 0)
        assert found.count[cell] == expected.count
        assert found.median_enough[cell] == expected.median_enough
        assert found.p90_enough[cell] == expected.enough
        if expected.count:
            assert found.median_seconds[cell] == pytest.approx(expected.median_seconds)
            assert found.p90_seconds[cell] == pytest.approx(expected.p90_seconds)
        else:
            assert np.isnan(found.median_seconds[cell])
            assert np.isnan(found.p90_seconds[cell])
    assert found.count[:, 1:].sum() == 0


def test_answers_belong_to_the_local_time_at_which_the_contact_came():
    late_sunday_in_utc = at("2024-06-09 22:40")  # Monday 00:40 in Berlin

    found = answer_map(opened_at=[late_sunday_in_utc], answer_seconds=[60], timezone="Europe/Berlin")

    assert np.argwhere(found.count).tolist() == [[0, 1]]


def test_both_passes_through_the_repeated_hour_share_its_slots():
    opened = [at("2024-10-27 00:30"), at("2024-10-27 01:30")]  # both 02:30 in Berlin

    found = answer_map(opened_at=opened, answer_seconds=[60, 120], timezone="Europe/Berlin")

    assert (found.count[6, 5], found.median_seconds[6, 5]) == (2, 90)


@pytest.mark.parametrize("minutes", [0, 7, -30])
def test_slots_that_do_not_divide_the_day_are_refused(minutes):
    with pytest.raises(OutOfRange, match="divides the day"):
        answer_map(opened_at=[], answer_seconds=[], timezone="UTC", interval_minutes=minutes)


def test_answer_times_that_do_not_fit_the_contacts_are_refused():
    with pytest.raises(OutOfRange, match="2 openings"):
        answer_map(opened_at=[0, 1], answer_seconds=[1], timezone="UTC")
