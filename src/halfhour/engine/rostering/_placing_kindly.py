"""Of all placings that cover equally well, one that people would choose.

Where more people are there than are needed, coverage alone leaves it open when anybody eats: then breaks lie
near the middle of their windows, and not more than a third of those at work are away at once. Nothing here
may cost coverage: the placing found for it is the start, and its cost the bound.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ortools.sat.python import cp_model

from halfhour.engine.rostering._search import Found, search
from halfhour.engine.rostering._windows import Window
from halfhour.engine.rostering.rules._terms import Count, Term, total

KINDLY_SECONDS = 0.2
CROWDED = 4  # slots off the middle that one person too many away in a slot is worth
SHARE_AWAY = 3  # of those at work, one in so many may be away before it is crowded
MOST_VARIABLES = 15_000  # of a model worth the time it takes


class Pause(NamedTuple):
    """A break of people who are alike: how many start it in each slot, and (middle of the window, people)."""

    starting: Mapping[int, cp_model.IntVar]
    slots: int
    middles: Sequence[tuple[int, Count]]


def place_kindly(
    model: cp_model.CpModel,
    found: Found,
    cost: Term,
    pauses: Sequence[Pause],
    at_work: Mapping[int, int],
    window: Window,
) -> Found:
    """The same cost, and breaks at better times; what was found where nothing better is."""
    if not pauses or len(model.proto.variables) > MOST_VARIABLES:
        return found
    for index in range(len(model.proto.variables)):
        var = model.get_int_var_from_proto_index(index)
        model.add_hint(var, found.value(var))
    model.add(cost <= round(found.cost)).with_name("covers as well")
    unkind = [*_off_the_middle(model, pauses), *_crowded(model, pauses, at_work)]
    model.minimize(total(unkind))
    seconds = KINDLY_SECONDS * min(1.0, window.effort.factor)
    kinder = search(model, seconds=seconds, seed=window.seed, report=window.effort.report)
    return found if kinder.solver is None else kinder


def _off_the_middle(model: cp_model.CpModel, pauses: Iterable[Pause]) -> Iterable[Term]:
    """Slots between starts and middles, each with the one it is nearest to in order, summed over people."""
    for pause in pauses:
        edges = sorted({*pause.starting, *(middle for middle, _ in pause.middles)})
        for first, past in pairwise(edges):
            begun = [people for slot, people in pause.starting.items() if slot <= first]
            meant = [people for middle, people in pause.middles if middle <= first]
            apart = model.new_int_var(0, 1_000, "apart from the middle")
            model.add(apart >= total(begun) - total(meant))
            model.add(apart >= total(meant) - total(begun))
            yield (past - first) * apart


def _crowded(model: cp_model.CpModel, pauses: Iterable[Pause], at_work: Mapping[int, int]) -> Iterable[Term]:
    """People away at once beyond a third of those at work, in each slot."""
    away: dict[int, list[cp_model.IntVar]] = defaultdict(list)
    for pause in pauses:
        for start, people in pause.starting.items():
            for slot in range(start, start + pause.slots):
                away[slot].append(people)
    for slot, people_away in away.items():
        allowed = max(1, -(-at_work.get(slot, 0) // SHARE_AWAY))
        if at_work.get(slot, 0) > allowed:
            too_many = model.new_int_var(0, 1_000, "too many away")
            model.add(too_many >= total(people_away) - allowed)
            yield CROWDED * too_many
