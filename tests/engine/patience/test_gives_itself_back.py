"""A simulated line, its patience known, estimated from its own records."""

import math

import numpy as np
import pytest

from halfhour.engine.patience import mean_patience, patience_curve, patience_distribution, waits_of_contacts
from halfhour.engine.simulation import (
    Centre,
    ContactOutcome,
    Distribution,
    Empirical,
    Exponential,
    Group,
    Queue,
    Skill,
    simulate,
)

HALF_HOURS = 20
TWO_KINDS = Empirical(seconds=(15.0, 60.0, 300.0, math.inf), shares=(0.1, 0.2, 0.3, 0.4))


def records(patience: Distribution, *, seed: int = 4, replications: int = 40):
    """What the ledger would hold of a crowded line, one column per moment."""
    phone = Queue(
        name="phone",
        expected=(60.0,) * HALF_HOURS,
        handle=Exponential(mean_seconds=300),
        patience=patience,
    )
    crew = Group(name="crew", skills=(Skill(queue="phone"),), staffed=(9,) * HALF_HOURS)
    centre = Centre(queues=(phone,), groups=(crew,), intervals=HALF_HOURS)
    found = simulate(centre, replications=replications, seed=seed, keep_records=True).records
    gave_up = found.outcome == ContactOutcome.ABANDONED
    return {
        "opened_at": found.arrived_at,
        "answered_at": found.answered_at,
        "abandoned_at": np.where(gave_up, found.ended_at, np.nan),
        "seen_until": centre.horizon_seconds,
    }


def share_beyond(distribution: Empirical, seconds: float) -> float:
    pairs = zip(distribution.seconds, distribution.shares, strict=True)
    return math.fsum(share for at, share in pairs if at > seconds)


def test_the_mean_of_exponential_patience_comes_back():
    found = mean_patience(waits_of_contacts(**records(Exponential(mean_seconds=200))))
    assert found.low < 200 < found.high
    assert found.high / found.low < 1.1


def test_patience_of_any_shape_comes_back():
    curve = patience_curve(waits_of_contacts(**records(TWO_KINDS)))
    for at, share in ((14, 1.0), (16, 0.9), (61, 0.7), (290, 0.7)):
        found = curve.staying_at(at)
        assert found.low - 0.005 <= share <= found.high + 0.005


def test_a_line_with_the_estimated_patience_loses_as_many():
    truth = records(TWO_KINDS)
    again = records(patience_distribution(waits_of_contacts(**truth)), seed=5)

    lost, lost_again = (np.mean(~np.isnan(each["abandoned_at"])) for each in (truth, again))

    assert lost == pytest.approx(lost_again, abs=0.01)
    assert 0.1 < lost < 0.4


def test_the_estimate_of_an_estimate_is_the_estimate():
    first = patience_distribution(waits_of_contacts(**records(Exponential(mean_seconds=200))))
    second = patience_distribution(waits_of_contacts(**records(first, seed=6)))
    for at in (10, 50, 100, 200):
        assert share_beyond(second, at) == pytest.approx(share_beyond(first, at), abs=0.02)
