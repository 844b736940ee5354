"""Rest between one shift and the next."""

from collections.abc import Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Term, total

MOST_SPELT_OUT = 60  # shifts of two days for which each rule names all it sums


class TimedShift(NamedTuple):
    """How many of a crew work a shift, and when it starts and ends."""

    works: Term
    starts_at: int
    ends_at: int


class _Excluding(NamedTuple):
    """Shifts of which at most one goes: those that end late, and those that start too soon after."""

    late: Sequence[TimedShift]
    too_soon: Sequence[TimedShift]


def keep_rest(
    model: cp_model.CpModel,
    earlier: Sequence[TimedShift],
    later: Sequence[TimedShift],
    *,
    rest_seconds: int,
    people: int = 1,
) -> None:
    """Between a shift of an earlier day and one of a later day lie at least `rest_seconds`.

    For each time at which earlier shifts end: those that end then or afterwards exclude all later
    shifts that start too soon after it. Each clash of two shifts is in one of these sets, and no two
    members of a set go together.
    """
    sets = _excluding(earlier, later, rest_seconds)
    if len(earlier) + len(later) <= MOST_SPELT_OUT:
        sums = [total(shift.works for shift in (*each.late, *each.too_soon)) for each in sets]
    else:
        sums = _running_sums(model, sets, people)
    for together in sums:
        model.add(together <= people).with_name("rest between shifts")


def _excluding(
    earlier: Sequence[TimedShift], later: Sequence[TimedShift], rest_seconds: int
) -> list[_Excluding]:
    """The sets, in order of time: the late shifts shrink from set to set, those too soon grow."""
    sets: list[_Excluding] = []
    for ends_at in sorted({shift.ends_at for shift in earlier}):
        too_soon = [shift for shift in later if shift.starts_at < ends_at + rest_seconds]
        if len(too_soon) > (len(sets[-1].too_soon) if sets else 0):  # else an earlier end has said it
            sets.append(_Excluding([shift for shift in earlier if shift.ends_at >= ends_at], too_soon))
    return sets


def _running_sums(model: cp_model.CpModel, sets: Sequence[_Excluding], people: int) -> list[Term]:
    """The sums of the sets, each following from its neighbour's: few terms where shifts are many."""
    late_sums = _running(model, [each.late for each in reversed(sets)], people)
    soon_sums = _running(model, [each.too_soon for each in sets], people)
    return [total([late, soon]) for late, soon in zip(reversed(late_sums), soon_sums, strict=True)]


def _running(model: cp_model.CpModel, growing: Sequence[Sequence[TimedShift]], people: int) -> list[Term]:
    """Sums over lists of which each holds all of the one before."""
    sums: list[Term] = []
    known: set[int] = set()
    before: Term = 0
    for shifts in growing:
        new = [shift.works for shift in shifts if id(shift) not in known]
        known.update(map(id, shifts))
        sum_so_far = model.new_int_var(0, people, "shifts so far")
        model.add(total([before, *new]) == sum_so_far).with_name("sums of shifts")
        before = sum_so_far
        sums.append(sum_so_far)
    return sums
