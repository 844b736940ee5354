"""What people would like: days off, times to start, and a week of steady starts."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Term, total, weighted


def count_wishes_missed(unwanted: Sequence[Term]) -> Term:
    """How many shifts go against a wish: on a day wished free, or from a time not wished."""
    return total(unwanted)


def keep_starts_steady(model: cp_model.CpModel, days: Sequence[tuple[Sequence[Term], Sequence[int]]]) -> Term:
    """How far apart a person's earliest and latest start of a week lie.

    `days` holds, for each day, the shifts that could be worked and when they start, in steps of any
    one length after a fixed time of day.
    """
    steps = [step for _, starts in days for step in starts]
    if not steps:
        return 0
    first, last = min(steps), max(steps)
    earliest = model.new_int_var(first, last, "earliest start")
    latest = model.new_int_var(first, last, "latest start")
    for works, starts in days:
        if works:
            model.add(latest >= first + weighted(works, [start - first for start in starts]))
            model.add(earliest <= last - weighted(works, [last - start for start in starts]))
    spread = model.new_int_var(0, last - first, "spread of starts")
    model.add(spread >= latest - earliest).with_name("steady starts")
    return spread
