"""A bank's sixteen days, simulated from its own calls, beside what happened: docs/methods/against-reality.md.

Tolerances are what the page owns up to, rounded up: the simulated line is somewhat longer than the real one.
"""

from functools import cache

import numpy as np
import pytest

from halfhour.engine.attendance import AwayRule, away_share
from halfhour.engine.patience import leaving_rates, mean_patience, patience_curve
from halfhour.engine.simulation import Outcome, simulate
from support.anonymous_bank import DAYS, NEVER_AWAY, BankModel, Model, read_bank
from support.anonymous_pool import pool, pool_centre

pytestmark = pytest.mark.shared_data

WHOLE = Model()
REPLICATIONS = 8


@pytest.fixture(scope="module")
def calls(shared_data):
    return read_bank(shared_data)


@cache
def simulated(calls, model: Model = WHOLE) -> tuple[Outcome, ...]:
    bank = BankModel(calls, model)
    return tuple(simulate(bank.centre(day), replications=REPLICATIONS, seed=day) for day in range(DAYS))


def overall(days) -> tuple[float, float, float]:
    offered = sum(day.offered.sum() for day in days)
    return tuple(
        float(sum(getattr(day, name).sum() for day in days) / offered)
        for name in ("abandoned", "wait_seconds", "within_goal")
    )


def test_the_sixteen_days_together(calls):
    lost, wait, kept = calls.figures()
    found = overall(simulated(calls))

    assert (round(lost, 3), round(wait, 1), round(kept, 3)) == (0.121, 39.3, 0.544)
    assert found[0] == pytest.approx(lost, abs=0.02)
    assert found[1] == pytest.approx(wait, abs=11)
    assert found[2] == pytest.approx(kept, abs=0.02)


def test_single_days_lose_what_the_simulated_ones_do_but_for_one_with_a_fault_in_the_evening(calls):
    apart = np.array(
        [
            overall([outcome])[0] - calls.figures(calls.day == day)[0]
            for day, outcome in enumerate(simulated(calls))
        ]
    )
    assert np.argmax(np.abs(apart)) == 13  # 14 February: four times the usual calls for an hour and a half
    assert np.sort(np.abs(apart))[-2] < 0.04
    assert np.sqrt(np.mean(np.square(apart))) < 0.03


def test_busy_days_are_told_from_calm_ones(calls):
    real = [calls.figures(calls.day == day) for day in range(DAYS)]
    found = [overall([outcome]) for outcome in simulated(calls)]
    for figure in range(3):
        assert np.corrcoef([row[figure] for row in real], [row[figure] for row in found])[0, 1] > 0.75


def test_people_spend_as_much_time_on_queue_as_was_inferred(calls):
    inferred = sum(day.present_seconds for day in calls.attendance(AwayRule()))
    played = sum(outcome.staffed_seconds.sum() / REPLICATIONS for outcome in simulated(calls))
    assert played == pytest.approx(inferred, rel=0.015)


def test_counting_everybody_from_first_to_last_call_loses_less_than_half_of_those_who_were_lost(calls):
    pooled = pool(calls)
    by_formula = pooled.erlang_a()[0]
    days = [simulate(pool_centre(calls, pooled, day), replications=2, seed=day) for day in range(DAYS)]
    by_simulation = overall(days)[0]

    assert by_formula == pytest.approx(0.048, abs=0.003)
    assert by_simulation == pytest.approx(by_formula, abs=0.005)
    assert overall(simulated(calls, Model(rule=NEVER_AWAY)))[0] < 0.06


def test_a_quarter_of_shrinkage_brings_them_back(calls):
    lost = pool(calls, shrinkage=0.25).erlang_a()[0]
    assert lost == pytest.approx(0.125, abs=0.005)
    assert lost == pytest.approx(calls.figures()[0], abs=0.005)


def test_the_time_away_hangs_on_who_was_passed_over_more_than_on_the_limit_of_pauses(calls):
    def away(limit, passed):
        return away_share(
            calls.attendance(AwayRule(away_after_seconds=limit, passed_over_after_seconds=passed))
        )

    never = float("inf")
    assert away(900, 30) == pytest.approx(0.305, abs=0.005)
    assert away(never, 30) > 0.8 * away(900, 30)
    assert away(1800, never) < 0.5 * away(600, never)


def test_patience_of_the_bank(calls):
    waits = calls.waits()
    mean, curve = mean_patience(waits), patience_curve(waits)

    assert (waits.contacts, waits.hangups) == (10_931, 2_347)
    assert mean.value == pytest.approx(324, abs=1)
    assert mean.low > 310
    assert mean.high < 340
    assert curve.staying_at(60).value == pytest.approx(0.81, abs=0.01)
    # Not exponential: who has waited long is less and less likely to hang up.
    early, late = leaving_rates(waits, edges_seconds=[10, 20, 120, 300])[::2]
    assert early.per_minute.low > 1.5 * late.per_minute.high


def test_who_has_no_priority_yet_is_the_less_patient(calls):
    means = [mean_patience(calls.waits(calls.kind == kind)).value for kind in ("NW", "PS", "NE")]
    assert means == sorted(means)
    assert means[0] < 0.5 * means[1]
