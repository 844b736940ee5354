"""A break inside each shift, within its window."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Term, total


class ShiftsToBreak(NamedTuple):
    """How many people work a shift, and between which slots their break may start (both included)."""

    people: Term
    earliest: int
    latest: int


def place_breaks(
    model: cp_model.CpModel, shifts: Sequence[ShiftsToBreak], starting: Mapping[int, Term], *, people: int
) -> None:
    """Everybody's break starts within their window; `starting` counts breaks by the slot they start in.

    Breaks are counted, not named: in sum, no more are begun by any slot than windows have opened, and
    no fewer than have closed. That suffices for giving them to people one by one as long as no window
    lies strictly inside another (Bechtold and Jacobs, 1990), which shifts of one length ensure.
    `people` bounds how many there are.
    """
    opening: dict[int, list[Term]] = defaultdict(list)
    closing: dict[int, list[Term]] = defaultdict(list)
    for shift in shifts:
        opening[shift.earliest].append(shift.people)
        closing[shift.latest].append(shift.people)
    # Two stocks, from slot to slot: people whose window has opened and whose break has not begun, and
    # breaks begun whose window has not closed. Each follows from the one before, which keeps it sparse.
    waiting: Term = 0
    ahead: Term = 0
    for slot in sorted({*opening, *closing, *starting}):
        begun = starting.get(slot, 0)
        waiting = _next(model, [waiting, *opening[slot]], [begun], people)
        ahead = _next(model, [ahead, begun], closing[slot], people)
    model.add(total([waiting, ahead]) == 0).with_name("every break")


def _next(model: cp_model.CpModel, more: Sequence[Term], less: Sequence[Term], most: int) -> Term:
    """What is in stock after so much has come and gone; never below nothing."""
    stock = model.new_int_var(0, most, "breaks")
    model.add(total(more) - total(less) == stock).with_name("breaks within their windows")
    return stock
