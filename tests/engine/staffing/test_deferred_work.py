import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats
from scipy.optimize import linprog

from halfhour.engine.business_time import due_at
from halfhour.engine.staffing import staff_queue
from halfhour.engine.staffing._deferred import Workstream, heads_for, level_work, taut_string, work_due
from halfhour.engine.staffing._promise import promise_kept
from halfhour.engine.team import DEFAULT_SHRINKAGE
from support.staffing_cases import HOUR, deferred_queue, forecast_of, office

HALF = HOUR / 2


@st.composite
def corridors(draw):
    """Places and two rising curves, one nowhere above the other."""
    size = draw(st.integers(2, 25))
    steps = st.lists(st.floats(0, 10), min_size=size, max_size=size)
    gaps = draw(st.lists(st.floats(0.1, 5), min_size=size, max_size=size))
    lower = np.cumsum(draw(steps))
    upper = lower + np.abs(np.array(draw(steps)))
    upper = np.maximum.accumulate(upper)
    return np.append(0, np.cumsum(gaps)), np.append(0, lower), np.append(0, upper)


@st.composite
def streams(draw):
    """Work over days of three open and two closed intervals."""
    days = draw(st.integers(1, 5))
    arriving = draw(st.lists(st.floats(0, 5 * HALF), min_size=5 * days, max_size=5 * days))
    is_open = np.tile([1.0, 1.0, 1.0, 0.0, 0.0], days)
    return Workstream(arriving=np.array(arriving), open_seconds=is_open * HALF, clock=is_open * HALF)


@given(corridor=corridors())
def test_a_string_keeps_between_the_curves_and_to_its_ends(corridor):
    at, lower, upper = corridor
    path = taut_string(at=at, lower=lower, upper=upper)
    slack = 1e-9 * max(upper[-1], 1)
    assert (path >= lower - slack).all()
    assert (path <= upper + slack).all()
    assert path[0] == lower[0]
    assert path[-1] == pytest.approx(lower[-1])


@given(corridor=corridors())
def test_no_other_way_between_the_curves_has_a_lower_peak(corridor):
    at, lower, upper = corridor
    path = taut_string(at=at, lower=lower, upper=upper)
    size, runs = len(at), np.diff(at)
    # Least peak over heights y: (y[k + 1] − y[k]) / run ≤ peak, lower ≤ y ≤ upper, the ends given.
    rises = np.zeros((size - 1, size + 1))
    rises[np.arange(size - 1), np.arange(1, size)] = 1
    rises[np.arange(size - 1), np.arange(size - 1)] = -1
    rises[:, size] = -runs
    ends = upper.copy()
    ends[-1] = lower[-1]
    best = linprog(
        np.append(np.zeros(size), 1.0),
        A_ub=rises,
        b_ub=np.zeros(size - 1),
        bounds=[*zip(lower, np.maximum(ends, lower), strict=True), (None, None)],
    )
    assert (np.diff(path) / runs).max() == pytest.approx(best.fun, rel=1e-6, abs=1e-6)


@given(corridor=corridors(), mixes=st.lists(st.floats(0, 1), min_size=26, max_size=26))
def test_no_other_way_between_the_curves_is_more_even(corridor, mixes):
    at, lower, upper = corridor
    path = taut_string(at=at, lower=lower, upper=upper)
    other = lower + np.array(mixes[: len(at)]) * (upper - lower)
    other[0], other[-1] = path[0], path[-1]
    squares = [(np.diff(way) ** 2 / np.diff(at)).sum() for way in (path, other)]
    assert squares[0] <= squares[1] * (1 + 1e-9) + 1e-9


def test_even_work_is_worked_off_evenly():
    stream = Workstream(arriving=np.full(40, 900.0), open_seconds=np.full(40, HALF), clock=np.full(40, HALF))
    courses = level_work(stream, within_seconds=4 * HALF, share=0.9)
    assert_allclose(np.diff(courses.all), 900, rtol=1e-9)


def test_what_comes_overnight_is_levelled_over_the_time_the_goal_allows():
    # Six person-hours wait at eight; due by twelve they are one and a half people, till then alone.
    closed, opened = [0.0] * 16, [HALF] * 20
    stream = Workstream(
        arriving=np.array([6.0 * HOUR] + [0.0] * 35),
        open_seconds=np.array(closed + opened),
        clock=np.array(closed + opened),
    )
    courses = level_work(stream, within_seconds=4 * HOUR, share=1.0)
    level = np.diff(courses.urgent) / HALF
    assert_allclose(level, [0] * 16 + [1.5] * 8 + [0] * 12, atol=1e-12)
    assert heads_for(stream.open_seconds, courses)[16:24].tolist() == [2, 1, 2, 1, 2, 1, 2, 1]


@given(stream=streams(), hours=st.floats(0, 3), share=st.floats(0.05, 1))
def test_courses_keep_what_is_due_and_never_work_ahead_of_arrival(stream, hours, share):
    courses = level_work(stream, within_seconds=hours * HOUR, share=share)
    slack = 1e-6 * max(stream.arrived[-1], 1)
    due = share * work_due(stream, within_seconds=hours * HOUR)
    worked = np.append(False, stream.open_seconds > 0)  # what came since the last work cannot be done yet
    possible = share * stream.arrived[np.maximum.accumulate(np.where(worked, np.arange(worked.size), 0))]
    works_next = np.append(stream.open_seconds > 0, True)
    assert (courses.urgent >= np.minimum(due, possible) - slack)[works_next].all()
    assert (courses.urgent <= share * stream.arrived + slack).all()
    assert (courses.all <= stream.arrived + slack).all()


@given(stream=streams(), hours=st.floats(0.5, 3), share=st.floats(0.05, 1))
def test_heads_keep_up_with_both_courses_and_never_exceed_the_level_rounded_up(stream, hours, share):
    courses = level_work(stream, within_seconds=hours * HOUR, share=share)
    heads = heads_for(stream.open_seconds, courses)
    urgent = done = 0.0
    for place, people in enumerate(heads):
        urgent = min(urgent + people * stream.open_seconds[place], courses.urgent_arrived[place + 1])
        done = min(done + people * stream.open_seconds[place], courses.all_arrived[place + 1])
        slack = 1e-6 * HALF * (1 + heads.sum())
        assert urgent >= courses.urgent[place + 1] - slack
        assert done >= courses.all[place + 1] - slack
        assert people <= np.ceil(np.diff(courses.all)[place] / HALF + 1e-6)


def need(
    offered, *, queue=None, chance=0.5, spread=0.0, hours=(8, 18), handle=600.0, days=range(5), grid_too=False
):
    grid, calendar, opened = office(*hours, days=days)
    found = staff_queue(
        queue=queue or deferred_queue(),
        forecast=forecast_of(grid, offered, handle_seconds=handle, rate_spread=spread),
        open_seconds=opened,
        calendar=calendar,
        shrinkage=DEFAULT_SHRINKAGE,
        goal_chance=chance,
    )
    return (found, grid, calendar, opened) if grid_too else found


def minute_by_minute(found, calendar, *, share, within_seconds, handle):
    """Brute force: each minute's mail with its own due time, the goal's share of it served oldest first."""
    grid = found.grid
    minutes = np.arange(grid.starts[0], grid.ends[-1], 60)
    place, _ = grid.index_of(minutes)
    is_open = np.zeros(len(minutes), dtype=bool)
    for opens, closes in zip(calendar.opens, calendar.closes, strict=True):
        is_open |= (minutes >= opens) & (minutes < closes)
    work = share * found.offered_mean[place] / 30 * handle
    capacity = np.where(is_open, found.on_queue_mean[place] * 60.0, 0.0)
    arrived, done = np.cumsum(work), 0.0
    finished = np.full(len(minutes), np.iinfo(np.int64).max)
    oldest = 0
    for now, minute in enumerate(minutes):
        done = min(done + capacity[now], arrived[now])
        while oldest <= now and done >= arrived[oldest] - 1e-6:
            finished[oldest] = minute + 60
            oldest += 1
    last_day = grid.starts[-1] - 9 * 24 * HOUR  # due times of later mail reach beyond the calendar
    asked = np.flatnonzero((minutes > grid.starts[0] + 2 * 24 * HOUR) & (minutes < last_day))
    due = due_at(calendar=calendar, start=minutes[asked], seconds=within_seconds)
    return finished[asked], due


@pytest.mark.parametrize("within_hours", [1, 4, 12])
@pytest.mark.parametrize("hours", [(8, 18), (9.25, 16.75)])
def test_the_goals_share_of_each_minutes_mail_is_done_when_the_calendar_says_it_is_due(within_hours, hours):
    rng = np.random.default_rng(3)
    queue = deferred_queue(within_hours, 0.9)
    found, _, calendar, _ = need(rng.gamma(2, 1.5, 672), queue=queue, hours=hours, grid_too=True)
    finished, due = minute_by_minute(
        found, calendar, share=0.9, within_seconds=within_hours * HOUR, handle=600
    )
    assert len(due) > 3000
    assert (finished <= due + 60).all()


def test_work_is_carried_over_closed_hours_not_lost():
    found, grid, _, opened = need(1.0, grid_too=True)
    worked = (found.on_queue_mean * opened * found.occupancy).sum()
    arrived = (found.offered_mean * found.handle_seconds).sum()
    assert found.on_queue_mean[opened == 0].sum() == 0
    assert worked == pytest.approx(arrived, rel=0.02)
    assert grid.weekdays[found.on_queue_mean > 0].max() == 4


def test_weeks_alike_need_the_same_from_their_first_hour_to_their_last():
    grid, _, _ = office()
    offered = 1 + grid.slots % 5 / 2
    found = need(offered, queue=deferred_queue(20))
    assert_allclose(found.load_erlangs[:336], found.load_erlangs[336:], atol=1e-6)


def test_more_time_lowers_the_peak():
    rng = np.random.default_rng(5)
    offered = rng.gamma(0.5, 6.0, 672)
    peaks = [need(offered, queue=deferred_queue(hours)).load_erlangs.max() for hours in (0.5, 2, 8, 30)]
    assert peaks == sorted(peaks, reverse=True)
    assert peaks[-1] < peaks[0] / 3


def test_a_smaller_share_to_answer_in_time_lowers_the_peak():
    offered = np.zeros(672)
    offered[20::48] = 60  # all of a day's mail at ten
    peaks = [need(offered, queue=deferred_queue(2, share)).load_erlangs.max() for share in (0.99, 0.5)]
    assert peaks[1] < peaks[0]


def test_a_level_below_one_is_one_person_now_and_then():
    found, _, _, opened = need(0.3, handle=600.0, queue=deferred_queue(8), grid_too=True)
    on_duty = found.on_queue_mean[opened > 0]
    assert set(on_duty.tolist()) == {0, 1}
    # 0.3 × 48 contacts a day, each day of the week, of 10 minutes: 16.8 hours a week,
    # and what one person in an interval has time for beyond the level.
    assert 16.8 <= on_duty.sum() / 4 <= 16.8 * 1.1


def test_even_work_around_the_clock_leaves_nobody_idle():
    found = need(1.5, handle=600.0, hours=(0, 24), queue=deferred_queue(2), days=range(7))
    assert set(found.on_queue_mean.tolist()) == {0, 1}
    assert_allclose(found.load_erlangs, 0.5)
    assert found.on_queue_mean.sum() == pytest.approx(336, abs=2)
    assert_allclose(found.occupancy[found.on_queue_mean > 0], 1)


@pytest.mark.parametrize("chance", [0.6, 0.8, 0.95])
def test_the_goal_is_kept_with_the_chance_asked_for(chance):
    found = need(2.0, chance=chance, spread=0.15)
    assert (found.goal_chance >= chance - 1e-9).all()
    assert (found.on_queue >= found.on_queue_mean).all()


def test_a_higher_chance_needs_more_people_over_the_day():
    people = [need(2.0, chance=chance, spread=0.15).on_queue.sum() for chance in (0.5, 0.7, 0.9, 0.99)]
    assert people == sorted(set(people))


def test_few_contacts_are_covered_for_chance_and_many_for_the_forecast():
    # 15 % cover for a spread of 10 % alone would be too little for forty contacts and enough for thousands.
    few = need(1.0, chance=0.9, spread=0.1)
    many = need(200.0, chance=0.9, spread=0.1)
    cover = [found.on_queue.sum() / found.on_queue_mean.sum() for found in (few, many)]
    assert cover[0] > 1.2
    assert 1.1 < cover[1] < 1.17


def on_time_by_hand(found, factor, *, since, hours, share):
    """Brute force in half hours of the goal's business time: who came by when, how much was done by then."""
    working = found.open_seconds > 0
    capacity = np.append(0, np.cumsum((found.on_queue * found.open_seconds)[working]))
    work = found.offered_mean * found.handle_seconds
    work[since:] *= factor
    place = np.append(0, np.cumsum(working))  # boundaries counted in working intervals
    arrived = np.append(0, np.cumsum(work))
    came_by = np.array([arrived[np.flatnonzero(place == step)[-1]] for step in range(place[-1] + 1)])
    shares = []
    for part in (share, 1.0):
        done = np.zeros(len(came_by))
        for step in range(1, len(done)):
            can = done[step - 1] + capacity[step] - capacity[step - 1]
            done[step] = min(can, part * came_by[step - 1] + part * work[working][step - 1])
        due = np.minimum(place + int(hours * 2), place[-1])
        margin = done[due] - part * arrived + 1e-3
        shares.append(np.where(margin[:-1] >= 0, 0.5, 0) + np.where(margin[1:] >= 0, 0.5, 0))
    return share * shares[0] + (1 - share) * shares[1]


@pytest.mark.parametrize("chance", [0.5, 0.7])
@pytest.mark.parametrize(("hours", "since"), [(4, 4 * 48 + 32), (12, 3 * 48 + 36)])
def test_the_level_expected_is_the_mean_over_days_with_more_and_less_work(hours, since, chance):
    # Monday at ten; off since Friday at four, or since Thursday ended, twelve business hours before.
    queue = deferred_queue(hours)
    found = need(40.0, chance=chance, spread=0.2, handle=300.0, queue=queue)
    at = 7 * 48 + 20  # the second Monday at ten
    spread = found.load_spread[at]
    met = stats.gamma(1 / spread**2 + 1, scale=spread**2)  # as contacts meet it
    factors = met.ppf((np.arange(500) + 0.5) / 500)
    levels = [on_time_by_hand(found, factor, since=since, hours=hours, share=0.9)[at] for factor in factors]
    assert 0.3 < found.service_level_mean[at] < 0.99
    assert found.service_level_mean[at] == pytest.approx(np.mean(levels), abs=0.01)


@pytest.mark.parametrize(("hours_left_over", "kept"), [(2.5, 1), (4.5, 0)])
def test_what_the_day_before_left_over_is_done_first(hours_left_over, kept):
    open_seconds = np.zeros(96)
    open_seconds[48 + 16 : 48 + 36] = HALF  # the second day from eight to six, one person
    arriving = np.zeros(96)
    arriving[46], arriving[48 + 22] = hours_left_over * HOUR, 60.0  # eleven at night; eleven in the morning
    level, chance = promise_kept(
        Workstream(arriving=arriving, open_seconds=open_seconds, clock=open_seconds),
        capacity=open_seconds,
        spread=np.full(96, 0.1),
        days=np.repeat([0, 1], 48),
        chance=0.8,
        within_seconds=HOUR,
        share=1.0,
    )
    assert level[70] == pytest.approx(kept, abs=1e-5)
    assert chance[70] == pytest.approx(kept, abs=1e-5)


def test_intervals_without_mail_keep_their_goal():
    offered = np.where(np.arange(672) % 48 == 20, 5.0, 0.0)
    found = need(offered, chance=0.8, spread=0.3)
    assert (found.goal_chance[offered == 0] == 1).all()
    assert (found.service_level_mean[offered == 0] == 1).all()


def test_mail_that_nobody_ever_works_on_is_never_answered_in_time():
    grid, calendar, opened = office()
    found = staff_queue(
        queue=deferred_queue(),
        forecast=forecast_of(grid, 1.0),
        open_seconds=np.zeros_like(opened),
        calendar=calendar,
        shrinkage=(),
        goal_chance=0.8,
    )
    assert found.on_queue.sum() == 0
    assert found.goal_chance.max() == pytest.approx(0, abs=1e-6)
    assert found.service_level_mean.max() == pytest.approx(0, abs=1e-6)
