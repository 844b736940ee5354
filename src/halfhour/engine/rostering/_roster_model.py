"""The parts of a roster model: its variables, its terms of cost, and what it was made from."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from halfhour.engine.rostering._crews import Crew
from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._presence import Missing
from halfhour.engine.rostering._sessions import AloneLoad, SessionPlan
from halfhour.engine.rostering._weights import Weights, units_per_point
from halfhour.engine.rostering.rules._terms import Count, Term

Decided = Mapping[tuple[int, int], int]  # (crew, option) → how many of the crew work it


class Breaks(NamedTuple):
    """Breaks of one kind, of the shifts of one length that start on a day, counted by starting slot."""

    group: int
    day: int
    slots: int
    starting: Mapping[int, cp_model.IntVar]


class Ahead(NamedTuple):
    """What is expected of days not yet filled: people there, shape (groups, slots), and on each shift."""

    there: NDArray[np.int64]
    by_option: Mapping[tuple[int, int], float]


@dataclass(slots=True, kw_only=True, eq=False)
class RosterModel:
    """A model under construction, and afterwards what is needed to read it back.

    `works[crew, option]` counts people of a crew on a shift, as a variable or a number;
    `on_shift[group, option]` all people of a skill group. `costs` are terms by name with their
    weights in model units.
    """

    frame: Frame
    weights: Weights
    crews: tuple[Crew, ...]
    free: Collection[tuple[int, int]]
    decided: Decided
    sessions: SessionPlan
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    works: dict[tuple[int, int], Count] = field(default_factory=dict)
    on_shift: dict[tuple[int, int], Count] = field(default_factory=dict)
    breaks: list[Breaks] = field(default_factory=list)
    together: dict[tuple[int, int], dict[int, cp_model.IntVar]] = field(default_factory=dict)
    alone: list[tuple[AloneLoad, dict[int, Count]]] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    serving: dict[tuple[int, int, int], Term] = field(default_factory=dict)
    costs: dict[str, list[tuple[Term, int]]] = field(default_factory=lambda: defaultdict(list))

    def variables(self) -> list[cp_model.IntVar]:
        """Every variable of the model."""
        count = len(self.model.proto.variables)
        return [self.model.get_int_var_from_proto_index(index) for index in range(count)]

    def works_on(self, crew: int, day: int) -> list[Count]:
        return [self.works[crew, option] for option in self.crews[crew].allowed[day]]

    def free_days(self, crew: int) -> list[int]:
        return [day for day in range(self.frame.days) if (crew, day) in self.free]

    def charge(self, name: str, term: Term, points: float) -> None:
        """Let a term cost so many points each; terms that are nothing are left out."""
        if not (isinstance(term, int) and term == 0):
            self.costs[name].append((term, round(points * units_per_point(self.frame))))
