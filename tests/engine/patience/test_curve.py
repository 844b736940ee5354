"""Kaplan and Meier's curve, held against a published table, the plain distribution, and known patience."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf

from halfhour.engine.errors import OutOfRange
from halfhour.engine.patience import PatienceReason, leaving_rates, mean_patience, patience_curve, waits_of

# Weeks in remission with 6-mercaptopurine (Freireich and others 1963), as in Cox and Oakes, Analysis of
# Survival Data (1984), with the product-limit estimate printed there and in most textbooks since.
ENDED = [6, 6, 6, 7, 10, 13, 16, 22, 23]
CUT_OFF = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}


def drawn(seed, *, contacts=400, patience=100.0, answer=60.0):
    """Waits of customers with exponential patience, cut off by answers after exponential times."""
    rng = np.random.default_rng(seed)
    patient, answered = rng.exponential(patience, contacts), rng.exponential(answer, contacts)
    return waits_of(seconds=np.minimum(patient, answered), gave_up=patient < answered)


def test_the_textbook_example_gives_the_published_table():
    waits = waits_of(seconds=ENDED + CUT_OFF, gave_up=[True] * len(ENDED) + [False] * len(CUT_OFF))

    curve = patience_curve(waits)

    assert dict(zip(curve.seconds.tolist(), curve.staying.round(3).tolist(), strict=True)) == PUBLISHED
    assert curve.waiting.tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert curve.seconds_until_left(0.5).value == 23


def test_where_nothing_is_cut_off_the_curve_is_the_plain_share_that_waits_longer():
    seconds = np.random.default_rng(1).integers(0, 50, 200)

    curve = patience_curve(waits_of(seconds=seconds, gave_up=np.ones(200, dtype=bool)))

    for at in range(50):
        assert curve.staying_at(at).value == pytest.approx(np.mean(seconds > at))
    assert curve.unseen_share == 0
    assert curve.staying_at(51) == curve.staying_at(50)


def test_bounds_are_those_of_another_program():
    waits = drawn(4)
    other = ecdf(CensoredData.right_censored(waits.seconds, ~waits.gave_up)).sf
    with warnings.catch_warnings(action="ignore"):
        bounds = other.confidence_interval(0.9, method="log-log")

    curve = patience_curve(waits, confidence=0.9)

    for ours, theirs in ((curve.low, bounds.low), (curve.high, bounds.high)):
        assert ours == pytest.approx(theirs.evaluate(curve.seconds), abs=1e-9)


def test_bounds_hold_the_true_share_as_often_as_they_claim():
    truth, held = np.exp(-50 / 100), 0
    for seed in range(300):
        found = patience_curve(drawn(seed, contacts=150)).staying_at(50)
        held += found.low <= truth <= found.high
    assert 0.92 <= held / 300 <= 0.98


def test_the_mean_of_exponential_patience_is_found_however_soon_answers_come():
    for answer in (20.0, 60.0, 500.0):
        found = mean_patience(drawn(7, contacts=20_000, answer=answer))
        assert found.value == pytest.approx(100, rel=0.05)
        assert found.low < 100 < found.high


def test_bounds_of_the_mean_hold_it_at_least_as_often_as_they_claim():
    found = [mean_patience(drawn(seed, contacts=60)) for seed in range(400)]
    assert 0.94 <= np.mean([each.low <= 100 <= each.high for each in found]) <= 0.99


def test_the_median_lies_within_its_bounds_and_near_the_truth():
    found = patience_curve(drawn(3, contacts=5_000)).seconds_until_left(0.5)
    assert found.low < 100 * np.log(2) < found.high
    assert found.low < found.value < found.high
    assert found.high - found.low < 10


@given(
    st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40),
    st.integers(0, 40),
)
def test_the_curve_only_falls_and_one_more_who_waited_longest_never_lowers_it(rows, longer):
    seconds, gave_up = zip(*rows, strict=True)
    curve = patience_curve(waits_of(seconds=seconds, gave_up=gave_up))
    more = patience_curve(waits_of(seconds=[*seconds, 31 + longer], gave_up=[*gave_up, False]))

    assert (np.diff(curve.staying) < 0).all()
    assert ((curve.low <= curve.staying) & (curve.staying <= curve.high)).all()
    assert ((curve.low >= 0) & (curve.high <= 1)).all()
    assert (more.staying >= curve.staying - 1e-12).all()


def test_beyond_the_longest_wait_nothing_is_claimed():
    curve = patience_curve(waits_of(seconds=[10, 20, 30, 40], gave_up=[True, False, True, False]))

    found = curve.staying_at(41)

    assert found.value is None
    assert found.low == 0
    assert found.high == curve.high[-1]
    assert curve.seconds_until_left(0.9).value is None
    assert curve.seconds_until_left(0.9).high == float("inf")
    assert curve.reasons[-1].kind is PatienceReason.END_UNSEEN
    assert curve.reasons[-1].figures == {"percent": 38, "seconds": 40}


def test_before_the_first_who_gave_up_all_stay_and_the_bound_knows_how_many_were_watched():
    def before(contacts):
        waits = waits_of(seconds=[50] * contacts, gave_up=[True] + [False] * (contacts - 1))
        return patience_curve(waits).staying_at(10)

    assert before(10).value == 1
    assert before(10).low == pytest.approx(0.025 ** (1 / 10))
    assert before(10).low < before(1000).low < 1


def test_where_nobody_gave_up_patience_is_not_known():
    waits = waits_of(seconds=[10, 20], gave_up=[False, False])

    curve, mean = patience_curve(waits), mean_patience(waits)

    assert [reason.kind for reason in curve.reasons] == [PatienceReason.NOBODY_GAVE_UP]
    assert (curve.staying_at(15).low, curve.staying_at(15).value, curve.staying_at(30).value) == (0, 1, None)
    assert curve.seconds_until_left().value is None
    assert (mean.value, mean.high) == (float("inf"), float("inf"))
    assert mean.low == pytest.approx(30 / 3.689, rel=1e-3)  # Garwood: at most 3.689 where 0 were seen


def test_no_waits_at_all_give_no_figures():
    waits = waits_of(seconds=[], gave_up=[])
    assert mean_patience(waits).value is None
    assert patience_curve(waits).unseen_share == 1


def test_the_rate_of_giving_up_is_level_where_patience_is_exponential():
    edges = [0, 20, 50, 100, 200]
    found = [rate for seed in range(25) for rate in leaving_rates(drawn(seed), edges_seconds=edges)]
    held = [rate.per_minute.low < 60 / 100 < rate.per_minute.high for rate in found]
    assert 0.92 <= np.mean(held) <= 1


def test_rates_of_all_stretches_share_out_all_who_gave_up_and_all_time():
    waits = drawn(6)
    rates = leaving_rates(waits, edges_seconds=[0, 10, 70, 10_000])
    assert sum(rate.hangups for rate in rates) == waits.hangups
    assert sum(rate.waited_seconds for rate in rates) == pytest.approx(waits.seconds.sum())


def test_a_stretch_that_nobody_reached_has_no_rate():
    (_first, beyond) = leaving_rates(waits_of(seconds=[5], gave_up=[True]), edges_seconds=[0, 10, 20])
    assert beyond.per_minute.value is None


@pytest.mark.parametrize("edges", [[], [10], [10, 5], [-1, 5]])
def test_edges_that_do_not_ascend_are_refused(edges):
    with pytest.raises(OutOfRange, match="ascending"):
        leaving_rates(drawn(1), edges_seconds=edges)


def test_figures_out_of_range_are_refused():
    curve = patience_curve(drawn(1))
    with pytest.raises(OutOfRange, match="confidence"):
        patience_curve(drawn(1), confidence=1.0)
    with pytest.raises(OutOfRange, match="seconds"):
        curve.staying_at(-1)
    with pytest.raises(OutOfRange, match="share"):
        curve.seconds_until_left(1.0)
