"""Run CP-SAT so that the same problem gives the same roster on any machine, and can be stopped.

Effort is counted in the solver's own deterministic seconds, never in wall time. One worker at a time
is reproducible by itself; on two cores it also found better rosters per second than eight
interleaved ones (docs/methods/rostering.md).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

OnProgress = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search gave: values are None where no solution was found in the time."""

    solver: cp_model.CpSolver | None
    optimal: bool
    bound: float
    cost: float
    seconds: float

    def value(self, term: cp_model.LinearExpr | int) -> int:
        if isinstance(term, int):
            return term
        assert self.solver is not None
        return self.solver.value(term)


class _Watcher(cp_model.CpSolverSolutionCallback):
    """Reports progress at each solution; an exception from the report stops the search."""

    def __init__(self, report: Callable[[], None]) -> None:
        super().__init__()
        self.report = report
        self.raised: BaseException | None = None

    def on_solution_callback(self) -> None:
        try:
            self.report()
        except BaseException as error:
            self.raised = error
            self.stop_search()


def search(
    model: cp_model.CpModel,
    *,
    seconds: float,
    seed: int,
    report: Callable[[], None],
    hint: Mapping[int, int] | None = None,
) -> Found:
    """Search for `seconds` of deterministic time at most; `report` may raise to cancel."""
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = seconds
    solver.parameters.linearization_level = 2
    watcher = _Watcher(report)
    status = solver.solve(model, watcher)
    if watcher.raised is not None:
        raise watcher.raised
    report()
    solved = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Found(
        solver=solver if solved else None,
        optimal=status == cp_model.OPTIMAL,
        bound=solver.best_objective_bound,
        cost=solver.objective_value if solved else float("inf"),
        seconds=solver.deterministic_time,
    )
