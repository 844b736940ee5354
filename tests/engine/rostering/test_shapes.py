import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.intervals import interval_grid
from halfhour.engine.rostering._shapes import (
    bridged,
    shift_options,
    shift_shape,
    start_instants,
)
from halfhour.engine.rostering._slots import slot_line, slot_seconds
from halfhour.engine.team import BreakRule, Rules, Session, SessionKind
from support.rosters import BERLIN, MONDAY, TEAM, at
from support.solving import callers, team_of

QUARTER = 900


def rule(minutes, *, paid=True, not_before=60, not_within=60, kind="break"):
    return BreakRule(
        kind=kind,
        minutes=minutes,
        paid=paid,
        shift_from_minutes=0,
        not_before_minutes=not_before,
        not_within_minutes=not_within,
    )


def test_eight_paid_hours_carry_half_an_hour_of_lunch_by_default():
    shape = shift_shape(Rules(), 480, QUARTER)
    assert shape.slots == 34  # eight and a half hours
    (lunch,) = shape.windows
    assert (lunch.rule.kind, lunch.slots, lunch.earliest, lunch.latest) == ("lunch", 2, 8, 24)


def test_a_short_shift_carries_a_paid_break_and_is_no_longer_for_it():
    shape = shift_shape(Rules(), 240, QUARTER)
    (pause,) = shape.windows
    assert (shape.slots, pause.slots, pause.earliest, pause.latest) == (16, 1, 4, 11)


def test_a_shift_without_room_for_its_break_has_no_shape():
    assert shift_shape(Rules(), 120, QUARTER) is None


@given(
    minutes=st.integers(12, 48).map(lambda n: n * 15),
    breaks=st.lists(
        st.builds(
            rule,
            st.sampled_from([15, 30, 45]),
            paid=st.booleans(),
            not_before=st.sampled_from([0, 30, 60, 120]),
            not_within=st.sampled_from([0, 30, 60, 120]),
        ),
        max_size=3,
    ),
)
def test_windows_of_several_breaks_never_meet_and_keep_their_rules(minutes, breaks):
    shape = shift_shape(Rules(shift_minutes=(minutes,), breaks=tuple(breaks)), minutes, QUARTER)
    if shape is None:
        return
    assert len(shape.windows) == len(breaks)
    past = 0
    for window in shape.windows:
        assert past <= window.earliest <= window.latest
        assert window.earliest * 15 >= window.rule.not_before_minutes
        assert (shape.slots - window.latest - window.slots) * 15 >= window.rule.not_within_minutes
        past = window.latest + window.slots
    unpaid = sum(each.minutes for each in breaks if not each.paid)
    assert shape.slots * 15 == minutes + unpaid


def test_two_equal_breaks_lie_well_apart():
    shape = shift_shape(Rules(breaks=(rule(15), rule(15), rule(30, paid=False, kind="lunch"))), 480, QUARTER)
    middles = [(each.earliest + each.latest + each.slots) / 2 for each in shape.windows]
    assert min(b - a for a, b in itertools.pairwise(middles)) >= 4  # an hour


def test_a_shift_may_bridge_a_midday_closing_but_no_longer_one():
    hour = 3600
    assert bridged([(0, 4 * hour), (6 * hour, 9 * hour)]) == ((0, 9 * hour),)
    assert bridged([(0, 4 * hour), (6 * hour + 1, 9 * hour)]) == ((0, 4 * hour), (6 * hour + 1, 9 * hour))


def test_starts_lie_on_the_step_of_the_wall_clock_and_at_openings():
    starts = start_instants(on=MONDAY, timezone=BERLIN, step_minutes=60, edges=[at(MONDAY, "08:45")])
    times = [(instant - at(MONDAY, "00:00")) / 3600 for instant, _ in starts]
    assert times == sorted([*range(24), 8.75])


@pytest.mark.parametrize(("on", "starts"), [(date(2026, 3, 29), 46), (date(2026, 10, 25), 48)])
def test_a_time_skipped_by_the_clocks_gives_no_start_and_one_repeated_gives_one(on, starts):
    found = start_instants(on=on, timezone=BERLIN, step_minutes=30)
    assert len(found) == starts
    assert len({instant for instant, _ in found}) == starts


def options_of(team, spans):
    grid = interval_grid(first_on=MONDAY, last_on=MONDAY, timezone=BERLIN)
    line = slot_line(grid=grid, team=team)
    shapes = [shift_shape(team.rules, minutes, line.seconds) for minutes in team.rules.shift_minutes]
    return shift_options(
        first_on=MONDAY, days=1, timezone=BERLIN, rules=team.rules, shapes=shapes, spans=spans, line=line
    )


def test_every_option_lies_in_the_opening_hours_and_every_such_shift_is_an_option():
    team = team_of(callers(1), rules=Rules(shift_minutes=(240, 480)))
    opens, closes = at(MONDAY, "08:00"), at(MONDAY, "18:00")
    found = {(option.starts_at, option.ends_at) for option in options_of(team, [(opens, closes)])}
    expected = {
        (start, start + length)
        for length in (4 * 3600, 8 * 3600 + 1800)
        for start in range(opens, closes - length + 1, 1800)
    }
    assert found == expected


def test_slots_divide_everything_that_has_to_fit():
    grid = interval_grid(first_on=MONDAY, last_on=MONDAY, timezone=BERLIN)
    assert slot_seconds(grid=grid, team=TEAM) == QUARTER
    no_breaks = team_of(callers(1), rules=Rules(breaks=()))
    assert slot_seconds(grid=grid, team=no_breaks) == 1800
    ten = Session(name="Huddle", kind=SessionKind.MEETING, minutes=10)
    assert slot_seconds(grid=grid, team=team_of(callers(1), sessions=(ten,))) == 300


def test_odd_opening_hours_do_not_cut_slots_to_minutes():
    grid = interval_grid(first_on=MONDAY, last_on=MONDAY, timezone=BERLIN)
    assert slot_seconds(grid=grid, team=TEAM, edges=[at(MONDAY, "08:07")]) == QUARTER
    assert slot_seconds(grid=grid, team=TEAM, edges=[at(MONDAY, "08:05")]) == 300
