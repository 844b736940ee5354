import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_b, erlang_c
from support.reference import reference_table

loads = st.just(0.0) | st.floats(1e-90, 3000)
crews = st.integers(0, 3000)

# Tijms, A First Course in Stochastic Models, table 5.3.2: fewest agents for a chance of waiting of
# at most 0.5, 0.2 and 0.1.
TIJMS = {
    1: (2, 3, 3),
    5: (7, 8, 9),
    10: (12, 14, 16),
    50: (54, 58, 61),
    100: (106, 111, 115),
    250: (259, 268, 274),
    500: (512, 525, 533),
    1000: (1017, 1034, 1046),
}


def case(load, agents):
    return {"load_erlangs": load, "agents": agents}


def test_blocking_agrees_with_fifty_digits_for_1_to_10_000_agents():
    table = reference_table("erlang_c.csv")
    found = erlang_b.blocking(load_erlangs=table["load_erlangs"], agents=table["agents"])
    assert_allclose(found, table["blocking"], rtol=1e-11, atol=1e-300)


@pytest.mark.parametrize(
    "figure", ["wait_probability", "service_level", "mean_wait_seconds", "queue_length", "occupancy"]
)
def test_every_figure_of_a_settled_line_agrees_with_fifty_digits(figure):
    table = reference_table("erlang_c.csv")
    settled = table["load_erlangs"] < table["agents"]
    arguments = {"load_erlangs": table["load_erlangs"], "agents": table["agents"]}
    if figure in {"service_level", "mean_wait_seconds"}:
        arguments["handle_seconds"] = table["handle_seconds"]
    if figure == "service_level":
        arguments["within_seconds"] = table["within_seconds"]
    found = getattr(erlang_c, figure)(**arguments)
    assert settled.sum() > 100
    assert_allclose(found[settled], table[figure][settled], rtol=1e-11, atol=1e-300)


def test_the_published_cases_come_out():
    assert erlang_b.blocking(**case(8, 10)) == pytest.approx(0.12166, abs=5e-6)
    assert erlang_c.wait_probability(**case(8, 10)) == pytest.approx(0.40918, abs=5e-6)
    calls = case(10, 14)
    assert erlang_c.wait_probability(**calls) == pytest.approx(0.1741319, abs=5e-8)
    assert erlang_c.service_level(**calls, handle_seconds=180, within_seconds=20) == pytest.approx(
        0.88835, abs=5e-6
    )
    assert erlang_c.mean_wait_seconds(**calls, handle_seconds=180) == pytest.approx(7.835937, abs=5e-7)
    assert erlang_c.occupancy(**calls) == pytest.approx(0.714286, abs=5e-7)
    assert erlang_c.mean_wait_seconds(**case(48, 50), handle_seconds=60) == pytest.approx(20.83, abs=5e-3)
    assert erlang_c.queue_length(**case(48, 50)) == pytest.approx(16.7, abs=0.05)


@pytest.mark.parametrize("load", TIJMS)
def test_the_fewest_agents_for_a_chance_of_waiting_are_those_of_tijms(load):
    waits = erlang_c.wait_probability(load_erlangs=load, agents=np.arange(2 * load + 5))
    assert tuple(int(np.argmax(waits <= chance)) for chance in (0.5, 0.2, 0.1)) == TIJMS[load]


@given(load=loads, agents=st.integers(1, 3000))
def test_blocking_follows_its_recursion_over_agents(load, agents):
    before = erlang_b.blocking(**case(load, agents - 1))
    expected = load * before / (agents + load * before)
    assert erlang_b.blocking(**case(load, agents)) == pytest.approx(expected, rel=1e-11, abs=1e-290)


@given(load=loads, agents=crews, more=st.integers(1, 50))
def test_more_agents_never_wait_longer(load, agents, more):
    few, many = case(load, agents), case(load, agents + more)
    assert erlang_c.wait_probability(**many) <= erlang_c.wait_probability(**few)
    seconds = {"handle_seconds": 240, "within_seconds": 20}
    assert erlang_c.service_level(**many, **seconds) >= erlang_c.service_level(**few, **seconds)


@given(agents=st.integers(1, 3000), used=st.floats(0.01, 0.9999), handle=st.floats(1, 1e5))
def test_the_line_is_as_long_as_arrivals_times_wait(agents, used, handle):
    load = agents * used
    wait = erlang_c.mean_wait_seconds(**case(load, agents), handle_seconds=handle)
    assert erlang_c.queue_length(**case(load, agents)) == pytest.approx(load / handle * wait, rel=1e-12)


def test_the_mean_wait_is_the_tail_summed_over_time():
    times = np.linspace(0, 3600, 200_001)
    tail = erlang_c.wait_tail(**case(10, 12), handle_seconds=180, seconds=times)
    mean = erlang_c.mean_wait_seconds(**case(10, 12), handle_seconds=180)
    assert np.trapezoid(tail, times) == pytest.approx(mean, rel=1e-6)


def test_those_who_wait_share_the_whole_wait():
    waits = erlang_c.wait_probability(**case(10, 12))
    of_waiting = erlang_c.mean_wait_of_waiting_seconds(**case(10, 12), handle_seconds=180)
    assert waits * of_waiting == pytest.approx(
        erlang_c.mean_wait_seconds(**case(10, 12), handle_seconds=180), rel=1e-12
    )


@given(share=st.floats(0.001, 0.999))
def test_the_wait_of_a_share_is_where_the_tail_has_fallen_to_the_rest(share):
    calls = case(10, 12) | {"handle_seconds": 180}
    seconds = erlang_c.wait_within_seconds(**calls, share=share)
    tail = erlang_c.wait_tail(**calls, seconds=seconds)
    assert tail == pytest.approx(1 - share, rel=1e-9) if seconds > 0 else tail <= 1 - share


def test_without_contacts_nobody_waits_even_with_nobody_there():
    assert erlang_c.wait_probability(**case(0, [0, 1, 9])).tolist() == [0, 0, 0]
    assert erlang_c.service_level(**case(0, 0), handle_seconds=180, within_seconds=0) == 1
    assert erlang_c.mean_wait_seconds(**case(0, 0), handle_seconds=180) == 0
    assert erlang_c.wait_within_seconds(**case(0, 0), handle_seconds=180, share=0.9) == 0
    assert erlang_c.queue_length(**case(0, 0)) == 0
    assert erlang_c.occupancy(**case(0, 0)) == 0


@pytest.mark.parametrize(("load", "agents"), [(10, 9), (10, 10), (0.001, 0)])
def test_with_no_more_agents_than_load_the_line_never_settles(load, agents):
    understaffed = case(load, agents)
    assert erlang_c.wait_probability(**understaffed) == 1
    assert erlang_c.service_level(**understaffed, handle_seconds=180, within_seconds=3600) == 0
    assert erlang_c.mean_wait_seconds(**understaffed, handle_seconds=180) == np.inf
    assert erlang_c.mean_wait_of_waiting_seconds(**understaffed, handle_seconds=180) == np.inf
    assert erlang_c.wait_within_seconds(**understaffed, handle_seconds=180, share=0.5) == np.inf
    assert erlang_c.queue_length(**understaffed) == np.inf
    assert erlang_c.occupancy(**understaffed) == 1


def test_with_nobody_there_everything_is_blocked():
    assert erlang_b.blocking(load_erlangs=[0, 0.5, 1e6], agents=0).tolist() == [1, 1, 1]


def test_an_answer_at_once_is_for_those_who_do_not_wait():
    level = erlang_c.service_level(**case(10, 14), handle_seconds=180, within_seconds=0)
    assert level == pytest.approx(1 - 0.1741319, abs=5e-8)


def test_a_million_agents_are_answered_as_exactly_as_ten():
    # Square-root staffing: with load + β√load agents the chance of waiting nears 1/(1 + βΦ(β)/φ(β)).
    assert erlang_c.wait_probability(**case(1e6, 1_001_000)) == pytest.approx(0.2234, abs=2e-4)


def test_arrays_of_cases_are_answered_together():
    level = erlang_c.service_level(
        load_erlangs=np.array([[5.0], [10.0]]),
        agents=[6, 11, 16],
        handle_seconds=240,
        within_seconds=20,
    )
    alone = erlang_c.service_level(load_erlangs=10, agents=11, handle_seconds=240, within_seconds=20)
    assert level.shape == (2, 3)
    assert level[1, 1] == alone


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"load_erlangs": -1}, "load_erlangs must be finite and at least 0; got -1"),
        ({"load_erlangs": np.nan}, "load_erlangs"),
        ({"load_erlangs": np.inf}, "load_erlangs"),
        ({"agents": -1}, "agents"),
        ({"agents": 2.5}, "agents must be whole; got 2.5"),
        ({"handle_seconds": 0}, "handle_seconds must be finite and above 0; got 0"),
        ({"within_seconds": -5}, "within_seconds|seconds"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_value(wrong, named):
    sound = {"load_erlangs": 10, "agents": 14, "handle_seconds": 180, "within_seconds": 20}
    with pytest.raises(OutOfRange, match=named):
        erlang_c.service_level(**sound | wrong)


def test_a_share_of_all_contacts_has_no_wait_that_none_exceeds():
    with pytest.raises(OutOfRange, match="share must be above 0 and below 1; got 1"):
        erlang_c.wait_within_seconds(load_erlangs=10, agents=14, handle_seconds=180, share=1)
