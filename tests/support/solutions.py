"""Rules tried alone: every way to keep one, and the least that a measured one costs."""

from collections.abc import Callable, Sequence
from itertools import product

from ortools.sat.python import cp_model

Values = tuple[int, ...]
Rule = Callable[[cp_model.CpModel, list[cp_model.IntVar]], object]


class _Collector(cp_model.CpSolverSolutionCallback):
    def __init__(self, variables: Sequence[cp_model.IntVar]) -> None:
        super().__init__()
        self.variables, self.found = variables, set[Values]()

    def on_solution_callback(self) -> None:
        self.found.add(tuple(self.value(each) for each in self.variables))


def every_solution(rule: Rule, *, variables: int, most: int = 1) -> set[Values]:
    """All values from 0 to `most` that some variables may take together under a rule."""
    model = cp_model.CpModel()
    members = [model.new_int_var(0, most, f"x{n}") for n in range(variables)]
    rule(model, members)
    solver, collector = cp_model.CpSolver(), _Collector(members)
    solver.parameters.enumerate_all_solutions = True
    solver.parameters.num_workers = 1
    solver.solve(model, collector)
    return collector.found


def every_value(*, variables: int, most: int = 1) -> set[Values]:
    """All values there are to choose from."""
    return set(product(range(most + 1), repeat=variables))


def least(rule: Rule, values: Values) -> int | None:
    """The least that what a rule returns can be, its variables being fixed; None where it forbids them."""
    model = cp_model.CpModel()
    members = [model.new_int_var(0, max(values, default=0), f"x{n}") for n in range(len(values))]
    measured = rule(model, members)
    for member, value in zip(members, values, strict=True):
        model.add(member == value)
    model.minimize(measured)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    if solver.solve(model) != cp_model.OPTIMAL:
        return None
    return measured if isinstance(measured, int) else solver.value(measured)
