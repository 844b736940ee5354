"""A service team in SimPy, with a dispatcher of its own: shares nothing with the simulator but the centre.

Live queues with priorities, exponential or lognormal work, exponential patience, and groups whose numbers
change with the half hour. Figures come by queue and half hour of arrival.
"""

import math
import random
from collections import deque
from collections.abc import Iterator

import numpy as np
import simpy

from halfhour.engine.simulation import Centre, Distribution, Exponential, Lognormal

OFFERED, ANSWERED, ABANDONED, WITHIN_GOAL, WAITED, HANDLED = range(6)


class SimpyCentre:
    """One day of a centre; `figures` has shape (queues, intervals, 6)."""

    def __init__(self, centre: Centre, *, seed: int) -> None:
        self.centre = centre
        self.random = random.Random(seed)
        self.env = simpy.Environment()
        self.figures = np.zeros((len(centre.queues), centre.intervals, 6))
        self.lines: list[deque[Contact]] = [deque() for _ in centre.queues]
        self.free: deque[Agent] = deque()  # free longest first
        places = {queue.name: q for q, queue in enumerate(centre.queues)}
        for group in centre.groups:
            served = [places[skill.queue] for skill in group.skills]
            served.sort(key=lambda q: centre.queues[q].priority)
            for number in range(max(group.staffed)):
                there = [staffed > number for staffed in group.staffed]
                self.env.process(Agent(self, served).plan(there))
        for q in range(len(centre.queues)):
            self.env.process(self.arrivals(q))

    def play(self) -> np.ndarray:
        self.env.run()
        for q, line in enumerate(self.lines):
            for contact in line:
                self.count(q, contact, WAITED, self.centre.horizon_seconds - contact.arrived)
        return self.figures

    def arrivals(self, q: int) -> Iterator[simpy.Event]:
        """One contact after the other; what is left of a gap at the end of a half hour is rescaled."""
        queue, length = self.centre.queues[q], self.centre.interval_seconds
        for k, expected in enumerate(queue.expected):
            at, end = k * length, (k + 1) * length
            while expected > 0:
                at += self.random.expovariate(expected / length)
                if at >= end:
                    break
                yield self.env.timeout(at - self.env.now)
                self.arrive(q)
            if self.env.now < end:
                yield self.env.timeout(end - self.env.now)

    def arrive(self, q: int) -> None:
        contact = Contact(self.env.now)
        self.count(q, contact, OFFERED)
        for agent in self.free:
            if q in agent.served:
                self.free.remove(agent)
                self.answered(q, contact)
                agent.work = self.drawn(self.centre.queues[q].handle)
                agent.found.succeed(q)
                return
        self.lines[q].append(contact)
        if self.centre.queues[q].patience is not None:
            self.env.process(self.patience(q, contact))

    def patience(self, q: int, contact: "Contact") -> Iterator[simpy.Event]:
        yield self.env.timeout(self.drawn(self.centre.queues[q].patience))
        if contact.waits and self.env.now <= self.centre.horizon_seconds:
            contact.waits = False
            self.lines[q].remove(contact)
            self.count(q, contact, ABANDONED)
            self.count(q, contact, WAITED, self.env.now - contact.arrived)

    def answered(self, q: int, contact: "Contact") -> None:
        contact.waits = False
        wait = self.env.now - contact.arrived
        self.count(q, contact, ANSWERED)
        self.count(q, contact, WAITED, wait)
        self.count(q, contact, WITHIN_GOAL, wait <= self.centre.queues[q].goal_seconds)

    def count(self, q: int, contact: "Contact", column: int, value: float = 1.0) -> None:
        k = min(int(contact.arrived / self.centre.interval_seconds), self.centre.intervals - 1)
        self.figures[q, k, column] += value

    def drawn(self, given: Distribution) -> float:
        if isinstance(given, Exponential):
            return self.random.expovariate(1 / given.mean_seconds)
        assert isinstance(given, Lognormal)
        variance = math.log(1 + given.cv**2)
        return self.random.lognormvariate(math.log(given.mean_seconds) - variance / 2, math.sqrt(variance))


class Contact:
    __slots__ = ("arrived", "waits")

    def __init__(self, arrived: float) -> None:
        self.arrived = arrived
        self.waits = True


class Agent:
    """Comes and goes by the half hour; finishes what they are on before they go."""

    def __init__(self, team: SimpyCentre, served: list[int]) -> None:
        self.team = team
        self.served = served
        self.found = team.env.event()
        self.work = 0.0

    def plan(self, there: list[bool]) -> Iterator[simpy.Event]:
        env, length = self.team.env, self.team.centre.interval_seconds
        k = 0
        while k < len(there):
            if not there[k]:
                k += 1
                continue
            start, k = k, next((later for later in range(k, len(there)) if not there[later]), len(there))
            if env.now < start * length:
                yield env.timeout(start * length - env.now)
            yield from self.answer(until=k * length)

    def answer(self, *, until: float) -> Iterator[simpy.Event]:
        env, team = self.team.env, self.team
        goes = env.timeout(until - env.now)
        while env.now < until:
            q = self.next_queue()
            if q is None:
                self.found = env.event()
                team.free.append(self)
                yield self.found | goes
                if not self.found.triggered:
                    team.free.remove(self)
                    return
            else:
                contact = team.lines[q].popleft()
                team.answered(q, contact)
                self.work = team.drawn(team.centre.queues[q].handle)
            yield env.timeout(self.work)

    def next_queue(self) -> int | None:
        """The highest priority in which somebody waits, of these who came first."""
        best = None
        for q in self.served:
            line = self.team.lines[q]
            if not line:
                continue
            if best is None:
                best = q
            elif self.priority(q) > self.priority(best):
                break
            elif line[0].arrived < self.team.lines[best][0].arrived:
                best = q
        return best

    def priority(self, q: int) -> int:
        return self.team.centre.queues[q].priority


def simpy_days(centre: Centre, *, replications: int, seed: int) -> np.ndarray:
    """Figures of many days, shape (replications, queues, intervals, 6)."""
    return np.array([SimpyCentre(centre, seed=1000 * seed + day).play() for day in range(replications)])
