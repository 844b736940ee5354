"""Figures say what the records say, and are as sure as they claim."""

import numpy as np
import pytest

from halfhour.engine.queueing import erlang_a
from halfhour.engine.simulation import (
    Agent,
    Centre,
    Comparison,
    Exponential,
    Fixed,
    Group,
    Queue,
    Skill,
    Stretch,
    average,
    compare,
    ratio,
    ratio_difference,
    simulate,
)
from halfhour.engine.simulation._bins import BINS, bin_edges, bin_of
from support.mixed_day import changed, mixed_day


@pytest.fixture(scope="module")
def found():
    return simulate(mixed_day(), replications=60, seed=4, keep_records=True)


def live(found, q=0):
    records = found.records
    mine = records.queue == q
    return {name: getattr(records, name)[mine] for name in ("arrived_at", "answered_at", "ended_at")}


def test_figures_of_a_queue_are_those_of_its_records(found):
    phone = live(found)
    answered = np.isfinite(phone["answered_at"])
    waits = (phone["answered_at"] - phone["arrived_at"])[answered]
    lost = ~answered & np.isfinite(phone["ended_at"])
    undecided = ~answered & ~lost & (found.centre.horizon_seconds - phone["arrived_at"] < 30)
    assert found.offered_mean(queue="phone").mean == pytest.approx(answered.size / 60)
    assert found.service_level(queue="phone").mean == pytest.approx(
        (waits <= 30).sum() / (answered.size - undecided.sum())
    )
    assert found.abandonment(queue="phone").mean == pytest.approx(lost.mean())
    assert found.mean_wait_of_answered(queue="phone").mean == pytest.approx(waits.mean())
    handled = found.records.handled_seconds[
        (found.records.queue == 0) & np.isfinite(found.records.answered_at)
    ]
    assert found.mean_handle(queue="phone").mean == pytest.approx(handled.mean())


def test_figures_of_one_half_hour_are_those_of_the_contacts_that_arrived_in_it(found):
    phone = live(found)
    inside = (phone["arrived_at"] >= 5 * 1800) & (phone["arrived_at"] < 6 * 1800)
    until = np.where(np.isfinite(phone["answered_at"]), phone["answered_at"], phone["ended_at"])
    until = np.where(np.isnan(until), found.centre.horizon_seconds, until)
    wait = (until - phone["arrived_at"])[inside].mean()
    assert found.mean_wait(queue="phone", interval=5).mean == pytest.approx(wait)
    assert found.mean_waits(queue="phone").at(5) == found.mean_wait(queue="phone", interval=5)
    assert found.service_levels(queue="phone").at(5) == found.service_level(queue="phone", interval=5)
    assert found.abandonments().at(7) == found.abandonment(interval=7)
    assert found.backlogs(queue="mail").at(3) == found.backlog(queue="mail", interval=3)


def test_percentiles_are_those_of_the_records_within_a_bin(found):
    phone = live(found)
    waits = (phone["answered_at"] - phone["arrived_at"])[np.isfinite(phone["answered_at"])]
    for share in (0.5, 0.8, 0.95, 0.99):
        told = found.wait_percentile(share, queue="phone")
        assert told.mean == pytest.approx(np.quantile(waits, share), rel=0.06, abs=0.3)
        assert told.low <= told.mean <= told.high


def test_bins_hold_what_lies_between_their_edges():
    edges = bin_edges()
    assert edges.size == BINS + 1
    for wait in (0.1, 0.25, 0.27, 1.0, 19.99, 20.0, 3600.0, 1e6, 1.6e7):
        place = bin_of(wait)
        assert edges[place] <= wait < edges[place + 1]
    assert bin_of(0.0) == 0
    assert bin_of(1e12) == BINS - 1


def test_the_backlog_is_who_waits_at_the_end_of_a_half_hour(found):
    chat = live(found, q=1)
    for k in (0, 7, 19):
        end = (k + 1) * 1800
        left = np.where(np.isfinite(chat["answered_at"]), chat["answered_at"], chat["ended_at"])
        waiting = (chat["arrived_at"] < end) & ~(left < end)
        assert found.backlog_counts[:, 1, k].sum() == waiting.sum()


def test_the_chance_of_keeping_the_goal_is_the_share_of_days_that_keep_it(found):
    within, judged = found.within_goal[:, 0].sum(axis=1), (found.offered - found.undecided)[:, 0].sum(axis=1)
    kept = within >= 0.8 * judged
    assert found.goal_chance(queue="phone").mean == pytest.approx(kept.mean())
    assert found.goal_kept("phone")[:, 0].tolist() == kept.tolist()


def test_occupancy_is_told_by_person_and_overall(found):
    by_person = [found.occupancy(agent=name).mean for name in found.agent_names]
    assert len(by_person) == 6
    total = found.busy_seconds.sum() / found.staffed_seconds.sum()
    assert found.occupancy().mean == pytest.approx(total)
    assert min(by_person) < total < max(by_person)


def two_crews(**more):
    """An agent with a break and a group of two, on one queue; nine intervals of ten minutes."""
    queue = Queue(name="phone", expected=(7.0,) * 9, handle=Exponential(mean_seconds=150))
    stretches = (Stretch(start_seconds=300, end_seconds=2000), Stretch(start_seconds=2500, end_seconds=5400))
    ada = Agent(name="Ada", skills=(Skill(queue="phone"),), stretches=stretches)
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(2, 2, 1, 1, 0, 0, 1, 2, 2))
    centre = Centre(queues=(queue,), agents=(ada,), groups=(group,), intervals=9, interval_seconds=600)
    return simulate(centre, **({"replications": 40, "seed": 2, "keep_records": True} | more))


def seconds_within(since, until):
    """How much of each span of time lies in each interval of `two_crews`, summed."""
    starts = 600.0 * np.arange(9)[:, None]
    return np.clip(np.minimum(until, starts + 600) - np.maximum(since, starts), 0, None).sum(axis=1)


def test_busy_seconds_of_a_half_hour_are_those_of_the_contacts_in_hand():
    found = two_crews()
    records = found.records
    for crew, members in ((0, [0]), (1, [1, 2])):
        theirs = np.isin(records.agent, members)
        seconds = seconds_within(records.answered_at[theirs], records.ended_at[theirs])
        assert found.busy_course[:, crew].sum(axis=0) == pytest.approx(seconds)


def test_staffed_seconds_of_a_half_hour_are_those_of_the_plan_and_of_who_stays_to_finish():
    found = two_crews()
    course = found.staffed_course[:, 0].sum(axis=0) / 40
    planned = np.array([300, 600, 600])
    assert (course[:3] == planned).all()
    assert 200 < course[3] < 600
    assert (course[5:] == 600).all()
    assert found.staffed_course.sum() <= found.staffed_seconds.sum()


def test_occupancy_is_told_by_person_and_by_half_hour():
    found = two_crews()
    busy, staffed = found.busy_course[:, 0, 1].sum(), found.staffed_course[:, 0, 1].sum()
    told = found.occupancy(agent="Ada", interval=1)
    assert told.mean == pytest.approx(busy / staffed)
    assert told.low < told.mean < told.high <= 1
    assert found.occupancies(agent="Ada").at(1) == told
    assert found.occupancies().at(6) == found.occupancy(interval=6)
    assert found.occupancies(group="all").at(4) == found.occupancy(group="all", interval=4)
    of_group = found.busy_seconds[:, 1:].sum() / found.staffed_seconds[:, 1:].sum()
    assert found.occupancy(group="all").mean == pytest.approx(of_group)


def test_nobody_there_has_no_occupancy():
    queue = Queue(name="phone", expected=(1.0, 1.0), handle=Exponential(mean_seconds=60))
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(0, 1))
    found = simulate(Centre(queues=(queue,), groups=(group,), intervals=2), replications=3, seed=1)
    assert found.occupancy(interval=0) is None
    assert np.isnan(found.occupancies().mean[0])


def test_the_warm_up_counts_in_no_half_hour():
    found = two_crews(warm_up_seconds=900)
    assert found.staffed_course[:, 0].sum(axis=0)[:2].tolist() == [0, 40 * 300]


def test_half_hours_are_played_again_whole_where_there_was_no_room_for_the_records():
    """A section whose records need more room than was made plays a replication twice, but counts it once."""
    with_records, without = two_crews(replications=400), two_crews(replications=400, keep_records=False)
    assert np.array_equal(with_records.busy_course, without.busy_course)
    assert np.array_equal(with_records.carried_counts, without.carried_counts)


def test_what_waited_at_the_start_is_told_apart_from_what_was_offered_since():
    """One agent, 1,000 seconds for each; of three letters that waited the first is in hand at once."""
    letters = Queue(
        name="letters",
        expected=(0.0,) * 3,
        arrived_at=(0.0, 100.0, 2000.0),
        handle=Fixed(seconds=1000),
        backlog=3,
    )
    group = Group(name="all", skills=(Skill(queue="letters"),), staffed=(1,) * 3)
    centre = Centre(queues=(letters,), groups=(group,), intervals=3)
    found = simulate(centre, replications=2, seed=1)
    assert found.backlogs(carried=True).mean.tolist() == [1, 0, 0]  # the second is taken at 1,000
    assert found.backlogs(carried=False).mean.tolist() == [2, 2, 0]
    assert found.backlogs().mean.tolist() == [3, 2, 0]
    assert found.backlog(interval=0, carried=True).mean == 1
    assert found.backlog(interval=1, carried=False, queue="letters").mean == 2


def test_warm_up_leaves_out_who_arrived_before_and_what_agents_did_before():
    queue = Queue(name="phone", expected=(50.0,) * 4, handle=Exponential(mean_seconds=100))
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(4,) * 4)
    centre = Centre(queues=(queue,), groups=(group,), intervals=4)
    whole = simulate(centre, replications=5, seed=1)
    later = simulate(centre, replications=5, seed=1, warm_up_seconds=3600)
    assert later.offered[:, 0, :2].sum() == 0
    assert (later.offered[:, 0, 2:] == whole.offered[:, 0, 2:]).all()
    assert (later.backlog_counts == whole.backlog_counts).all()
    assert later.staffed_seconds.max() < 3600 + 1500
    assert later.staffed_seconds.min() >= 3600


def test_intervals_of_confidence_hold_the_truth_as_often_as_they_claim():
    load, agents = 8.0, 9
    queue = Queue(
        name="phone",
        expected=(load * 30,) * 12,
        handle=Exponential(mean_seconds=60),
        patience=Exponential(mean_seconds=60),
    )
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(agents,) * 12)
    centre = Centre(queues=(queue,), groups=(group,), intervals=12)
    truth = erlang_a.erlang_a(
        load_erlangs=load, agents=agents, handle_seconds=60, patience_seconds=60, within_seconds=20
    )
    held = {"service_level": 0, "abandonment": 0, "mean_wait": 0}
    for seed in range(200):
        told = simulate(centre, replications=12, seed=seed, warm_up_seconds=1800)
        for name, value in (
            ("service_level", truth.service_level),
            ("abandonment", truth.abandonment),
            ("mean_wait", truth.mean_wait_seconds),
        ):
            figure = getattr(told, name)()
            held[name] += figure.low <= float(value) <= figure.high
    for count in held.values():
        assert 180 <= count <= 199  # 190 are expected, with a standard deviation of 3


def test_a_ratio_is_as_sure_as_leaving_out_one_replication_after_the_other_shows():
    rng = np.random.default_rng(1)
    wholes = rng.poisson(40, (80, 1)).astype(float)
    parts = rng.binomial(wholes.astype(int), rng.beta(8, 2, (80, 1))).astype(float)
    told = ratio(parts, wholes)
    without = (parts.sum() - parts) / (wholes.sum() - wholes)
    jackknife = np.sqrt(79 / 80 * ((without - without.mean()) ** 2).sum())
    assert told.high[0] - told.mean[0] == pytest.approx(1.99 * jackknife, rel=0.02)

    others = rng.binomial(wholes.astype(int), 0.9).astype(float)
    difference = ratio_difference(parts, wholes, others, wholes)
    assert difference.mean[0] == pytest.approx((others.sum() - parts.sum()) / wholes.sum())


def test_one_replication_says_nothing_of_how_sure_it_is():
    alone = ratio(np.array([[3.0]]), np.array([[4.0]]), most=1.0)
    assert (alone.mean[0], alone.low[0], alone.high[0]) == (0.75, 0.0, 1.0)
    assert average(np.array([[3.0]])).high[0] == np.inf


def test_a_comparison_tells_every_figure_of_the_difference():
    today = mixed_day()
    found = compare(today, today, replications=5, seed=1)
    assert found.service_levels(queue="phone").mean.tolist() == [0.0] * 20
    assert found.mean_waits().mean.tolist() == [0.0] * 20
    assert found.abandonments(queue="chat").mean.tolist() == [0.0] * 20
    assert found.goal_chance(queue="phone").mean == 0.0
    assert found.mean_wait_of_answered().mean == 0.0
    assert found.backlog(interval=3).mean == 0.0
    assert found.backlogs(queue="mail").mean.tolist() == [0.0] * 20
    assert found.occupancies(agent="Ada").mean[:16].tolist() == [0.0] * 16
    assert np.isnan(found.occupancies(agent="Ada").mean[18:]).all()
    assert found.occupancy(group="writers", interval=2).mean == 0.0
    assert found.wait_percentile(0.9, queue="phone").mean == 0.0


def test_a_comparison_tells_the_difference_of_what_each_side_tells():
    day = mixed_day()
    found = compare(day, changed(day, "phone", handle=Exponential(mean_seconds=300)), replications=40, seed=1)
    for tell in (
        lambda side: side.backlog(queue="mail", interval=12),
        lambda side: side.backlog(queue="mail", interval=3, carried=True),
        lambda side: side.backlogs(queue="mail").at(12),
        lambda side: side.backlogs(carried=False).at(12),
        lambda side: side.wait_percentile(0.8, queue="phone"),
        lambda side: side.wait_percentile(0.5, interval=9),
        lambda side: side.occupancy(agent="Ada"),
        lambda side: side.occupancy(agent="Ada", interval=4),
        lambda side: side.occupancies(group="callers").at(4),
    ):
        difference, today, then = tell(found), tell(found.today), tell(found.changed)
        assert difference.mean == pytest.approx(then.mean - today.mean)
        assert difference.low <= difference.mean <= difference.high
    worse = found.wait_percentile(0.8, queue="phone")
    apart = found.changed.wait_percentile(0.8, queue="phone")
    assert worse.low > 0
    assert worse.high - worse.mean < apart.high - apart.mean + 20


def test_the_difference_of_a_percentile_holds_the_truth_as_often_as_it_claims():
    """Two halves of the same team are alike: an interval that does not hold 0 is wrong."""

    def side(agents):
        queue = Queue(name="phone", expected=(60.0,) * 6, handle=Exponential(mean_seconds=100))
        group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(agents,) * 6)
        return Centre(queues=(queue,), groups=(group,), intervals=6)

    held = 0
    for seed in range(100):
        one, other = (simulate(side(4), replications=40, seed=2 * seed + half) for half in (0, 1))
        told = Comparison(today=one, changed=other).wait_percentile(0.9)
        held += told.low <= 0 <= told.high
    assert 88 <= held <= 99


def test_who_waits_nowhere_has_no_percentile_to_compare():
    queue = Queue(name="phone", expected=(1.0,), handle=Exponential(mean_seconds=60))
    nobody = Group(name="all", skills=(Skill(queue="phone"),), staffed=(0,))
    centre = Centre(queues=(queue,), groups=(nobody,), intervals=1)
    assert compare(centre, centre, replications=3, seed=1).wait_percentile(0.9) is None
