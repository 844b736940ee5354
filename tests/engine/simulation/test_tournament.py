"""The tournament of next finishes against looking at everybody."""

import numpy as np
import pytest

from halfhour.engine.simulation._floor import FINISH
from halfhour.engine.simulation._tournament import ROOT, enter_finish, is_done, no_finishes, set_finish


@pytest.mark.parametrize("leaves", [1, 2, 8, 64])
def test_every_node_holds_the_first_of_those_below_it(leaves):
    rng = np.random.default_rng(leaves)
    finishes = np.zeros(2 * leaves, FINISH).view(np.recarray)  # as Python sees rows
    no_finishes(finishes)
    times = np.full(leaves, np.inf)
    for _ in range(300):
        a = int(rng.integers(leaves))
        at = float(rng.choice([np.inf, *rng.integers(0, 20, size=3)]))  # often the same as somebody else's
        if is_done(finishes, a) and rng.random() < 0.8:
            enter_finish(finishes, a, at)
        else:
            set_finish(finishes, a, at)
        times[a] = at
        assert finishes[ROOT].at == times.min()
        assert finishes[ROOT].agent == times.argmin()
        for node in range(1, leaves):
            below = min((finishes[each].at, finishes[each].agent) for each in (2 * node, 2 * node + 1))
            assert (finishes[node].at, finishes[node].agent) == below
