"""Somebody there whenever the team is open."""

from collections.abc import Sequence

from ortools.sat.python import cp_model

from halfhour.engine.rostering.rules._terms import Count, Term, total


def keep_on_duty(model: cp_model.CpModel, at_work: Sequence[Term], *, least: int) -> Count:
    """At least `least` people are at work; returns how many are missing.

    `at_work` counts people on shift who are neither on a break nor in a session. Nobody may be able to
    work at that time, so what is missing is measured, not forbidden.
    """
    present = total(at_work)
    if isinstance(present, int):
        return max(0, least - present)
    missing = model.new_int_var(0, least, "missing on duty")
    model.add(present + missing >= least).with_name("on duty at least")
    return missing
