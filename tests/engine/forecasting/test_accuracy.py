import numpy as np
import pytest

from halfhour.engine.errors import OutOfRange
from halfhour.engine.forecasting import coverage, wape, wape_floor


def test_wape_is_the_sum_of_absolute_errors_over_the_sum_of_contacts():
    rng = np.random.default_rng(3)
    offered, expected = rng.poisson(7, 200).astype(float), rng.uniform(0, 12, 200)
    offered[rng.random(200) < 0.2] = np.nan

    errors = contacts = 0.0
    for came, told in zip(offered.tolist(), expected.tolist(), strict=True):
        if came == came:
            errors += abs(came - told)
            contacts += came

    assert wape(offered=offered, expected=expected) == pytest.approx(errors / contacts, rel=1e-12)


def test_without_contacts_there_is_no_wape():
    assert np.isnan(wape(offered=np.zeros(3), expected=np.ones(3)))
    assert np.isnan(wape(offered=np.full(3, np.nan), expected=np.ones(3)))


def test_coverage_counts_the_known_intervals_within_the_bounds_edges_included():
    offered = np.array([1.0, 2.0, 3.0, np.nan])

    share = coverage(offered=offered, low=np.array([1.0, 0, 4, 0]), high=np.array([5.0, 2, 9, 9]))

    assert share == pytest.approx(2 / 3)


@pytest.mark.parametrize(("contacts", "published"), [(250, 0.050), (100, 0.080), (30, 0.146), (10, 0.25)])
def test_the_floor_of_wape_is_what_is_published(contacts, published):
    assert wape_floor(np.array([float(contacts)])) == pytest.approx(published, abs=0.0015)


def test_the_floor_of_wape_is_what_a_perfect_forecast_gets():
    rates = np.repeat([0.2, 1.0, 3.7, 25.0], 50_000)
    came = np.random.default_rng(5).poisson(rates).astype(float)

    assert wape_floor(rates) == pytest.approx(wape(offered=came, expected=rates), rel=0.01)


def test_arrays_of_different_shape_are_refused():
    with pytest.raises(OutOfRange, match="need one shape"):
        wape(offered=np.zeros(3), expected=np.zeros(2))
    with pytest.raises(OutOfRange, match="need one shape"):
        coverage(offered=np.zeros(3), low=np.zeros(3), high=np.zeros(2))
