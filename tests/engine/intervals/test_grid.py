from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange, UnknownTimezone
from halfhour.engine.intervals import IntervalGrid, interval_grid, local_seconds
from support.clock_changes import ODD_ZONES, compiled_changes

HOUR = 3600


def day(text: str, timezone: str, minutes: int = 30) -> IntervalGrid:
    on = date.fromisoformat(text)
    return interval_grid(first_on=on, last_on=on, timezone=timezone, interval_minutes=minutes)


def slot_times(grid: IntervalGrid) -> list[str]:
    """Wall-clock start of each interval's slot."""
    return [f"{slot * grid.seconds // 3600:02}:{slot * grid.seconds // 60 % 60:02}" for slot in grid.slots]


def walked(first: int, last: int, timezone: str, seconds: int) -> list[tuple[int, int, date, int]]:
    """Intervals (start, end, date, slot) found by walking the minutes with the standard library."""
    found: list[list] = []
    label = None
    for instant in range(first, last, 60):
        face = datetime.fromtimestamp(instant, ZoneInfo(timezone))
        slot = (face.hour * 3600 + face.minute * 60 + face.second) // seconds
        if (face.date(), slot, face.utcoffset()) != label:
            label = (face.date(), slot, face.utcoffset())
            found.append([instant, instant, face.date(), slot])
        found[-1][1] = instant + 60
    return [tuple(row) for row in found]


@pytest.mark.parametrize("minutes", [15, 30, 60])
@pytest.mark.parametrize("timezone", sorted(ODD_ZONES))
def test_the_grid_around_clock_changes_is_what_walking_the_minutes_finds(timezone, minutes):
    year = ODD_ZONES[timezone][0]
    changes = [
        at for at, _, _ in compiled_changes(timezone) if at >= datetime(year, 1, 1, tzinfo=UTC).timestamp()
    ]
    for at in changes[:8:2] + changes[1:8:2]:
        on = datetime.fromtimestamp(at, ZoneInfo(timezone)).date()
        grid = interval_grid(
            first_on=on - timedelta(days=2),
            last_on=on + timedelta(days=2),
            timezone=timezone,
            interval_minutes=minutes,
        )
        rows = zip(
            grid.starts.tolist(), grid.ends.tolist(), grid.dates.tolist(), grid.slots.tolist(), strict=True
        )

        assert list(rows) == walked(int(grid.starts[0]), int(grid.ends[-1]), timezone, minutes * 60)


@settings(max_examples=60)
@given(
    timezone=st.sampled_from(sorted(ODD_ZONES)),
    first_on=st.dates(date(1970, 1, 2), date(2036, 1, 1)),
    days=st.integers(1, 40),
    after=st.integers(1, 40),
    minutes=st.sampled_from([5, 15, 30, 60]),
)
def test_grids_of_adjoining_days_join_without_gap_or_overlap(timezone, first_on, days, after, minutes):
    middle = first_on + timedelta(days=days)
    last_on = middle + timedelta(days=after)
    ours = {"timezone": timezone, "interval_minutes": minutes}
    whole = interval_grid(first_on=first_on, last_on=last_on, **ours)
    parts = [
        interval_grid(first_on=first_on, last_on=middle - timedelta(days=1), **ours),
        interval_grid(first_on=middle, last_on=last_on, **ours),
    ]

    assert np.concatenate([part.starts for part in parts]).tolist() == whole.starts.tolist()
    assert whole.ends[:-1].tolist() == whole.starts[1:].tolist()
    assert (whole.ends - whole.starts).max() == minutes * 60
    assert (whole.ends > whole.starts).all()


@pytest.mark.parametrize(("minutes", "intervals"), [(15, 96), (30, 48), (60, 24), (5, 288), (1440, 1)])
def test_an_ordinary_day_has_as_many_intervals_as_fit(minutes, intervals):
    grid = day("2024-06-12", "Europe/Berlin", minutes)

    assert len(grid) == intervals
    assert grid.slots.tolist() == list(range(intervals))
    assert set(grid.dates.tolist()) == {date(2024, 6, 12)}
    assert set(grid.weekdays.tolist()) == {2}
    assert local_seconds(grid.starts[:1], "Europe/Berlin") % 86_400 == 0


def test_the_slots_of_a_skipped_hour_are_missing():
    grid = day("2024-03-31", "Europe/Berlin")

    assert slot_times(grid)[2:6] == ["01:00", "01:30", "03:00", "03:30"]
    assert (grid.ends - grid.starts).sum() == 23 * HOUR


def test_the_slots_of_a_repeated_hour_occur_twice():
    grid = day("2024-10-27", "Europe/Berlin")

    assert slot_times(grid)[3:9] == ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]
    assert (grid.ends - grid.starts).sum() == 25 * HOUR


def test_a_change_of_half_an_hour_cuts_an_hour_short_and_never_makes_one_longer():
    forward = day("2024-10-06", "Australia/Lord_Howe", 60)  # 02:00 becomes 02:30
    back = day("2024-04-07", "Australia/Lord_Howe", 60)  # 02:00 becomes 01:30

    assert slot_times(forward)[1:4] == ["01:00", "02:00", "03:00"]
    assert (forward.ends - forward.starts).tolist()[1:4] == [HOUR, HOUR // 2, HOUR]
    assert slot_times(back)[1:4] == ["01:00", "01:00", "02:00"]
    assert (back.ends - back.starts).tolist()[1:4] == [HOUR, HOUR // 2, HOUR]


def test_a_day_without_midnight_begins_when_the_clock_is_changed():
    grid = day("2018-11-04", "America/Sao_Paulo")  # midnight became one o'clock

    assert slot_times(grid)[0] == "01:00"
    assert len(grid) == 46


def test_a_day_whose_midnight_comes_twice_begins_at_the_first():
    grid = day("2024-11-03", "America/Havana")  # one o'clock became midnight

    assert slot_times(grid)[:4] == ["00:00", "00:30", "00:00", "00:30"]


def test_a_date_that_the_zone_skipped_has_no_intervals_and_its_neighbours_touch():
    before, skipped, after = (day(f"2011-12-{number}", "Pacific/Apia") for number in (29, 30, 31))

    assert len(skipped) == 0
    assert skipped.ends.size == 0
    assert before.ends[-1] == after.starts[0]


def test_a_leap_day_is_a_day_and_no_other_year_has_it():
    leap = interval_grid(first_on=date(2024, 2, 28), last_on=date(2024, 3, 1), timezone="UTC")
    plain = interval_grid(first_on=date(2023, 2, 28), last_on=date(2023, 3, 1), timezone="UTC")

    assert (len(leap), len(plain)) == (3 * 48, 2 * 48)
    assert date(2024, 2, 29) in leap.dates.tolist()


def test_an_interval_holds_its_start_and_not_its_end():
    grid = day("2024-10-27", "Europe/Berlin")
    position, inside = grid.index_of(np.concatenate([grid.starts, grid.ends - 1]))

    assert inside.all()
    assert position.tolist() == [*range(50), *range(50)]


def test_instants_before_after_or_between_the_intervals_are_outside():
    whole = day("2024-06-12", "UTC")
    gapped = IntervalGrid(starts=whole.starts[[0, 1, 10]], seconds=1800, timezone="UTC")
    first = int(whole.starts[0])

    position, inside = gapped.index_of(
        [first - 1, first + 1800, first + 3600, first + 18_000, first + 19_800]
    )

    assert inside.tolist() == [False, True, False, True, False]
    assert position[inside].tolist() == [1, 2]


def test_nothing_lies_inside_an_empty_grid():
    empty = IntervalGrid(starts=np.empty(0, dtype=np.int64), seconds=1800, timezone="UTC")
    _, inside = empty.index_of([[0, 1]])

    assert not inside.any()
    assert inside.shape == (1, 2)
    assert empty.dates.size == empty.slots.size == 0


@pytest.mark.parametrize("minutes", [0, -30, 7, 100, 2880])
def test_a_length_that_does_not_divide_the_day_is_refused(minutes):
    with pytest.raises(OutOfRange, match="divides the day"):
        day("2024-06-12", "UTC", minutes)


def test_days_that_run_backwards_are_refused():
    with pytest.raises(OutOfRange, match="2024-06-12"):
        interval_grid(first_on=date(2024, 6, 13), last_on=date(2024, 6, 12), timezone="UTC")


def test_a_grid_in_an_unknown_zone_is_refused():
    with pytest.raises(UnknownTimezone):
        day("2024-06-12", "Mars/Olympus")
