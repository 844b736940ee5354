"""Play a policy on contacts as they came: what routing is judged by before anybody is routed by it.

Equal times are broken by a written rule: whoever ends a contact or a shift does so before anybody begins one,
and shifts begin before contacts come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Protocol

from halfhour.engine.routing._choose import USUAL, best_person, next_work
from halfhour.engine.routing._values import ORDER, Held, Person, RoutingRules, Work

FINISH, LEAVE, COME, ARRIVE, LOOK_AGAIN, GIVE_UP = range(6)


class Policy(Protocol):
    """Who takes a contact that has come, and what somebody with room takes; None for nobody or nothing."""

    def push(self, work: Work, people: Sequence[Person], at: int) -> str | None: ...

    def pull(
        self, person: Person, waiting: Sequence[Work], people: Sequence[Person], at: int
    ) -> str | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Halfhour:
    """The policy of `best_person` and `next_work`."""

    rules: RoutingRules = USUAL

    def push(self, work: Work, people: Sequence[Person], at: int) -> str | None:
        return best_person(work=work, people=people, at=at, rules=self.rules).person

    def pull(self, person: Person, waiting: Sequence[Work], people: Sequence[Person], at: int) -> str | None:
        return next_work(person=person, waiting=waiting, people=people, at=at, rules=self.rules).work


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A contact that comes when its work opens; without `patience_seconds` the customer never gives up."""

    work: Work
    handle_seconds: int
    patience_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a contact; `taken_at` and `person` are None where nobody took it."""

    work: Work
    taken_at: int | None
    person: str | None

    @property
    def is_in_time(self) -> bool:
        return self.taken_at is not None and (self.work.due_at is None or self.taken_at <= self.work.due_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """Outcomes in the order of arrival, and the seconds that each person was at work on contacts."""

    outcomes: tuple[Outcome, ...]
    busy_seconds: dict[str, int]


def play_routing(
    *, arrivals: Sequence[Arrival], shifts: Sequence[tuple[Person, int]], policy: Policy
) -> Played:
    """Play all contacts; a person is there from the instant given beside them to their `until`.

    Somebody with several shifts stands in several pairs, one after the other in time.
    At the end of a shift people finish what they hold and take nothing more. Contacts that nobody takes
    before the last shift ends stay without an outcome.
    """
    return _Play(arrivals, shifts, policy).run()


class _Play:
    def __init__(
        self, arrivals: Sequence[Arrival], shifts: Sequence[tuple[Person, int]], policy: Policy
    ) -> None:
        self.policy = policy
        self.arrivals = {each.work.key: each for each in arrivals}
        self.shifts = [person for person, _ in shifts]
        self.people = {person.name: replace(person, is_present=False) for person in self.shifts}
        self.waiting: dict[str, Work] = {}
        self.taken: dict[str, tuple[int, str]] = {}
        self.busy = dict.fromkeys(self.people, 0)
        self.number = count()
        self.events = [(each.work.opened_at, ARRIVE, next(self.number), each.work.key) for each in arrivals]
        for place, (person, since) in enumerate(shifts):
            self.events.append((since, COME, next(self.number), str(place)))
            self.events.append((person.until, LEAVE, next(self.number), person.name))
        heapify(self.events)

    def run(self) -> Played:
        steps = {
            FINISH: self.finish,
            LEAVE: self.leave,
            COME: self.come,
            ARRIVE: self.arrive,
            LOOK_AGAIN: self.look_again,
            GIVE_UP: self.give_up,
        }
        while self.events:
            at, kind, _, key = heappop(self.events)
            steps[kind](at, key)
        outcomes = tuple(
            Outcome(work=each.work, taken_at=at, person=person)
            for each in self.arrivals.values()
            for at, person in [self.taken.get(each.work.key, (None, None))]
        )
        return Played(outcomes=outcomes, busy_seconds=self.busy)

    def later(self, at: int, kind: int, key: str) -> None:
        heappush(self.events, (at, kind, next(self.number), key))

    def come(self, at: int, place: str) -> None:
        shift = self.shifts[int(place)]
        before = self.people[shift.name]
        self.people[shift.name] = replace(
            shift,
            is_present=True,
            held=before.held,
            idle_since=at,
            taken=before.taken,
            harder_taken=before.harder_taken,
        )
        self.pull(at, shift.name)

    def leave(self, at: int, name: str) -> None:
        self.people[name] = replace(self.people[name], is_present=False)

    def arrive(self, at: int, key: str) -> None:
        arrival = self.arrivals[key]
        self.waiting[key] = arrival.work
        name = self.policy.push(arrival.work, tuple(self.people.values()), at)
        if name is not None:
            self.take(at, key, name)
            return
        if arrival.patience_seconds is not None:
            self.later(at + arrival.patience_seconds, GIVE_UP, key)
        if arrival.work.known_by is not None and arrival.work.due_at is not None:
            self.later((at + arrival.work.due_at) // 2 + 1, LOOK_AGAIN, key)

    def look_again(self, at: int, key: str) -> None:
        if key in self.waiting:
            name = self.policy.push(self.waiting[key], tuple(self.people.values()), at)
            if name is not None:
                self.take(at, key, name)

    def give_up(self, at: int, key: str) -> None:
        self.waiting.pop(key, None)

    def take(self, at: int, key: str, name: str) -> None:
        work, person = self.waiting.pop(key), self.people[name]
        is_harder = ORDER.index(person.seniority) < ORDER.index(USUAL.needs[work.complexity])
        self.people[name] = replace(
            person,
            held=(*person.held, Held(queue=work.queue, weight=work.weight)),
            taken=person.taken + 1,
            harder_taken=person.harder_taken + is_harder,
        )
        self.taken[key] = (at, name)
        self.busy[name] += self.arrivals[key].handle_seconds
        self.later(at + self.arrivals[key].handle_seconds, FINISH, key)

    def finish(self, at: int, key: str) -> None:
        name, work = self.taken[key][1], self.arrivals[key].work
        held = list(self.people[name].held)
        held.remove(Held(queue=work.queue, weight=work.weight))
        self.people[name] = replace(self.people[name], held=tuple(held), idle_since=at)
        self.pull(at, name)

    def pull(self, at: int, name: str) -> None:
        """Take what waits until there is no more room."""
        while self.waiting and self.people[name].is_present:
            key = self.policy.pull(
                self.people[name], tuple(self.waiting.values()), tuple(self.people.values()), at
            )
            if key is None:
                return
            self.take(at, key, name)
