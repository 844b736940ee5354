"""People on queues, held against what the queues need."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Term, total


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageCost:
    """What a tenth of a person-slot costs: short up to `step`, beyond it, and the same for surplus."""

    short: int
    very_short: int
    over: int
    far_over: int
    step: int


def share_out(
    model: cp_model.CpModel, supply: Term, queues: Sequence[int], *, most: int
) -> Mapping[int, Term]:
    """Everybody there serves exactly one of the queues they can: people by queue.

    A person who can serve two queues is counted once, on one of them.
    """
    if len(queues) == 1:
        return {queues[0]: supply}
    serving = {queue: model.new_int_var(0, most, f"serving {queue}") for queue in queues}
    model.add(total(serving.values()) == supply).with_name("counted once")
    return serving


def measure_coverage(
    model: cp_model.CpModel, covered: Term, *, target: int, cost: CoverageCost, most: int
) -> Term:
    """The cost of falling short of `target` or going beyond it, rising with the distance.

    `covered` and `target` are in tenths of person-slots, `most` bounds `covered`.
    """
    short = model.new_int_var(0, min(cost.step, target), "short")
    very_short = model.new_int_var(0, max(target - cost.step, 0), "very short")
    over = model.new_int_var(0, cost.step, "over")
    far_over = model.new_int_var(0, max(most - target, 0), "far over")
    model.add(covered + short + very_short == target + over + far_over).with_name("coverage")
    return cost.short * short + cost.very_short * very_short + cost.over * over + cost.far_over * far_over
