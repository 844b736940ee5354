import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.response import ResponseReason, by, outcome_shares, share_of, summarise, wilson_bounds

NAN = float("nan")
times = st.lists(st.floats(0, 1e7), max_size=50)


@given(times)
def test_figures_are_those_of_the_sorted_times(values):
    found = summarise(values)

    assert found.count == len(values)
    if values:
        ordered = sorted(values)
        assert found.mean_seconds == pytest.approx(math.fsum(values) / len(values))
        assert found.median_seconds == pytest.approx(interpolated(ordered, 0.5))
        assert found.p90_seconds == pytest.approx(interpolated(ordered, 0.9))
    else:
        assert (found.mean_seconds, found.median_seconds, found.p90_seconds) == (None, None, None)


def interpolated(ordered: list[float], level: float) -> float:
    """Hyndman and Fan's type 7: the place of the percentile among the sorted values, from 0."""
    place = level * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def test_a_time_equal_to_the_goal_keeps_it():
    found = summarise([59, 60, 61], 60)

    assert (found.within.hits, found.within.count) == (2, 3)
    assert found.share_within == pytest.approx(2 / 3)


def test_contacts_without_a_time_are_not_measured_and_miss_nothing_by_themselves():
    found = summarise([60, NAN, 120], 60)

    assert found.count == 2
    assert found.mean_seconds == 90
    assert (found.within.hits, found.within.count) == (1, 2)


def test_contacts_that_gave_up_count_against_the_goal_and_are_told():
    found = summarise([10, NAN, NAN, 30], 20, missed=[False, True, False, False])

    assert (found.within.hits, found.within.count) == (1, 3)
    assert found.count == 2
    assert [
        dict(reason.figures) for reason in found.reasons if reason.kind == ResponseReason.UNANSWERED_MISSED
    ] == [{"count": 1}]


def test_a_contact_with_a_time_is_judged_by_it_even_if_marked_as_missed():
    found = summarise([10, 30], 20, missed=[True, False])

    assert (found.within.hits, found.within.count) == (1, 2)


def test_each_contact_may_have_a_goal_of_its_own_or_none():
    found = summarise([10, 100, 1000, NAN], [20, 60, NAN, NAN], missed=[False, False, False, True])

    assert (found.within.hits, found.within.count) == (1, 2)
    assert summarise([10], [NAN]).within is None
    assert summarise([10]).within is None


@pytest.mark.parametrize(
    ("count", "median_enough", "enough", "needed"),
    [
        (0, False, False, 6),
        (5, False, False, 6),
        (6, True, False, 29),
        (28, True, False, 29),
        (29, True, True, None),
    ],
)
def test_too_few_times_say_so(count, median_enough, enough, needed):
    found = summarise(np.arange(count))

    assert (found.median_enough, found.enough) == (median_enough, enough)
    assert [reason.figures["needed"] for reason in found.reasons] == ([] if needed is None else [needed])


def test_the_counts_called_enough_are_the_first_that_bound_the_figure_at_95_percent():
    # Chance that all n values fall on one side of the true median, or below the true 90th percentile.
    assert 2 * 0.5**6 <= 0.05 < 2 * 0.5**5
    assert 0.9**29 <= 0.05 < 0.9**28


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 1e6)), max_size=60))
def test_groups_are_the_summaries_of_their_members(rows):
    labels, values = [label for label, _ in rows], [value for _, value in rows]

    groups = by(labels=np.array(labels, dtype=str), values_seconds=values, within_seconds=500)

    assert [group.label for group in groups] == sorted(set(labels))
    for group in groups:
        assert group.summary == summarise([value for label, value in rows if label == group.label], 500)


def test_groups_take_goals_and_missed_contacts_along():
    groups = by(
        labels=[1, 0, 1],
        values_seconds=[10, 10, NAN],
        within_seconds=[5, 20, 5],
        missed=[False, False, True],
    )

    assert [(group.label, group.summary.within.hits, group.summary.within.count) for group in groups] == [
        (0, 1, 1),
        (1, 0, 2),
    ]


@pytest.mark.parametrize(
    "broken",
    [
        {"values_seconds": [-1.0]},
        {"values_seconds": [[1.0]]},
        {"values_seconds": [1.0], "missed": [True, False]},
    ],
)
def test_broken_times_are_refused(broken):
    with pytest.raises(OutOfRange):
        summarise(broken.pop("values_seconds"), 60, **broken)


def test_labels_that_do_not_fit_the_times_are_refused():
    with pytest.raises(OutOfRange, match="labels"):
        by(labels=["a"], values_seconds=[1, 2])


# Newcombe, Statistics in Medicine 17 (1998), 857-872, table I: Wilson's interval (method 3) at 95 %.
@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_bounds_are_those_of_the_published_table(hits, count, low, high):
    found = share_of(hits=hits, count=count)

    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(0, 500), st.integers(1, 500), st.floats(0.5, 0.999))
def test_bounds_solve_wilsons_equation(hits, count, confidence):
    from statistics import NormalDist

    hits = min(hits, count)
    share, z = hits / count, NormalDist().inv_cdf((1 + confidence) / 2)

    for bound in wilson_bounds(hits=hits, count=count, confidence=confidence):
        assert (share - bound) ** 2 == pytest.approx(z**2 * bound * (1 - bound) / count, abs=1e-9)


@given(st.integers(1, 300))
def test_bounds_lie_within_nothing_and_everything_and_mirror_each_other(count):
    hits = np.arange(count + 1)
    low, high = wilson_bounds(hits=hits, count=count)

    assert (low >= 0).all()
    assert (high <= 1).all()
    assert (low <= hits / count).all()
    assert (hits / count <= high).all()
    assert np.allclose(low, 1 - high[::-1])


def test_nothing_of_nothing_may_be_anything():
    found = share_of(hits=0, count=0)

    assert (found.share, found.low, found.high) == (None, 0.0, 1.0)


@pytest.mark.parametrize(
    "broken",
    [{"hits": 3, "count": 2}, {"hits": -1, "count": 2}, {"hits": 1, "count": 2, "confidence": 1.0}],
)
def test_impossible_shares_are_refused(broken):
    with pytest.raises(OutOfRange):
        wilson_bounds(**broken)


def test_outcomes_are_shares_of_all_the_most_frequent_first():
    found = outcome_shares(["answered"] * 6 + ["open"] + ["abandoned"] * 3)

    assert [(row.outcome, row.share.hits, row.share.count) for row in found] == [
        ("answered", 6, 10),
        ("abandoned", 3, 10),
        ("open", 1, 10),
    ]
    assert found[0].share == share_of(hits=6, count=10)


def test_no_contacts_have_no_outcomes():
    assert outcome_shares(np.array([], dtype=str)) == ()
    assert by(labels=np.array([], dtype=str), values_seconds=[]) == ()
