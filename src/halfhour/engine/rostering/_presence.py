"""Who is there in each slot, as sums of variables; shared by all models that hold coverage."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ortools.sat.python import cp_model

from halfhour.engine.rostering._frame import TENTHS, Frame
from halfhour.engine.rostering._weights import Weights
from halfhour.engine.rostering.rules import keep_on_duty, measure_coverage, share_out
from halfhour.engine.rostering.rules._terms import Count, Term, total, weighted


class Step(NamedTuple):
    """So many people more (weight 1) or fewer (-1) from a slot on."""

    people: Count
    weight: int


class Missing(NamedTuple):
    """How many people are missing on duty in each of some slots."""

    slots: tuple[int, ...]
    people: Count


class Presence:
    """People at work by skill group and slot.

    Stretches are added one by one (`add`), and kept as steps up and down: the sum over a slot is that
    of the slot before plus its steps, which keeps the model sparse. `settle` makes those sums; then
    `keep_duty` and `cover` lay the rules on them.
    """

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.steps: dict[tuple[int, int], list[Step]] = defaultdict(list)
        self.there: dict[tuple[int, int], Count] = {}

    def add(self, group: int, slots: range, people: Count, weight: int = 1) -> None:
        """Count people in (weight 1) or out (-1) over a stretch of slots of the horizon."""
        if len(slots):
            self.steps[group, slots.start].append(Step(people, weight))
            self.steps[group, slots.stop].append(Step(people, -weight))

    def settle(self, model: cp_model.CpModel, sizes: Mapping[int, int], slots: Iterable[int]) -> None:
        """Make the sums for these slots: never below zero, never above the size of the group."""
        asked = set(slots)
        for group in range(len(self.frame.groups)):
            now: Count = 0
            waiting: list[Step] = []
            for slot in range(len(self.frame.line)):
                waiting += self.steps.get((group, slot), ())
                if slot in asked:
                    if waiting:
                        now, waiting = self._next(model, now, waiting, sizes.get(group, 0)), []
                    self.there[group, slot] = now

    def _next(self, model: cp_model.CpModel, now: Count, steps: list[Step], size: int) -> Count:
        number = now if isinstance(now, int) else 0
        weights: dict[int, int] = defaultdict(int)
        variables: dict[int, cp_model.IntVar] = {}
        for people, weight in steps if isinstance(now, int) else [*steps, Step(now, 1)]:
            if isinstance(people, int):
                number += people * weight
            else:
                weights[people.index] += weight
                variables[people.index] = people
        moving = [index for index, weight in weights.items() if weight]
        if not moving:
            return max(number, 0)
        if number == 0 and len(moving) == 1 and weights[moving[0]] == 1:
            return variables[moving[0]]
        there = model.new_int_var(0, size, "there")
        parts = weighted([variables[index] for index in moving], [weights[index] for index in moving])
        model.add(parts + number == there)
        return there

    def keep_duty(self, model: cp_model.CpModel, slots: Iterable[int]) -> list[Missing]:
        """At least so many on duty in each of these slots; slots with the same people share one rule."""
        least = self.frame.problem.team.rules.on_duty_at_least
        alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
        if least > 0:
            for slot in slots:
                if self.frame.on_duty[slot]:
                    alike[tuple(map(_identity, self._everybody(slot)))].append(slot)
        return [
            Missing(tuple(same), keep_on_duty(model, self._everybody(same[0]), least=least))
            for same in alike.values()
        ]

    def _everybody(self, slot: int) -> list[Count]:
        return [self.there[group, slot] for group in range(len(self.frame.groups))]

    def cover(
        self,
        model: cp_model.CpModel,
        weights: Weights,
        *,
        sizes: Mapping[int, int],
        intervals: Iterable[int] | None = None,
    ) -> tuple[list[Term], dict[tuple[int, int, int], Term]]:
        """Share out everybody there and measure it against the targets.

        Only buckets all of whose intervals are asked for are held. Returns the costs, and person-slots
        by (group, queue, interval).
        """
        asked = set(range(len(self.frame.problem.grid)) if intervals is None else intervals)
        serving: dict[tuple[int, int, int], Term] = {}
        for interval in sorted(asked):
            for group in range(len(self.frame.groups)):
                for queue, term in self._shared_out(model, group, interval, sizes).items():
                    serving[group, queue, interval] = term
        costs = [
            measure_coverage(
                model,
                total(
                    serving.get((group, bucket.queue, interval), 0)
                    for interval in bucket.intervals
                    for group in range(len(self.frame.groups))
                ),
                target=bucket.target,
                cost=weights.coverage(bucket),
                most=sum(sizes.values()) * bucket.slots * TENTHS,
            )
            for bucket in self.frame.buckets
            if asked.issuperset(bucket.intervals)
        ]
        return costs, serving

    def _shared_out(
        self, model: cp_model.CpModel, group: int, interval: int, sizes: Mapping[int, int]
    ) -> Mapping[int, Term]:
        frame = self.frame
        opened = [queue for queue in frame.groups[group] if frame.is_open[queue, interval]]
        there = [self.there[group, slot] for slot in frame.slots_of_interval[interval]]
        if not opened or all(isinstance(each, int) and each == 0 for each in there):
            return {}
        most = sizes.get(group, 0) * len(there)
        return share_out(model, TENTHS * total(there), opened, most=TENTHS * most)


def _identity(term: Count) -> object:
    return term if isinstance(term, int) else ("variable", term.index)
