"""An independent simulator of another make, given the same team, says the same."""

import math

import pytest

from halfhour.engine.simulation import Centre, Exponential, Group, Lognormal, Queue, Skill, simulate
from support.simpy_centre import ABANDONED, ANSWERED, OFFERED, WAITED, WITHIN_GOAL, simpy_days

SHAPE = (0.6, 0.8, 1.1, 1.3, 1.2, 1.0, 0.9, 0.7)
DAYS = 60


def three_queues() -> Centre:
    def queue(name, peak, seconds, priority, patience):
        return Queue(
            name=name,
            expected=tuple(peak * part for part in SHAPE),
            handle=Lognormal(mean_seconds=seconds, cv=1.2),
            patience=Exponential(mean_seconds=patience),
            priority=priority,
        )

    def group(name, staffed, *queues):
        return Group(name=name, skills=tuple(Skill(queue=each) for each in queues), staffed=staffed)

    return Centre(
        queues=(
            queue("phone", 20, 240, 0, 120),
            queue("service", 14, 300, 1, 200),
            queue("orders", 12, 180, 1, 150),
        ),
        groups=(
            group("front", (2, 3, 4, 4, 4, 3, 3, 2), "phone", "service"),
            group("back", (1, 2, 2, 3, 2, 2, 2, 1), "service", "orders"),
            group("all", (1, 1, 1, 1, 2, 1, 1, 1), "phone", "service", "orders"),
        ),
        intervals=8,
    )


@pytest.fixture(scope="module")
def both():
    centre = three_queues()
    return simulate(centre, replications=2000, seed=1, threads=2), simpy_days(
        centre, replications=DAYS, seed=1
    )


@pytest.mark.parametrize("q", [0, 1, 2], ids=["phone", "service", "orders"])
def test_simpy_says_the_same_of_every_queue(both, q):
    ours, theirs = both
    name = ours.centre.queues[q].name
    sums = theirs[:, q].sum(axis=1)
    for figure, part, whole in (
        (ours.service_level(queue=name), WITHIN_GOAL, OFFERED),
        (ours.abandonment(queue=name), ABANDONED, OFFERED),
        (ours.mean_wait(queue=name), WAITED, OFFERED),
    ):
        told = sums[:, part].sum() / sums[:, whole].sum()
        apart = sums[:, part] - told * sums[:, whole]
        unsure = math.sqrt((apart**2).sum()) / sums[:, whole].sum()
        assert unsure < 0.12 * told
        assert abs(figure.mean - told) < 3.3 * math.hypot(unsure, (figure.high - figure.mean) / 1.96)


def test_simpy_says_the_same_of_the_busiest_half_hours(both):
    ours, theirs = both
    for k in (2, 3, 4):
        answered = ours.answered[:, :, k].sum(axis=1)
        told = theirs[:, :, k, ANSWERED].sum(axis=1)
        unsure = math.hypot(told.std() / math.sqrt(DAYS), answered.std() / math.sqrt(2000))
        assert abs(answered.mean() - told.mean()) < 3.3 * unsure
