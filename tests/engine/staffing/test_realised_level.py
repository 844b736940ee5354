"""What single half hours show, judged by Erlang's formulas, by sums over eigenvalues and by simulation."""

from math import inf

import numpy as np
import pytest
from numpy.testing import assert_allclose

from halfhour.engine.queueing import erlang_a
from halfhour.engine.simulation import Centre, Exponential, Group, Queue, Skill, simulate
from halfhour.engine.small_team import level_spread
from halfhour.engine.staffing._line import spells
from halfhour.engine.staffing._realised import Lines, chance_kept, kept_kernel, spell_sum

HANDLE, WITHIN, SHARE, SECONDS = 240.0, 20.0, 0.8, 1800.0
LINES = [
    (0.3, 1, inf),
    (2, 4, inf),
    (5, 8, inf),
    (10, 14, inf),
    (60, 67, inf),
    (10, 11, 120.0),
    (25, 20, 300.0),
    (60, 64, 60.0),
]


def lines_of(cases, **changes):
    load, places, patience = (np.array(column, dtype=float) for column in zip(*cases, strict=True))
    same = {"handle_seconds": HANDLE, "within_seconds": WITHIN, "share": SHARE, "seconds": SECONDS} | changes
    return Lines(
        load=load,
        places=places,
        patience_seconds=patience,
        **{name: np.full(load.size, value) for name, value in same.items()},
    )


def played(load, agents, *, patience=inf, replications=250, intervals=20):
    queue = Queue(
        name="calls",
        expected=(load * SECONDS / HANDLE,) * intervals,
        handle=Exponential(mean_seconds=HANDLE),
        patience=None if patience == inf else Exponential(mean_seconds=patience),
    )
    group = Group(name="all", skills=(Skill(queue="calls"),), staffed=(agents,) * intervals)
    centre = Centre(queues=(queue,), groups=(group,), intervals=intervals)
    found = simulate(centre, replications=replications, seed=4)
    return found.offered[:, 0, 4:], found.within_goal[:, 0, 4:]


def test_the_level_of_a_line_is_erlangs():
    level, _ = lines_of(LINES).kept()
    load, agents, patience = (np.array(column) for column in zip(*LINES, strict=True))
    expected = erlang_a.service_level(
        load_erlangs=load,
        agents=agents,
        handle_seconds=HANDLE,
        patience_seconds=patience,
        within_seconds=WITHIN,
    )
    assert_allclose(level, expected, atol=1e-9)


@pytest.mark.parametrize(("load", "agents", "patience"), LINES)
def test_the_chance_of_an_interval_is_that_of_all_eigenvalues_and_not_of_one_spell(load, agents, patience):
    _, kept = lines_of([(load, agents, patience)]).kept()
    spread = level_spread(
        load_erlangs=load,
        agents=agents,
        handle_seconds=HANDLE,
        within_seconds=WITHIN,
        share=SHARE,
        patience_seconds=patience,
    )
    nobody = np.exp(-load * SECONDS / HANDLE)  # an interval without contacts has kept its goal
    assert kept[0] == pytest.approx(nobody + (1 - nobody) * (1 - spread.under_goal), abs=0.01)


@pytest.mark.parametrize(
    ("load", "agents", "patience"), [(2, 4, inf), (5, 8, inf), (25, 30, inf), (10, 12, 120.0)]
)
def test_the_chance_of_an_interval_is_within_four_points_of_simulation(load, agents, patience):
    offered, in_time = played(load, agents, patience=patience)
    _, kept = lines_of([(load, agents, patience)]).kept()
    simulated = (in_time >= SHARE * offered - 1e-9).mean()
    assert kept[0] == pytest.approx(simulated, abs=0.04)


@pytest.mark.parametrize(("load", "agents"), [(5, 9), (10, 14)])
def test_what_a_long_run_exceeds_the_goal_by_varies_as_in_simulation(load, agents):
    offered, in_time = played(load, agents, replications=600)
    beyond = (in_time - SHARE * offered).sum(axis=1)
    mean, variance = lines_of([(load, agents, inf)]).beyond()
    intervals = offered.shape[1]
    assert beyond.mean() == pytest.approx(mean[0] * intervals, abs=4 * beyond.std() / 600**0.5)
    assert beyond.std() == pytest.approx((variance[0] * intervals) ** 0.5, rel=0.12)


def test_without_waiting_each_contact_has_its_luck_alone():
    # Erlang B with one agent: whoever comes while it is busy is lost.
    _, single, *_ = spells(0.5, 1.0, HANDLE, 0.0, WITHIN)
    assert single == pytest.approx(2 / 3 * 1 / 3)


def test_contacts_with_their_luck_alone_are_binomial():
    # 30 contacts on average, each in time with 85 %: as good counts beside bad counts of Poisson's law.
    kept = chance_kept(30.0, 0.85, 30 * 0.85 * 0.15, 0.0, 0.8)
    rng = np.random.default_rng(3)
    offered = rng.poisson(30, 400_000)
    assert kept == pytest.approx((rng.binomial(offered, 0.85) >= 0.8 * offered - 1e-9).mean(), abs=0.004)


def test_short_spells_add_up_over_time_and_long_ones_over_its_square():
    assert spell_sum(3.0, 1.0, 1e6) == pytest.approx(3.0, rel=1e-5)
    assert spell_sum(3.0, 1e6, 10.0) == pytest.approx(3.0 * 10 / 2e6, rel=1e-4)


def test_nobody_comes_nobody_is_there_and_too_few_are_there():
    level, kept = lines_of([(0, 3, inf), (3, 0, inf), (5, 5, inf), (50, 20, inf)]).kept()
    assert level.tolist() == [1, 0, 0, 0]
    assert kept == pytest.approx([1, 0, 0, 0], abs=1e-6)


def test_ten_thousand_agents_are_answered():
    # Of 11,000 erlangs, 10,000 agents answer ten elevenths, and those after a few seconds.
    level, kept = lines_of([(9_900, 10_000, inf), (11_000, 10_000, 60.0)]).kept()
    assert level == pytest.approx([1, 10 / 11], abs=1e-3)
    assert kept == pytest.approx([1, 1], abs=1e-2)


@pytest.mark.parametrize("patience", [inf, 90.0])
def test_one_more_person_never_lowers_the_chance(patience):
    agents = np.arange(0, 22)
    _, kept = lines_of([(8, each, patience) for each in agents]).kept()
    assert (np.diff(kept) >= -1e-7).all()


def test_compiled_or_not_the_answers_are_the_same():
    cases = lines_of(LINES)
    table = np.stack(cases._figures)
    plain, machine = np.empty((2, 2, len(LINES)))
    kept_kernel.loop(table, plain)
    kept_kernel.machine(table, machine)
    assert_allclose(machine, plain, atol=1e-9)
