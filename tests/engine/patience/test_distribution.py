import math

import numpy as np
import pytest

from halfhour.engine.patience import Tail, mean_patience, patience_curve, patience_distribution, waits_of


def drawn(seed, *, contacts, patience=100.0, answer=60.0):
    rng = np.random.default_rng(seed)
    patient, answered = rng.exponential(patience, contacts), rng.exponential(answer, contacts)
    return waits_of(seconds=np.minimum(patient, answered), gave_up=patient < answered)


def share_beyond(found, seconds):
    return math.fsum(share for at, share in zip(found.seconds, found.shares, strict=True) if at > seconds)


def test_up_to_the_tail_the_distribution_is_the_curve():
    waits = drawn(1, contacts=500)
    curve, found = patience_curve(waits), patience_distribution(waits)

    for at in (5, 20, 60, 100):
        assert share_beyond(found, at) == pytest.approx(curve.staying_at(at).value)
    assert math.fsum(found.shares) == pytest.approx(1)


def test_who_was_never_seen_to_give_up_never_does_if_so_assumed():
    waits = waits_of(seconds=[10, 20, 30, 40], gave_up=[True, False, True, False])
    found = patience_distribution(waits, tail=Tail.NEVER)
    assert found.seconds[-1] == math.inf
    assert found.shares[-1] == pytest.approx(patience_curve(waits).unseen_share)


def test_a_steady_tail_gives_exponential_patience_its_mean_back():
    means = [patience_distribution(drawn(seed, contacts=2_000)).mean for seed in range(20)]
    assert np.mean(means) == pytest.approx(100, rel=0.05)


def test_with_few_contacts_the_distribution_is_the_exponential_as_a_whole():
    waits = drawn(3, contacts=25)
    found = patience_distribution(waits)
    assert found.mean == pytest.approx(mean_patience(waits).value)
    assert share_beyond(found, 100) == pytest.approx(math.exp(-100 / found.mean), abs=0.02)


def test_where_nobody_gave_up_nobody_ever_does():
    found = patience_distribution(waits_of(seconds=[10, 20], gave_up=[False, False]))
    assert found.seconds == (math.inf,)


def test_where_everybody_gave_up_at_once_patience_is_nothing():
    found = patience_distribution(waits_of(seconds=[0] * 5, gave_up=[True] * 5))
    assert set(found.seconds) == {0.0}
