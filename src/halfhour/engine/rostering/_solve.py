"""Lead from a problem to a roster: relax, plan days, fill windows, improve, place, share out."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason
from halfhour.engine.rostering._clashes import clashes_of, hours_out_of_reach, shifts_without_room
from halfhour.engine.rostering._cost import Shared, people_units, share_out_people
from halfhour.engine.rostering._draft import Draft, settle_alone_sessions
from halfhour.engine.rostering._effort import Effort, OnProgress
from halfhour.engine.rostering._frame import TENTHS, Frame, frame_of
from halfhour.engine.rostering._improve import improve
from halfhour.engine.rostering._parts import joined, part_of, parts_of, share_of_progress
from halfhour.engine.rostering._placed import Placed
from halfhour.engine.rostering._placing import place_breaks_and_sessions
from halfhour.engine.rostering._readback import read_roster
from halfhour.engine.rostering._reasons import RosterReason
from halfhour.engine.rostering._sessions import SessionPlan
from halfhour.engine.rostering._starting import first_draft, slack_by_day
from halfhour.engine.rostering._summary import against_target, summary_reasons
from halfhour.engine.rostering._weights import Weights, units_per_point
from halfhour.engine.rostering._windows import window_of
from halfhour.engine.rostering.problem import RosterProblem, RosterResult, Shift

IMPROVE_SECONDS = 12.0


def solve_roster(
    *,
    problem: RosterProblem,
    effort: float = 1.0,
    seed: int = 0,
    on_progress: OnProgress | None = None,
    weights: Weights | None = None,
) -> RosterResult:
    """The best roster that a given effort finds: legal always, covering the targets as well as it can.

    The same arguments give the same roster, however fast the machine.

    Parameters
    ----------
    effort
        How long to look for something better, 1 being usual.
    on_progress
        Hears the share of the work that is done, from 0 to 1; whatever it raises ends the solving.
    weights
        What the parts of the cost weigh; None for the usual.

    Raises
    ------
    OutOfRange
        Unless effort > 0.

    Notes
    -----
    Stages, limits and measurements: docs/methods/rostering.md.
    """
    if not effort > 0:
        raise OutOfRange(f"got an effort of {effort:g}; need effort > 0")
    weights, tell = weights or Weights(), on_progress or (lambda done: None)
    results: list[RosterResult] = []
    worked: list[Shift] = []
    parts = parts_of(problem)
    for (first, weeks), (starts, ends) in zip(parts, share_of_progress(len(parts)), strict=True):
        part = problem if len(parts) == 1 else part_of(problem, first, weeks, worked)
        work = Effort(factor=effort, on_progress=_within(tell, starts, ends))
        results.append(_solve_part(part, weights, work, seed))
        if (roster := results[-1].roster) is not None:
            worked += roster.shifts
    whole = results[0] if len(parts) == 1 else joined(problem, results)
    if whole.roster is None:
        return whole
    reasons = summary_reasons(frame_of(problem), whole.shortfall, whole.bound, whole.cost)
    return replace(whole, reasons=reasons)


def _within(tell: OnProgress, starts: float, ends: float) -> Callable[[float], None]:
    return lambda done: tell(starts + (ends - starts) * done)


def _solve_part(problem: RosterProblem, weights: Weights, work: Effort, seed: int) -> RosterResult:
    work.stage(0.0, 0.0)
    frame = frame_of(problem)
    if not any(day for person in frame.people for day in person.allowed):
        return _nothing_possible(frame)
    window = window_of(frame, weights, work, seed)
    draft, bound = first_draft(window)
    work.stage(0.5, 0.85)
    improve(window, draft, seconds=IMPROVE_SECONDS * work.factor)
    settle_alone_sessions(draft, slack_by_day(frame, draft))
    work.stage(0.85, 0.95)
    placed = place_breaks_and_sessions(window, draft)
    work.stage(0.95, 1.0)
    shared = share_out_people(window, draft, placed)
    units = shared.units + people_units(frame, weights, draft, placed)
    result = _result(frame, draft, placed, shared, units / units_per_point(frame), bound)
    work.within(1.0)
    return result


def _nothing_possible(frame: Frame) -> RosterResult:
    """Nobody may work at all: no roster, and why."""
    zeros = np.zeros(frame.target.shape)
    empty = Draft(frame=frame, sessions=SessionPlan())
    return RosterResult(
        roster=None,
        clashes=(
            Reason(kind=RosterReason.NO_SHIFT_FITS),
            *shifts_without_room(frame),
            *hours_out_of_reach(frame, empty),
        ),
        coverage=zeros,
        shortfall=frame.target.copy(),
        surplus=zeros,
        cost=0.0,
        bound=0.0,
        gap=0.0,
    )


def _result(
    frame: Frame, draft: Draft, placed: Placed, shared: Shared, cost: float, bound: float
) -> RosterResult:
    coverage = shared.covered / TENTHS / np.maximum(frame.line.slots_in, 1)
    shortfall, surplus = against_target(frame, coverage)
    bound = min(bound, cost)
    return RosterResult(
        roster=read_roster(draft, placed, shared.assignments),
        clashes=clashes_of(frame, draft, placed, shared),
        coverage=coverage,
        shortfall=shortfall,
        surplus=surplus,
        cost=cost,
        bound=bound,
        gap=(cost - bound) / cost if cost > 0 else 0.0,
    )
