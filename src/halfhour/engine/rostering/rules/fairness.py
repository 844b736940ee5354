"""Shares of what nobody likes: early shifts, late shifts, weekends."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Term


def share_fairly(
    model: cp_model.CpModel, shares: Sequence[Term], scales: Sequence[int], *, most: int
) -> Term:
    """How far apart the largest and the smallest share lie, in units of `scales`.

    A share is a count of shifts; its scale makes part-timers comparable (twice that of a full-timer
    for half the hours). `most` is a bound on any scaled share.
    """
    if len(shares) < 2:
        return 0
    largest = model.new_int_var(0, most, "largest share")
    smallest = model.new_int_var(0, most, "smallest share")
    for share, scale in zip(shares, scales, strict=True):
        model.add(largest >= share * scale).with_name("fair shares")
        model.add(smallest <= share * scale).with_name("fair shares")
    spread = model.new_int_var(0, most, "unfairness")
    model.add(spread >= largest - smallest).with_name("fair shares")
    return spread
