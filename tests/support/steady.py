"""Centres that go on as they are, to hold the simulator against what is known of settled lines.

One replication is a long stretch; the first part of it, in which the line fills, is left out.
"""

from halfhour.engine.simulation import (
    Centre,
    Distribution,
    Exponential,
    Figure,
    Group,
    Outcome,
    Queue,
    Skill,
    simulate,
)

INTERVALS = 60
WARM_UP_INTERVALS = 10
LENGTH = 1800.0
SURE = 1.7  # intervals of 95 % wide, about 99.9 %: seeds are fixed, so a proof that holds goes on holding


def steady_queue(name: str, *, per_second: float, handle: Distribution, **more: object) -> Queue:
    return Queue(name=name, expected=(per_second * LENGTH,) * INTERVALS, handle=handle, **more)


def steady_group(name: str, agents: int, *skills: Skill) -> Group:
    return Group(name=name, skills=skills, staffed=(agents,) * INTERVALS)


def one_line(
    *, load_erlangs: float, agents: int, handle: Distribution | None = None, **more: object
) -> Centre:
    """One queue of contacts of a minute, by default exponential, and agents who all answer it."""
    work = handle or Exponential(mean_seconds=60)
    queue = steady_queue("phone", per_second=load_erlangs / work.mean, handle=work, **more)
    return Centre(
        queues=(queue,),
        groups=(steady_group("agents", agents, Skill(queue="phone")),),
        intervals=INTERVALS,
        interval_seconds=LENGTH,
    )


def settled(centre: Centre, *, replications: int = 100, seed: int = 1, **more: object) -> Outcome:
    return simulate(
        centre,
        replications=replications,
        seed=seed,
        threads=2,
        warm_up_seconds=WARM_UP_INTERVALS * LENGTH,
        **more,
    )


def agrees(figure: Figure, truth: float) -> bool:
    """Whether a figure says what is true, as far as it says how sure it is."""
    reach = max(figure.high - figure.mean, figure.mean - figure.low)
    assert reach < 0.05 * abs(truth) + 0.005, "too unsure to prove anything"
    return abs(figure.mean - truth) <= SURE * reach
