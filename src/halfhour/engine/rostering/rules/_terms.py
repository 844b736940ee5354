"""What rules are written over: variables, sums of them, and plain numbers where something is fixed."""

from collections.abc import Iterable, Sequence

from ortools.sat.python import cp_model

Count = cp_model.IntVar | int
Term = cp_model.LinearExpr | int


def total(terms: Iterable[Term]) -> Term:
    """The sum of terms, some of which may be numbers."""
    summed: Term = cp_model.LinearExpr.sum(list(terms))
    return summed


def weighted(terms: Sequence[Term], weights: Sequence[int]) -> Term:
    """The sum of terms times their weights."""
    summed: Term = cp_model.LinearExpr.weighted_sum(terms, weights)
    return summed
