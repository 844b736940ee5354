from fractions import Fraction
from math import ceil

import numpy as np
import pytest

from halfhour.engine import staffing
from halfhour.engine.errors import NotMeasured, OutOfRange
from halfhour.engine.shrinkage import (
    paid_people,
    stacked_shrinkage,
    total_shrinkage,
    unplanned_shrinkage,
    whole_paid_people,
)
from halfhour.engine.team import MeasuredShare, ShrinkageCause


def causes(*shares, in_roster=True):
    return tuple(
        ShrinkageCause(cause=f"cause {place}", share=share, in_roster=in_roster)
        for place, share in enumerate(shares)
    )


def test_twenty_one_people_at_thirty_percent_are_thirty_and_never_thirty_one():
    assert paid_people(on_queue=21, shrinkage=0.3) == 30
    assert whole_paid_people(on_queue=21, shrinkage=0.3) == 30


def test_every_number_up_to_199_at_every_percent_up_to_60_is_rounded_as_by_hand():
    people = np.arange(200)
    for percent in range(61):
        by_hand = [ceil(Fraction(100 * int(count), 100 - percent)) for count in people]
        assert whole_paid_people(on_queue=people, shrinkage=percent / 100).tolist() == by_hand


def test_causes_add_up_as_they_are_written():
    assert 0.1 + 0.2 != 0.3
    assert total_shrinkage(causes(0.1, 0.2)) == 0.3
    assert total_shrinkage(causes(0.06, 0.02, 0.02, 0.02, 0.08, 0.04)) == 0.24
    assert total_shrinkage(()) == 0


def test_what_the_roster_places_itself_is_left_out_of_its_target():
    mixed = causes(0.1, 0.05) + causes(0.04, in_roster=False)
    assert unplanned_shrinkage(mixed) == 0.04
    assert total_shrinkage(mixed) == 0.19


def test_nobody_on_queue_pays_nobody_and_shapes_are_kept():
    assert paid_people(on_queue=[[0, 7], [14, 0]], shrinkage=0.3).tolist() == [[0, 10], [20, 0]]
    assert whole_paid_people(on_queue=[], shrinkage=0.3).shape == (0,)


@pytest.mark.parametrize("shares", [(1.0,), (0.6, 0.4), (-0.1,), (float("inf"),)])
def test_shrinkage_that_leaves_no_time_or_makes_some_is_refused(shares):
    with pytest.raises(OutOfRange, match="shrinkage must be at least 0 and below 1"):
        total_shrinkage(causes(*shares))


def test_no_number_is_paid_for_if_all_time_is_lost():
    with pytest.raises(OutOfRange, match="got 1"):
        paid_people(on_queue=[1], shrinkage=1.0)


def test_staffing_still_names_what_it_applies():
    assert staffing.paid_people is paid_people
    assert staffing.whole_paid_people is whole_paid_people
    assert staffing.total_shrinkage is total_shrinkage
    assert staffing.unplanned_shrinkage is unplanned_shrinkage


def measured(share, *, planned, in_roster=True):
    found = MeasuredShare(low=0.0, high=0.2, people=14, days=60, planned=planned)
    return ShrinkageCause(cause="breaks", share=share, in_roster=in_roster, measured=found)


@pytest.mark.parametrize(
    ("cause", "beyond"),
    [
        (measured(0.07, planned=0.05), 0.02),
        (measured(0.05, planned=0.05), 0.0),
        (measured(0.04, planned=0.05), 0.0),
        (measured(0.07, planned=None), 0.0),
        (measured(0.07, planned=0.05, in_roster=False), 0.07),
    ],
)
def test_what_took_longer_than_the_roster_placed_is_lost_to_it_and_nothing_is_lost_twice(cause, beyond):
    assert unplanned_shrinkage([cause]) == beyond
    assert total_shrinkage([cause]) == cause.share


def test_nothing_is_reckoned_with_a_share_that_is_still_to_be_measured():
    asked = [ShrinkageCause(cause="sickness", share=0.0, in_roster=False, to_measure=True)]
    for reckon in (total_shrinkage, unplanned_shrinkage):
        with pytest.raises(NotMeasured, match="'sickness'"):
            reckon(asked)


def test_shares_of_what_is_left_stack_as_rooms_in_a_house():
    for outside in range(0, 50, 7):
        for inside in range(0, 50, 7):
            left = Fraction(100 - outside, 100) * Fraction(100 - inside, 100)
            assert stacked_shrinkage([outside / 100, inside / 100]) == float(1 - left)


def test_stacked_shares_pay_the_same_people_as_one_after_the_other():
    for on_queue in range(1, 60):
        present = Fraction(on_queue) / (1 - Fraction(15, 100))
        paid = present / (1 - Fraction(12, 100))
        assert whole_paid_people(on_queue=on_queue, shrinkage=stacked_shrinkage([0.12, 0.15])) == ceil(paid)
