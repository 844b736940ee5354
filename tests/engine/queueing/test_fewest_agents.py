import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import _fewest, _impatience, erlang_a, erlang_b, erlang_c
from halfhour.engine.queueing._compiled import Kernel
from support.reference import reference_table

CALLS = {"handle_seconds": 180, "within_seconds": 20, "share": 0.8}
CASES = 2000


def many_cases(seed, *, patience):
    rng = np.random.default_rng(seed)
    return {
        "load_erlangs": np.exp(rng.uniform(np.log(0.02), np.log(3000), CASES)),
        "handle_seconds": rng.uniform(30, 1200, CASES),
        "within_seconds": rng.choice([0.0, 10, 20, 60, 600, 3600], CASES),
        "share": rng.uniform(0.3, 0.99, CASES),
        "patience_seconds": np.exp(rng.uniform(np.log(5), np.log(2e5), CASES)) if patience else np.inf,
    }


@pytest.mark.parametrize("patience", [True, False])
def test_of_thousands_of_cases_each_is_enough_and_one_fewer_is_not(patience):
    cases = many_cases(1, patience=patience)
    share = cases.pop("share")
    fewest = erlang_a.fewest_agents(**cases, share=share)

    assert (erlang_a.service_level(**cases, agents=fewest) >= share - 1e-12).all()
    assert (erlang_a.service_level(**cases, agents=fewest - 1) < share + 1e-12).all()


@pytest.mark.parametrize("agents", [1, 10, 300, 10_000])
def test_the_reciprocal_of_blocking_agrees_with_fifty_digits(agents):
    table = reference_table("erlang_c.csv")
    rows = table["agents"] == agents
    ways = [_fewest.ways_over_last(load, agents) for load in table["load_erlangs"][rows].tolist()]
    known = table["blocking"][rows] > 1e-300
    assert 1 / np.array(ways)[known] == pytest.approx(table["blocking"][rows][known], rel=1e-9)


def test_the_level_by_sums_alone_agrees_with_fifty_digits():
    table = reference_table("erlang_a.csv")
    names = ("load_erlangs", "agents", "patience_seconds", "within_seconds", "handle_seconds")
    for load, agents, patience, within, handle, level in zip(
        *(table[name].tolist() for name in names), table["service_level"].tolist(), strict=True
    ):
        idle = _fewest.ways_over_last(load, agents - 1.0)
        found = _fewest.level_impatient(load, agents, handle / patience, within / handle, idle)
        assert found == pytest.approx(level, rel=1e-9, abs=1e-13)


def test_sums_and_panels_are_two_ways_to_the_same_integrals():
    for load, agents in ((0.3, 1.0), (8.0, 9.0), (30.0, 30.0), (45.0, 30.0)):
        for impatience, time in ((4.0, 0.05), (1.0, 0.4), (0.1, 2.0)):
            assert _impatience.is_short(load, agents, impatience)
            summed = _impatience.by_series(load, agents, impatience, time)
            *panels, top = _impatience.by_panels(load, agents, impatience, time)
            assert np.array(summed[:5]) == pytest.approx(np.array(panels) * np.exp(top), rel=1e-9)


def test_compiled_or_not_the_answers_are_the_same_to_the_bit():
    cases = many_cases(2, patience=True)
    handle = cases["handle_seconds"][:300]
    arrays = (
        cases["load_erlangs"][:300],
        cases["within_seconds"][:300] / handle,
        cases["share"][:300],
        handle / cases["patience_seconds"][:300],
    )
    lines = (arrays[0], np.ceil(arrays[0]), arrays[3], arrays[1])
    for kernel, figures in (
        (_fewest.patient, arrays[:3]),
        (_fewest.impatient, arrays),
        (_impatience.every_case, lines),
    ):
        plain, machine = np.empty((2, kernel.answers, 300))
        kernel.loop(np.stack(figures), plain)
        kernel.machine(np.stack(figures), machine)
        assert_array_equal(plain, machine)


def test_next_to_nothing_beside_much_is_answered_at_once():
    found = erlang_a.fewest_agents(load_erlangs=[1e-17, 1.0, 2000.0, 1.0], patience_seconds=60.0, **CALLS)
    alone = [
        erlang_a.fewest_agents(load_erlangs=load, patience_seconds=60.0, **CALLS)
        for load in (1e-17, 1.0, 2000.0, 1.0)
    ]
    assert found.tolist() == alone


def test_where_it_looks_first_changes_nothing():
    for load in (0.4, 7.0, 60.0, 900.0):
        found = {_fewest.fewest_impatient(load, 0.1, 0.8, 1.5, hint) for hint in (-3.0, -0.5, 0.0, 0.7, 9.0)}
        assert len(found) == 1


def test_a_few_cases_do_not_wait_for_a_compiler_and_many_do_not_wait_for_python():
    kernel = Kernel(_doubled, answers=1, parts=(), seconds_per_case=0.1)
    assert kernel(np.ones(1), cases=1).tolist() == [[2]]
    assert "machine" not in vars(kernel)
    assert kernel(3.0, cases=1).tolist() == [[6]]
    assert "machine" in vars(kernel)


def _doubled(cases, found):
    for case in range(cases.shape[1]):
        found[0, case] = 2.0 * cases[0, case]


def test_ten_thousand_agents_and_a_million_erlangs_are_found_exactly():
    for load in (9_800.0, 1e6):
        found = erlang_c.fewest_agents(load_erlangs=load, **CALLS)
        levels = erlang_c.service_level(
            load_erlangs=load, agents=[found - 1, found], handle_seconds=180, within_seconds=20
        )
        assert levels[0] < 0.8 <= levels[1]


@settings(max_examples=60)
@given(load=st.floats(0.001, 2000), share=st.floats(0.01, 0.999))
def test_who_will_not_wait_at_all_needs_what_erlang_b_says(load, share):
    found = erlang_a.fewest_agents(load_erlangs=load, patience_seconds=0.0, **CALLS | {"share": share})
    blocked = erlang_b.blocking(load_erlangs=load, agents=[max(found - 1, 0), found])
    assert 1 - blocked[1] >= share - 1e-12
    assert found == 0 or 1 - blocked[0] < share + 1e-12


@given(load=st.floats(0.01, 500), patience=st.sampled_from([0.0, 3.0, 90.0, 1e4, np.inf]))
def test_one_case_is_answered_as_it_is_among_many(load, patience):
    alone = erlang_a.fewest_agents(load_erlangs=load, patience_seconds=patience, **CALLS)
    among = erlang_a.fewest_agents(load_erlangs=[0.5, load], patience_seconds=patience, **CALLS)
    assert alone == among[1]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"share": 1.0}, "share must be above 0 and below 1; got 1"),
        ({"share": 0.0}, "share must be above 0 and below 1; got 0"),
        ({"handle_seconds": 0}, "handle_seconds must be finite and above 0; got 0"),
        ({"load_erlangs": float("nan")}, "load_erlangs"),
        ({"patience_seconds": -1.0}, "patience_seconds must be at least 0; got -1"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_value(wrong, named):
    with pytest.raises(OutOfRange, match=named):
        erlang_a.fewest_agents(**{"load_erlangs": 10, "patience_seconds": 60.0, **CALLS, **wrong})
