"""So many people on duty whenever the team is open."""

from collections.abc import Iterator

import numpy as np

from halfhour.engine.rostering.checker._case import Case, Span, joined, without
from halfhour.engine.rostering.checker._kinds import RosterBreach
from halfhour.engine.rostering.problem import Breach


def check_duty(case: Case) -> Iterator[Breach]:
    """Each stretch of open time with too few at work, as one breach with the fewest there in it."""
    least = case.rules.on_duty_at_least
    edges, there = _people_at_work(case)
    for opens, closes in case.problem.open_spans:
        within = edges[(edges > opens) & (edges < closes)]
        starts = np.concatenate([[opens], within])
        ends = np.concatenate([within, [closes]])
        people = there[np.searchsorted(edges, starts, side="right")]
        short = [(int(starts[n]), int(ends[n]), int(people[n])) for n in np.flatnonzero(people < least)]
        for first, last in joined((starts_at, ends_at) for starts_at, ends_at, _ in short):
            fewest = min(count for starts_at, _, count in short if first <= starts_at < last)
            yield Breach(
                rule=RosterBreach.ON_DUTY,
                on=case.clock.date_of(first),
                figures={
                    "starts": case.clock.text(first),
                    "ends": case.clock.text(last),
                    "people": fewest,
                    "least": least,
                },
            )


def time_at_work(case: Case, agent: str) -> tuple[Span, ...]:
    """A person's shifts less their breaks and sessions; somebody is never there twice."""
    shifts = case.all_shifts(agent)
    away = [(each.starts_at, each.ends_at) for shift in shifts for each in shift.breaks]
    away += [(each.starts_at, each.ends_at) for each in case.sessions[agent]]
    return without([(shift.starts_at, shift.ends_at) for shift in shifts], away)


def _people_at_work(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """Instants at which somebody comes or goes, and how many are there before, between and after them."""
    spans = [span for agent in case.agents for span in time_at_work(case, agent)]
    moves = np.array([[start, 1] for start, _ in spans] + [[end, -1] for _, end in spans]).reshape(-1, 2)
    edges, place = np.unique(moves[:, 0], return_inverse=True)
    changes = np.bincount(place, weights=moves[:, 1], minlength=edges.size)
    return edges, np.concatenate([[0], np.cumsum(changes)])
