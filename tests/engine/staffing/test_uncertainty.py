import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from halfhour.engine.forecasting import LEVELS
from halfhour.engine.queueing import erlang_a
from halfhour.engine.staffing import rate_spread
from halfhour.engine.staffing._live import live_service
from halfhour.engine.staffing._staff_live import expected_level
from halfhour.engine.staffing._uncertainty import (
    chance_of_at_most,
    combined_spread,
    factors_at,
    load_at_chance,
    poisson_quantile,
)

# 80 % within 20 s, handle time 4 min, staffed at the mean; expected level of contacts for spreads of
# 5, 10, 20 and 30 % of a gamma rate, and the agents who bring it to 80 %.
EXPECTED = {
    5: (8, (0.87, 0.85, 0.80, 0.72), (8, 8, 9, 9)),
    20: (25, (0.85, 0.79, 0.66, 0.57), (25, 26, 28, 30)),
    60: (67, (0.78, 0.66, 0.55, 0.49), (68, 71, 77, 85)),
    150: (159, (0.67, 0.58, 0.50, 0.46), (163, 170, 187, 208)),
}
SPREADS = np.array([0.05, 0.1, 0.2, 0.3])


def levels_with(agents, *, load, spread, within=20.0, patience=np.inf):
    agents = np.asarray(agents, dtype=float)
    service = live_service(
        handle_seconds=240,
        within_seconds=within,
        share=0.8,
        patience_seconds=patience,
        intervals=agents.size,
    )
    return expected_level(
        service, np.full(agents.size, float(load)), np.broadcast_to(spread, agents.shape), agents
    )


@pytest.mark.parametrize("load", EXPECTED)
def test_the_level_expected_of_an_uncertain_rate_is_that_of_the_table(load):
    agents, levels, _ = EXPECTED[load]
    found = levels_with(np.full(4, agents), load=load, spread=SPREADS)
    assert_allclose(found, levels, atol=0.006)


@pytest.mark.parametrize("load", EXPECTED)
def test_the_agents_who_cover_an_uncertain_rate_are_those_of_the_table(load):
    asked = np.arange(load, 2 * load)
    needed = [
        int(asked[np.argmax(levels_with(asked, load=load, spread=spread) >= 0.8)]) for spread in SPREADS
    ]
    # Their largest case was averaged over random rates.
    assert_allclose(needed, EXPECTED[load][2], atol=1 if load == 150 else 0)


@pytest.mark.parametrize("patience", [np.inf, 90.0])
@pytest.mark.parametrize("within", [0.0, 20.0, 900.0])
@pytest.mark.parametrize(("load", "agents"), [(0.3, 1), (8, 11), (300, 310)])
def test_the_average_over_loads_agrees_with_a_very_fine_one(load, agents, within, patience):
    for spread in (0.004, 0.08, 0.5):
        met = stats.gamma(1 / spread**2 + 1, scale=load * spread**2)
        loads = np.linspace(met.ppf(1e-13), met.isf(1e-13), 40_001)
        levels = erlang_a.service_level(
            load_erlangs=loads,
            agents=agents,
            handle_seconds=240,
            within_seconds=within,
            patience_seconds=patience,
        )
        fine = np.trapezoid(levels * met.pdf(loads), loads)
        found = levels_with([agents], load=load, spread=spread, within=within, patience=patience)
        assert found[0] == pytest.approx(fine, abs=2e-4)


def test_a_load_that_is_known_is_met_as_it_is():
    found = levels_with([14], load=10, spread=0.0, within=20.0)
    known = erlang_a.service_level(
        load_erlangs=10, agents=14, handle_seconds=240, within_seconds=20, patience_seconds=np.inf
    )
    assert found[0] == pytest.approx(known, rel=1e-12)


def test_the_load_of_a_chance_is_the_load_with_that_chance():
    mean, spread = np.array([0.0, 3.0, 40.0, 40.0]), np.array([0.1, 0.4, 0.1, 0.0])
    for chance in (0.1, 0.5, 0.8, 0.99):
        load = load_at_chance(mean=mean, spread=spread, chance=chance)
        assert_allclose(chance_of_at_most(mean=mean, spread=spread, load=load), [1, chance, chance, 1])
        assert load[0] == 0
        assert load[3] == 40


def test_a_known_load_is_exceeded_for_certain_or_not_at_all():
    at_most = chance_of_at_most(mean=np.array([40.0, 40.0]), spread=np.zeros(2), load=np.array([39.9, 40.1]))
    assert at_most.tolist() == [0, 1]


def test_contacts_meet_the_busy_intervals_more_often():
    steps = np.linspace(-8, 8, 2001)
    weights = stats.norm.pdf(steps) * (steps[1] - steps[0])
    spread = np.array([0.3])
    of_intervals = weights @ factors_at(steps=steps, spread=spread)[:, 0]
    of_contacts = weights @ factors_at(steps=steps, spread=spread, met_by_contacts=True)[:, 0]
    assert of_intervals == pytest.approx(1, abs=1e-9)
    assert of_contacts == pytest.approx(1 + 0.3**2, abs=1e-9)  # E[x²] / E[x]


def test_bounds_that_hold_no_more_than_chance_leave_the_rate_known():
    mean = np.array([0.0, 0.4, 3.0, 50.0, 2000.0])
    quantiles = np.stack([stats.poisson.ppf(level, np.maximum(mean, 1e-300)) for level in LEVELS])
    spread = rate_spread(offered_mean=mean, offered_quantiles=quantiles, levels=LEVELS)
    assert_allclose(spread, 0, atol=0.05)


@pytest.mark.parametrize("true_spread", [0.05, 0.15, 0.4])
def test_the_spread_of_the_rate_is_found_behind_the_bounds_of_the_count(true_spread):
    mean = np.array([400.0, 2000.0])
    shape = 1 / true_spread**2
    quantiles = np.stack([stats.nbinom.ppf(level, shape, shape / (shape + mean)) for level in LEVELS])
    spread = rate_spread(offered_mean=mean, offered_quantiles=quantiles, levels=LEVELS)
    assert_allclose(spread, true_spread, rtol=0.06)


@pytest.mark.parametrize("true_spread", [0.05, 0.1, 0.2, 0.4])
@pytest.mark.parametrize("contacts", [8, 30, 100])
def test_bounds_of_few_contacts_tell_the_spread_together(contacts, true_spread):
    # Two weeks of half hours whose bounds are whole numbers: most of them by themselves hold 0 % or 50 %.
    mean = contacts * np.random.default_rng(5).uniform(0.3, 1.7, 400)
    shape = 1 / max(true_spread, 1e-4) ** 2
    quantiles = np.stack([stats.nbinom.ppf(level, shape, shape / (shape + mean)) for level in LEVELS])
    spread = rate_spread(offered_mean=mean, offered_quantiles=quantiles, levels=LEVELS)
    assert spread.mean() == pytest.approx(true_spread, abs=0.06)
    assert spread.max() < true_spread + 0.14


def test_where_bounds_hold_nothing_but_chance_a_usual_spread_is_taken():
    mean = np.random.default_rng(5).uniform(0.2, 3, 300)
    quantiles = np.stack([stats.poisson.ppf(level, mean) for level in LEVELS])
    spread = rate_spread(offered_mean=mean, offered_quantiles=quantiles, levels=LEVELS)
    assert spread.mean() == pytest.approx(0.1, abs=0.02)


def test_nothing_expected_tells_nothing():
    nothing = np.zeros(3)
    assert rate_spread(offered_mean=nothing, offered_quantiles=np.zeros((5, 3)), levels=LEVELS).tolist() == [
        0,
        0,
        0,
    ]


def test_chance_alone_has_the_quantiles_of_poisson():
    mean = np.array([0.01, 0.04, 0.4, 1, 3, 10, 50, 400])
    for level in LEVELS:
        assert poisson_quantile(level, mean).tolist() == stats.poisson.ppf(level, mean).tolist()


def test_spreads_of_independent_factors_combine():
    rng = np.random.default_rng(7)
    volume, time = rng.gamma(25, 1 / 25, 400_000), rng.gamma(100, 1 / 100, 400_000)
    found = combined_spread(np.array([0.2]), np.array([0.1]))
    assert found[0] == pytest.approx((volume * time).std(), rel=0.01)
