from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from halfhour.engine.errors import BeyondCalendar, OutOfRange
from halfhour.engine.queueing import erlang_a, erlang_c
from halfhour.engine.staffing import StaffingReason, staff_queue
from halfhour.engine.team import DEFAULT_SHRINKAGE, Channel, Goal, Service, ShrinkageCause
from halfhour.wording import sentence
from support.staffing_cases import deferred_queue, forecast_of, live_queue, office

NOON = 24  # the half hour from twelve of the first Monday
NIGHT = 4


def staffed(offered=40.0, *, queue=None, chance=0.8, shrinkage=DEFAULT_SHRINKAGE, hours=(8, 18), **forecast):
    grid, calendar, opened = office(*hours)
    offered = np.where(opened > 0, offered, 0.0)
    return staff_queue(
        queue=queue or live_queue(),
        forecast=forecast_of(grid, offered, **forecast),
        open_seconds=opened,
        calendar=calendar,
        shrinkage=shrinkage,
        goal_chance=chance,
    )


def level_at(load, agents, patience=np.inf):
    return erlang_a.service_level(
        load_erlangs=load,
        agents=agents,
        handle_seconds=240,
        patience_seconds=patience,
        within_seconds=20,
    )


def chance_by_hand(agents, *, load, spread):
    """Chance of a load with which so many agents keep the goal: loads counted up in small steps."""
    loads = np.linspace(0, agents, 200_001)
    most = loads[np.flatnonzero(level_at(loads, agents) >= 0.8)[-1]]
    return stats.gamma(1 / spread**2, scale=load * spread**2).cdf(most)


def test_the_mean_is_staffed_with_the_fewest_who_keep_the_goal():
    found = staffed(40.0)
    load = 40 * 240 / 1800
    agents = found.on_queue_mean[NOON]
    assert found.load_erlangs[NOON] == pytest.approx(load)
    assert level_at(load, agents) >= 0.8 > level_at(load, agents - 1)


@pytest.mark.parametrize("chance", [0.6, 0.8, 0.95])
def test_the_goal_is_kept_with_the_chance_asked_for_and_one_person_fewer_would_not_do(chance):
    found = staffed(400.0, chance=chance, rate_spread=0.12)
    load, agents = found.load_erlangs[NOON], int(found.on_queue[NOON])
    kept = chance_by_hand(agents, load=load, spread=0.12)
    assert found.goal_chance[NOON] == pytest.approx(kept, abs=1e-4)
    assert found.goal_chance[NOON] >= chance > chance_by_hand(agents - 1, load=load, spread=0.12)


def test_up_to_an_even_chance_the_mean_alone_is_staffed():
    for chance in (0.0, 0.3, 0.5):
        found = staffed(400.0, chance=chance, rate_spread=0.3)
        assert (found.on_queue == found.on_queue_mean).all()


def test_the_chance_asked_for_never_takes_anybody_away():
    # The middle of a skewed forecast lies below its mean.
    found = staffed(40.0, chance=0.51, rate_spread=0.8)
    assert (found.on_queue >= found.on_queue_mean).all()


def test_a_forecast_that_knows_less_needs_more_people():
    people = [staffed(400.0, rate_spread=spread).on_queue[NOON] for spread in (0, 0.05, 0.1, 0.3)]
    assert people == sorted(set(people))


def test_a_forecast_that_is_certain_needs_the_means_people_and_keeps_the_goal_for_certain():
    found = staffed(400.0, rate_spread=0.0, chance=0.99)
    assert found.on_queue[NOON] == found.on_queue_mean[NOON]
    assert found.goal_chance[NOON] == 1
    assert found.service_level_mean[NOON] == pytest.approx(
        level_at(found.load_erlangs[NOON], found.on_queue[NOON])
    )


def test_doubt_about_the_handle_time_counts_as_doubt_about_the_work():
    by_rate = staffed(400.0, rate_spread=0.2, handle_spread=0.0)
    by_time = staffed(400.0, rate_spread=0.0, handle_spread=0.2)
    assert by_rate.on_queue[NOON] == by_time.on_queue[NOON]
    assert by_rate.load_spread[NOON] == pytest.approx(0.2)


def test_the_level_expected_is_the_mean_over_simulated_rates():
    found = staffed(400.0, rate_spread=0.2, chance=0.7)
    rng = np.random.default_rng(2)
    loads = found.load_erlangs[NOON] * rng.gamma(25, 1 / 25, 200_000)
    levels = erlang_c.service_level(
        load_erlangs=loads, agents=found.on_queue[NOON], handle_seconds=240, within_seconds=20
    )
    assert found.service_level_mean[NOON] == pytest.approx((loads * levels).mean() / loads.mean(), abs=3e-3)


def test_customers_who_give_up_are_reckoned_with_erlang_a():
    patient, hasty = staffed(400.0), staffed(400.0, queue=live_queue(patience_seconds=120))
    assert hasty.on_queue_mean[NOON] < patient.on_queue_mean[NOON]
    agents, load = hasty.on_queue_mean[NOON], hasty.load_erlangs[NOON]
    assert level_at(load, agents, 120) >= 0.8 > level_at(load, agents - 1, 120)


def test_chats_held_together_need_fewer_people():
    alone = staffed(60.0, queue=live_queue(channel=Channel.CHAT))
    together = staffed(60.0, queue=live_queue(channel=Channel.CHAT, concurrency=3))
    assert together.on_queue_mean[NOON] == -(-alone.on_queue_mean[NOON] // 3)
    assert 0 < together.occupancy[NOON] < 1


def test_a_closed_queue_needs_nobody_and_keeps_its_goal():
    found = staffed()
    closed = found.open_seconds == 0
    assert closed.any()
    for figures, expected in (
        (found.on_queue, 0),
        (found.scheduled, 0),
        (found.roster_target, 0),
        (found.occupancy, 0),
        (found.service_level_mean, 1),
        (found.goal_chance, 1),
    ):
        assert (figures[closed] == expected).all()


def test_contacts_that_come_while_a_live_queue_is_closed_are_not_answered():
    grid, calendar, opened = office()
    found = staff_queue(
        queue=live_queue(),
        forecast=forecast_of(grid, 3.0),
        open_seconds=opened,
        calendar=calendar,
        shrinkage=(),
        goal_chance=0.8,
    )
    assert (found.on_queue[NIGHT], found.service_level_mean[NIGHT], found.goal_chance[NIGHT]) == (0, 0, 0)
    assert found.reasons_at(NIGHT)[0].kind is StaffingReason.CLOSED_TO_CONTACTS


def test_an_open_half_hour_without_contacts_needs_nobody():
    found = staffed(0.0)
    assert found.on_queue.sum() == 0
    assert (found.goal_chance == 1).all()


def test_the_contacts_of_a_half_hour_open_in_part_come_in_that_part():
    found = staffed(20.0, hours=(8.25, 18), rate_spread=0.0)
    first = 16  # eight to half past, open for the second quarter
    assert found.open_seconds[first] == 900
    assert found.load_erlangs[first] == pytest.approx(2 * found.load_erlangs[NOON])
    assert found.on_queue[first] > found.on_queue[NOON]


def test_shrinkage_divides_people_without_rounding_them_up_by_accident():
    causes = (
        ShrinkageCause(cause="breaks", share=0.2, in_roster=True),
        ShrinkageCause(cause="sickness", share=0.1, in_roster=False),
    )
    found = staffed(400.0, shrinkage=causes, rate_spread=0.1)
    assert_allclose(found.scheduled, found.on_queue / 0.7, rtol=1e-15)
    assert_allclose(found.roster_target, found.on_queue / 0.9, rtol=1e-15)
    assert (found.scheduled[found.on_queue % 7 == 0] % 10 == 0).all()


def test_a_handle_time_that_nobody_measured_is_the_queues_own():
    grid, calendar, opened = office()
    forecast = replace(
        forecast_of(grid, np.where(opened > 0, 40.0, 0.0)), handle_seconds_mean=np.full(len(grid), np.nan)
    )
    found = staff_queue(
        queue=live_queue(handle_seconds=90.0),
        forecast=forecast,
        open_seconds=opened,
        calendar=calendar,
        shrinkage=(),
        goal_chance=0.5,
    )
    assert found.load_erlangs[NOON] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("queue", "kinds"),
    [
        (live_queue(), {StaffingReason.ERLANG_C, StaffingReason.GOAL_CHANCE}),
        (live_queue(patience_seconds=90), {StaffingReason.ERLANG_A, StaffingReason.GOAL_CHANCE}),
        (
            live_queue(concurrency=3),
            {StaffingReason.ERLANG_C, StaffingReason.CONCURRENCY, StaffingReason.GOAL_CHANCE},
        ),
        (deferred_queue(), {StaffingReason.DEFERRED_WORKLOAD, StaffingReason.DEFERRED_CHANCE}),
    ],
)
def test_an_interval_says_by_which_model_and_with_what_chance_it_is_staffed(queue, kinds):
    reasons = staffed(queue=queue).reasons_at(NOON)
    shrinkage = {StaffingReason.SHRINKAGE, StaffingReason.SHRINKAGE_CAUSE}
    assert {reason.kind for reason in reasons} == kinds | shrinkage
    assert all(sentence(reason) for reason in reasons)


def test_the_reasons_of_a_half_hour_read_as_sentences():
    found = staffed(40.0, queue=live_queue(patience_seconds=120), rate_spread=0.1)
    assert [sentence(reason) for reason in found.reasons_at(NOON)][:2] == [
        "40.0 contacts of 240 seconds are 5.33 erlangs of work. People on queue needed to answer 80% within"
        " 20 seconds, when customers give up after 120 seconds on average: 7 (Erlang A).",
        f"With {found.on_queue[NOON]} the goal is kept with a chance of {found.goal_chance[NOON]:.1%};"
        " 80% was asked for. The work may differ from the forecast by 10% (one standard deviation), beyond"
        " the chance of single contacts.",
    ]
    assert sentence(found.reasons_at(NIGHT)[0]) == "The queue is closed."


def test_causes_that_take_no_time_are_not_named():
    none = ShrinkageCause(cause="strike", share=0.0, in_roster=False)
    kinds = [reason.kind for reason in staffed(shrinkage=(none,)).reasons]
    assert kinds == [StaffingReason.SHRINKAGE]


@pytest.mark.parametrize("queue", [live_queue(), deferred_queue()])
def test_the_nights_when_clocks_change_need_what_other_nights_need(queue):
    for first_on, intervals in ((date(2026, 3, 16), 670), (date(2026, 10, 12), 674)):
        grid, calendar, opened = office(0, 24, days=range(7), first_on=first_on)
        found = staff_queue(
            queue=queue,
            forecast=forecast_of(grid, 30.0),
            open_seconds=opened,
            calendar=calendar,
            shrinkage=(),
            goal_chance=0.8,
        )
        assert len(found.on_queue) == intervals
        assert_allclose(found.load_erlangs, 4.0)
        assert np.ptp(found.on_queue) <= (queue.service is Service.DEFERRED)


def test_a_calendar_that_ends_before_the_forecast_is_refused():
    grid, _, opened = office()
    _, calendar, _ = office(first_on=date(2026, 5, 25))
    with pytest.raises(BeyondCalendar):
        staff_queue(
            queue=deferred_queue(),
            forecast=forecast_of(grid, 1.0),
            open_seconds=opened,
            calendar=calendar,
            shrinkage=(),
            goal_chance=0.8,
        )


@pytest.mark.parametrize("chance", [-0.1, 1.0, 1.5])
def test_a_chance_that_is_none_is_refused(chance):
    with pytest.raises(OutOfRange, match="goal_chance must be at least 0 and below 1"):
        staffed(chance=chance)


def test_several_deferred_contacts_at_once_are_refused():
    with pytest.raises(OutOfRange, match="concurrency must be 1 in a deferred queue; got 3 in 'mail'"):
        staffed(queue=deferred_queue(concurrency=3))


def test_a_goal_that_no_number_of_people_can_keep_is_refused():
    with pytest.raises(OutOfRange, match="share must be above 0 and below 1; got 1"):
        staffed(queue=live_queue(goal=Goal(within_seconds=20, share=1.0)))


def test_a_forecast_with_holes_is_refused():
    with pytest.raises(OutOfRange, match="offered_mean"):
        staffed(np.nan)
