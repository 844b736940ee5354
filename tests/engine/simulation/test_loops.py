"""Three loops, one result: what is made for speed gives what the loop for everything gives, to the bit."""

from dataclasses import fields

import numpy as np
import pytest

from halfhour.engine.simulation import (
    Agent,
    Callback,
    Centre,
    Empirical,
    Exponential,
    Fixed,
    Group,
    Lognormal,
    Queue,
    Skill,
    Stretch,
    _simulate,
    simulate,
)
from halfhour.engine.simulation._people import people_of
from halfhour.engine.simulation._tables import ANY, ONE_LINE, PLAIN, loop_for, tables_of

INTERVALS, LENGTH = 6, 600.0


def played(centre, loop, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(_simulate, "loop_for", lambda centre, tables: loop)
        return simulate(centre, replications=4, seed=3, keep_records=True, warm_up_seconds=400)


def same(one, other):
    for field in fields(one):
        first, second = getattr(one, field.name), getattr(other, field.name)
        if isinstance(first, np.ndarray):
            assert np.array_equal(first, second), field.name
    for field in fields(one.records):
        first, second = getattr(one.records, field.name), getattr(other.records, field.name)
        assert np.array_equal(first, second, equal_nan=True), field.name


def any_centre(seed: int, *, one_line: bool) -> Centre:
    """Made up at random, with times that often fall together."""
    rng = np.random.default_rng(seed)
    durations = (
        Fixed(seconds=100),
        Fixed(seconds=150),
        Exponential(mean_seconds=120),
        Lognormal(mean_seconds=90),
        Empirical(seconds=(50.0, 100.0, 200.0)),
    )
    patiences = (None, Fixed(seconds=100), Exponential(mean_seconds=150), Fixed(seconds=0))
    names = [f"queue {q}" for q in range(int(rng.integers(1, 4)))]
    deferred = one_line and rng.random() < 0.2
    queues = tuple(
        Queue(
            name=name,
            expected=tuple(rng.choice([0.0, 5.0, 12.0], INTERVALS).tolist()),
            handle=durations[rng.integers(5)],
            patience=patiences[rng.integers(4)],
            priority=0 if one_line else int(rng.integers(3)),
            deferred=bool(deferred or (not one_line and rng.random() < 0.3)),
            callback=Callback(after_seconds=60, accepted=0.5) if rng.random() < 0.3 else None,
            interval_cv=float(rng.choice([0.0, 0.3])),
            backlog=int(rng.choice([0, 4])),
            head_start_seconds=70.0 if one_line else float(rng.choice([0.0, 100.0, 150.0])),
        )
        for name in names
    )

    def skills(always: bool) -> tuple[Skill, ...]:
        held = [name for name in names if always or rng.random() < 0.7] or names[:1]
        factors = rng.choice([1.0, 1.0, 1.5], len(held))
        return tuple(
            Skill(queue=name, handle_factor=float(factor), rank=0 if one_line else int(rng.integers(2)))
            for name, factor in zip(held, factors, strict=True)
        )

    def stretches() -> tuple[Stretch, ...]:
        times = np.sort(rng.choice(np.arange(0, 37), 4, replace=False)) * 100.0
        return tuple(Stretch(start_seconds=float(a), end_seconds=float(b)) for a, b in times.reshape(2, 2))

    agents = tuple(
        Agent(
            name=f"agent {a}",
            skills=skills(one_line),
            stretches=stretches(),
            absence=float(rng.choice([0, 0.3])),
        )
        for a in range(int(rng.integers(1, 5)))
    )
    group = Group(
        name="group", skills=skills(True), staffed=tuple(rng.integers(0, 4, INTERVALS).tolist()), absence=0.1
    )
    return Centre(queues=queues, agents=agents, groups=(group,), intervals=INTERVALS, interval_seconds=LENGTH)


@pytest.mark.parametrize("seed", range(40))
def test_a_single_line_gives_the_same_in_all_three(seed, monkeypatch):
    centre = any_centre(seed, one_line=True)
    assert loop_for(centre, tables_of(centre, people_of(centre), seed=0, warm_up_seconds=0)) == ONE_LINE
    found = played(centre, ANY, monkeypatch)
    same(found, played(centre, PLAIN, monkeypatch))
    same(found, played(centre, ONE_LINE, monkeypatch))


@pytest.mark.parametrize("seed", range(40))
def test_several_lines_give_the_same_in_both(seed, monkeypatch):
    centre = any_centre(seed, one_line=False)
    same(played(centre, ANY, monkeypatch), played(centre, PLAIN, monkeypatch))
