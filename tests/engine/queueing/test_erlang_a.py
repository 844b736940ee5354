import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_a, erlang_b, erlang_c
from support.reference import reference_table

FIGURES = (
    "wait_probability",
    "service_level",
    "wait_tail",
    "abandonment",
    "mean_wait_seconds",
    "queue_length",
    "occupancy",
)
cases = st.fixed_dictionaries(
    {
        "load_erlangs": st.floats(1e-3, 400),
        "agents": st.integers(1, 400),
        "handle_seconds": st.floats(1, 1e4),
        "patience_seconds": st.floats(1, 1e5),
    }
)


def by_states(*, load_erlangs, agents, handle_seconds, patience_seconds):
    """Brute force: the chance of each number of contacts in the system, from the rates between them."""
    arrivals = load_erlangs / handle_seconds
    number = np.arange(1, 20_000)
    leaving = np.minimum(number, agents) / handle_seconds + np.maximum(number - agents, 0) / patience_seconds
    logs = np.append(0.0, np.cumsum(np.log(arrivals / leaving)))
    chance = np.exp(logs - logs.max())
    chance /= chance.sum()
    waiting = np.maximum(np.arange(20_000) - agents, 0)
    length = float(chance @ waiting)
    return {
        "wait_probability": chance[agents:].sum(),
        "queue_length": length,
        "abandonment": length / patience_seconds / arrivals,
        "mean_wait_seconds": length / arrivals,
        "occupancy": float(chance @ np.minimum(np.arange(20_000), agents)) / agents,
    }


@pytest.mark.parametrize("figure", FIGURES)
def test_every_figure_agrees_with_fifty_digits_for_1_to_10_000_agents(figure):
    table = reference_table("erlang_a.csv")
    arguments = {
        name: table[name]
        for name in ("load_erlangs", "agents", "handle_seconds", "patience_seconds", "within_seconds")
    }
    found = getattr(erlang_a.erlang_a(**arguments), figure)
    assert len(found) > 700
    assert_allclose(found, table[figure], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("patience", [15, 120, 3000])
@pytest.mark.parametrize(("load", "agents"), [(0.4, 1), (6, 5), (6, 6), (6, 9), (60, 50), (55, 60)])
def test_figures_agree_with_the_balance_of_states(load, agents, patience):
    case = {
        "load_erlangs": load,
        "agents": agents,
        "handle_seconds": 200,
        "patience_seconds": patience,
    }
    found = erlang_a.erlang_a(**case)
    for figure, expected in by_states(**case).items():
        assert getattr(found, figure) == pytest.approx(expected, rel=1e-9), figure


def test_the_published_cases_come_out():
    # The example of Garnett, Mandelbaum and Reiman: 48 calls a minute of 1 minute each, 50 agents.
    found = erlang_a.erlang_a(load_erlangs=48, agents=50, handle_seconds=60, patience_seconds=120)
    assert found.abandonment == pytest.approx(0.0309, abs=5e-5)
    assert found.mean_wait_seconds == pytest.approx(3.71, abs=5e-3)
    assert found.queue_length == pytest.approx(2.97, abs=5e-3)
    assert found.occupancy == pytest.approx(0.93, abs=5e-3)


def test_a_full_load_is_answered_in_part_not_refused():
    found = erlang_a.erlang_a(
        load_erlangs=10, agents=10, handle_seconds=180, patience_seconds=300, within_seconds=20
    )
    assert found.service_level == pytest.approx(0.517, abs=5e-4)
    assert found.abandonment == pytest.approx(0.109, abs=5e-4)


def test_with_patience_as_long_as_the_handling_the_contacts_present_are_poisson():
    # Whoever is there leaves at the same rate, served or not: M/M/∞.
    found = erlang_a.erlang_a(load_erlangs=30, agents=28, handle_seconds=100, patience_seconds=100)
    present = stats.poisson(30)
    assert found.wait_probability == pytest.approx(present.sf(27), rel=1e-12)
    beyond = sum((n - 28) * present.pmf(n) for n in range(29, 300))
    assert found.queue_length == pytest.approx(beyond, rel=1e-12)


@pytest.mark.parametrize("patience", [1e9, 1e15, np.inf])
@pytest.mark.parametrize(("load", "agents"), [(0.5, 1), (10, 14), (95, 100), (9700, 9900)])
def test_endless_patience_turns_it_into_erlang_c(patience, load, agents):
    case = {"load_erlangs": load, "agents": agents, "handle_seconds": 180}
    found = erlang_a.erlang_a(**case, patience_seconds=patience, within_seconds=20)
    waits = erlang_c.wait_probability(load_erlangs=load, agents=agents)
    assert found.wait_probability == pytest.approx(waits, rel=1e-4 if patience == 1e9 else 1e-9)
    assert found.service_level == pytest.approx(
        erlang_c.service_level(**case, within_seconds=20), rel=1e-5 if patience == 1e9 else 1e-9
    )
    wait = erlang_c.mean_wait_seconds(**case)
    assert found.mean_wait_seconds == pytest.approx(wait, rel=1e-4 if patience == 1e9 else 1e-9)


def test_overload_with_endless_patience_never_settles():
    found = erlang_a.erlang_a(
        load_erlangs=10, agents=10, handle_seconds=180, patience_seconds=np.inf, within_seconds=20
    )
    assert (found.service_level, found.abandonment, found.queue_length) == (0, 0, np.inf)


def test_overload_with_very_long_patience_loses_what_cannot_be_answered():
    found = erlang_a.erlang_a(
        load_erlangs=15, agents=10, handle_seconds=180, patience_seconds=1e12, within_seconds=20
    )
    assert found.abandonment == pytest.approx(1 / 3, rel=1e-9)
    assert found.service_level == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("patience", [0, 1e-9])
def test_without_patience_it_is_erlang_b(patience):
    found = erlang_a.erlang_a(
        load_erlangs=[0.5, 10, 30],
        agents=[1, 14, 20],
        handle_seconds=180,
        patience_seconds=patience,
        within_seconds=20,
    )
    blocked = erlang_b.blocking(load_erlangs=[0.5, 10, 30], agents=[1, 14, 20])
    assert_allclose(found.abandonment, blocked, rtol=1e-9)
    assert_allclose(found.service_level, 1 - blocked, rtol=1e-9)
    assert_allclose(found.mean_wait_seconds, 0, atol=1e-9)


@given(case=cases)
def test_line_wait_and_loss_balance(case):
    found = erlang_a.erlang_a(**case)
    arrivals = case["load_erlangs"] / case["handle_seconds"]
    assert found.queue_length == pytest.approx(arrivals * found.mean_wait_seconds, rel=1e-11)
    assert found.abandonment == pytest.approx(found.mean_wait_seconds / case["patience_seconds"], rel=1e-11)
    handled = found.occupancy * case["agents"] / case["load_erlangs"]
    assert handled + found.abandonment == pytest.approx(1, rel=1e-11)


@given(case=cases, within=st.floats(0, 3000), more=st.integers(1, 40))
def test_more_agents_never_serve_worse(case, within, more):
    few = erlang_a.erlang_a(**case, within_seconds=within)
    many = erlang_a.erlang_a(**case | {"agents": case["agents"] + more}, within_seconds=within)
    assert many.service_level >= few.service_level - 1e-13
    assert many.abandonment <= few.abandonment + 1e-13
    assert many.wait_tail <= few.wait_tail + 1e-13


@given(case=cases, within=st.floats(0, 3000), longer=st.floats(0, 3000))
def test_more_time_never_answers_fewer_and_in_the_end_all_who_stay(case, within, longer):
    level = erlang_a.service_level(**case, within_seconds=[0, within, within + longer, 1e7])
    assert (np.diff(level) >= -1e-13).all()
    found = erlang_a.erlang_a(**case)
    assert level[0] == pytest.approx(1 - found.wait_probability, abs=1e-13)
    assert level[3] == pytest.approx(1 - found.abandonment, abs=1e-12)


@pytest.mark.parametrize(("load", "agents"), [(10, 12), (14, 10)])
def test_the_mean_wait_of_the_answered_is_what_the_service_level_says(load, agents):
    case = {"load_erlangs": load, "agents": agents, "handle_seconds": 180, "patience_seconds": 120}
    times = np.linspace(0, 4000, 40_001)
    level = erlang_a.service_level(**case, within_seconds=times)
    answered = 1 - erlang_a.abandonment(**case)
    mean = np.trapezoid(answered - level, times) / answered
    assert erlang_a.mean_wait_of_answered_seconds(**case) == pytest.approx(mean, rel=1e-5)


def test_the_mean_wait_of_all_is_the_tail_summed_over_time():
    case = {"load_erlangs": 14, "agents": 10, "handle_seconds": 180, "patience_seconds": 3600}
    found = erlang_a.erlang_a(**case)
    times = np.linspace(0, 40_000, 100_001)
    everyone = np.trapezoid(erlang_a.wait_tail(**case, seconds=times), times)
    assert everyone == pytest.approx(found.mean_wait_seconds, rel=1e-5)


def test_with_nobody_there_everyone_waits_until_they_give_up():
    found = erlang_a.erlang_a(
        load_erlangs=2, agents=0, handle_seconds=180, patience_seconds=90, within_seconds=90
    )
    assert (found.service_level, found.abandonment, found.mean_wait_seconds) == (0, 1, 90)
    assert found.wait_tail == pytest.approx(np.exp(-1))
    assert found.queue_length == pytest.approx(1)


def test_without_contacts_nobody_waits_even_with_nobody_there():
    found = erlang_a.erlang_a(
        load_erlangs=0, agents=[0, 3], handle_seconds=180, patience_seconds=[90, np.inf]
    )
    assert found.service_level.tolist() == [1, 1]
    assert found.wait_probability.tolist() == [0, 0]
    assert found.occupancy.tolist() == [0, 0]


def test_each_function_gives_its_figure_of_the_whole():
    case = {"load_erlangs": 9, "agents": 10, "handle_seconds": 180, "patience_seconds": 120}
    found = erlang_a.erlang_a(**case, within_seconds=30)
    level = erlang_a.service_level(**case, within_seconds=30)
    assert level == pytest.approx(found.service_level, rel=1e-13)
    assert erlang_a.wait_tail(**case, seconds=30) == pytest.approx(found.wait_tail, rel=1e-13)
    for figure in (
        "wait_probability",
        "abandonment",
        "mean_wait_seconds",
        "mean_wait_of_answered_seconds",
        "queue_length",
        "occupancy",
    ):
        assert getattr(erlang_a, figure)(**case) == pytest.approx(getattr(found, figure), rel=1e-13)


def test_mixed_cases_are_answered_as_if_alone():
    mixed = {
        "load_erlangs": np.array([0, 5, 5, 5, 5, 5.0]),
        "agents": np.array([4, 0, 4, 6, 6, 6]),
        "patience_seconds": np.array([60, 60, 60, 60, np.inf, 0]),
    }
    together = erlang_a.service_level(**mixed, handle_seconds=180, within_seconds=20)
    for place in range(6):
        alone = erlang_a.service_level(
            **{name: values[place] for name, values in mixed.items()}, handle_seconds=180, within_seconds=20
        )
        assert together[place] == pytest.approx(alone, rel=1e-13)


def test_negative_patience_is_refused():
    with pytest.raises(OutOfRange, match="patience_seconds must be at least 0; got -1"):
        erlang_a.abandonment(load_erlangs=1, agents=1, handle_seconds=180, patience_seconds=-1)
