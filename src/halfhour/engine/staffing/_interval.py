"""One interval by itself: how many people, and what one more or one fewer would change."""

from dataclasses import dataclass

import numpy as np

from halfhour.engine.arguments import Numbers, amounts, heads, loads, shares
from halfhour.engine.queueing import erlang_a
from halfhour.engine.staffing._live import LiveService, fewest_agents, largest_load, live_service
from halfhour.engine.staffing._staff_live import expected_level
from halfhour.engine.staffing._uncertainty import chance_of_at_most, load_at_chance


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """What a number of people achieves.

    `service_level`, the waits and the rest are for the load as it is expected; `goal_chance` and
    `expected_level` take into account that it may differ. `mean_wait_seconds` is of all contacts,
    those who give up included, and infinite where the line never settles.
    """

    agents: int
    service_level: float
    wait_probability: float
    mean_wait_seconds: float
    abandonment: float
    queue_length: float
    occupancy: float
    goal_chance: float
    expected_level: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IntervalStaffing:
    """The fewest people who keep the goal, and crews around that number in ascending order.

    `agents_mean` is for the load as expected, `agents` for the chance asked for. `crews` also holds
    the crew asked about, if any.
    """

    load_erlangs: float
    agents_mean: int
    agents: int
    crews: tuple[Crew, ...]

    def crew(self, agents: int) -> Crew:
        return next(crew for crew in self.crews if crew.agents == agents)


def staff_interval(
    *,
    load_erlangs: float,
    handle_seconds: float,
    within_seconds: float,
    share: float,
    patience_seconds: float = np.inf,
    concurrency: int = 1,
    load_spread: float = 0.0,
    goal_chance: float = 0.5,
    asked_agents: int | None = None,
    around: int = 2,
) -> IntervalStaffing:
    """Staff one interval of a live queue.

    Parameters
    ----------
    load_erlangs
        Arrivals per second times mean handling seconds.
    patience_seconds
        Mean time before a waiting contact gives up (Erlang A); infinity for never (Erlang C).
    load_spread
        Standard deviation of the true load as a share of it; 0 where it is certain.
    goal_chance
        Chance of keeping the goal given that spread; up to 0.5 the load is taken as expected.
    asked_agents
        A number of people whose achievement is wanted too; None for none.
    around
        How many crews to give on either side of the fewest.

    Examples
    --------
    >>> found = staff_interval(load_erlangs=10, handle_seconds=180, within_seconds=20, share=0.8)
    >>> found.agents, round(found.crew(14).service_level, 5), round(found.crew(13).service_level, 3)
    (14, 0.88835, 0.796)
    """
    load = loads("load_erlangs", [load_erlangs])
    spread = amounts("load_spread", [load_spread])
    service = live_service(
        handle_seconds=handle_seconds,
        within_seconds=within_seconds,
        share=share,
        patience_seconds=patience_seconds,
        concurrency=concurrency,
        intervals=1,
    )
    mean = fewest = fewest_agents(service, load)
    if goal_chance > 0.5:
        chance = float(shares("goal_chance", goal_chance))
        covered = load_at_chance(mean=load, spread=spread, chance=chance)
        fewest = np.maximum(mean, fewest_agents(service, covered))
    wanted = set(range(max(0, int(mean[0]) - around), int(fewest[0]) + around + 1))
    if asked_agents is not None:
        wanted.add(asked_agents)
    return IntervalStaffing(
        load_erlangs=float(load[0]),
        agents_mean=int(mean[0]),
        agents=int(fewest[0]),
        crews=_crews(service, heads("agents", sorted(wanted)), load=load, spread=spread),
    )


def _crews(one: LiveService, agents: Numbers, *, load: Numbers, spread: Numbers) -> tuple[Crew, ...]:
    """What each number of agents achieves at the same load."""
    same = np.zeros(agents.size, dtype=np.intp)
    service, load, spread = one.at(same), load[same], spread[same]
    found = erlang_a.erlang_a(
        load_erlangs=load,
        agents=agents * service.concurrency,
        handle_seconds=service.handle_seconds,
        patience_seconds=service.patience_seconds,
        within_seconds=service.within_seconds,
    )
    most = largest_load(service, agents.astype(np.int64))
    columns = (
        found.service_level,
        found.wait_probability,
        found.mean_wait_seconds,
        found.abandonment,
        found.queue_length,
        service.occupancy(load=load, agents=agents),
        chance_of_at_most(mean=load, spread=spread, load=most),
        expected_level(service, load, spread, agents),
    )
    names = (
        "service_level",
        "wait_probability",
        "mean_wait_seconds",
        "abandonment",
        "queue_length",
        "occupancy",
        "goal_chance",
        "expected_level",
    )
    return tuple(
        Crew(agents=int(count), **dict(zip(names, map(float, row), strict=True)))
        for count, *row in zip(agents, *columns, strict=True)
    )
