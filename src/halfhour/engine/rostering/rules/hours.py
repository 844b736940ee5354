"""Paid hours of a week."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Term, weighted


def keep_weekly_hours(
    model: cp_model.CpModel, works: Sequence[Term], minutes: Sequence[int], *, least: int, most: int
) -> Term:
    """A week's paid minutes never pass `most`; returns by how many they fall short of `least`.

    `minutes` are the paid minutes of each shift in `works`. What a week may hold is the law's; what
    it should hold can be out of reach (availability, a public holiday), so it is measured instead.
    """
    paid = weighted(works, minutes) if works else 0
    if works:
        model.add(paid <= most).with_name("weekly hours at most")
    if least <= 0 or not works:
        return max(least, 0)
    short = model.new_int_var(0, least, "weekly minutes short")
    model.add(paid + short >= least).with_name("weekly hours at least")
    return short
