"""The roster model without whole numbers, as a linear program: a bound, and a first idea of a roster."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from halfhour.engine.rostering.rules._terms import Count

UNBOUNDED = 1 << 60


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Relaxed:
    """The optimum of the linear program; `bound` is None where it could not be solved.

    `values`, shape (variables,), are indexed as the model's variables are.
    """

    bound: float | None
    values: NDArray[np.float64]

    def value(self, count: Count) -> float:
        return float(count) if isinstance(count, int) else float(self.values[count.index])


def relax(model: cp_model.CpModel) -> Relaxed:
    """Solve a model of linear constraints by HiGHS's interior point method, whole numbers left aside."""
    proto = model.proto
    lower, upper, matrix = _rows(proto)
    bounds = [(each.domain[0], each.domain[len(each.domain) - 1]) for each in proto.variables]
    costs = np.zeros(len(bounds))
    for index, weight in zip(proto.objective.vars, proto.objective.coeffs, strict=True):
        costs[index if index >= 0 else -index - 1] += weight if index >= 0 else -weight
    equal = lower == upper
    above, below = ~equal & (upper < UNBOUNDED), ~equal & (lower > -UNBOUNDED)
    found = linprog(
        costs,
        A_ub=vstack([matrix[above], -matrix[below]]),
        b_ub=np.concatenate([upper[above], -lower[below]]),
        A_eq=matrix[equal],
        b_eq=lower[equal],
        bounds=bounds,
        method="highs-ipm",
    )
    if found.status != 0 or found.fun is None or found.x is None:
        return Relaxed(bound=None, values=np.zeros(len(bounds)))
    return Relaxed(bound=float(found.fun) + proto.objective.offset, values=found.x)


def _rows(proto: cp_model.CpModelProto) -> tuple[NDArray[np.float64], NDArray[np.float64], csr_matrix]:
    rows: list[int] = []
    columns: list[int] = []
    weights: list[int] = []
    lower: list[int] = []
    upper: list[int] = []
    for row, constraint in enumerate(proto.constraints):
        linear = constraint.linear
        rows += [row] * len(linear.vars)
        columns += linear.vars
        weights += linear.coeffs
        lower.append(linear.domain[0])
        upper.append(linear.domain[len(linear.domain) - 1])
    entries = (np.array(weights, dtype=np.float64), (rows, columns))
    matrix = csr_matrix(entries, shape=(len(lower), len(proto.variables)))
    return np.array(lower, dtype=float), np.array(upper, dtype=float), matrix
