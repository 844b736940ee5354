from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange, UnknownTimezone
from halfhour.engine.intervals import clock_reaches, from_local, local_seconds
from support.clock_changes import ODD_ZONES, compiled_changes

DAY = 86_400
zones = st.sampled_from(sorted(ODD_ZONES))
instants = st.integers(
    int(datetime(1900, 1, 1, tzinfo=UTC).timestamp()), int(datetime(2100, 1, 1, tzinfo=UTC).timestamp())
)


def wall(text: str) -> int:
    return int(np.datetime64(text, "s").astype(np.int64))


def utc(text: str) -> int:
    return wall(text)


def shown(instant: int, timezone: str) -> int:
    """What the wall clock shows, by the standard library."""
    return int(datetime.fromtimestamp(instant, ZoneInfo(timezone)).replace(tzinfo=UTC).timestamp())


def changes_in(timezone: str) -> list[tuple[int, int, int]]:
    first, last = ODD_ZONES[timezone]
    return [
        row for row in compiled_changes(timezone) if utc(f"{first}-01-01") <= row[0] < utc(f"{last}-12-31")
    ]


@given(timezone=zones, asked=st.lists(instants, max_size=20))
@example(timezone="Europe/Berlin", asked=[utc("1900-01-01"), utc("2099-12-31T23:59:59")])
def test_wall_clocks_show_what_the_standard_library_shows(timezone, asked):
    found = local_seconds(np.array(asked, dtype=np.int64), timezone)

    assert found.tolist() == [shown(instant, timezone) for instant in asked]


@pytest.mark.parametrize("timezone", sorted(ODD_ZONES))
def test_wall_clocks_are_right_on_both_sides_of_every_change(timezone):
    changes = changes_in(timezone)
    around = [at + aside for at, _, _ in changes for aside in (-DAY, -3600, -1, 0, 1, 3600, DAY)]

    assert changes
    assert local_seconds(around, timezone).tolist() == [shown(instant, timezone) for instant in around]


def test_no_zone_changes_twice_within_two_days_so_looking_once_a_day_finds_every_change():
    for timezone in available_timezones():
        changed_at = [at for at, _, _ in compiled_changes(timezone)]
        assert np.diff(changed_at).min(initial=np.iinfo(np.int64).max) > 2 * DAY, timezone


@given(timezone=zones, local=instants)
def test_wall_clock_times_lead_to_the_instant_that_the_standard_library_takes_first(timezone, local):
    naive = datetime.fromtimestamp(local, UTC).replace(tzinfo=None)
    first = naive.replace(tzinfo=ZoneInfo(timezone), fold=0).timestamp()
    second = naive.replace(tzinfo=ZoneInfo(timezone), fold=1).timestamp()

    found = from_local(local, timezone)

    assert found.instants == first
    assert (bool(found.nonexistent), bool(found.ambiguous)) == (first > second, first < second)


@pytest.mark.parametrize("timezone", sorted(ODD_ZONES))
def test_times_skipped_or_repeated_at_every_change_follow_the_stated_rule(timezone):
    for at, before, after in changes_in(timezone):
        low, high = at + min(before, after), at + max(before, after)
        found = from_local([low - 1, low, high - 1, high], timezone)

        forward = after > before
        assert found.nonexistent.tolist() == [False, forward, forward, False]
        assert found.ambiguous.tolist() == [False, not forward, not forward, False]
        assert found.instants.tolist() == [low - 1 - before, low - before, high - 1 - before, high - after]


@pytest.mark.parametrize("timezone", sorted(ODD_ZONES))
def test_the_clock_reaches_a_time_at_the_first_instant_that_shows_it_or_a_later_one(timezone):
    for at, before, after in changes_in(timezone)[:6]:
        minutes = np.arange(at - 30 * 3600, at + 30 * 3600, 60)
        faces = np.array([shown(instant, timezone) for instant in minutes.tolist()])
        asked = np.arange(at + min(before, after) - 1800, at + max(before, after) + 1800, 900)

        first = [minutes[np.argmax(faces >= time)] for time in asked.tolist()]

        assert clock_reaches(asked, timezone).tolist() == first


def test_a_time_that_does_not_exist_moves_forward_by_the_gap():
    found = from_local(wall("2024-03-31T02:30"), "Europe/Berlin")

    assert bool(found.nonexistent)
    assert local_seconds(found.instants, "Europe/Berlin") == wall("2024-03-31T03:30")


def test_a_time_that_exists_twice_is_the_one_before_clocks_went_back():
    found = from_local(wall("2024-10-27T02:30"), "Europe/Berlin")

    assert bool(found.ambiguous)
    assert found.instants == utc("2024-10-27T00:30")


def test_every_time_of_a_skipped_day_is_marked():
    day = wall("2011-12-30") + np.arange(0, DAY, 1800)

    found = from_local(day, "Pacific/Apia")

    assert found.nonexistent.all()
    assert local_seconds(found.instants, "Pacific/Apia").tolist() == (day + DAY).tolist()


def test_years_far_apart_cost_no_more_than_the_years_asked_for():
    asked = [utc("0003-01-01"), utc("1999-12-31T23:00"), utc("2000-01-01"), utc("9997-12-31T14:00")]

    found = local_seconds(asked, "Asia/Tokyo")

    assert found.tolist() == [shown(instant, "Asia/Tokyo") for instant in asked]
    assert from_local(found, "Asia/Tokyo").instants.tolist() == asked


def test_shapes_are_kept_and_nothing_asked_is_nothing_found():
    table = np.arange(6).reshape(2, 3) * 3600

    assert local_seconds(table, "UTC").tolist() == table.tolist()
    assert from_local(table, "UTC").nonexistent.shape == (2, 3)
    assert local_seconds([], "Europe/Berlin").size == 0
    assert from_local([], "Europe/Berlin").instants.size == 0
    assert clock_reaches([], "Europe/Berlin").size == 0


@pytest.mark.parametrize("name", ["Europe/Atlantis", "", "../etc/passwd", "europe berlin", "\0"])
def test_an_unknown_zone_is_refused_by_name(name):
    with pytest.raises(UnknownTimezone, match="tz database"):
        local_seconds([0], name)


@pytest.mark.parametrize("times", [[0.5], ["2024-01-01"], [2**62], [-(2**62)]])
def test_times_that_are_not_whole_seconds_of_the_calendar_are_refused(times):
    with pytest.raises(OutOfRange, match="got times"):
        local_seconds(times, "UTC")
