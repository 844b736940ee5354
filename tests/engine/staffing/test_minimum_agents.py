from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.queueing import erlang_a, erlang_c
from halfhour.engine.staffing import minimum_agents

CALLS = {"handle_seconds": 180, "within_seconds": 20, "share": 0.8}


def counted_up(*, load_erlangs, handle_seconds, within_seconds, share, patience_seconds=np.inf):
    """Brute force: the first number of agents from 0 on that keeps the goal."""
    levels = erlang_a.service_level(
        load_erlangs=load_erlangs,
        agents=np.arange(400),
        handle_seconds=handle_seconds,
        within_seconds=within_seconds,
        patience_seconds=patience_seconds,
    )
    return int(np.argmax(levels >= share))


@pytest.mark.parametrize("patience", [np.inf, 120.0])
def test_it_is_the_first_number_that_keeps_the_goal(patience):
    loads = (0.01, 0.3, 0.6, 1, 2.5, 5, 10.6, 24, 60, 150)
    for load, within, share in product(loads, (0, 20, 120, 600, 3600), (0.5, 0.8, 0.9, 0.95, 0.99)):
        case = {
            "load_erlangs": load,
            "handle_seconds": 180,
            "within_seconds": within,
            "share": share,
            "patience_seconds": patience,
        }
        assert minimum_agents(**case) == counted_up(**case), case


def test_one_agent_is_enough_where_one_agent_is_enough():
    # 0.6 erlang within an hour: one agent answers 99 % in time, though the load rounds to one as well.
    case = {"load_erlangs": 0.6, "handle_seconds": 180, "within_seconds": 3600, "share": 0.9}
    assert erlang_c.service_level(load_erlangs=0.6, agents=1, handle_seconds=180, within_seconds=3600) > 0.99
    assert minimum_agents(**case) == 1
    assert minimum_agents(**case | {"load_erlangs": 10.6}) == 11


def test_patience_lets_fewer_agents_than_load_keep_the_goal():
    found = minimum_agents(
        load_erlangs=[10, 50, 100],
        handle_seconds=[240, 300, 300],
        patience_seconds=[120, 180, 120],
        within_seconds=20,
        share=0.8,
    )
    assert found.tolist() == [12, 52, 98]


def test_without_patience_figures_nobody_is_thought_to_give_up():
    found = minimum_agents(
        load_erlangs=[10, 50, 100], handle_seconds=[240, 300, 300], within_seconds=20, share=0.8
    )
    assert found.tolist() == [14, 57, 108]


def test_work_that_is_pooled_needs_what_the_pool_needs():
    # 10 + 10, 20 + 20 + 20 and 2.8 + 1.2 erlangs, answered by people who can do all of it.
    assert minimum_agents(load_erlangs=[20, 60, 4], **CALLS).tolist() == [24, 66, 7]


def test_no_contacts_need_nobody_and_any_contact_needs_somebody():
    assert minimum_agents(load_erlangs=[0, 1e-9], **CALLS).tolist() == [0, 1]


def test_an_answer_at_once_may_be_asked_for():
    # Tijms, table 5.3.2: 10 erlangs, a chance of waiting of at most 0.2.
    assert minimum_agents(load_erlangs=10, handle_seconds=180, within_seconds=0, share=0.8) == 14


def test_thousands_of_agents_are_found_exactly():
    found = int(minimum_agents(load_erlangs=9_800, **CALLS))
    at = erlang_c.service_level(
        load_erlangs=9_800, agents=[found - 1, found], handle_seconds=180, within_seconds=20
    )
    assert at[0] < 0.8 <= at[1]
    assert int(minimum_agents(load_erlangs=1e6, **CALLS)) - 1_000_000 == pytest.approx(450, abs=450)


@given(
    load=st.floats(0, 300),
    more=st.floats(0, 30),
    share=st.floats(0.05, 0.99),
    within=st.floats(0, 600),
    patience=st.one_of(st.just(np.inf), st.floats(1, 3600)),
)
def test_more_work_never_needs_fewer_people(load, more, share, within, patience):
    found = minimum_agents(
        load_erlangs=[load, load + more],
        handle_seconds=200,
        within_seconds=within,
        share=share,
        patience_seconds=patience,
    )
    assert found[0] <= found[1]


@given(load=st.floats(0.01, 60), concurrency=st.integers(1, 6))
def test_who_holds_several_contacts_stands_for_as_many_places(load, concurrency):
    found = minimum_agents(load_erlangs=load, concurrency=concurrency, **CALLS)
    places = minimum_agents(load_erlangs=load, **CALLS)
    assert found == -(-places // concurrency)


@given(load=st.floats(0, 3000), within=st.floats(0, 600), share=st.floats(0.05, 0.99))
def test_one_case_is_answered_as_it_is_among_many(load, within, share):
    case = {"handle_seconds": 180.0, "within_seconds": within, "share": share}
    alone = minimum_agents(load_erlangs=load, **case)
    assert alone == minimum_agents(load_erlangs=[0.5, load], **case)[1]


def test_cases_keep_their_shape():
    assert minimum_agents(load_erlangs=np.ones((2, 3)), **CALLS).shape == (2, 3)
    assert minimum_agents(load_erlangs=np.empty(0), **CALLS).shape == (0,)


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"share": 1}, "share must be above 0 and below 1; got 1"),
        ({"share": 0}, "share must be above 0 and below 1; got 0"),
        ({"load_erlangs": -1}, "load_erlangs"),
        ({"handle_seconds": 0}, "handle_seconds"),
        ({"within_seconds": -1}, "within_seconds"),
        ({"patience_seconds": np.nan}, "patience_seconds"),
        ({"concurrency": 0}, "concurrency must be at least 1; got 0"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name_and_value(wrong, named):
    with pytest.raises(OutOfRange, match=named):
        minimum_agents(**{"load_erlangs": 10, **CALLS, **wrong})
