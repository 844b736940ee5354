"""The simulator beside SimPy, Ciw and plain C, and two threads beside one.

    .venv/bin/uv pip install --python .venv/bin/python -e '.[bench]'   # the peers, once
    .venv/bin/python benchmarks/simulation.py

Every peer plays the same team with chance of its own; what they find is held against each other before
times are told. Costs are processor seconds a contact, drawing and figures included. Ours keeps more
figures than any of them. The C program (simulation_peer.c) is compiled here with -O3 -march=native; it
does the same job: longest-free agents, priorities, half-hourly rates and staff, figures by half hour.
"""

import ctypes
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from random import Random
from shutil import which
from statistics import median

import numpy as np
from _harness import Row, arithmetic, measured, report, two_processes
from numpy.typing import NDArray

from halfhour.engine import simulation
from halfhour.engine.simulation import Centre, Exponential, Group, Queue, Skill, simulate

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
LENGTH = 1800.0
GOAL_SECONDS = 20.0
CLOSE = 0.02  # how far service levels of two simulators may be apart here

# One queue: calls of five minutes, 85 % of the agents busy if nobody gave up, patience of two minutes.
HANDLE, PATIENCE, LOAD, HALF_HOURS = 300.0, 120.0, 0.85, 20

# Three queues, three overlapping groups: a day from eight to eight.
MORNING = (0.5, 0.7, 0.9, 1.1, 1.25, 1.35, 1.35, 1.3, 1.2, 1.1, 1.0, 1.0)
AFTERNOON = (1.05, 1.15, 1.2, 1.2, 1.15, 1.05, 0.95, 0.85, 0.75, 0.65, 0.6, 0.5)
SHAPE = np.array(MORNING + AFTERNOON)
QUEUES = (
    ("phone", 30.0, 240.0, 120.0, 0),
    ("service", 24.0, 300.0, 180.0, 1),
    ("orders", 20.0, 180.0, 300.0, 2),
)
GROUPS = (("front", (0, 1), 6), ("back", (1, 2), 4), ("all", (0, 1, 2), 4))


def main() -> None:
    print(f"Python {platform.python_version()}, {platform.machine()}; compiling or loading the simulator")
    simulation.warm()
    rows = [row for agents in (10, 100) for row in single_queue(agents)]
    rows += three_queues()
    rows.append(two_threads())
    rows += what_two_processes_reach()
    report(rows)


def single_queue(agents: int) -> Iterator[Row]:
    centre = one_queue(agents)
    work = f"single queue with abandonment, {agents} agents"
    ours = Ours(centre, replications=40_000 // agents)
    peers = [("SimPy 4", "simpy", SimpyQueue, 200.0), ("Ciw 3", "ciw", CiwQueue, 500.0)]
    for name, module, peer, goal in peers:
        if find_spec(module) is None:
            print(f"{name} is not installed")
            continue
        theirs = peer(agents)
        row = measured(work=work, peer=name, ours=ours, theirs=theirs, goal=goal)
        compare(name, ours.level(), theirs.level())
        yield row


def three_queues() -> Iterator[Row]:
    centre = overlapping_groups()
    work = "three queues, three overlapping groups"
    ours = Ours(centre, replications=300)
    if find_spec("simpy") is not None:
        theirs = SimpyGroups(centre)
        yield measured(work=work, peer="SimPy 4, own dispatcher", ours=ours, theirs=theirs, goal=80.0)
        compare("SimPy", ours.level(), theirs.level())
    if which("gcc") is not None:
        with tempfile.TemporaryDirectory(prefix="halfhour-bench-") as folder:
            peer = PlainC(Path(folder), replications=300)
            yield measured(work=work, peer="plain C, gcc -O3", ours=ours, theirs=peer, goal=0.8)
            compare("C", ours.level(), peer.level())


def two_threads() -> Row:
    """Seconds on the clock, and the same results to the bit."""
    one, two = (Ours(overlapping_groups(), replications=2000, threads=threads) for threads in (1, 2))
    row = measured(
        work="replications on two threads", peer="ourselves on one", ours=two, theirs=one, goal=1.8, wall=True
    )
    assert (one.found.wait_seconds == two.found.wait_seconds).all()
    assert (one.found.busy_seconds == two.found.busy_seconds).all()
    return row


def what_two_processes_reach() -> Iterator[Row]:
    """Where two cores are the two halves of one, even processes that share nothing stay below 2."""
    yield from (
        Row(
            work=f"{work} in two processes",
            peer="the machine, beside one",
            ratio_median=median(found),
            ratio_min=min(found),
            ratio_max=max(found),
            goal=None,
        )
        for work, found in (
            ("replications", two_processes(Ours(overlapping_groups(), replications=1000))),
            ("arithmetic without memory", two_processes(arithmetic)),
        )
    )


def compare(peer: str, ours: float, theirs: float) -> None:
    print(f"answered in time: {ours:.4f} ours, {theirs:.4f} {peer}")
    assert abs(ours - theirs) < CLOSE, "the two do not simulate the same"


def one_queue(agents: int) -> Centre:
    queue = Queue(
        name="phone",
        expected=(LOAD * agents / HANDLE * LENGTH,) * HALF_HOURS,
        handle=Exponential(mean_seconds=HANDLE),
        patience=Exponential(mean_seconds=PATIENCE),
        goal_seconds=GOAL_SECONDS,
    )
    group = Group(name="all", skills=(Skill(queue="phone"),), staffed=(agents,) * HALF_HOURS)
    return Centre(queues=(queue,), groups=(group,), intervals=HALF_HOURS, interval_seconds=LENGTH)


def overlapping_groups() -> Centre:
    queues = tuple(
        Queue(
            name=name,
            expected=tuple((contacts * SHAPE).tolist()),
            handle=Exponential(mean_seconds=handle),
            patience=Exponential(mean_seconds=patience),
            priority=priority,
            goal_seconds=GOAL_SECONDS,
        )
        for name, contacts, handle, patience, priority in QUEUES
    )
    groups = tuple(
        Group(
            name=name,
            skills=tuple(Skill(queue=QUEUES[q][0]) for q in served),
            staffed=tuple(int(number) for number in staffed(most)),
        )
        for name, served, most in GROUPS
    )
    return Centre(queues=queues, groups=groups, intervals=SHAPE.size, interval_seconds=LENGTH)


def staffed(most: int) -> NDArray[np.int32]:
    return np.maximum(np.rint(most * SHAPE / SHAPE.max() + 1), 1).astype(np.int32)


class Ours:
    """Plays some replications, always others, and says how many contacts that were."""

    def __init__(self, centre: Centre, *, replications: int, threads: int = 1) -> None:
        self.centre, self.replications, self.threads = centre, replications, threads
        self.seed = 0

    def __call__(self) -> float:
        self.seed += 1
        self.found = simulate(
            self.centre, replications=self.replications, seed=self.seed, threads=self.threads
        )
        return float(self.found.offered.sum())

    def level(self) -> float:
        return float(self.found.within_goal.sum() / self.found.offered.sum())


class SimpyQueue:
    """The queue as SimPy's own examples have it: a resource, and whoever gives up withdraws the request."""

    def __init__(self, agents: int) -> None:
        self.agents = agents
        self.days = max(1, 100 // agents)
        self.seed = self.offered = self.answered = self.in_time = self.abandoned = 0
        self.waited = self.handled = 0.0

    def __call__(self) -> float:
        before = self.offered
        for _ in range(self.days):
            self.day()
        return float(self.offered - before)

    def day(self) -> None:
        import simpy

        self.seed += 1
        random, env = Random(self.seed), simpy.Environment()
        staff = simpy.Resource(env, self.agents)
        rate, horizon = LOAD * self.agents / HANDLE, HALF_HOURS * LENGTH

        def contact() -> Iterator[simpy.Event]:
            arrived = env.now
            with staff.request() as turn:
                yield turn | env.timeout(random.expovariate(1 / PATIENCE))
                self.waited += env.now - arrived
                if not turn.triggered:
                    self.abandoned += 1
                    return
                self.answered += 1
                self.in_time += env.now - arrived <= GOAL_SECONDS
                work = random.expovariate(1 / HANDLE)
                self.handled += work
                yield env.timeout(work)

        def arrivals() -> Iterator[simpy.Event]:
            while True:
                yield env.timeout(random.expovariate(rate))
                if env.now >= horizon:
                    return
                self.offered += 1
                env.process(contact())

        env.process(arrivals())
        env.run()

    def level(self) -> float:
        return self.in_time / self.offered


class CiwQueue:
    """One node with customers who renege; figures come of its records."""

    def __init__(self, agents: int) -> None:
        import ciw

        self.network = ciw.create_network(
            arrival_distributions=[ciw.dists.Exponential(LOAD * agents / HANDLE)],
            service_distributions=[ciw.dists.Exponential(1 / HANDLE)],
            reneging_time_distributions=[ciw.dists.Exponential(1 / PATIENCE)],
            number_of_servers=[agents],
        )
        self.days = max(1, 50 // agents)
        self.seed = self.offered = self.answered = self.in_time = self.abandoned = 0
        self.waited = self.handled = 0.0

    def __call__(self) -> float:
        import ciw

        before = self.offered
        for _ in range(self.days):
            self.seed += 1
            ciw.seed(self.seed)
            day = ciw.Simulation(self.network)
            day.simulate_until_max_time(HALF_HOURS * LENGTH)
            for record in day.get_all_records(only=["service", "renege"]):
                self.offered += 1
                self.waited += record.waiting_time
                if record.record_type == "renege":
                    self.abandoned += 1
                    continue
                self.answered += 1
                self.in_time += record.waiting_time <= GOAL_SECONDS
                self.handled += record.service_time
        return float(self.offered - before)

    def level(self) -> float:
        return self.in_time / self.offered


class SimpyGroups:
    """Days of a centre in SimPy with a dispatcher of its own, from the tests."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.seed = 0
        self.figures = np.zeros(6)

    def __call__(self) -> float:
        from support.simpy_centre import OFFERED, simpy_days

        self.seed += 1
        sums = simpy_days(self.centre, replications=4, seed=self.seed).sum(axis=(0, 1, 2))
        self.figures += sums
        return float(sums[OFFERED])

    def level(self) -> float:
        from support.simpy_centre import OFFERED, WITHIN_GOAL

        return float(self.figures[WITHIN_GOAL] / self.figures[OFFERED])


class PlainC:
    """The same team in C, compiled into a folder."""

    def __init__(self, folder: Path, *, replications: int) -> None:
        source, library = Path(__file__).with_name("simulation_peer.c"), folder / "peer.so"
        command = ["gcc", "-O3", "-march=native", "-shared", "-fPIC", "-o", str(library), str(source), "-lm"]
        subprocess.run(command, check=True)
        self.library = ctypes.CDLL(str(library))
        self.replications = replications
        self.seed = 0
        self.counts = np.zeros(0, np.int32)

    def __call__(self) -> float:
        self.seed += 1
        _, contacts, handles, patience, priorities = zip(*QUEUES, strict=True)
        numbers = np.array([staffed(most) for _, _, most in GROUPS], np.int32)
        shape = (self.replications, len(QUEUES), SHAPE.size)
        agents = int(numbers.max(axis=1).sum())
        given = (
            np.outer(contacts, SHAPE),
            np.array(handles),
            np.array(patience),
            np.array(priorities, np.int32),
            np.full(len(QUEUES), GOAL_SECONDS),
            np.array([sum(1 << q for q in served) for _, served, _ in GROUPS], np.uint32),
            numbers,
        )
        self.counts = np.zeros((*shape, 4), np.int32)
        found = (
            self.counts,
            np.zeros((*shape, 3)),
            np.zeros(shape, np.int32),
            np.zeros((self.replications, agents)),
            np.zeros((self.replications, agents)),
        )
        self.library.simulate(
            len(QUEUES),
            len(GROUPS),
            SHAPE.size,
            ctypes.c_double(LENGTH),
            *(ctypes.c_void_p(array.ctypes.data) for array in given),
            self.replications,
            ctypes.c_uint64(self.seed),
            *(ctypes.c_void_p(array.ctypes.data) for array in found),
        )
        return float(self.counts[..., 0].sum())

    def level(self) -> float:
        return float(self.counts[..., 3].sum() / self.counts[..., 0].sum())


if __name__ == "__main__":
    main()
